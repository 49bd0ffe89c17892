-- +goose Up

-- A return: one form of one agency for one area and one year. Its figures are cells; what happened to it are steps.
CREATE TABLE return_report (
    id         BIGINT NOT NULL PRIMARY KEY,
    form       TEXT   NOT NULL,
    agency     TEXT   NOT NULL,
    unit       TEXT   NOT NULL, -- the area its figures are about
    year       BIGINT NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'locked')),
    received   TEXT,            -- day on which the finished return reached the gathering agency
    sender     TEXT   NOT NULL, -- who submitted it last; somebody else approves
    UNIQUE (form, unit, year)
);
CREATE INDEX return_report_year ON return_report (year, form, unit);

-- A cell keeps every value it ever had; the newest revision counts, and one without a value was cleared.
CREATE TABLE return_cell (
    return_id    BIGINT  NOT NULL REFERENCES return_report (id),
    field        TEXT    NOT NULL,
    revision     BIGINT  NOT NULL,
    value        BIGINT,           -- times ten to the field's scale
    illustrative BOOLEAN NOT NULL, -- an assumption of the demonstration, not a figure of the agency
    source       TEXT    NOT NULL,
    assumption   TEXT    NOT NULL,
    entered_at   TEXT    NOT NULL,
    entered_by   TEXT    NOT NULL,
    PRIMARY KEY (return_id, field, revision)
);

CREATE TABLE return_step (
    return_id BIGINT NOT NULL REFERENCES return_report (id),
    step      BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    actor     TEXT   NOT NULL,
    note      TEXT   NOT NULL,
    PRIMARY KEY (return_id, step)
);

-- A measured value of an indicator, as numerator and denominator, on the map of the day of measuring. A correction is a
-- new revision; one that is withdrawn says that there is no value any more.
CREATE TABLE indicator_value (
    indicator    TEXT    NOT NULL,
    unit         TEXT    NOT NULL,
    period       TEXT    NOT NULL, -- yyyy or yyyy-mm
    revision     BIGINT  NOT NULL,
    latest       BOOLEAN NOT NULL, -- no later revision
    numerator    BIGINT  NOT NULL,
    denominator  BIGINT  NOT NULL,
    unknown      BIGINT  NOT NULL, -- rows in the denominator whose fact was missing
    source       TEXT    NOT NULL CHECK (source IN ('rows', 'return')),
    provenance   TEXT    NOT NULL, -- hash of the snapshot; or return:ID
    illustrative BOOLEAN NOT NULL,
    withdrawn    BOOLEAN NOT NULL,
    measured_at  TEXT    NOT NULL,
    PRIMARY KEY (indicator, unit, period, revision)
);
CREATE INDEX indicator_value_latest ON indicator_value (indicator, period, unit) WHERE latest;

-- +goose Down
DROP TABLE indicator_value;
DROP TABLE return_step;
DROP TABLE return_cell;
DROP TABLE return_report;
