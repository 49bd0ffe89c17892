-- +goose Up

-- Units and agencies over all time: one row a period in which nothing about it changed.
CREATE TABLE unit (
    id          TEXT    NOT NULL PRIMARY KEY,
    code        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    level       INTEGER NOT NULL,
    parent_code TEXT    NOT NULL,
    valid_from  TEXT,
    valid_to    TEXT,
    successors  TEXT    NOT NULL,
    formed_from TEXT    NOT NULL,
    legal       TEXT    NOT NULL,
    certainty   TEXT    NOT NULL,
    population  BIGINT  NOT NULL,
    area_m2     BIGINT  NOT NULL
);

CREATE TABLE agency (
    id         TEXT NOT NULL PRIMARY KEY,
    name_vi    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    level      TEXT NOT NULL,
    province   TEXT NOT NULL,
    valid_from TEXT,
    valid_to   TEXT,
    source     TEXT NOT NULL,
    confidence TEXT NOT NULL
);

CREATE TABLE agency_succession (
    agency     TEXT NOT NULL REFERENCES agency (id),
    successor  TEXT NOT NULL REFERENCES agency (id),
    functions  TEXT NOT NULL, -- comma-separated; empty: all that no other line names
    valid_from TEXT NOT NULL,
    legal      TEXT NOT NULL,
    confidence TEXT NOT NULL,
    PRIMARY KEY (agency, successor, valid_from)
);

-- What was loaded from the policy folder, by content: loading again what is there already changes nothing.
CREATE TABLE policy_file (
    path      TEXT NOT NULL PRIMARY KEY,
    sha256    TEXT NOT NULL,
    loaded_at TEXT NOT NULL
);

CREATE TABLE account (
    login         TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    role          TEXT    NOT NULL,
    unit          TEXT    NOT NULL, -- the root of what they may touch; empty: the whole province
    agency        TEXT    NOT NULL,
    person        BIGINT  NOT NULL, -- the person this account is, for citizens; 0: an officer
    password      TEXT    NOT NULL, -- argon2id, PHC string
    failures      INTEGER NOT NULL,
    locked_until  TEXT,
    created_at    TEXT    NOT NULL,
    closed_at     TEXT
);

-- The audit log. An event is written in the transaction of the change it tells of; leaf is its place in the Merkle
-- tree, given right after by the sealer, and the tree's hashes prove that nothing before was altered.
CREATE TABLE audit_event (
    id         BIGINT NOT NULL PRIMARY KEY,
    leaf       BIGINT UNIQUE,
    at         TEXT   NOT NULL,
    actor      TEXT   NOT NULL,
    role       TEXT   NOT NULL,
    permission TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    detail     TEXT   NOT NULL -- JSON with sorted keys
);
CREATE INDEX audit_event_subject ON audit_event (subject, id);
CREATE INDEX audit_event_unsealed ON audit_event (id) WHERE leaf IS NULL;

CREATE TABLE audit_hash (
    level_index BIGINT NOT NULL PRIMARY KEY, -- the stored-hash index of the tree
    hash        TEXT   NOT NULL
);

CREATE TABLE audit_head (
    size    BIGINT NOT NULL PRIMARY KEY,
    root    TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    note    TEXT   NOT NULL -- signed head
);

-- +goose Down
DROP TABLE audit_head;
DROP TABLE audit_hash;
DROP TABLE audit_event;
DROP TABLE account;
DROP TABLE policy_file;
DROP TABLE agency_succession;
DROP TABLE agency;
DROP TABLE unit;
