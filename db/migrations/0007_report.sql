-- +goose Up

-- Every report that was written out, with its bytes: what was signed can be shown again as it was.
CREATE TABLE report_file (
    id         BIGINT NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL, -- annual
    year       BIGINT NOT NULL,
    as_of      TEXT   NOT NULL,
    issuer     TEXT   NOT NULL, -- agency
    number     TEXT   NOT NULL, -- empty: left to the hand
    format     TEXT   NOT NULL CHECK (format IN ('docx', 'xlsx')),
    sha256     TEXT   NOT NULL,
    content    TEXT   NOT NULL, -- base64
    written_at TEXT   NOT NULL,
    written_by TEXT   NOT NULL
);
CREATE INDEX report_file_year ON report_file (kind, year, id);

-- +goose Down
DROP TABLE report_file;
