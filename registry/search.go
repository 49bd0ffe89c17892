package registry

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/viet"
)

// Found is a person in the answer to a search: enough to tell people apart, no more.
type Found struct {
	Person Person
	Exact  bool // by code, number, or whole name
}

// searchLimit is the most a search answers with; a reader who needs more must ask more exactly.
const searchLimit = 50

// Search finds people by a code, a number, a household, a part of the name with or without diacritics, or an address.
// Exact answers come first, then names that begin so, then names that hold it, then addresses; each by name and number.
// A query that ends with the name of a commune is asked of that commune. Only people of the actor's area are seen. An
// answer longer than limit (at most 50) is cut, and more says so. In an area larger than a commune a part of a name is
// found from the beginning of a word, and an address only beside the name of its commune.
func (r *Registry) Search(ctx context.Context, actor auth.Actor, query string, limit int) (found []Found, more bool, err error) {
	query = viet.NFC(query)
	if len([]rune(query)) < 2 && onlyDigits(query) == "" {
		return nil, false, fault.New(fault.Invalid, "registry.search.short")
	}
	if limit <= 0 || limit > searchLimit {
		limit = searchLimit
	}
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MaySearch, Unit: actor.Unit}, func(tx *gate.Tx) error {
		scope := r.scope(actor)
		if digits := onlyDigits(query); digits != "" {
			people, err := byNumber(ctx, tx.Tx, digits, scope, limit+1)
			if err == nil {
				people, err = leading(ctx, tx.Tx, people, scope)
			}
			found = asFound(people, "")
			return err
		}
		folded := strings.ReplaceAll(fold(query), ",", "")
		people, err := inWords(ctx, tx.Tx, folded, scope, limit+1)
		if err != nil {
			return err
		}
		if rest, home := r.placeIn(folded, calendar.DateOf(tx.Now)); len(people) == 0 && home != "" {
			people, err = inWords(ctx, tx.Tx, rest, r.tree.Communes(org.UnitID(actor.Unit), home), limit+1)
			folded = rest
		}
		found = asFound(people, folded)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	if len(found) > limit {
		return found[:limit], true, nil
	}
	return found, false, nil
}

// inWords finds people by name and, in a small area, by address.
func inWords(ctx context.Context, tx *db.Tx, folded string, scope []org.UnitID, limit int) ([]Person, error) {
	people, err := byName(ctx, tx, folded, scope, limit)
	if err != nil || len(people) >= limit || scope == nil || len(scope) > fewHomes {
		return people, err
	}
	living, err := byAddress(ctx, tx, folded, scope, limit)
	for _, p := range living {
		if len(people) < limit && !slices.ContainsFunc(people, func(q Person) bool { return q.ID == p.ID }) {
			people = append(people, p)
		}
	}
	return people, err
}

// placeIn takes the name of a commune of today's map off the end of a query.
func (r *Registry) placeIn(folded string, today calendar.Date) (rest string, home org.UnitID) {
	for _, u := range r.tree.Units(org.Commune, today) {
		for _, name := range []string{fold(u.Title()), fold(u.Name)} {
			if before, ok := strings.CutSuffix(folded, " "+name); ok && (home == "" || len(before) < len(rest)) {
				rest, home = before, u.ID
			}
		}
	}
	return rest, home
}

// onlyDigits is the query without spaces where it is a number, "" otherwise.
func onlyDigits(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return ""
		}
	}
	return s
}

func asFound(people []Person, folded string) []Found {
	out := make([]Found, len(people))
	for i, p := range people {
		out[i] = Found{Person: p, Exact: folded == "" || fold(p.Name) == folded}
	}
	return out
}

// IndexNames makes the names of a register findable by a part where they are not yet, as in a database of an earlier
// version.
func (r *Registry) IndexNames(ctx context.Context) error {
	var names map[string]bool
	act := gate.Act{Permission: MayLoad, Subject: "registry:names"}
	err := r.gate.Read(ctx, auth.System(), act, func(tx *gate.Tx) (err error) {
		names, err = unindexed(ctx, tx.Tx)
		return err
	})
	if err != nil || len(names) == 0 {
		return err
	}
	return r.gate.Change(ctx, auth.System(), act, func(tx *gate.Tx) error {
		tx.Note("names", len(names))
		return indexNames(ctx, tx.Tx, names)
	})
}
