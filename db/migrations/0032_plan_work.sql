-- +goose Up

-- A change of a plan on its way: proposed, weighed by those it concerns, decided. What was decided is a new version.
CREATE TABLE plan_amendment (
    id      BIGINT NOT NULL PRIMARY KEY,
    plan    TEXT   NOT NULL REFERENCES plan (id),
    base    TEXT   NOT NULL REFERENCES plan_version (id),
    title   TEXT   NOT NULL,
    reason  TEXT   NOT NULL,
    changes TEXT   NOT NULL, -- JSON
    state   TEXT   NOT NULL CHECK (state IN ('proposed', 'decided', 'refused')),
    made    TEXT   NOT NULL  -- the version it became; empty before
);
CREATE TABLE plan_amendment_step (
    amendment BIGINT NOT NULL REFERENCES plan_amendment (id),
    step      BIGINT NOT NULL,
    act       TEXT   NOT NULL CHECK (act IN ('proposed', 'weighed', 'decided', 'refused')),
    actor     TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    agency    TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    note      TEXT   NOT NULL,
    PRIMARY KEY (amendment, step)
);

-- An agency's or a commune's own plan: what it does for a task, by when.
CREATE TABLE plan_milestone (
    id          BIGINT NOT NULL PRIMARY KEY,
    plan        TEXT   NOT NULL REFERENCES plan (id),
    task        TEXT   NOT NULL,
    holder      TEXT   NOT NULL, -- agency id, or unit id of a commune
    what        TEXT   NOT NULL,
    due         TEXT   NOT NULL,
    recorded_at TEXT   NOT NULL,
    recorded_by TEXT   NOT NULL,
    dropped_at  TEXT
);
CREATE INDEX plan_milestone_holder ON plan_milestone (plan, holder);

-- What shows that something was done. subject: task:4, deliverable:D1, milestone:7, duty:R1:2026.
CREATE TABLE plan_evidence (
    id           BIGINT  NOT NULL PRIMARY KEY,
    plan         TEXT    NOT NULL REFERENCES plan (id),
    subject      TEXT    NOT NULL,
    holder       TEXT    NOT NULL,
    document     TEXT    NOT NULL, -- number and title of the document, or what else shows it
    day          TEXT    NOT NULL,
    finishes     BOOLEAN NOT NULL, -- it shows that the whole is done, not only a part
    recorded_at  TEXT    NOT NULL,
    recorded_by  TEXT    NOT NULL,
    withdrawn_at TEXT
);
CREATE INDEX plan_evidence_subject ON plan_evidence (plan, subject);

-- Reminders that were sent, so that none is sent twice.
CREATE TABLE reminder (
    holder  TEXT NOT NULL,
    subject TEXT NOT NULL,
    due     TEXT NOT NULL,
    stage   TEXT NOT NULL, -- working days before (-) or after the day
    address TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    PRIMARY KEY (holder, subject, due, stage, address)
);

-- +goose Down
DROP TABLE reminder;
DROP TABLE plan_evidence;
DROP TABLE plan_milestone;
DROP TABLE plan_amendment_step;
DROP TABLE plan_amendment;
