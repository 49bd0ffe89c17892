-- +goose Up

-- The values of a period that count, summed over all units: years of months of communes are not read for each page. A
-- writing of values writes their period's sums anew in the same transaction.
CREATE TABLE indicator_sum (
    period       TEXT    NOT NULL,
    indicator    TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    provenance   TEXT    NOT NULL,
    illustrative BOOLEAN NOT NULL,
    numerator    BIGINT  NOT NULL,
    denominator  BIGINT  NOT NULL,
    scale        BIGINT  NOT NULL, -- the largest denominator: of a plain figure its scale, the same everywhere
    unknown      BIGINT  NOT NULL,
    PRIMARY KEY (period, indicator, source, provenance, illustrative)
);
INSERT INTO indicator_sum (period, indicator, source, provenance, illustrative, numerator, denominator, scale, unknown)
    SELECT period, indicator, source, provenance, illustrative, CAST(sum(numerator) AS BIGINT), CAST(sum(denominator) AS BIGINT),
        max(denominator), CAST(sum(unknown) AS BIGINT)
    FROM indicator_value WHERE latest AND NOT withdrawn GROUP BY period, indicator, source, provenance, illustrative;
CREATE INDEX indicator_value_period ON indicator_value (period, indicator, unit) WHERE latest;

-- +goose Down
DROP INDEX indicator_value_period;
DROP TABLE indicator_sum;
