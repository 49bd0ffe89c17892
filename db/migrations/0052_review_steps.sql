-- +goose Up

-- What was done with a household's sheet, step by step: each stays, also where the sheet says something else by now. How
-- many there are says up to which change somebody saw a sheet.
CREATE TABLE poverty_step (
    year      INTEGER NOT NULL,
    household BIGINT  NOT NULL,
    commune   TEXT    NOT NULL,
    number    BIGINT  NOT NULL,
    what      TEXT    NOT NULL CHECK (what IN ('survey', 'objection', 'answer', 'decision', 'undoing')),
    body      TEXT    NOT NULL, -- JSON: what was written
    at        TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    PRIMARY KEY (year, household, commune, number)
);
INSERT INTO poverty_step (year, household, commune, number, what, body, at, actor)
    SELECT year, household, commune, 1, 'survey', '{"answers":' || answers || ',"result":"' || result || '","on":"' || surveyed_on || '"}', recorded_at, recorded_by
    FROM poverty_review;

-- Which numbers of facts a decision gave out, so that it can be taken back, and the document that took it back.
ALTER TABLE poverty_decision ADD COLUMN first_fact BIGINT NOT NULL DEFAULT 0;
ALTER TABLE poverty_decision ADD COLUMN last_fact BIGINT NOT NULL DEFAULT 0;
ALTER TABLE poverty_decision ADD COLUMN undone_number TEXT NOT NULL DEFAULT '';
ALTER TABLE poverty_decision ADD COLUMN undone_on TEXT;
ALTER TABLE poverty_decision ADD COLUMN undone_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE poverty_decision ADD COLUMN undone_at TEXT;
ALTER TABLE poverty_decision ADD COLUMN undone_by TEXT NOT NULL DEFAULT '';
UPDATE poverty_decision SET
    first_fact = coalesce((SELECT min(f.id) FROM fact f WHERE f.kind = 'household' AND f.recorded_at = poverty_decision.recorded_at), 0),
    last_fact = coalesce((SELECT max(f.id) + 1 FROM fact f WHERE f.kind = 'household' AND f.recorded_at = poverty_decision.recorded_at), 0);

-- +goose Down
DROP TABLE poverty_step;
ALTER TABLE poverty_decision DROP COLUMN first_fact;
ALTER TABLE poverty_decision DROP COLUMN last_fact;
ALTER TABLE poverty_decision DROP COLUMN undone_number;
ALTER TABLE poverty_decision DROP COLUMN undone_on;
ALTER TABLE poverty_decision DROP COLUMN undone_reason;
ALTER TABLE poverty_decision DROP COLUMN undone_at;
ALTER TABLE poverty_decision DROP COLUMN undone_by;
