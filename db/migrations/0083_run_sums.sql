-- +goose Up

-- What a commune's lines of a run come to, now also by bank and with what was kept back: the run's page, its budget and
-- its banks are read from here.
DROP TABLE payment_total;
CREATE TABLE payment_total (
    month     TEXT   NOT NULL, -- the run
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    programme TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    bank      TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    held      TEXT   NOT NULL,
    lines     BIGINT NOT NULL,
    amount    BIGINT NOT NULL, -- less what was kept back
    deducted  BIGINT NOT NULL  -- what was kept back
);
-- Not unique: who moved has arrears of the old commune paid with the new one's, so two parts may add to one sum.
CREATE INDEX payment_total_month ON payment_total (month, home_unit);
INSERT INTO payment_total (month, commune, home_unit, programme, channel, bank, kind, held, lines, amount, deducted)
    SELECT month, commune, home_unit, programme, channel, bank, kind, held, count(*), CAST(sum(amount - deducted) AS BIGINT),
        CAST(sum(deducted) AS BIGINT)
    FROM payment_line GROUP BY month, commune, home_unit, programme, channel, bank, kind, held;

-- What entries written together come to in each account, written with them: the books of a run are shown from here, and
-- reckoned from the entries whenever it moves on.
CREATE TABLE ledger_sum (
    month   TEXT   NOT NULL, -- the run
    commune TEXT   NOT NULL,
    account TEXT   NOT NULL,
    debit   BIGINT NOT NULL,
    credit  BIGINT NOT NULL
);
CREATE INDEX ledger_sum_month ON ledger_sum (month);
INSERT INTO ledger_sum (month, commune, account, debit, credit)
    SELECT month, commune, account, CAST(sum(debit) AS BIGINT), CAST(sum(credit) AS BIGINT) FROM (
        SELECT month, commune, debit AS account, amount AS debit, 0 AS credit FROM ledger_entry
        UNION ALL SELECT month, commune, credit, 0, amount FROM ledger_entry) AS side
    GROUP BY month, commune, account;

-- The few lines that somebody must look at are found among all.
CREATE INDEX payment_line_held ON payment_line (month) WHERE held <> '';
CREATE INDEX payment_line_flagged ON payment_line (month) WHERE flags <> '';

-- +goose Down
DROP INDEX payment_line_flagged;
DROP INDEX payment_line_held;
DROP TABLE ledger_sum;
DROP TABLE payment_total;
CREATE TABLE payment_total (
    month     TEXT   NOT NULL,
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    programme TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    held      TEXT   NOT NULL,
    lines     BIGINT NOT NULL,
    amount    BIGINT NOT NULL
);
CREATE INDEX payment_total_month ON payment_total (month, home_unit);
INSERT INTO payment_total (month, commune, home_unit, programme, channel, kind, held, lines, amount)
    SELECT month, commune, home_unit, programme, channel, kind, held, count(*), CAST(sum(amount - deducted) AS BIGINT)
    FROM payment_line GROUP BY month, commune, home_unit, programme, channel, kind, held;
