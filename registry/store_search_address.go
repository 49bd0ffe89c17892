package registry

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/db"
)

// living finds the members of households of a small area whose address holds the text, by address and household, who are
// not found by name.
func (q *searching) living(ctx context.Context, limit int) ([]Person, error) {
	if !q.few() {
		return nil, nil
	}
	var from dwelling
	if q.last.ID != 0 {
		h, err := household(ctx, q.tx, q.last.Household)
		if err != nil {
			return nil, err
		}
		from = dwelling{h.Address, h.ID}
	}
	addresses, err := q.addresses(ctx, from.address)
	if err != nil {
		return nil, err
	}
	var out []Person
	for part := range slices.Chunk(addresses, limit) {
		if from.address < part[0] {
			from = dwelling{address: part[0]}
		}
		for full := true; full && len(out) < limit; {
			places, err := q.placesIn(ctx, part, from, limit)
			if err != nil {
				return nil, err
			}
			if len(places) == 0 {
				break
			}
			people, err := q.at(ctx, places)
			if err != nil {
				return nil, err
			}
			out = append(out, people...)
			from = places[len(places)-1]
			from.house++
			q.last = Person{}
			full = len(places) == limit
		}
	}
	return out[:min(len(out), limit)], nil
}

// dwelling is where a household lives.
type dwelling struct {
	address string
	house   HouseholdID
}

// addresses are the different addresses of the area that hold the text, in order. They are few beside the households.
func (q *searching) addresses(ctx context.Context, from string) ([]string, error) {
	args := []any{from}
	where := db.In("home_unit", q.scope, &args)
	all, err := db.All(ctx, q.tx, db.Value[string], `SELECT DISTINCT address FROM household WHERE address >= $1`+where, args...)
	out := slices.DeleteFunc(all, func(a string) bool { return !holdsWords(fold(a), q.folded) })
	slices.Sort(out)
	return out, err
}

// placesIn are the next households of some addresses.
func (q *searching) placesIn(ctx context.Context, addresses []string, from dwelling, limit int) ([]dwelling, error) {
	args := []any{from.address, int64(from.house)}
	where := db.In("home_unit", q.scope, &args) + db.In("address", addresses, &args)
	args = append(args, limit)
	return db.All(ctx, q.tx, func(s db.Scanner) (p dwelling, err error) { return p, s.Scan(&p.address, &p.house) },
		`SELECT address, id FROM household WHERE (address, id) >= ($1, $2)`+where+` ORDER BY address, id LIMIT $`+strconv.Itoa(len(args)), args...)
}

// at are the people of households, in the order of these, whom no step before finds.
func (q *searching) at(ctx context.Context, places []dwelling) ([]Person, error) {
	houses := make([]HouseholdID, len(places))
	order := map[HouseholdID]int{}
	for i, p := range places {
		houses[i], order[p.house] = p.house, i
	}
	people, err := q.inHouses(ctx, houses, q.last.ID)
	slices.SortStableFunc(people, func(a, b Person) int { return cmp.Compare(order[a.Household], order[b.Household]) })
	return slices.DeleteFunc(people, func(p Person) bool {
		_, named := q.stepOf(fold(p.Name))
		return named
	}), err
}

// inHouses are the members of households, by household; of the household of the last person only those behind.
func (q *searching) inHouses(ctx context.Context, houses []HouseholdID, after PersonID) ([]Person, error) {
	var out []Person
	err := inParts(houses, func(in string) error {
		args := []any{int64(houses[0]), int64(after)}
		where := db.In(unindexedHome, q.scope, &args)
		people, err := db.All(ctx, q.tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.household IN `+in+`
			AND (p.household <> $1 OR p.id > $2) AND `+counts+where+` ORDER BY p.household, p.id`, args...)
		out = append(out, people...)
		return err
	})
	return out, err
}

// holdsWords says whether a text holds another from the beginning of a word to the end of one: "thon 1" is not in
// "thon 12".
func holdsWords(text, words string) bool {
	return strings.Contains(" "+text+" ", " "+words+" ") || strings.Contains(" "+text+",", " "+words+",")
}
