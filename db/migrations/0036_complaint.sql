-- +goose Up

-- A complaint against a decision, or against the refusal of an application. Its deadlines are not stored: they follow
-- from its days and the law of the day of receipt.
CREATE TABLE complaint (
    id          BIGINT NOT NULL,
    commune     TEXT   NOT NULL,
    home_unit   TEXT   NOT NULL,
    person      BIGINT NOT NULL, -- whom the answer was about
    decision    BIGINT NOT NULL, -- complained of; 0: a refusal
    application BIGINT NOT NULL, -- refused; 0: a decision
    received_on TEXT   NOT NULL,
    complainant TEXT   NOT NULL,
    content     TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('received', 'accepted', 'rejected', 'upheld', 'replaced', 'cancelled', 'withdrawn')),
    accepted_on TEXT,
    complex     BIGINT NOT NULL, -- 1: the longer term
    remote      BIGINT NOT NULL, -- 1: a remote area, with terms of its own
    answered_on TEXT,
    issuer      TEXT   NOT NULL,
    number      TEXT   NOT NULL,
    signer      TEXT   NOT NULL,
    authority   TEXT   NOT NULL,
    note        TEXT   NOT NULL, -- what was found
    made        BIGINT NOT NULL, -- the decision made instead; 0: none
    opened_at   TEXT   NOT NULL,
    PRIMARY KEY (id, commune)
);
CREATE INDEX complaint_person ON complaint (person);
CREATE UNIQUE INDEX complaint_open ON complaint (decision, application) WHERE state IN ('received', 'accepted');

CREATE TABLE complaint_step (
    complaint BIGINT NOT NULL,
    commune   TEXT   NOT NULL,
    state     TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    actor     TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    PRIMARY KEY (complaint, commune, state),
    FOREIGN KEY (complaint, commune) REFERENCES complaint (id, commune)
);

-- +goose Down
DROP TABLE complaint_step;
DROP TABLE complaint;
