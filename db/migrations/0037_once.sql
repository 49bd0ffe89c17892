-- +goose Up

-- What is given once, or once a year: the decision names the event, whom it concerned, and what was stated of it. It is
-- paid in its first month, which is its last.
ALTER TABLE decision ADD COLUMN once BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN about BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN event_month TEXT NOT NULL DEFAULT '';
ALTER TABLE decision ADD COLUMN facts TEXT NOT NULL DEFAULT ''; -- JSON: what was stated of the event
CREATE INDEX decision_once ON decision (from_month) WHERE once = 1;
CREATE INDEX decision_about ON decision (about) WHERE once = 1;
ALTER TABLE application ADD COLUMN about BIGINT NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN facts TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE application DROP COLUMN facts;
ALTER TABLE application DROP COLUMN about;
DROP INDEX decision_about;
DROP INDEX decision_once;
ALTER TABLE decision DROP COLUMN facts;
ALTER TABLE decision DROP COLUMN event_month;
ALTER TABLE decision DROP COLUMN about;
ALTER TABLE decision DROP COLUMN once;
