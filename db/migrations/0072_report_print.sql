-- +goose Up

-- The consolidated report is kept as PDF too. The check of a column cannot be changed on both engines, so the table is made anew.
CREATE TABLE report_file_made (
    id         BIGINT NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL, -- annual
    year       BIGINT NOT NULL,
    as_of      TEXT   NOT NULL,
    issuer     TEXT   NOT NULL, -- agency
    number     TEXT   NOT NULL, -- empty: left to the hand
    format     TEXT   NOT NULL CHECK (format IN ('docx', 'xlsx', 'pdf')),
    sha256     TEXT   NOT NULL,
    content    TEXT   NOT NULL, -- base64
    written_at TEXT   NOT NULL,
    written_by TEXT   NOT NULL
);
INSERT INTO report_file_made SELECT id, kind, year, as_of, issuer, number, format, sha256, content, written_at, written_by FROM report_file;
DROP TABLE report_file;
ALTER TABLE report_file_made RENAME TO report_file;
CREATE INDEX report_file_year ON report_file (kind, year, id);

-- +goose Down
DELETE FROM report_file WHERE format = 'pdf';
