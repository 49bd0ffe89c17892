-- +goose Up

-- A dossier that merges, divides, renames or dissolves units and agencies. came is its place in the order in which
-- dossiers came into force; one that was undone keeps it and counts no more.
CREATE TABLE reorg_dossier (
    number  BIGINT NOT NULL PRIMARY KEY,
    title   TEXT   NOT NULL,
    legal   TEXT   NOT NULL, -- the resolution or decision it carries out
    day     TEXT   NOT NULL, -- from which it holds
    note    TEXT   NOT NULL,
    state   TEXT   NOT NULL CHECK (state IN ('proposed', 'endorsed', 'in_force', 'undo_asked', 'undone', 'withdrawn')),
    came    BIGINT UNIQUE,
    changes TEXT   NOT NULL, -- JSON
    impact  TEXT   NOT NULL  -- JSON: what moved when it came into force; empty before
);

CREATE TABLE reorg_step (
    dossier BIGINT NOT NULL REFERENCES reorg_dossier (number),
    step    BIGINT NOT NULL,
    state   TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    PRIMARY KEY (dossier, step)
);
CREATE INDEX reorg_step_state ON reorg_step (state);

-- What an account answered for before a dossier gave it something else.
CREATE TABLE reorg_account (
    dossier BIGINT NOT NULL REFERENCES reorg_dossier (number),
    login   TEXT   NOT NULL,
    unit    TEXT   NOT NULL,
    agency  TEXT   NOT NULL,
    PRIMARY KEY (dossier, login)
);

-- +goose Down
DROP TABLE reorg_account;
DROP TABLE reorg_step;
DROP TABLE reorg_dossier;
