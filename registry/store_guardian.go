package registry

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

const linkColumns = `g.id, g.commune, g.home_unit, g.ward, g.guardian, g.kind, g.valid_from, g.valid_to, g.source, g.event, g.recorded_at,
	coalesce(g.superseded_at, ''), s.kind, s.title, s.issued_on`

const fromLink = ` FROM guardianship g JOIN source s ON s.id = g.source `

func scanLink(s db.Scanner) (g Guardianship, err error) {
	return g, s.Scan(&g.id, &g.commune, &g.homeUnit, &g.ward, &g.guardian, &g.Kind, &g.From, &g.To, &g.source, &g.Event, &g.recordedAt,
		&g.supersededAt, &g.Source.Kind, &g.Source.Title, &g.Source.Issued)
}

// linksOf are the links in which people stand on one side, ward or guardian, as known before an instant, or ("") those
// that stand now; by number.
func linksOf(ctx context.Context, tx *db.Tx, side string, ids []PersonID, before string) ([]Guardianship, error) {
	var out []Guardianship
	for some := range slices.Chunk(ids, idsAtOnce) {
		args := []any{before}
		marks := make([]string, rounded(len(some)))
		for i := range marks {
			args = append(args, int64(some[min(i, len(some)-1)]))
			marks[i] = "$" + strconv.Itoa(len(args))
		}
		text := map[string]string{"ward": "g.ward", "guardian": "g.guardian"}[side]
		more, err := db.All(ctx, tx, scanLink, `SELECT `+linkColumns+fromLink+`WHERE ($1 = '' AND g.superseded_at IS NULL OR $1 <> '' AND
			g.recorded_at < $1 AND (g.superseded_at IS NULL OR g.superseded_at >= $1)) AND `+text+` IN (`+strings.Join(marks, ",")+`)
			ORDER BY g.id`, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func insertLink(ctx context.Context, tx *gate.Tx, g Guardianship) error {
	id, err := take(ctx, tx.Tx, "guardianship", 1)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO guardianship (id, commune, home_unit, ward, guardian, kind, valid_from, valid_to, source, event, recorded_at,
		recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, id, string(g.commune), string(g.homeUnit), int64(g.ward),
		int64(g.guardian), g.Kind, g.From, g.To, g.source, int64(g.Event), db.Instant(tx.Now), tx.Actor.ID)
	return err
}

func supersedeLink(ctx context.Context, tx *gate.Tx, g Guardianship, by EventID) error {
	n, err := tx.Exec(ctx, `UPDATE guardianship SET superseded_at = $1, superseded_by = $2 WHERE id = $3 AND commune = $4 AND superseded_at IS NULL`,
		db.Instant(tx.Now), int64(by), g.id, string(g.commune))
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "registry.fact.changed")
	}
	return err
}

// linksOfEvent are the links that an event said, and those of others that it ended.
func linksOfEvent(ctx context.Context, tx *db.Tx, id EventID) (own, ended []Guardianship, err error) {
	if own, err = db.All(ctx, tx, scanLink, `SELECT `+linkColumns+fromLink+`WHERE g.event = $1 ORDER BY g.id`, int64(id)); err != nil {
		return nil, nil, err
	}
	ended, err = db.All(ctx, tx, scanLink, `SELECT `+linkColumns+fromLink+`WHERE g.superseded_by = $1 AND g.event <> $1 ORDER BY g.id`, int64(id))
	return own, ended, err
}
