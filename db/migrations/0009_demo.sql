-- +goose Up

-- That this database holds the demonstration and not a province: one row, written as its first act.
CREATE TABLE demonstration (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    persons  BIGINT  NOT NULL,
    seed     BIGINT  NOT NULL,
    month    TEXT    NOT NULL,
    started  TEXT    NOT NULL,
    finished TEXT,
    summary  TEXT -- JSON, once it is finished
);

-- +goose Down
DROP TABLE demonstration;
