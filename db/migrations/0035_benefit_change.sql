-- +goose Up

-- What became of a decision: it was ended, suspended, resumed, or its file went to another commune. Numbered and signed
-- like the decision, from the same series; never changed, but for the decision by which the other commune took over.
CREATE TABLE decision_change (
    id          BIGINT  NOT NULL,
    commune     TEXT    NOT NULL,
    home_unit   TEXT    NOT NULL,
    person      BIGINT  NOT NULL,
    decision    BIGINT  NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('end', 'suspend', 'resume', 'transfer')),
    from_month  TEXT    NOT NULL, -- from which it holds
    decided_on  TEXT    NOT NULL,
    issuer      TEXT    NOT NULL,
    year        INTEGER NOT NULL,
    serial      BIGINT  NOT NULL,
    number      TEXT    NOT NULL,
    signer      TEXT    NOT NULL,
    authority   TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    to_unit     TEXT    NOT NULL, -- of a transfer: the commune that gets the file; empty otherwise
    taken       BIGINT  NOT NULL, -- of a transfer: the decision made there; 0: not yet
    recorded_at TEXT    NOT NULL,
    recorded_by TEXT    NOT NULL,
    PRIMARY KEY (id, commune),
    UNIQUE (issuer, year, serial)
);
CREATE INDEX decision_change_decision ON decision_change (decision);
CREATE INDEX decision_change_person ON decision_change (person);
CREATE INDEX decision_change_waiting ON decision_change (to_unit) WHERE kind = 'transfer' AND taken = 0;

-- The months in which a decision is in force and nothing is paid.
CREATE TABLE suspension (
    change     BIGINT NOT NULL, -- the suspension's id
    commune    TEXT   NOT NULL,
    decision   BIGINT NOT NULL,
    from_month TEXT   NOT NULL,
    to_month   TEXT, -- the last month; null: until it is resumed; before from_month: none
    PRIMARY KEY (change, commune)
);
CREATE INDEX suspension_decision ON suspension (decision);

-- An application that a person sent in by themselves has nobody who handles it until an officer takes it up.
ALTER TABLE application ADD COLUMN online BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE application DROP COLUMN online;
DROP TABLE suspension;
DROP TABLE decision_change;
