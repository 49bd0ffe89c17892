-- +goose Up

-- A value told apart by sex, age and the like: the parts of one revision of it. A part whose figure is not known has none;
-- what the parts lack to the whole was not told apart.
CREATE TABLE indicator_part (
    indicator   TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    period      TEXT   NOT NULL,
    revision    BIGINT NOT NULL,
    dimension   TEXT   NOT NULL,
    part        TEXT   NOT NULL,
    numerator   BIGINT,
    denominator BIGINT,
    PRIMARY KEY (indicator, period, unit, revision, dimension, part)
);

-- +goose Down
DROP TABLE indicator_part;
