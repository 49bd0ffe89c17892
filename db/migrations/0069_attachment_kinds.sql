-- +goose Up

-- Files prove decisions and persons too. A check cannot be changed in place on both engines: the table is made anew.
CREATE TABLE attachment_wider (
    id           BIGINT NOT NULL,
    commune      TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL CHECK (subject_kind IN ('request', 'application', 'event', 'fact', 'decision', 'person')),
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
INSERT INTO attachment_wider (id, commune, subject_kind, subject, person, hash, name, added_at, added_by, withdrawn_at, withdrawn_by, reason)
    SELECT id, commune, subject_kind, subject, person, hash, name, added_at, added_by, withdrawn_at, withdrawn_by, reason FROM attachment;
DROP TABLE attachment;
ALTER TABLE attachment_wider RENAME TO attachment;
CREATE INDEX attachment_subject ON attachment (subject_kind, subject);
CREATE INDEX attachment_person ON attachment (person);

-- +goose Down
CREATE TABLE attachment_narrow (
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
INSERT INTO attachment_narrow (id, commune, subject_kind, subject, person, hash, name, added_at, added_by, withdrawn_at, withdrawn_by, reason)
    SELECT id, commune, subject_kind, subject, person, hash, name, added_at, added_by, withdrawn_at, withdrawn_by, reason FROM attachment WHERE subject_kind IN ('request', 'application', 'event', 'fact');
DROP TABLE attachment;
ALTER TABLE attachment_narrow RENAME TO attachment;
CREATE INDEX attachment_subject ON attachment (subject_kind, subject);
