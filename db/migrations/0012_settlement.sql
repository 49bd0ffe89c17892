-- +goose Up

-- What was returned is paid again as a line of its own kind; what a person must give back is kept back from what they
-- get. No engine can widen a CHECK the same way, so the table is made anew.
CREATE TABLE payment_line_settled (
    month      TEXT    NOT NULL, -- the run
    commune    TEXT    NOT NULL,
    person     BIGINT  NOT NULL,
    programme  TEXT    NOT NULL,
    category   TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('regular', 'arrears', 'recovery', 'repeat')),
    for_month  TEXT    NOT NULL,
    id         TEXT    NOT NULL UNIQUE,
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
    again      TEXT    NOT NULL DEFAULT '', -- id of the returned line it pays again
    deducted   BIGINT  NOT NULL DEFAULT 0 CHECK (deducted >= 0), -- kept back as instalments of recoveries
    PRIMARY KEY (month, commune, person, programme, category, kind, for_month, again),
    CHECK ((channel = 'bank') = (account <> '')),
    CHECK ((kind = 'repeat') = (again <> '')),
    CHECK (deducted = 0 OR deducted <= amount)
);
INSERT INTO payment_line_settled (month, commune, person, programme, category, kind, for_month, id, home_unit, household, decision, amount,
    channel, bank, account, holder, birth_year, address, held, flags)
    SELECT month, commune, person, programme, category, kind, for_month, id, home_unit, household, decision, amount,
        channel, bank, account, holder, birth_year, address, held, flags FROM payment_line;
DROP TABLE payment_line;
ALTER TABLE payment_line_settled RENAME TO payment_line;
CREATE INDEX payment_line_person ON payment_line (person, for_month);
CREATE INDEX payment_line_again ON payment_line (again) WHERE again <> '';
CREATE INDEX payment_line_recovery ON payment_line (month) WHERE kind = 'recovery';

ALTER TABLE payment_run ADD COLUMN attempt BIGINT NOT NULL DEFAULT 1; -- one more than there are cancelled runs of the month
ALTER TABLE payment_run ADD COLUMN instalments BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment_run ADD COLUMN instalment BIGINT NOT NULL DEFAULT 0; -- kept back, as a positive sum

-- A file from a bank is read once: its hash is its key.
CREATE TABLE payment_file (
    sha256  TEXT   NOT NULL PRIMARY KEY,
    month   TEXT   NOT NULL,
    kind    TEXT   NOT NULL CHECK (kind IN ('pain.002', 'camt.053', 'csv')),
    lines   BIGINT NOT NULL, -- returned, or entries of the statement
    amount  BIGINT NOT NULL,
    read_at TEXT   NOT NULL,
    read_by TEXT   NOT NULL
);

-- Why a channel gave a line back. The money is in the ledger.
CREATE TABLE payment_return (
    line        TEXT   NOT NULL PRIMARY KEY,
    month       TEXT   NOT NULL,
    commune     TEXT   NOT NULL,
    home_unit   TEXT   NOT NULL,
    file        TEXT   NOT NULL, -- hash of the file; empty: recorded by hand
    code        TEXT   NOT NULL, -- the bank's
    reason      TEXT   NOT NULL, -- in the bank's words
    returned_at TEXT   NOT NULL,
    returned_by TEXT   NOT NULL
);
CREATE INDEX payment_return_month ON payment_return (month);

-- How a returned line is to be paid again: as the register said when it was repaired.
CREATE TABLE payment_repair (
    line        TEXT    NOT NULL PRIMARY KEY REFERENCES payment_return (line),
    channel     TEXT    NOT NULL CHECK (channel IN ('bank', 'cash')),
    bank        TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    holder      TEXT    NOT NULL,
    birth_year  INTEGER NOT NULL,
    address     TEXT    NOT NULL,
    repaired_at TEXT    NOT NULL,
    repaired_by TEXT    NOT NULL,
    CHECK ((channel = 'bank') = (account <> ''))
);

-- A payment found to have been undue: the next run asks it back.
CREATE TABLE payment_claim (
    line       TEXT NOT NULL PRIMARY KEY,
    commune    TEXT NOT NULL,
    home_unit  TEXT NOT NULL,
    reason     TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    claimed_by TEXT NOT NULL
);

-- What a run keeps back of a line for a recovery.
CREATE TABLE payment_instalment (
    month    TEXT   NOT NULL,
    commune  TEXT   NOT NULL,
    recovery TEXT   NOT NULL, -- id of the recovery line
    line     TEXT   NOT NULL, -- id of the line it was kept back from
    amount   BIGINT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (month, commune, recovery, line)
);
CREATE INDEX payment_instalment_recovery ON payment_instalment (recovery);

-- What a bank's statement came to for a run, and why it differs.
CREATE TABLE payment_statement (
    month     TEXT   NOT NULL,
    bank      TEXT   NOT NULL,
    file      TEXT   NOT NULL, -- hash of the last file
    booked    BIGINT NOT NULL, -- what left the account, less what came back
    explained TEXT   NOT NULL, -- empty: nobody has explained a difference
    by_actor  TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    PRIMARY KEY (month, bank)
);

-- Cancelled runs, whole: the run, its steps and its lines as they were. Their ledger entries stand and are reversed.
CREATE TABLE payment_cancelled (
    month        TEXT   NOT NULL,
    attempt      BIGINT NOT NULL,
    roster       TEXT   NOT NULL,
    lines        BIGINT NOT NULL,
    amount       BIGINT NOT NULL,
    steps        TEXT   NOT NULL, -- who took which step when, a line each
    reason       TEXT   NOT NULL,
    cancelled_at TEXT   NOT NULL,
    cancelled_by TEXT   NOT NULL,
    PRIMARY KEY (month, attempt)
);
CREATE TABLE payment_cancelled_line (
    month     TEXT   NOT NULL,
    attempt   BIGINT NOT NULL,
    commune   TEXT   NOT NULL,
    home_unit TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    person    BIGINT NOT NULL,
    programme TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    for_month TEXT   NOT NULL,
    decision  BIGINT NOT NULL,
    amount    BIGINT NOT NULL,
    deducted  BIGINT NOT NULL,
    channel   TEXT   NOT NULL,
    bank      TEXT   NOT NULL,
    account   TEXT   NOT NULL,
    held      TEXT   NOT NULL,
    again     TEXT   NOT NULL,
    PRIMARY KEY (month, attempt, commune, id)
);

-- +goose Down
DROP TABLE payment_cancelled_line;
DROP TABLE payment_cancelled;
DROP TABLE payment_statement;
DROP TABLE payment_instalment;
DROP TABLE payment_claim;
DROP TABLE payment_repair;
DROP TABLE payment_return;
DROP TABLE payment_file;
ALTER TABLE payment_run DROP COLUMN instalment;
ALTER TABLE payment_run DROP COLUMN instalments;
ALTER TABLE payment_run DROP COLUMN attempt;
DROP INDEX payment_line_recovery;
DROP INDEX payment_line_again;
