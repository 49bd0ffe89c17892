-- +goose Up

-- Whoever is looked for by name is mostly looked for with their birth date: namesakes are many, namesakes of one day few.
DROP INDEX person_folded;
CREATE INDEX person_folded ON person (folded, birth_date);

-- +goose Down
DROP INDEX person_folded;
CREATE INDEX person_folded ON person (folded);
