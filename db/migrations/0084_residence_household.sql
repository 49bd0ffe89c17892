-- +goose Up
-- Who lived in a household on an earlier day.
CREATE INDEX residence_household ON residence (household);

-- +goose Down
DROP INDEX residence_household;
