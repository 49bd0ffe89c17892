-- +goose Up

-- What a commune's lines of a run come to by home, programme and channel, written with the lines: what a line pays never changes
-- after that, and a page about a month need not go through all of them.
CREATE TABLE payment_total (
    month     TEXT   NOT NULL, -- the run
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    programme TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    held      TEXT   NOT NULL,
    lines     BIGINT NOT NULL,
    amount    BIGINT NOT NULL  -- less what was kept back
);
-- Not unique: who moved has arrears of the old commune paid with the new one's, so two parts may add to one sum.
CREATE INDEX payment_total_month ON payment_total (month, home_unit);
INSERT INTO payment_total (month, commune, home_unit, programme, channel, kind, held, lines, amount)
    SELECT month, commune, home_unit, programme, channel, kind, held, count(*), CAST(sum(amount - deducted) AS BIGINT)
    FROM payment_line GROUP BY month, commune, home_unit, programme, channel, kind, held;

-- +goose Down
DROP TABLE payment_total;
