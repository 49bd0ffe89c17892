-- +goose Up

-- What treasury and paying agents sent each other for a run: advances, and what was not spent and went back. The money
-- itself stands in the ledger; a document is entered once.
CREATE TABLE advance (
    month   TEXT   NOT NULL,
    channel TEXT   NOT NULL, -- bank:CODE or cash
    kind    TEXT   NOT NULL CHECK (kind IN ('received', 'refunded')),
    number  TEXT   NOT NULL, -- of the document
    day     TEXT   NOT NULL,
    amount  BIGINT NOT NULL CHECK (amount > 0),
    actor   TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    PRIMARY KEY (month, channel, kind, number)
);

-- A channel's settlement of a run: its difference was zero then, and nothing is entered after it.
CREATE TABLE advance_settled (
    month    TEXT   NOT NULL,
    channel  TEXT   NOT NULL,
    received BIGINT NOT NULL,
    spent    BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    actor    TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    at       TEXT   NOT NULL,
    PRIMARY KEY (month, channel)
);

-- +goose Down
DROP TABLE advance_settled;
DROP TABLE advance;
