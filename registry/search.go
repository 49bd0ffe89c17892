package registry

import (
	"context"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
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

// searchLimit is the most people a page of a search holds.
const searchLimit = 50

// Search is the first page of SearchAfter; more says that others follow.
func (r *Registry) Search(ctx context.Context, actor auth.Actor, query string, limit int) (found []Found, more bool, err error) {
	return r.SearchAfter(ctx, actor, query, 0, limit)
}

// SearchAfter finds people by a code, a number, a household, a part of the name with or without diacritics, or an
// address. A part of a name is found from the beginning of a word. Exact answers come first, then names that begin so,
// then names that hold it, then, in an area no larger than a commune, addresses; each by name, birth date and number.
// A query that ends with the name of a commune is asked of that commune where it finds nobody as it is. Only people of
// the actor's area are seen. A page (at most 50) begins behind a person of the page before; more says that others follow.
func (r *Registry) SearchAfter(ctx context.Context, actor auth.Actor, query string, after PersonID, limit int) (found []Found, more bool, err error) {
	query = viet.NFC(query)
	if query == "" {
		return nil, false, fault.New(fault.Invalid, "registry.search.short")
	}
	if limit <= 0 || limit > searchLimit {
		limit = searchLimit
	}
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MaySearch, Unit: actor.Unit}, func(tx *gate.Tx) error {
		q := searching{tx: tx.Tx, scope: r.scope(actor), limit: limit + 1}
		if digits := onlyDigits(query); digits != "" {
			people, err := q.byNumber(ctx, digits, after)
			if err == nil {
				people, err = leading(ctx, tx.Tx, people, q.scope)
			}
			found = asFound(people, "")
			return err
		}
		q.folded = strings.ReplaceAll(fold(query), ",", "")
		people, err := q.words(ctx, after)
		if err != nil {
			return err
		}
		if rest, home := r.placeIn(q.folded, calendar.DateOf(tx.Now)); len(people) == 0 && home != "" {
			q.folded, q.scope = rest, r.tree.Communes(org.UnitID(actor.Unit), home)
			people, err = q.words(ctx, after)
		}
		found = asFound(people, q.folded)
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
