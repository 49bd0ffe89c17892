-- +goose Up

-- Lists that change who somebody is wait for a second person: what the columns mean, how much would change, who asked, who
-- answered.
CREATE TABLE intake_consent (
    hash       TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    columns    TEXT   NOT NULL, -- JSON
    changes    BIGINT NOT NULL, -- of what only two may change together
    state      TEXT   NOT NULL CHECK (state IN ('asked', 'refused', 'withdrawn', 'taken')),
    asked_at   TEXT   NOT NULL,
    asked_by   TEXT   NOT NULL,
    decided_at TEXT,
    decided_by TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    PRIMARY KEY (hash, unit)
);

-- The change request by which a life event was recorded; 0: by one person alone.
ALTER TABLE life_event ADD COLUMN request BIGINT NOT NULL DEFAULT 0;
UPDATE life_event SET request = coalesce((SELECT max(r.id) FROM change_request r WHERE r.event = life_event.id), 0);

-- Whom an event about a whole household moved or named otherwise: household and relation before it, so that it can be
-- taken back.
CREATE TABLE life_event_member (
    event         BIGINT NOT NULL,
    commune       TEXT   NOT NULL,
    person        BIGINT NOT NULL,
    moved         BIGINT NOT NULL, -- 1: to another household
    was_household BIGINT NOT NULL,
    was_relation  TEXT   NOT NULL,
    PRIMARY KEY (event, commune, person)
);
CREATE INDEX life_event_member_person ON life_event_member (person);

-- +goose Down
DROP TABLE life_event_member;
ALTER TABLE life_event DROP COLUMN request;
DROP TABLE intake_consent;
