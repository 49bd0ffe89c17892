-- +goose Up

-- Changes made at once over a list, so that they can be taken back at once.
CREATE TABLE decision_batch (
    id         BIGINT NOT NULL PRIMARY KEY,
    month      TEXT   NOT NULL, -- of the list
    kind       TEXT   NOT NULL CHECK (kind IN ('end', 'suspend')),
    from_month TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    home_unit  TEXT   NOT NULL, -- the area they were made in; empty: the whole province
    rows       BIGINT NOT NULL,
    amount     BIGINT NOT NULL, -- a month, by the decisions
    made_at    TEXT   NOT NULL,
    made_by    TEXT   NOT NULL,
    made_name  TEXT   NOT NULL,
    undone_at  TEXT   NOT NULL, -- empty: they stand
    undone_by  TEXT   NOT NULL
);
ALTER TABLE decision_change ADD COLUMN batch BIGINT NOT NULL DEFAULT 0;  -- made with others; 0: by itself
ALTER TABLE decision_change ADD COLUMN undone BIGINT NOT NULL DEFAULT 0; -- 1: taken back, as if it had not been
CREATE INDEX decision_change_batch ON decision_change (batch) WHERE batch <> 0;

-- +goose Down
DROP INDEX decision_change_batch;
ALTER TABLE decision_change DROP COLUMN undone;
ALTER TABLE decision_change DROP COLUMN batch;
DROP TABLE decision_batch;
