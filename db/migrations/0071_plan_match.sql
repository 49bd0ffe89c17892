-- +goose Up

-- Which target, duty or deliverable of the version before a new edition's was taken to be the same, and how that was seen.
-- Evidence, returns and indicators know them by their ids.
CREATE TABLE plan_match (
    version TEXT   NOT NULL REFERENCES plan_version (id),
    kind    TEXT   NOT NULL CHECK (kind IN ('target', 'duty', 'deliverable')),
    seq     BIGINT NOT NULL,
    read_id TEXT   NOT NULL, -- by its place in the document
    id      TEXT   NOT NULL, -- that it has in the version
    how     TEXT   NOT NULL CHECK (how IN ('words', 'place', 'new', 'hand')),
    alike   BIGINT NOT NULL, -- hundredths of the words
    words   TEXT   NOT NULL,
    was     TEXT   NOT NULL, -- words of the version before; empty: none
    PRIMARY KEY (version, kind, seq)
);

-- +goose Down
DROP TABLE plan_match;
