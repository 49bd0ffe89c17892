-- +goose Up

-- What was ended since a month was determined is found without looking at every decision.
CREATE INDEX decision_ended ON decision (ended_at) WHERE status = 'ended';

-- +goose Down
DROP INDEX decision_ended;
