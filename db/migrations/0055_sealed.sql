-- +goose Up

-- The keys under which values of this database are sealed, by number; the keys themselves lie in a file apart. What is
-- kept here opens only with the right key, so a wrong one is noticed before anything is read or written.
CREATE TABLE seal_key (
    id      BIGINT NOT NULL PRIMARY KEY,
    proof   TEXT   NOT NULL,
    made_at TEXT   NOT NULL,
    gone_at TEXT            -- nothing is sealed under it any more
);

-- +goose Down
DROP TABLE seal_key;
