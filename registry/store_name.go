package registry

import (
	"context"
	"strings"

	"ansinh/db"
)

// namesAtOnce is how many names, or parts of names, one query holds.
const namesAtOnce = 500

// indexNames makes folded names findable by a part.
func indexNames(ctx context.Context, tx *db.Tx, names map[string]bool) error {
	var part []string
	for name := range names {
		if strings.Contains(name, " ") {
			part = append(part, name)
		}
		if len(part) == namesAtOnce {
			if err := indexPart(ctx, tx, part); err != nil {
				return err
			}
			part = part[:0]
		}
	}
	return indexPart(ctx, tx, part)
}

// indexPart writes the parts of those names that are not there yet.
func indexPart(ctx context.Context, tx *db.Tx, names []string) error {
	if len(names) == 0 {
		return nil
	}
	var args []any
	rows := make([]string, len(names))
	for i, name := range names {
		rows[i] = "(" + db.Literal(lastWord(name), &args) + ", " + db.Literal(name, &args) + ")"
	}
	fresh, err := db.All(ctx, tx, db.Value[string], `WITH v(part, folded) AS (VALUES `+strings.Join(rows, ", ")+`)
		SELECT v.folded FROM v WHERE NOT EXISTS (SELECT 1 FROM name_part n WHERE n.part = v.part AND n.folded = v.folded)`, args...)
	if err != nil || len(fresh) == 0 {
		return err
	}
	rows, args = rows[:0], nil
	for _, name := range fresh {
		for rest := name; ; {
			_, after, ok := strings.Cut(rest, " ")
			if !ok {
				break
			}
			rows = append(rows, "("+db.Literal(after, &args)+", "+db.Literal(name, &args)+")")
			rest = after
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO name_part (part, folded) VALUES `+strings.Join(rows, ", ")+` ON CONFLICT (part, folded) DO NOTHING`, args...)
	return err
}

func lastWord(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

// unindexed are the names of a register that was filled before names had parts; nil where it was not.
func unindexed(ctx context.Context, tx *db.Tx) (map[string]bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM (SELECT 1 AS one FROM name_part LIMIT 1) n`)
	if err != nil || n > 0 {
		return nil, err
	}
	out := map[string]bool{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var name string
		err := s.Scan(&name)
		out[name] = true
		return err
	}, `SELECT DISTINCT folded FROM person`)
}
