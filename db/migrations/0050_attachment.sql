-- +goose Up

-- Bytes that were attached somewhere, once each, in parts of base64.
CREATE TABLE attachment_content (
    hash      TEXT   NOT NULL PRIMARY KEY, -- SHA-256
    kind      TEXT   NOT NULL,
    bytes     BIGINT NOT NULL,
    parts     BIGINT NOT NULL,
    width     BIGINT NOT NULL, -- 0: no image
    height    BIGINT NOT NULL,
    stored_at TEXT   NOT NULL
);

CREATE TABLE attachment_part (
    hash   TEXT   NOT NULL,
    number BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (hash, number),
    FOREIGN KEY (hash) REFERENCES attachment_content (hash)
);

-- What the bytes are proof of: a change request, an application, a life event or a fact of a person.
CREATE TABLE attachment (
    id           BIGINT NOT NULL,
    commune      TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL CHECK (subject_kind IN ('request', 'application', 'event', 'fact')),
    subject      BIGINT NOT NULL,
    person       BIGINT NOT NULL,
    hash         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    added_at     TEXT   NOT NULL,
    added_by     TEXT   NOT NULL,
    withdrawn_at TEXT,
    withdrawn_by TEXT,
    reason       TEXT   NOT NULL,
    PRIMARY KEY (id, commune),
    FOREIGN KEY (hash) REFERENCES attachment_content (hash)
);
CREATE INDEX attachment_subject ON attachment (subject_kind, subject);

-- +goose Down
DROP TABLE attachment;
DROP TABLE attachment_part;
DROP TABLE attachment_content;
