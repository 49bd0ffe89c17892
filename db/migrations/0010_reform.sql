-- +goose Up

-- Files of dossiers, each content once.
CREATE TABLE law_file (
    hash    TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the content
    content TEXT NOT NULL
);

-- A dossier brings new folders under law/ of the policy. came is the place in the order in which dossiers came into
-- force; it is given once and never changes.
CREATE TABLE law_dossier (
    number BIGINT  NOT NULL PRIMARY KEY,
    title  TEXT    NOT NULL, -- the numbers of its documents
    note   TEXT    NOT NULL, -- what the proposer says of it
    begins TEXT    NOT NULL, -- month from which the first of its documents applies
    state  TEXT    NOT NULL CHECK (state IN ('proposed', 'endorsed', 'in_force', 'withdrawn')),
    cases  BIGINT  NOT NULL, -- examples of its own that came out right
    came   BIGINT  UNIQUE,
    CHECK ((came IS NOT NULL) = (state = 'in_force'))
);

CREATE TABLE law_dossier_file (
    dossier BIGINT NOT NULL REFERENCES law_dossier (number),
    path    TEXT   NOT NULL, -- law/field/document/rules.yaml
    hash    TEXT   NOT NULL REFERENCES law_file (hash),
    size    BIGINT NOT NULL,
    PRIMARY KEY (dossier, path)
);

CREATE TABLE law_dossier_step (
    dossier BIGINT NOT NULL REFERENCES law_dossier (number),
    step    TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    PRIMARY KEY (dossier, step)
);

-- What a dossier would mean for everybody, by the law and the people it was reckoned on; the last reckoning of each
-- month stands. Sums over the province, nobody's own row.
CREATE TABLE law_preview (
    dossier  BIGINT NOT NULL REFERENCES law_dossier (number),
    month    TEXT   NOT NULL,
    before   TEXT   NOT NULL, -- hash of the law in force
    after    TEXT   NOT NULL, -- hash of the law with the dossier
    snapshot TEXT   NOT NULL, -- hash of what was known of everybody
    known_on TEXT   NOT NULL,
    at       TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    result   TEXT   NOT NULL, -- JSON
    PRIMARY KEY (dossier, month)
);

-- +goose Down
DROP TABLE law_preview;
DROP TABLE law_dossier_step;
DROP TABLE law_dossier_file;
DROP TABLE law_dossier;
DROP TABLE law_file;
