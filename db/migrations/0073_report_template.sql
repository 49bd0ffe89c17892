-- +goose Up

-- Word documents that an office wrote as templates of quarterly and special reports. A changed one is a new version; reports
-- say which version they were filled into.
CREATE TABLE report_template (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    retired_at TEXT   NOT NULL, -- no new reports are made from it; empty: in use
    made_at    TEXT   NOT NULL,
    made_by    TEXT   NOT NULL
);
CREATE TABLE report_template_version (
    template BIGINT NOT NULL REFERENCES report_template (id),
    version  BIGINT NOT NULL,
    file     TEXT   NOT NULL, -- name it had
    sha256   TEXT   NOT NULL,
    content  TEXT   NOT NULL, -- base64
    fields   TEXT   NOT NULL, -- one a line, each once
    at       TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    PRIMARY KEY (template, version)
);

-- +goose Down
DROP TABLE report_template_version;
DROP TABLE report_template;
