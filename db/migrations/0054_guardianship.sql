-- +goose Up

-- Who acts for whom: a link between two people of the register, [valid_from, valid_to), as known in [recorded_at,
-- superseded_at). A row lies in the ward's commune. event is the life event that said it, superseded_by the one that
-- ended it or took it back.
CREATE TABLE guardianship (
    id            BIGINT NOT NULL,
    commune       TEXT   NOT NULL,
    home_unit     TEXT   NOT NULL,
    ward          BIGINT NOT NULL,
    guardian      BIGINT NOT NULL,
    kind          TEXT   NOT NULL, -- id in the policy folder
    valid_from    TEXT   NOT NULL,
    valid_to      TEXT,
    source        BIGINT NOT NULL,
    event         BIGINT NOT NULL,
    recorded_at   TEXT   NOT NULL,
    recorded_by   TEXT   NOT NULL,
    superseded_at TEXT,
    superseded_by BIGINT,
    PRIMARY KEY (id, commune),
    CHECK (ward <> guardian)
);
CREATE INDEX guardianship_ward ON guardianship (ward);
CREATE INDEX guardianship_guardian ON guardianship (guardian);

-- +goose Down
DROP TABLE guardianship;
