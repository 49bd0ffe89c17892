-- +goose Up

-- What a law that came later gives for a month that is frozen, where that is more: the frozen month stays as it is. One
-- row of a month and law in reckoning says that this was looked at.
CREATE TABLE reckoning (
    month       TEXT   NOT NULL,
    law         TEXT   NOT NULL,
    rows        BIGINT NOT NULL, -- that give more
    reckoned_at TEXT   NOT NULL,
    reckoned_by TEXT   NOT NULL,
    PRIMARY KEY (month, law)
);
CREATE TABLE redetermined (
    month     TEXT   NOT NULL,
    person    BIGINT NOT NULL,
    programme TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    household BIGINT NOT NULL,
    amount    BIGINT NOT NULL,
    law       TEXT   NOT NULL, -- the last that gave it
    PRIMARY KEY (month, person, programme, category, commune)
);

-- The difference is paid as a line of its own kind. The key of a line is its id, the hash of what it pays; the eight
-- columns that were the key besides said the same and were half of the time of writing.
CREATE TABLE payment_line_reckoned (
    month      TEXT    NOT NULL, -- the run
    commune    TEXT    NOT NULL,
    person     BIGINT  NOT NULL,
    programme  TEXT    NOT NULL,
    category   TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('regular', 'arrears', 'recovery', 'repeat', 'difference')),
    for_month  TEXT    NOT NULL,
    id         TEXT    NOT NULL PRIMARY KEY,
    home_unit  TEXT    NOT NULL,
    household  BIGINT  NOT NULL,
    decision   BIGINT  NOT NULL,
    amount     BIGINT  NOT NULL, -- negative in a recovery
    channel    TEXT    NOT NULL CHECK (channel IN ('bank', 'cash')),
    bank       TEXT    NOT NULL,
    account    TEXT    NOT NULL,
    holder     TEXT    NOT NULL, -- of the account, or who takes the cash
    birth_year INTEGER NOT NULL, -- of who takes the cash; 0 for an account
    address    TEXT    NOT NULL, -- likewise
    held       TEXT    NOT NULL, -- why it is not paid; empty: paid
    flags      TEXT    NOT NULL, -- what the screen says of it, with commas between
    again      TEXT    NOT NULL DEFAULT '', -- id of the returned line it pays again; of a difference, and where one is asked back, its law
    deducted   BIGINT  NOT NULL DEFAULT 0 CHECK (deducted >= 0), -- kept back as instalments of recoveries
    CHECK ((channel = 'bank') = (account <> '')),
    CHECK (kind = 'recovery' OR (kind IN ('repeat', 'difference')) = (again <> '')),
    CHECK (deducted = 0 OR deducted <= amount)
);
INSERT INTO payment_line_reckoned (month, commune, person, programme, category, kind, for_month, id, home_unit, household, decision, amount,
    channel, bank, account, holder, birth_year, address, held, flags, again, deducted)
    SELECT month, commune, person, programme, category, kind, for_month, id, home_unit, household, decision, amount,
        channel, bank, account, holder, birth_year, address, held, flags, again, deducted FROM payment_line;
DROP TABLE payment_line;
ALTER TABLE payment_line_reckoned RENAME TO payment_line;
CREATE INDEX payment_line_commune ON payment_line (month, commune);
CREATE INDEX payment_line_person ON payment_line (person, for_month);
CREATE INDEX payment_line_again ON payment_line (again) WHERE again <> '';
CREATE INDEX payment_line_recovery ON payment_line (month) WHERE kind = 'recovery';

-- +goose Down
DROP TABLE redetermined;
DROP TABLE reckoning;
DROP INDEX payment_line_commune;
