package registry

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/org"
)

// searching is one page of a search, in words: people whom the last one of the page before does not stand behind.
type searching struct {
	tx     *db.Tx
	scope  []org.UnitID
	folded string
	limit  int
	last   Person // whom the page begins behind; nobody: from the beginning
	homes  []home // of a small area, where anybody lives
}

// home is one home of a small area.
type home struct {
	unit org.UnitID
	few  bool // so few live there that their names are looked through
}

// fewHomes is how many homes an area may have at most for each to be asked by itself, which is how a commune is searched.
const fewHomes = 40

func (q *searching) few() bool { return q.scope != nil && len(q.scope) <= fewHomes }

// byNumber finds people by social security code, personal number, old number or household, in this order.
func (q *searching) byNumber(ctx context.Context, digits string, after PersonID) ([]Person, error) {
	id, err := ParseCode(digits)
	if err != nil {
		id = 0
	}
	args := []any{int64(id), digits}
	where := db.In("p.home_unit", q.scope, &args)
	args = append(args, q.limit)
	people, err := db.All(ctx, q.tx, scanPerson, `SELECT `+personColumns+fromPerson+`
		WHERE (p.id = $1 OR p.personal_number = $2 OR p.old_number = $2)`+where+`
		ORDER BY CASE WHEN p.id = $1 THEN 0 WHEN p.personal_number = $2 THEN 1 ELSE 2 END, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
	if err != nil || len(people) > 0 || len(digits) >= 9 {
		return people, err
	}
	house, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return nil, nil
	}
	people, err = q.inHouses(ctx, []HouseholdID{HouseholdID(house)}, after)
	return people[:min(len(people), q.limit)], err
}

// words finds people by name and, in a small area, by address.
func (q *searching) words(ctx context.Context, after PersonID) ([]Person, error) {
	if q.folded == "" {
		return nil, nil
	}
	q.last = Person{}
	if err := q.findHomes(ctx); err != nil {
		return nil, err
	}
	steps := []func(context.Context, int) ([]Person, error){q.beginning, q.holding, q.living}
	first := 0
	if after != 0 {
		at, ok, err := q.behind(ctx, after)
		if err != nil || !ok {
			return nil, err
		}
		first = at
	}
	var out []Person
	for _, step := range steps[first:] {
		people, err := step(ctx, q.limit-len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, people...); len(out) >= q.limit {
			break
		}
		q.last = Person{}
	}
	return out, nil
}

// fewPeople is how many live in a home whose names are looked through one by one: of so few hardly any bears one of the many
// names that hold a frequent text, and asking for each of these takes longer.
const fewPeople = 500

// findHomes says where in a small area anybody lives: of the homes of all maps many are empty.
func (q *searching) findHomes(ctx context.Context) error {
	if q.homes = nil; !q.few() {
		return nil
	}
	for _, unit := range q.scope {
		n, err := db.One(ctx, q.tx, db.Value[int], `SELECT count(*) FROM (SELECT 1 FROM person WHERE home_unit = $1 LIMIT $2) AS lives`, string(unit), fewPeople)
		if err != nil {
			return err
		}
		if n > 0 {
			q.homes = append(q.homes, home{unit, n < fewPeople})
		}
	}
	return nil
}

// behind says which step found the last person of the page before; false where none would.
func (q *searching) behind(ctx context.Context, after PersonID) (int, bool, error) {
	people, err := byIDs(ctx, q.tx, []PersonID{after}, q.scope)
	if err != nil || len(people) == 0 {
		return 0, false, err
	}
	q.last = people[0]
	if step, ok := q.stepOf(fold(q.last.Name)); ok {
		return step, true, nil
	}
	if !q.few() {
		return 0, false, nil
	}
	h, err := household(ctx, q.tx, q.last.Household)
	if fault.Is(err, fault.NotFound) {
		return 0, false, nil
	}
	return 2, holdsWords(fold(h.Address), q.folded), err
}

// stepOf is the step that finds a name: it begins so, or holds it.
func (q *searching) stepOf(name string) (int, bool) {
	if strings.HasPrefix(name, q.folded) {
		return 0, true
	}
	return 1, strings.Contains(name, " "+q.folded)
}

// after sorts behind every folded text that begins with what stands before it.
const after = "\uffff"

// beginning finds people whose folded name begins with the text. In a small area each home is asked by itself, which an
// index orders by name.
func (q *searching) beginning(ctx context.Context, limit int) ([]Person, error) {
	from := max(q.folded, fold(q.last.Name))
	args := []any{from, q.folded + after, q.last.BirthDate.String(), int64(q.last.ID)}
	query := `SELECT ` + personColumns + fromPerson + `WHERE p.folded >= $1 AND p.folded < $2
		AND (p.folded > $1 OR (p.birth_date, p.id) > ($3, $4)) AND ` + counts
	people, err := askHomes(ctx, q, q.homes, args, scanPerson, query, ` ORDER BY p.folded, p.birth_date, p.id`, limit)
	slices.SortFunc(people, byFolded)
	return people[:min(len(people), limit)], err
}

// unindexedHome is a person's home where the index by homes is no help, since the area has many homes or the people are
// found by something better.
const unindexedHome = "p.home_unit || ''"

// askHomes asks homes of a small area each by itself, with an index that begins with the home, and a larger area at once. It
// gives limit rows at most of each.
func askHomes[T any](ctx context.Context, q *searching, homes []home, args []any, scan func(db.Scanner) (T, error), query, order string, limit int) ([]T, error) {
	if !q.few() {
		where := db.In(unindexedHome, q.scope, &args)
		args = append(args, limit)
		return db.All(ctx, q.tx, scan, query+where+order+` LIMIT $`+strconv.Itoa(len(args)), args...)
	}
	query += ` AND p.home_unit = $` + strconv.Itoa(len(args)+1) + order + ` LIMIT $` + strconv.Itoa(len(args)+2)
	var out []T
	for _, h := range homes {
		rows, err := db.All(ctx, q.tx, scan, query, append(slices.Clone(args), string(h.unit), limit)...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

func byFolded(a, b Person) int {
	return cmp.Or(strings.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.BirthDate, b.BirthDate), cmp.Compare(a.ID, b.ID))
}

// holder is a person of a name that holds the text, and the part of it that begins with the text.
type holder struct {
	id           PersonID
	part, folded string
	born         string
}

// holding finds people whose folded name holds the text from the beginning of a later word, by the part that begins so.
// A name two of whose parts do is found by the first of them.
func (q *searching) holding(ctx context.Context, limit int) ([]Person, error) {
	from := holder{id: q.last.ID, folded: fold(q.last.Name), born: q.last.BirthDate.String()}
	from.part = max(firstPart(from.folded, q.folded), q.folded) // PostgreSQL enters the index here and nowhere else
	var ids []PersonID
	for len(ids) < limit {
		rows, err := q.holders(ctx, from, limit)
		if err != nil {
			return nil, err
		}
		for _, h := range rows {
			if len(ids) < limit && firstPart(h.folded, q.folded) == h.part {
				ids = append(ids, h.id)
			}
			from = h
		}
		if len(rows) < limit {
			break
		}
	}
	return q.inOrder(ctx, ids)
}

func (q *searching) holders(ctx context.Context, from holder, limit int) ([]holder, error) {
	var many []home
	var out []holder
	for _, h := range q.homes {
		if !h.few {
			many = append(many, h)
			continue
		}
		rows, err := q.lookThrough(ctx, h, from)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	args := []any{q.folded, q.folded + after, from.part, from.folded, from.born, int64(from.id)}
	rows, err := askHomes(ctx, q, many, args, func(s db.Scanner) (h holder, err error) {
		return h, s.Scan(&h.part, &h.folded, &h.born, &h.id)
	}, `SELECT n.part, n.folded, p.birth_date, p.id FROM name_part n JOIN person p ON p.folded = n.folded
		WHERE n.part >= $1 AND n.part < $2 AND NOT (n.folded >= $1 AND n.folded < $2) AND (n.part, n.folded) >= ($3, $4)
		AND (n.part <> $3 OR n.folded <> $4 OR (p.birth_date, p.id) > ($5, $6)) AND `+counts,
		` ORDER BY n.part, n.folded, p.birth_date, p.id`, limit)
	out = append(out, rows...)
	slices.SortFunc(out, byPart)
	return out[:min(len(out), limit)], err
}

// lookThrough finds by every name of a home what holders finds by the parts of names.
func (q *searching) lookThrough(ctx context.Context, h home, from holder) ([]holder, error) {
	all, err := db.All(ctx, q.tx, func(s db.Scanner) (h holder, err error) { return h, s.Scan(&h.folded, &h.born, &h.id) },
		`SELECT p.folded, p.birth_date, p.id FROM person p WHERE p.home_unit = $1 AND `+counts, string(h.unit))
	var out []holder
	for _, h := range all {
		h.part = firstPart(h.folded, q.folded)
		if h.part != "" && !strings.HasPrefix(h.folded, q.folded) && byPart(h, from) > 0 {
			out = append(out, h)
		}
	}
	return out, err
}

// byPart is the order in which names that hold a text are found.
func byPart(a, b holder) int {
	return cmp.Or(strings.Compare(a.part, b.part), strings.Compare(a.folded, b.folded), strings.Compare(a.born, b.born), cmp.Compare(a.id, b.id))
}

// firstPart is the part of a name, from the beginning of a later word, that begins with the text and sorts first; "" where
// there is none.
func firstPart(name, text string) string {
	first := ""
	for _, rest, ok := strings.Cut(name, " "); ok; _, rest, ok = strings.Cut(rest, " ") {
		if strings.HasPrefix(rest, text) && (first == "" || rest < first) {
			first = rest
		}
	}
	return first
}

// inOrder are people by number, in the order of the numbers.
func (q *searching) inOrder(ctx context.Context, ids []PersonID) ([]Person, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	people, err := byIDs(ctx, q.tx, ids, q.scope)
	slices.SortFunc(people, func(a, b Person) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	return people, err
}

// byIDs finds people by number, in the area.
func byIDs(ctx context.Context, tx *db.Tx, ids []PersonID, scope []org.UnitID) ([]Person, error) {
	args := []any{}
	marks := make([]string, len(ids))
	for i, id := range ids {
		args = append(args, int64(id))
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	where := db.In(unindexedHome, scope, &args)
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.id IN (`+strings.Join(marks, ", ")+`)`+where+`
		ORDER BY p.id`, args...)
}
