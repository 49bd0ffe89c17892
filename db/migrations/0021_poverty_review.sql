-- +goose Up

-- The yearly review of poverty: one form a household and year, with what the law makes of it.
CREATE TABLE poverty_review (
    year         INTEGER NOT NULL,
    household    BIGINT  NOT NULL,
    commune      TEXT    NOT NULL,
    home_unit    TEXT    NOT NULL,
    standard     TEXT    NOT NULL, -- the programme of the law that classed it
    answers      TEXT    NOT NULL, -- JSON: by fact
    category     TEXT    NOT NULL, -- empty: none of the standard's
    result       TEXT    NOT NULL, -- as the register's fact writes it
    before       TEXT    NOT NULL, -- what stood when it was surveyed
    surveyed_on  TEXT    NOT NULL,
    recorded_at  TEXT    NOT NULL,
    recorded_by  TEXT    NOT NULL,
    objection    TEXT    NOT NULL, -- empty: none
    objector     TEXT    NOT NULL,
    objected_on  TEXT,
    answer       TEXT    NOT NULL, -- to the objection; empty: open
    decision     BIGINT  NOT NULL, -- 0: not decided
    PRIMARY KEY (year, household, commune)
);

-- Decisions that recognise the households of a commune for the year that follows the review.
CREATE TABLE poverty_decision (
    id          BIGINT  NOT NULL PRIMARY KEY,
    year        INTEGER NOT NULL,
    unit        TEXT    NOT NULL,
    number      TEXT    NOT NULL,
    decided_on  TEXT    NOT NULL,
    signer      TEXT    NOT NULL,
    households  BIGINT  NOT NULL,
    changed     BIGINT  NOT NULL,
    recorded_at TEXT    NOT NULL,
    recorded_by TEXT    NOT NULL,
    UNIQUE (unit, year, number)
);

-- +goose Down
DROP TABLE poverty_decision;
DROP TABLE poverty_review;
