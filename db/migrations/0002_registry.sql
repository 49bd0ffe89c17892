-- +goose Up

-- Numbers given out by the program: a number once given is never given again, also where its row was withdrawn.
CREATE TABLE registry_number (
    name TEXT   NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);

-- Whence something is known: a document, an officer, another system.
CREATE TABLE source (
    id        BIGINT NOT NULL PRIMARY KEY,
    kind      TEXT   NOT NULL CHECK (kind IN ('document', 'officer', 'system')),
    title     TEXT   NOT NULL,
    issued_on TEXT
);
CREATE INDEX source_title ON source (title);

-- commune: the unit on the map of the day of entry. home_unit: the commune in which the residence was recorded, on the
-- finest map known, so that people can be counted on any map.
CREATE TABLE household (
    id          BIGINT NOT NULL,
    commune     TEXT   NOT NULL,
    home_unit   TEXT   NOT NULL,
    address     TEXT   NOT NULL,
    recorded_at TEXT   NOT NULL,
    source      BIGINT NOT NULL,
    PRIMARY KEY (id, commune)
);

-- One row a person: who they are as last known. What was known before a correction stands in fact, with both clocks.
CREATE TABLE person (
    id              BIGINT NOT NULL,
    commune         TEXT   NOT NULL,
    home_unit       TEXT   NOT NULL,
    household       BIGINT NOT NULL,
    relation        TEXT   NOT NULL,
    name            TEXT   NOT NULL,
    folded          TEXT   NOT NULL, -- for search: no marks, small letters, tones unified
    birth_date      TEXT   NOT NULL,
    birth_precision TEXT   NOT NULL CHECK (birth_precision IN ('day', 'month', 'year')),
    sex             TEXT   NOT NULL CHECK (sex IN ('male', 'female')),
    ethnicity       TEXT   NOT NULL,
    personal_number TEXT,
    old_number      TEXT,
    recorded_at     TEXT   NOT NULL,
    source          BIGINT NOT NULL,
    PRIMARY KEY (id, commune)
);
CREATE INDEX person_household ON person (household);
CREATE INDEX person_folded ON person (folded);
CREATE INDEX person_personal_number ON person (personal_number) WHERE personal_number IS NOT NULL;
CREATE INDEX person_old_number ON person (old_number) WHERE old_number IS NOT NULL;

-- What holds of a person, a household or an area (subject 0; home_unit says which) in [valid_from, valid_to), as it was
-- known in [recorded_at, superseded_at). At any instant of knowledge no two rows of one subject and fact overlap.
CREATE TABLE fact (
    subject       BIGINT NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('person', 'household', 'area')),
    id            BIGINT NOT NULL,
    commune       TEXT   NOT NULL,
    home_unit     TEXT   NOT NULL,
    fact          TEXT   NOT NULL,
    value         TEXT, -- as the vocabulary writes it; null: known to be unknown
    certainty     TEXT   NOT NULL CHECK (certainty IN ('certain', 'declared', 'unknown')),
    valid_from    TEXT   NOT NULL,
    valid_to      TEXT,
    source        BIGINT NOT NULL,
    recorded_at   TEXT   NOT NULL,
    recorded_by   TEXT   NOT NULL,
    superseded_at TEXT,
    superseded_by BIGINT,
    PRIMARY KEY (subject, kind, id, commune)
);
-- The dead and the departed are asked for every month and are few among the facts.
CREATE INDEX fact_death ON fact (valid_from) WHERE fact = 'person.death_date';
CREATE INDEX fact_departure ON fact (valid_from) WHERE fact = 'person.departure_date';

-- Where and since when a register is complete, so that having no entry means something.
CREATE TABLE coverage (
    home_unit     TEXT   NOT NULL,
    register      TEXT   NOT NULL,
    id            BIGINT NOT NULL,
    commune       TEXT   NOT NULL,
    valid_from    TEXT   NOT NULL,
    valid_to      TEXT,
    source        BIGINT NOT NULL,
    recorded_at   TEXT   NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (home_unit, register, id, commune)
);

-- How a person takes money: an account with a bank, cash at the paying point, or cash brought home.
CREATE TABLE payee (
    person        BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    commune       TEXT   NOT NULL,
    home_unit     TEXT   NOT NULL,
    channel       TEXT   NOT NULL CHECK (channel IN ('account', 'cash', 'home')),
    bank          TEXT,
    number        TEXT,
    holder        TEXT,
    valid_from    TEXT   NOT NULL,
    valid_to      TEXT,
    source        BIGINT NOT NULL,
    recorded_at   TEXT   NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (person, id, commune),
    CHECK ((channel = 'account') = (bank IS NOT NULL AND number IS NOT NULL AND holder IS NOT NULL))
);
CREATE INDEX payee_number ON payee (number, bank) WHERE number IS NOT NULL;

-- +goose Down
DROP TABLE payee;
DROP TABLE coverage;
DROP TABLE fact;
DROP TABLE person;
DROP TABLE household;
DROP TABLE source;
DROP TABLE registry_number;
