-- +goose Up

-- Rows are numbered in the order of commits, so "what has changed since" is asked by number: what was recorded, and what
-- was superseded by something recorded, since.
CREATE INDEX fact_id ON fact (id);
CREATE INDEX fact_superseded_by ON fact (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE INDEX residence_id ON residence (id);

-- People whose row, or whose standing in the register, was changed by an act that records no fact and no home of theirs.
CREATE TABLE person_touched (
    id     BIGINT NOT NULL PRIMARY KEY,
    person BIGINT NOT NULL
);

-- +goose Down
DROP TABLE person_touched;
DROP INDEX residence_id;
DROP INDEX fact_superseded_by;
DROP INDEX fact_id;
