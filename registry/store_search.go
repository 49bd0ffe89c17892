package registry

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/db"
	"ansinh/org"
)

// byNumber finds people by social security code, personal number, old number or household, in this order.
func byNumber(ctx context.Context, tx *db.Tx, digits string, scope []org.UnitID, limit int) ([]Person, error) {
	id, err := ParseCode(digits)
	if err != nil {
		id = 0
	}
	args := []any{int64(id), digits}
	where := db.In("p.home_unit", scope, &args)
	args = append(args, limit)
	people, err := db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`
		WHERE (p.id = $1 OR p.personal_number = $2 OR p.old_number = $2)`+where+`
		ORDER BY CASE WHEN p.id = $1 THEN 0 WHEN p.personal_number = $2 THEN 1 ELSE 2 END, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
	if err != nil || len(people) > 0 || len(digits) >= 9 {
		return people, err
	}
	house, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return nil, nil
	}
	return byHouses(ctx, tx, []HouseholdID{HouseholdID(house)}, scope, limit)
}

// byHouses are the members of households, by household.
func byHouses(ctx context.Context, tx *db.Tx, houses []HouseholdID, scope []org.UnitID, limit int) ([]Person, error) {
	var out []Person
	err := inParts(houses, func(in string) error {
		args := []any{}
		where := db.In("p.home_unit", scope, &args)
		args = append(args, limit)
		people, err := db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.household IN `+in+` AND `+counts+where+`
			ORDER BY p.household, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
		out = append(out, people...)
		return err
	})
	return out[:min(len(out), limit)], err
}

// fewHomes is how many homes an area may have at most for each to be asked by itself, which is how a commune is searched;
// a larger area is searched by the parts of names.
const fewHomes = 40

// byName finds people whose folded name is, begins with, or holds the text: within a commune anywhere, in a larger area
// from the beginning of a word.
func byName(ctx context.Context, tx *db.Tx, folded string, scope []org.UnitID, limit int) ([]Person, error) {
	few := scope != nil && len(scope) <= fewHomes
	people, err := namesFrom(ctx, tx, folded, scope, few, limit)
	if err != nil || len(people) >= limit {
		return people, err
	}
	var more []Person
	if few {
		more, err = homeByHome(ctx, tx, scope, limit-len(people),
			`replace(p.folded, $2, '') <> p.folded AND NOT (p.folded >= $2 AND p.folded < $3)`, folded, folded+after)
	} else {
		more, err = byPart(ctx, tx, folded, scope, limit-len(people))
	}
	return append(people, more...), err
}

// after sorts behind every folded text that begins with what stands before it.
const after = "\uffff"

func namesFrom(ctx context.Context, tx *db.Tx, folded string, scope []org.UnitID, few bool, limit int) ([]Person, error) {
	if few {
		return homeByHome(ctx, tx, scope, limit, `p.folded >= $2 AND p.folded < $3`, folded, folded+after)
	}
	args := []any{folded, folded + after}
	where := db.In("p.home_unit", scope, &args)
	args = append(args, limit)
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.folded >= $1 AND p.folded < $2 AND `+counts+where+`
		ORDER BY p.folded, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
}

// homeByHome asks each home of a small area, which an index orders by name, and gives the first of all.
func homeByHome(ctx context.Context, tx *db.Tx, scope []org.UnitID, limit int, condition string, args ...any) ([]Person, error) {
	var out []Person
	for _, home := range scope {
		people, err := db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.home_unit = $1 AND `+condition+` AND `+counts+`
			ORDER BY p.folded, p.id LIMIT $`+strconv.Itoa(len(args)+2), append(append([]any{string(home)}, args...), limit)...)
		if err != nil {
			return nil, err
		}
		out = append(out, people...)
	}
	slices.SortFunc(out, byFolded)
	return out[:min(len(out), limit)], nil
}

func byFolded(a, b Person) int {
	return cmp.Or(strings.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.ID, b.ID))
}

// partNames is how many names that hold a part are looked up at once, and at most: a part that more names hold is too
// short to say whom it means.
const partNames, mostPartNames = 100, 4000

// byPart finds people one of whose words begins with the text, or whose following words do.
func byPart(ctx context.Context, tx *db.Tx, folded string, scope []org.UnitID, limit int) ([]Person, error) {
	var out []Person
	seen := map[string]bool{}
	part, name := folded, ""
	for tried := 0; tried < mostPartNames && len(out) < limit; tried += partNames {
		var names []string
		err := db.Each(ctx, tx, func(s db.Scanner) error {
			if err := s.Scan(&part, &name); err != nil {
				return err
			}
			if !seen[name] && !strings.HasPrefix(name, folded) { // those that begin so were found before
				seen[name] = true
				names = append(names, name)
			}
			return nil
		}, `SELECT part, folded FROM name_part WHERE part >= $1 AND part < $3 AND (part > $1 OR folded > $2) ORDER BY part, folded LIMIT $4`,
			part, name, folded+after, partNames)
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			break
		}
		people, err := withNames(ctx, tx, names, scope, limit-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, people...)
	}
	slices.SortFunc(out, byFolded)
	return out, nil
}

// withNames are people with one of some names.
func withNames(ctx context.Context, tx *db.Tx, names []string, scope []org.UnitID, limit int) ([]Person, error) {
	args := []any{}
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = db.Literal(n, &args)
	}
	where := db.In("p.home_unit", scope, &args)
	args = append(args, limit)
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.folded IN (`+strings.Join(list, ", ")+`) AND `+counts+where+`
		ORDER BY p.folded, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
}

// byAddress are the members of households of a small area whose address holds the text.
func byAddress(ctx context.Context, tx *db.Tx, folded string, scope []org.UnitID, limit int) ([]Person, error) {
	var houses []HouseholdID
	for _, home := range scope {
		err := db.Each(ctx, tx, func(s db.Scanner) error {
			var id HouseholdID
			var address string
			if err := s.Scan(&id, &address); err != nil {
				return err
			}
			if len(houses) < limit && holdsWords(fold(address), folded) {
				houses = append(houses, id)
			}
			return nil
		}, `SELECT id, address FROM household WHERE home_unit = $1 ORDER BY id`, string(home))
		if err != nil {
			return nil, err
		}
	}
	return byHouses(ctx, tx, houses, scope, limit)
}

// holdsWords says whether a text holds another from the beginning of a word to the end of one: "thon 1" is not in
// "thon 12".
func holdsWords(text, words string) bool {
	return strings.Contains(" "+text+" ", " "+words+" ") || strings.Contains(" "+text+",", " "+words+",")
}

// byIDs finds people by number, in the area.
func byIDs(ctx context.Context, tx *db.Tx, ids []PersonID, scope []org.UnitID) ([]Person, error) {
	args := []any{}
	marks := make([]string, len(ids))
	for i, id := range ids {
		args = append(args, int64(id))
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	where := db.In("p.home_unit", scope, &args)
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.id IN (`+strings.Join(marks, ", ")+`)`+where+`
		ORDER BY p.id`, args...)
}
