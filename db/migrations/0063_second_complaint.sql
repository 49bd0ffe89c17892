-- +goose Up

-- A second complaint is against the answer to a first one, or against there being none in time. It may be open beside
-- the first, which nobody has answered.
ALTER TABLE complaint ADD COLUMN first BIGINT NOT NULL DEFAULT 0; -- the complaint it follows; 0: it is a first one
DROP INDEX complaint_open;
CREATE UNIQUE INDEX complaint_open ON complaint (decision, application, first) WHERE state IN ('received', 'accepted');

-- How an account stands to the number of the person who takes money in it: own, guardian (of somebody who acts for
-- them), paper (a document says so); empty: nobody has looked.
ALTER TABLE payee ADD COLUMN linked TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE payee DROP COLUMN linked;
DROP INDEX complaint_open;
CREATE UNIQUE INDEX complaint_open ON complaint (decision, application) WHERE state IN ('received', 'accepted');
ALTER TABLE complaint DROP COLUMN first;
