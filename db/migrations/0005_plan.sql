-- +goose Up

-- A plan and its versions. What a version says is written once; an amendment is a new version.
CREATE TABLE plan (
    id          TEXT NOT NULL PRIMARY KEY,
    number      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    issuer      TEXT NOT NULL, -- agency id; empty where it is not one of ours
    issuer_name TEXT NOT NULL,
    province    TEXT NOT NULL, -- unit code, or the name where a document gave it
    issued_on   TEXT
);

CREATE TABLE plan_version (
    id          TEXT    NOT NULL PRIMARY KEY,
    plan        TEXT    NOT NULL REFERENCES plan (id),
    number      INTEGER NOT NULL,
    valid_from  TEXT,
    title_vi    TEXT    NOT NULL,
    title_en    TEXT    NOT NULL,
    horizon     INTEGER NOT NULL,
    vision      INTEGER NOT NULL,
    origin      TEXT    NOT NULL, -- policy: from the policy folder; document: read from a file
    state       TEXT    NOT NULL, -- draft, in_force
    sha256      TEXT    NOT NULL, -- of the file it came from
    recorded_at TEXT    NOT NULL,
    recorded_by TEXT    NOT NULL,
    UNIQUE (plan, number)
);
CREATE INDEX plan_version_sha256 ON plan_version (sha256);

CREATE TABLE plan_target (
    version       TEXT    NOT NULL REFERENCES plan_version (id),
    id            TEXT    NOT NULL,
    seq           INTEGER NOT NULL,
    clause        TEXT    NOT NULL,
    title_vi      TEXT    NOT NULL,
    title_en      TEXT    NOT NULL,
    population_vi TEXT    NOT NULL,
    population_en TEXT    NOT NULL,
    comparator    TEXT    NOT NULL, -- = < <= > >= range approx; empty: promised without a figure
    low           TEXT    NOT NULL, -- decimal text
    high          TEXT    NOT NULL, -- decimal text; equal to low but for a range
    unit          TEXT    NOT NULL,
    year          INTEGER NOT NULL, -- 0: none said
    part_of       TEXT    NOT NULL,
    mention       TEXT    NOT NULL, -- the target of whose one figure this is a share
    note_vi       TEXT    NOT NULL,
    note_en       TEXT    NOT NULL,
    source        TEXT    NOT NULL, -- place in the file
    confidence    INTEGER NOT NULL, -- hundredths; 100: entered by hand
    PRIMARY KEY (version, id)
);

CREATE TABLE plan_task (
    version    TEXT    NOT NULL REFERENCES plan_version (id),
    number     TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    clause     TEXT    NOT NULL,
    title_vi   TEXT    NOT NULL,
    title_en   TEXT    NOT NULL,
    functions  TEXT    NOT NULL, -- comma-separated, the first is the main one
    time_vi    TEXT    NOT NULL,
    time_en    TEXT    NOT NULL,
    deadline   TEXT,
    serves     TEXT    NOT NULL, -- comma-separated targets
    reading    TEXT    NOT NULL, -- ours: functions and serves are our reading
    note_vi    TEXT    NOT NULL,
    note_en    TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (version, number)
);

CREATE TABLE plan_duty (
    version    TEXT    NOT NULL REFERENCES plan_version (id),
    id         TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    clause     TEXT    NOT NULL,
    function   TEXT    NOT NULL,
    what_vi    TEXT    NOT NULL,
    what_en    TEXT    NOT NULL,
    every      TEXT    NOT NULL, -- year, part (several days a year), once, need
    due        TEXT    NOT NULL, -- comma-separated --MM-DD or yyyy-mm-dd
    before_day BOOLEAN NOT NULL,
    source     TEXT    NOT NULL,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (version, id)
);

-- Who stands beside a task, a duty or a piece of organisation, as the plan names them.
CREATE TABLE plan_party (
    version TEXT    NOT NULL REFERENCES plan_version (id),
    subject TEXT    NOT NULL, -- task:1.1, duty:R1, organisation:O1
    role    TEXT    NOT NULL, -- lead, with, who, to
    seq     INTEGER NOT NULL,
    agency  TEXT    NOT NULL, -- agency id; empty where the name is not one of ours
    named   TEXT    NOT NULL,
    PRIMARY KEY (version, subject, role, seq)
);

CREATE TABLE plan_organisation (
    version TEXT    NOT NULL REFERENCES plan_version (id),
    id      TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    clause  TEXT    NOT NULL,
    what_vi TEXT    NOT NULL,
    what_en TEXT    NOT NULL,
    PRIMARY KEY (version, id)
);

CREATE TABLE plan_deliverable (
    version    TEXT    NOT NULL REFERENCES plan_version (id),
    id         TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    task       TEXT    NOT NULL,
    clause     TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    due        TEXT,
    target     TEXT    NOT NULL,
    what_vi    TEXT    NOT NULL,
    what_en    TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (version, id)
);

CREATE TABLE plan_citation (
    version    TEXT    NOT NULL REFERENCES plan_version (id),
    seq        INTEGER NOT NULL,
    number     TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    issued_on  TEXT,
    issuer     TEXT    NOT NULL,
    subject_vi TEXT    NOT NULL,
    subject_en TEXT    NOT NULL,
    PRIMARY KEY (version, seq)
);

-- What a person should look at in a version that was read from a file.
CREATE TABLE plan_doubt (
    version TEXT    NOT NULL REFERENCES plan_version (id),
    seq     INTEGER NOT NULL,
    words   TEXT    NOT NULL,
    why     TEXT    NOT NULL, -- code of a text
    source  TEXT    NOT NULL,
    PRIMARY KEY (version, seq)
);

-- +goose Down
DROP TABLE plan_doubt;
DROP TABLE plan_citation;
DROP TABLE plan_deliverable;
DROP TABLE plan_organisation;
DROP TABLE plan_party;
DROP TABLE plan_duty;
DROP TABLE plan_task;
DROP TABLE plan_target;
DROP TABLE plan_version;
DROP TABLE plan;
