-- +goose Up

-- Which revision of a cell counts, so that a year of all communes is read without looking at older ones.
ALTER TABLE return_cell ADD COLUMN latest BOOLEAN NOT NULL DEFAULT true;
UPDATE return_cell SET latest = false WHERE EXISTS (
    SELECT 1 FROM return_cell n WHERE n.return_id = return_cell.return_id AND n.field = return_cell.field AND n.revision > return_cell.revision);

-- A correction of a return that was approved already: what is to be put in, why, and who decided.
CREATE TABLE return_correction (
    id          BIGINT NOT NULL PRIMARY KEY,
    return_id   BIGINT NOT NULL REFERENCES return_report (id),
    reason      TEXT   NOT NULL,
    entries     TEXT   NOT NULL, -- JSON: field, text, source
    state       TEXT   NOT NULL CHECK (state IN ('proposed', 'approved', 'refused')),
    proposed_at TEXT   NOT NULL,
    proposed_by TEXT   NOT NULL,
    decided_at  TEXT,
    decided_by  TEXT   NOT NULL,
    note        TEXT   NOT NULL -- of whoever decided
);
CREATE INDEX return_correction_return ON return_correction (return_id);

-- +goose Down
DROP TABLE return_correction;
ALTER TABLE return_cell DROP COLUMN latest;
