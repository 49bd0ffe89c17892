-- +goose Up

-- What was measured of a month of people, when and from what: one row each time. Values say in measured_at which of them
-- wrote them.
CREATE TABLE indicator_measuring (
    month    TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    state    TEXT   NOT NULL CHECK (state IN ('waits', 'runs', 'done', 'failed')),
    stage    TEXT   NOT NULL, -- people, count, store; empty: not begun
    known_on TEXT   NOT NULL, -- day whose knowledge is counted; empty: that of the frozen roster
    asked_at TEXT   NOT NULL,
    asked_by TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    began_at TEXT   NOT NULL,
    ended_at TEXT   NOT NULL,
    snapshot TEXT   NOT NULL, -- hash of what was counted
    differs  BOOLEAN NOT NULL, -- it is not what the month was closed with: facts came later on that day
    changed  BIGINT NOT NULL, -- values that were new, changed or gone
    trouble  TEXT   NOT NULL, -- what went wrong last: the fault as JSON
    PRIMARY KEY (month, number)
);

-- +goose Down
DROP TABLE indicator_measuring;
