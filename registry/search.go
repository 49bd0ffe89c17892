package registry

import (
	"context"
	"strings"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/viet"
)

// Found is a person in the answer to a search: enough to tell people apart, no more.
type Found struct {
	Person Person
	Exact  bool // by code, number, or whole name
}

// searchLimit is the most a search answers with; a reader who needs more must ask more exactly.
const searchLimit = 50

// Search finds people by a code, a number, or a part of the name with or without diacritics; exact answers come
// first, then names that begin so, then names that hold it, each by name and number. Only people of the actor's area
// are seen. An answer longer than limit (at most 50) is cut, and more says so.
func (r *Registry) Search(ctx context.Context, actor auth.Actor, query string, limit int) (found []Found, more bool, err error) {
	query = viet.NFC(query)
	if len([]rune(query)) < 2 {
		return nil, false, fault.New(fault.Invalid, "registry.search.short")
	}
	if limit <= 0 || limit > searchLimit {
		limit = searchLimit
	}
	scope := r.scope(actor)
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MaySearch, Unit: actor.Unit}, func(tx *gate.Tx) error {
		if digits := onlyDigits(query); digits != "" {
			people, err := byNumber(ctx, tx.Tx, digits, scope, limit+1)
			if err == nil {
				people, err = leading(ctx, tx.Tx, people, scope)
			}
			found = asFound(people, "")
			return err
		}
		folded := fold(query)
		people, err := byName(ctx, tx.Tx, folded, scope, limit+1)
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
