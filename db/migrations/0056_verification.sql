-- +goose Up

-- A round of asking an outside register whether what is held here agrees.
CREATE TABLE verification_round (
    id          BIGINT  NOT NULL PRIMARY KEY,
    partner     TEXT    NOT NULL,
    name        TEXT    NOT NULL, -- of the partner on the day, Vietnamese
    stand_in    BOOLEAN NOT NULL, -- no register at all, a stand-in for tests and demonstrations
    unit        TEXT    NOT NULL, -- asked for; empty: the whole area
    wish        TEXT    NOT NULL CHECK (wish IN ('all', 'never', 'older', 'one')),
    before      TEXT    NOT NULL, -- of older: who was verified before this instant is asked about again
    state       TEXT    NOT NULL CHECK (state IN ('running', 'stopped', 'done')),
    asked_by    TEXT    NOT NULL,
    asked_name  TEXT    NOT NULL,
    asked_at    TEXT    NOT NULL,
    next_at     TEXT    NOT NULL, -- nothing is sent before this instant
    finished_at TEXT    NOT NULL  -- empty while it is not done
);

-- The communes of a round, on the map of the day; which people are asked about is settled when a commune's turn comes.
CREATE TABLE verification_part (
    round      BIGINT NOT NULL,
    commune    TEXT   NOT NULL,
    person     BIGINT NOT NULL, -- of a round about one person; 0: everybody
    people     BIGINT NOT NULL,
    planned_at TEXT   NOT NULL, -- empty: not yet
    PRIMARY KEY (round, commune)
);

-- One message. What was sent is told by its digest: the same batch with the same digest is the same question.
CREATE TABLE verification_batch (
    round       BIGINT  NOT NULL,
    commune     TEXT    NOT NULL,
    number      BIGINT  NOT NULL,
    people      BIGINT  NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'answered', 'failed')),
    tries       BIGINT  NOT NULL,
    next_at     TEXT    NOT NULL,
    asked_at    TEXT    NOT NULL, -- empty: never sent
    question    TEXT    NOT NULL, -- SHA-256 of what was sent last
    answered_at TEXT    NOT NULL,
    answer      TEXT    NOT NULL, -- SHA-256 of the answer
    trouble     TEXT    NOT NULL, -- what went wrong last: the fault as JSON; empty: nothing
    PRIMARY KEY (round, commune, number)
);
CREATE INDEX verification_batch_waiting ON verification_batch (round, tries, commune, number) WHERE state = 'waiting';

-- Who is asked about in a round, once each, and what came of it.
CREATE TABLE verification (
    round   BIGINT NOT NULL,
    commune TEXT   NOT NULL,
    batch   BIGINT NOT NULL,
    person  BIGINT NOT NULL,
    result  TEXT   NOT NULL, -- empty: not answered yet
    asked   TEXT   NOT NULL, -- SHA-256 of what was asked of this person
    at      TEXT   NOT NULL,
    PRIMARY KEY (round, person, commune)
);
CREATE INDEX verification_batch_people ON verification (round, commune, batch);
CREATE INDEX verification_person ON verification (person);

-- What was last answered of a person. It speaks of the values that were asked: where those are others now, it is past.
CREATE TABLE verified (
    person  BIGINT NOT NULL,
    commune TEXT   NOT NULL,
    partner TEXT   NOT NULL,
    round   BIGINT NOT NULL,
    result  TEXT   NOT NULL,
    asked   TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    PRIMARY KEY (person, partner, commune)
);

-- What an answer differs in, a task for somebody of the commune where the person lives. Whether it is settled by an event
-- of form, or by a request, is asked of those, so that taking them back opens it again.
CREATE TABLE difference (
    id          BIGINT NOT NULL,
    commune     TEXT   NOT NULL,
    person      BIGINT NOT NULL,
    partner     TEXT   NOT NULL,
    round       BIGINT NOT NULL, -- that found it first
    batch       TEXT   NOT NULL, -- the answer that speaks of it
    last_round  BIGINT NOT NULL, -- that found it last
    kind        TEXT   NOT NULL CHECK (kind IN ('differs', 'unknown', 'other', 'died', 'moved')),
    said        TEXT   NOT NULL, -- JSON: ours and theirs
    mark        TEXT   NOT NULL, -- digest of said: the same difference found again is the same task
    form        TEXT   NOT NULL, -- a life event of this form settles it; empty: none by itself
    state       TEXT   NOT NULL CHECK (state IN ('open', 'citizen', 'requested', 'kept', 'gone')),
    request     BIGINT NOT NULL, -- change request; 0: none
    opened_at   TEXT   NOT NULL,
    decided_at  TEXT   NOT NULL,
    decided_by  TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    PRIMARY KEY (id, commune)
);
CREATE INDEX difference_person ON difference (person);
CREATE INDEX difference_round ON difference (round);
CREATE UNIQUE INDEX difference_one ON difference (person, partner, kind, commune) WHERE state <> 'gone';

-- +goose Down
DROP TABLE difference;
DROP TABLE verified;
DROP TABLE verification;
DROP TABLE verification_batch;
DROP TABLE verification_part;
DROP TABLE verification_round;
