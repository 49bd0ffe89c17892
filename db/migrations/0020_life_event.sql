-- +goose Up

-- Life events as they were written on a form. What an event recorded stands in fact, residence and person; the numbers
-- given out while it was recorded say which rows are its own, so that it can be taken back.
CREATE TABLE life_event (
    id              BIGINT NOT NULL,
    commune         TEXT   NOT NULL,
    home_unit       TEXT   NOT NULL, -- where the person lived before the event
    person          BIGINT NOT NULL,
    form            TEXT   NOT NULL, -- id in the policy folder; 'reversal' of an event that takes another back
    day             TEXT   NOT NULL,
    fields          TEXT   NOT NULL, -- JSON: what was written
    source          BIGINT NOT NULL,
    entered         BIGINT NOT NULL, -- the person entered by it; 0: none
    subjects        TEXT   NOT NULL, -- whose facts it wrote: "person:12 household:4"
    first_fact      BIGINT NOT NULL, -- numbers from here
    last_fact       BIGINT NOT NULL, -- to before here are its own
    first_residence BIGINT NOT NULL,
    last_residence  BIGINT NOT NULL,
    was_household   BIGINT NOT NULL, -- household and relation before the event
    was_relation    TEXT   NOT NULL,
    reverses        BIGINT NOT NULL, -- the event it takes back; 0: none
    reason          TEXT   NOT NULL,
    recorded_at     TEXT   NOT NULL,
    recorded_by     TEXT   NOT NULL,
    PRIMARY KEY (id, commune)
);
CREATE INDEX life_event_person ON life_event (person);
CREATE INDEX life_event_entered ON life_event (entered) WHERE entered <> 0;
CREATE UNIQUE INDEX life_event_reverses ON life_event (reverses, commune) WHERE reverses <> 0;

-- Records that count no longer, as known in [recorded_at, undone_at): another record stands for the same person or
-- household, or nobody does and the record was entered by mistake. Nothing else of a record is changed by this.
CREATE TABLE merged (
    id          BIGINT NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL CHECK (kind IN ('person', 'household')),
    record      BIGINT NOT NULL,
    survivor    BIGINT NOT NULL, -- 0: nobody
    choices     TEXT   NOT NULL, -- JSON: facts in which the record's word goes before what the survivor's said till then
    reason      TEXT   NOT NULL,
    recorded_at TEXT   NOT NULL,
    recorded_by TEXT   NOT NULL,
    undone_at   TEXT,
    undone_by   TEXT,
    CHECK (record <> survivor)
);
CREATE UNIQUE INDEX merged_record ON merged (kind, record) WHERE undone_at IS NULL;
CREATE INDEX merged_survivor ON merged (kind, survivor);

-- +goose Down
DROP TABLE merged;
DROP TABLE life_event;
