-- +goose Up

-- Where a person lived, for those who moved within the province: [valid_from, valid_to), as known in [recorded_at,
-- superseded_at). The person's own row says the latest home; whoever never moved has no row here.
CREATE TABLE residence (
    person        BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    commune       TEXT   NOT NULL,
    home_unit     TEXT   NOT NULL,
    household     BIGINT NOT NULL,
    valid_from    TEXT   NOT NULL,
    valid_to      TEXT,
    source        BIGINT NOT NULL,
    recorded_at   TEXT   NOT NULL,
    recorded_by   TEXT   NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (person, id, commune)
);

-- Lists taken over, by the hash of the file and the area it was taken over for.
CREATE TABLE intake (
    hash     TEXT   NOT NULL,
    unit     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    lines    BIGINT NOT NULL,
    taken_at TEXT   NOT NULL,
    taken_by TEXT   NOT NULL,
    PRIMARY KEY (hash, unit)
);

-- Which column means what, as it was last said of a set of headings.
CREATE TABLE intake_mapping (
    heading TEXT NOT NULL,
    unit    TEXT NOT NULL,
    columns TEXT NOT NULL, -- JSON
    PRIMARY KEY (heading, unit)
);

-- Files laid before the program that wait for somebody to look at what they would change.
CREATE TABLE intake_file (
    hash    TEXT NOT NULL,
    unit    TEXT NOT NULL,
    name    TEXT NOT NULL,
    source  TEXT NOT NULL,
    since   TEXT NOT NULL,
    laid_at TEXT NOT NULL,
    laid_by TEXT NOT NULL,
    body    TEXT NOT NULL, -- base64
    PRIMARY KEY (hash, unit)
);

-- Pairs of records that may be one person, and what somebody said of them.
CREATE TABLE twin (
    first      BIGINT NOT NULL,
    second     BIGINT NOT NULL,
    score      BIGINT NOT NULL,
    found_at   TEXT   NOT NULL,
    verdict    TEXT   NOT NULL CHECK (verdict IN ('', 'same', 'different')),
    decided_at TEXT,
    decided_by TEXT,
    PRIMARY KEY (first, second),
    CHECK (first < second)
);
CREATE INDEX twin_second ON twin (second);

-- When pairs were last looked for in an area: the next search compares only with what was recorded since.
CREATE TABLE twin_search (
    unit TEXT NOT NULL PRIMARY KEY,
    at   TEXT NOT NULL
);

-- +goose Down
DROP TABLE twin_search;
DROP TABLE twin;
DROP TABLE intake_file;
DROP TABLE intake_mapping;
DROP TABLE intake;
DROP TABLE residence;
