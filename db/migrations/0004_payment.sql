-- +goose Up

-- One run a month holds all programmes; the commune stands in every line. It is made in one transaction together with
-- its lines and its first ledger entries, so there is never half a run.
CREATE TABLE payment_run (
    month       TEXT   NOT NULL PRIMARY KEY,
    state       TEXT   NOT NULL CHECK (state IN ('prepared', 'checked', 'approved', 'sent', 'closed')),
    roster      TEXT   NOT NULL, -- hashes of what it rests on
    snapshot    TEXT   NOT NULL,
    law         TEXT   NOT NULL,
    lines       BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    held        BIGINT NOT NULL,
    held_amount BIGINT NOT NULL,
    recoveries  BIGINT NOT NULL,
    recovery    BIGINT NOT NULL, -- to be got back, as a positive sum
    flagged     BIGINT NOT NULL
);

CREATE TABLE payment_step (
    month TEXT NOT NULL REFERENCES payment_run (month),
    step  TEXT NOT NULL,
    actor TEXT NOT NULL,
    name  TEXT NOT NULL,
    at    TEXT NOT NULL,
    PRIMARY KEY (month, step)
);

-- A line is written once and never changed. id is the hash of person, programme, category, month it is for and kind: the
-- same thing cannot be paid, nor asked back, twice.
CREATE TABLE payment_line (
    month      TEXT    NOT NULL, -- the run
    commune    TEXT    NOT NULL,
    person     BIGINT  NOT NULL,
    programme  TEXT    NOT NULL,
    category   TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('regular', 'arrears', 'recovery')),
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
    PRIMARY KEY (month, commune, person, programme, category, kind, for_month),
    CHECK ((channel = 'bank') = (account <> ''))
);
CREATE INDEX payment_line_person ON payment_line (person, for_month);

-- The journal: each row moves an amount from one account (credit) to another (debit). Rows are only added; what was
-- wrong is moved back by a row that names it. id is the line's id and the step: a step is entered once.
CREATE TABLE ledger_entry (
    month      TEXT   NOT NULL, -- the run
    commune    TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    home_unit  TEXT   NOT NULL,
    debit      TEXT   NOT NULL,
    credit     TEXT   NOT NULL,
    amount     BIGINT NOT NULL CHECK (amount > 0),
    line       TEXT   NOT NULL, -- id of the payment line
    reverses   TEXT   NOT NULL, -- id of the entry it moves back; empty: none
    rests_on   TEXT   NOT NULL, -- hash of the roster
    entered_at TEXT   NOT NULL,
    entered_by TEXT   NOT NULL,
    PRIMARY KEY (month, commune, id),
    CHECK (debit <> credit)
);

-- +goose Down
DROP TABLE ledger_entry;
DROP TABLE payment_line;
DROP TABLE payment_step;
DROP TABLE payment_run;
