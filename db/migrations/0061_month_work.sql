-- +goose Up

-- What stopped the preparation of a month, or what went wrong last while it is tried again, in full: the fault as JSON.
ALTER TABLE payment_preparation ADD COLUMN trouble TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE payment_preparation DROP COLUMN trouble;
