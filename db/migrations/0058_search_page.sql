-- +goose Up

-- What a search inside a commune reads stands in the index itself: names, and the addresses that are different.
DROP INDEX person_home;
CREATE INDEX person_home ON person (home_unit, folded, birth_date, id);
DROP INDEX household_home;
CREATE INDEX household_home ON household (home_unit, address, id);

-- +goose Down
DROP INDEX household_home;
CREATE INDEX household_home ON household (home_unit);
DROP INDEX person_home;
CREATE INDEX person_home ON person (home_unit, folded);
