-- +goose Up

-- The parts of names that begin at a word, but the whole: "van hung" and "hung" of "nguyen van hung". A name stands here
-- once, however many people have it.
CREATE TABLE name_part (
    part   TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (part, folded)
);
CREATE INDEX person_home ON person (home_unit, folded);
CREATE INDEX household_home ON household (home_unit);

-- +goose Down
DROP INDEX household_home;
DROP INDEX person_home;
DROP TABLE name_part;
