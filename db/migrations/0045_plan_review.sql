-- +goose Up

-- A plan's document that was read and waits for a person to hold what was found against it.
CREATE TABLE plan_review (
    id        TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the file
    file_name TEXT    NOT NULL,
    head      TEXT    NOT NULL, -- JSON: number, kind, issuer, province, day, title, horizon
    laid_at   TEXT    NOT NULL,
    laid_by   TEXT    NOT NULL,
    state     TEXT    NOT NULL, -- open, imported, withdrawn
    version   TEXT    NOT NULL  -- what it became; empty until it is imported
);

-- The document, paragraph by paragraph, rows of tables with their cells parted by " | ".
CREATE TABLE plan_review_text (
    review  TEXT    NOT NULL REFERENCES plan_review (id),
    seq     INTEGER NOT NULL,
    place   TEXT    NOT NULL,
    heading BOOLEAN NOT NULL,
    words   TEXT    NOT NULL,
    PRIMARY KEY (review, seq)
);

-- What was found, as it stands now; each step that led there is in plan_review_step.
CREATE TABLE plan_review_item (
    review     TEXT    NOT NULL REFERENCES plan_review (id),
    seq        INTEGER NOT NULL,
    kind       TEXT    NOT NULL, -- target, task, duty, deliverable, citation, note
    confidence INTEGER NOT NULL, -- hundredths; 100: entered by hand
    why        TEXT    NOT NULL, -- code of a text; empty where nothing is doubtful
    paragraph  INTEGER NOT NULL, -- of plan_review_text; -1 for none
    from_byte  INTEGER NOT NULL, -- the words in that paragraph
    to_byte    INTEGER NOT NULL,
    fields     TEXT    NOT NULL, -- JSON
    state      TEXT    NOT NULL, -- open, accepted, changed, rejected
    PRIMARY KEY (review, seq)
);

CREATE TABLE plan_review_step (
    review   TEXT    NOT NULL REFERENCES plan_review (id),
    item     INTEGER NOT NULL,
    seq      INTEGER NOT NULL, -- 0: as it was read
    state    TEXT    NOT NULL,
    fields   TEXT    NOT NULL,
    taken_at TEXT    NOT NULL,
    taken_by TEXT    NOT NULL, -- login
    name     TEXT    NOT NULL, -- as it was then
    PRIMARY KEY (review, item, seq)
);

-- +goose Down
DROP TABLE plan_review_step;
DROP TABLE plan_review_item;
DROP TABLE plan_review_text;
DROP TABLE plan_review;
