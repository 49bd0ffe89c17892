-- +goose Up

-- Who is signed in. token is a hash of what the browser holds, so that reading this table lets nobody in.
CREATE TABLE session (
    token      TEXT NOT NULL PRIMARY KEY,
    data       TEXT NOT NULL, -- base64
    expires_at TEXT NOT NULL
);
CREATE INDEX session_expires_at ON session (expires_at);

-- +goose Down
DROP TABLE session;
