-- +goose Up

-- Who is at work on what just now, so that processes that share a piece of work do not do the same part of it. A lease
-- that is not renewed lapses, and another takes the part. No right hangs on it: what a part writes stands once, whoever
-- writes it.
CREATE TABLE job_lease (
    work   TEXT NOT NULL,
    part   TEXT NOT NULL,
    holder TEXT NOT NULL,
    until  TEXT NOT NULL,
    PRIMARY KEY (work, part)
);

-- A month whose run is being prepared. It is taken away when the run stands or is cancelled.
CREATE TABLE payment_preparation (
    month      TEXT   NOT NULL PRIMARY KEY,
    attempt    BIGINT NOT NULL,
    known_on   TEXT   NOT NULL, -- what was known at the end of this day; empty: the day on which the lists are made
    begun_at   TEXT   NOT NULL,
    begun_by   TEXT   NOT NULL, -- who asked for it, and is the preparer of the run
    begun_name TEXT   NOT NULL,
    planned    BIGINT NOT NULL, -- 1: the roster is frozen and its parts are known
    stopped_at TEXT   NOT NULL, -- empty: workers go on
    stopped_by TEXT   NOT NULL,
    reason     TEXT   NOT NULL  -- code of the fault that stopped it; empty: a person did
);

-- Its parts, a commune each, and what those that are done came to. A part is done in one transaction with its lines and
-- entries: the row is written last, and once.
CREATE TABLE payment_part (
    month   TEXT   NOT NULL,
    commune TEXT   NOT NULL,
    weight  BIGINT NOT NULL, -- lines of the roster
    PRIMARY KEY (month, commune)
);
CREATE TABLE payment_part_done (
    month       TEXT   NOT NULL,
    commune     TEXT   NOT NULL,
    lines       BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    held        BIGINT NOT NULL,
    held_amount BIGINT NOT NULL,
    recoveries  BIGINT NOT NULL,
    recovery    BIGINT NOT NULL,
    flagged     BIGINT NOT NULL,
    instalments BIGINT NOT NULL,
    instalment  BIGINT NOT NULL,
    hash        TEXT   NOT NULL, -- over its lines
    done_at     TEXT   NOT NULL,
    PRIMARY KEY (month, commune)
);

ALTER TABLE payment_run ADD COLUMN hash TEXT NOT NULL DEFAULT ''; -- over the parts' hashes; empty: a run made before there were parts

-- A part reads its commune's lines, and late decisions are those recorded after a roster was frozen.
CREATE INDEX roster_line_commune ON roster_line (month, commune);
CREATE INDEX decision_recorded ON decision (recorded_at);

-- +goose Down
DROP INDEX decision_recorded;
DROP INDEX roster_line_commune;
ALTER TABLE payment_run DROP COLUMN hash;
DROP TABLE payment_part_done;
DROP TABLE payment_part;
DROP TABLE payment_preparation;
DROP TABLE job_lease;
