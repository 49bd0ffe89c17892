-- +goose Up

-- Numbers given out here: the decisions' ids, and the running number of each issuing unit and year.
CREATE TABLE benefit_number (
    name TEXT   NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);

-- What the law gives everybody in a month, from one snapshot and one state of the law. Determining again replaces it
-- until the month's roster is frozen.
CREATE TABLE determination (
    month         TEXT   NOT NULL PRIMARY KEY,
    known_on      TEXT   NOT NULL,
    snapshot      TEXT   NOT NULL,
    law           TEXT   NOT NULL,
    people        BIGINT NOT NULL,
    benefits      BIGINT NOT NULL,
    amount        BIGINT NOT NULL,
    determined_at TEXT   NOT NULL,
    determined_by TEXT   NOT NULL
);

CREATE TABLE determined (
    month     TEXT   NOT NULL,
    person    BIGINT NOT NULL,
    programme TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    household BIGINT NOT NULL,
    amount    BIGINT NOT NULL,
    twin      BIGINT NOT NULL, -- another record held to be the same person, which goes first; 0: none
    PRIMARY KEY (month, person, programme, category, commune)
);

CREATE TABLE benefit_list (
    month        TEXT   NOT NULL,
    list         TEXT   NOT NULL CHECK (list IN ('gap', 'review', 'adjust', 'unknown')),
    person       BIGINT NOT NULL,
    programme    TEXT   NOT NULL,
    category     TEXT   NOT NULL, -- empty in list unknown where nobody can tell which
    commune      TEXT   NOT NULL,
    home_unit    TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    decision     BIGINT NOT NULL, -- 0: no decision in force
    old_category TEXT   NOT NULL,
    old_amount   BIGINT NOT NULL,
    new_amount   BIGINT NOT NULL,
    missing      TEXT   NOT NULL, -- fact ids with commas between
    PRIMARY KEY (month, list, person, programme, category, commune)
);

-- A decision grants a person a category from a month on; the amount written on it is the law's on that day, what is
-- paid is the law's each month. It is never changed but by its end, and never deleted.
CREATE TABLE decision (
    id          BIGINT  NOT NULL,
    commune     TEXT    NOT NULL,
    home_unit   TEXT    NOT NULL,
    person      BIGINT  NOT NULL,
    programme   TEXT    NOT NULL,
    category    TEXT    NOT NULL,
    amount      BIGINT  NOT NULL,
    issuer      TEXT    NOT NULL, -- the unit whose series the number belongs to
    year        INTEGER NOT NULL,
    serial      BIGINT  NOT NULL,
    number      TEXT    NOT NULL,
    from_month  TEXT    NOT NULL,
    to_month    TEXT, -- the last month; null: until further notice
    decided_on  TEXT    NOT NULL,
    signer      TEXT    NOT NULL,
    authority   TEXT    NOT NULL,
    replaces    BIGINT  NOT NULL, -- the decision it takes the place of; 0: none
    law         TEXT    NOT NULL,
    snapshot    TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL,
    recorded_by TEXT    NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('active', 'ended')),
    end_reason  TEXT    NOT NULL,
    ended_at    TEXT,
    ended_by    TEXT    NOT NULL,
    PRIMARY KEY (id, commune),
    UNIQUE (issuer, year, serial)
);
CREATE INDEX decision_person ON decision (person, programme);

-- What is to be paid for a month. Its header is written last and never changed: where it stands, the month is frozen.
CREATE TABLE roster (
    month       TEXT   NOT NULL PRIMARY KEY,
    hash        TEXT   NOT NULL,
    snapshot    TEXT   NOT NULL,
    law         TEXT   NOT NULL,
    known_on    TEXT   NOT NULL,
    lines       BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    held        BIGINT NOT NULL,
    held_amount BIGINT NOT NULL,
    frozen_at   TEXT   NOT NULL,
    frozen_by   TEXT   NOT NULL
);

CREATE TABLE roster_line (
    month     TEXT   NOT NULL,
    person    BIGINT NOT NULL,
    programme TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    household BIGINT NOT NULL,
    decision  BIGINT NOT NULL,
    amount    BIGINT NOT NULL,
    held      TEXT   NOT NULL, -- why it is not paid; empty: pay it
    PRIMARY KEY (month, person, programme, category, commune)
);

-- +goose Down
DROP TABLE roster_line;
DROP TABLE roster;
DROP TABLE decision;
DROP TABLE benefit_list;
DROP TABLE determined;
DROP TABLE determination;
DROP TABLE benefit_number;
