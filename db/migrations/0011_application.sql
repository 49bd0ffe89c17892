-- +goose Up

-- A request for a benefit on its way from the day of receipt to an answer. Its deadlines are not stored: they follow
-- from the day of receipt and the law of that day.
CREATE TABLE application (
    id          BIGINT NOT NULL,
    commune     TEXT   NOT NULL,
    home_unit   TEXT   NOT NULL,
    person      BIGINT NOT NULL,
    programme   TEXT   NOT NULL,
    category    TEXT   NOT NULL,
    month       TEXT   NOT NULL, -- the month it was opened for
    origin      TEXT   NOT NULL CHECK (origin IN ('list', 'person')),
    received_on TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('received', 'checked', 'decided', 'refused', 'withdrawn')),
    decision    BIGINT NOT NULL, -- 0: none
    issuer      TEXT   NOT NULL, -- of a refusal: unit whose series the number belongs to; empty otherwise
    number      TEXT   NOT NULL,
    answered_on TEXT,
    signer      TEXT   NOT NULL,
    authority   TEXT   NOT NULL,
    grounds     TEXT   NOT NULL, -- JSON: what the law required and was not met
    note        TEXT   NOT NULL,
    opened_at   TEXT   NOT NULL,
    PRIMARY KEY (id, commune)
);
CREATE INDEX application_person ON application (person, programme);
CREATE UNIQUE INDEX application_open ON application (person, programme, category) WHERE state IN ('received', 'checked');

CREATE TABLE application_document (
    application BIGINT NOT NULL,
    commune     TEXT   NOT NULL,
    document    TEXT   NOT NULL, -- id in the policy folder
    PRIMARY KEY (application, commune, document),
    FOREIGN KEY (application, commune) REFERENCES application (id, commune)
);

CREATE TABLE application_step (
    application BIGINT NOT NULL,
    commune     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    actor       TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    PRIMARY KEY (application, commune, state),
    FOREIGN KEY (application, commune) REFERENCES application (id, commune)
);

-- +goose Down
DROP TABLE application_step;
DROP TABLE application_document;
DROP TABLE application;
