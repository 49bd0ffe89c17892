-- +goose Up

-- What is written by the hundred thousand each month is found by month and then by person, so that a month is written
-- beside itself and not between all older ones. Of a month's determination no key is kept besides: it is replaced as a
-- whole by what the law gives everybody once.
CREATE TABLE determined_in (
    month     TEXT   NOT NULL,
    person    BIGINT NOT NULL,
    programme TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    household BIGINT NOT NULL,
    amount    BIGINT NOT NULL,
    twin      BIGINT NOT NULL -- another record held to be the same person, which goes first; 0: none
);
INSERT INTO determined_in (month, person, programme, category, commune, home_unit, household, amount, twin)
    SELECT month, person, programme, category, commune, home_unit, household, amount, twin FROM determined;
DROP TABLE determined;
ALTER TABLE determined_in RENAME TO determined;
CREATE INDEX determined_person ON determined (month, person);

-- The id of a payment line begins with the month it is for. Ids that were given do not change: up to the month that
-- stands here they were the hash alone, and what is paid for those months later is named the same way.
CREATE TABLE payment_line_named (
    plain_to TEXT NOT NULL -- the last month whose ids are the hash alone; empty: none
);
INSERT INTO payment_line_named (plain_to) SELECT coalesce(max(for_month), '') FROM payment_line;

-- +goose Down
DROP TABLE payment_line_named;
DROP INDEX determined_person;
