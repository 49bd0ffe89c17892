-- +goose Up

-- A report that is written on a page: an agency's, the consolidated one, or one made from a template. It is kept version
-- by version; what was signed stays with its bytes.
CREATE TABLE report_draft (
    id       BIGINT NOT NULL PRIMARY KEY,
    kind     TEXT   NOT NULL CHECK (kind IN ('agency', 'consolidated', 'template')),
    year     BIGINT NOT NULL,
    period   TEXT   NOT NULL, -- Q1 to Q4; empty: the year
    holder   TEXT   NOT NULL, -- agency
    area     TEXT   NOT NULL, -- of which returns speak
    as_of    TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    template TEXT   NOT NULL, -- name of a template; empty: none
    state    TEXT   NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'signed')),
    version  BIGINT NOT NULL,
    made_at  TEXT   NOT NULL,
    made_by  TEXT   NOT NULL
);
CREATE INDEX report_draft_holder ON report_draft (holder, year, id);

CREATE TABLE report_version (
    report  BIGINT NOT NULL REFERENCES report_draft (id),
    version BIGINT NOT NULL,
    at      TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    content TEXT   NOT NULL, -- JSON: paragraphs, tables, figures as they were
    PRIMARY KEY (report, version)
);

CREATE TABLE report_step (
    report  BIGINT NOT NULL REFERENCES report_draft (id),
    step    BIGINT NOT NULL,
    state   TEXT   NOT NULL,
    version BIGINT NOT NULL,
    at      TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    PRIMARY KEY (report, step)
);

-- The files of a signed report, as they were signed.
CREATE TABLE report_signed (
    report  BIGINT NOT NULL REFERENCES report_draft (id),
    format  TEXT   NOT NULL CHECK (format IN ('docx', 'xlsx', 'pdf')),
    version BIGINT NOT NULL,
    sha256  TEXT   NOT NULL,
    content TEXT   NOT NULL, -- base64
    at      TEXT   NOT NULL,
    PRIMARY KEY (report, format)
);

-- +goose Down
DROP TABLE report_signed;
DROP TABLE report_step;
DROP TABLE report_version;
DROP TABLE report_draft;
