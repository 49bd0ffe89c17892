-- +goose Up

-- A life event that somebody asks to have recorded, on its way to the one who may say yes. What was recorded in the end
-- is a life event like any other. The last day for an answer follows from since and the policy folder.
CREATE TABLE change_request (
    id               BIGINT NOT NULL,
    commune          TEXT   NOT NULL,
    home_unit        TEXT   NOT NULL, -- of the person, when it was asked
    person           BIGINT NOT NULL,
    form             TEXT   NOT NULL,
    day              TEXT   NOT NULL,
    fields           TEXT   NOT NULL, -- JSON: what was filled in
    before           TEXT   NOT NULL, -- JSON: what stood when it was asked
    source_title     TEXT   NOT NULL,
    source_issued    TEXT,
    channel          TEXT   NOT NULL,
    asker            TEXT   NOT NULL, -- in whose name; empty: the requester's own
    receiving        TEXT   NOT NULL, -- commune whose consent a move needs; empty: the person's own commune decides
    requester        TEXT   NOT NULL,
    requester_person BIGINT NOT NULL, -- 0: an officer
    state            TEXT   NOT NULL CHECK (state IN ('submitted', 'asked', 'approved', 'refused', 'withdrawn')),
    since            TEXT   NOT NULL, -- when it came, or came back complete
    event            BIGINT NOT NULL, -- that was recorded; 0: none
    PRIMARY KEY (id, commune)
);
CREATE INDEX change_request_person ON change_request (person);
CREATE INDEX change_request_open ON change_request (home_unit, receiving) WHERE state IN ('submitted', 'asked');
CREATE UNIQUE INDEX change_request_one ON change_request (person, form, commune) WHERE state IN ('submitted', 'asked');

CREATE TABLE change_request_step (
    request BIGINT NOT NULL,
    commune TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    state   TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    PRIMARY KEY (request, commune, number),
    FOREIGN KEY (request, commune) REFERENCES change_request (id, commune)
);

-- Whose guardian somebody is, is asked for by the guardian's number.
CREATE INDEX fact_guardian ON fact (value) WHERE fact = 'person.guardian_number';

-- +goose Down
DROP INDEX fact_guardian;
DROP TABLE change_request_step;
DROP TABLE change_request;
