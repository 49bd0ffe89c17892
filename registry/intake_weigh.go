package registry

import (
	"cmp"
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/viet"
)

// weighing is a list while it is compared and written.
type weighing struct {
	registry *Registry
	tx       *gate.Tx
	actor    auth.Actor
	in       Intake
	out      *Outcome
	scope    []org.UnitID
	fresh    []int   // lines of persons not known yet
	changes  []delta // what changes in persons known already
}

// delta is one thing that changes in a known person.
type delta struct {
	line   int
	person Person
	before string
	fact   string // an identity fact, a fact of the person or of the household
	value  string
	from   calendar.Date
}

// lookup is how many lines are asked for at once.
const lookup = 1000

func (w *weighing) compare(ctx context.Context) error {
	seen := map[string]bool{}
	for from := 0; from < len(w.in.Entries); from += lookup {
		part := w.in.Entries[from:min(from+lookup, len(w.in.Entries))]
		known, err := knownOf(ctx, w.tx.Tx, part, w.scope)
		if err != nil {
			return err
		}
		if err := w.part(ctx, from, part, known, seen); err != nil {
			return err
		}
		if w.in.Progress != nil {
			w.in.Progress(from+len(part), len(w.in.Entries))
		}
	}
	return nil
}

func (w *weighing) part(ctx context.Context, from int, part []Entry, known []Person, seen map[string]bool) error {
	index := indexOf(known, func(a, b org.UnitID) bool { return w.registry.sameHome(a, b, calendar.DateOf(w.tx.Now)) })
	found := make([]*Person, len(part))
	ids := make([]PersonID, 0, len(part))
	for i := range part {
		e := &part[i]
		p, key := index.find(e)
		found[i] = p
		if seen[key] {
			w.wrong(from+i, keyField(e), "registry.intake.twice")
		}
		seen[key] = true
		if p != nil {
			ids = append(ids, p.ID)
		}
	}
	now, err := standingOf(ctx, w.tx.Tx, ids, known)
	if err != nil {
		return err
	}
	for i := range part {
		w.line(from+i, &part[i], found[i], now)
	}
	return nil
}

func (w *weighing) wrong(line int, field, code string, args ...any) {
	w.out.Wrong = append(w.out.Wrong, Wrong{Line: line, Field: field, Code: code, Args: args})
	w.out.Lines[line] = DidWrong
}

// line judges one line: against what is known of the person, or as a new person.
func (w *weighing) line(i int, e *Entry, p *Person, now map[held]string) {
	before := len(w.out.Wrong)
	w.facts(i, e)
	changed := len(w.changes)
	if p == nil {
		w.newcomer(i, e)
	} else {
		w.known(i, e, *p, now)
	}
	switch {
	case len(w.out.Wrong) > before || w.out.Lines[i] == DidWrong:
		w.out.Lines[i] = DidWrong
	case p == nil:
		w.out.Lines[i], w.out.New, w.out.Facts = DidNew, w.out.New+1, w.out.Facts+len(e.Facts)
		w.fresh = append(w.fresh, i)
	case len(w.changes) > changed:
		w.out.Lines[i], w.out.Changed, w.out.Facts = DidChanged, w.out.Changed+1, w.out.Facts+len(w.changes)-changed
	default:
		w.out.Lines[i], w.out.Same = DidSame, w.out.Same+1
	}
}

func (w *weighing) facts(i int, e *Entry) {
	for j := range e.Facts {
		f := &e.Facts[j]
		if f.From.IsZero() {
			f.From = w.in.Since
		}
		def, ok := w.registry.define(f.Fact)
		if !ok {
			w.wrong(i, f.Fact, "registry.fact.no_such", f.Fact)
			continue
		}
		if def.Sensitive && !w.registry.gate.May(w.actor, MaySensitive) {
			w.wrong(i, f.Fact, "registry.intake.sensitive")
		}
		if err := w.registry.checkFact(Kind(def.Of), f.Fact, f.Value, Certain); err != nil {
			w.wrong(i, f.Fact, fault.CodeOf(err), argsOf(err)...)
		}
		if identity(f.Fact) || lifeFacts[f.Fact].ID != "" || Kind(def.Of) == OfArea {
			w.wrong(i, f.Fact, "registry.intake.fact", def.VI)
		}
	}
}

// newcomer checks what a new person must have.
func (w *weighing) newcomer(i int, e *Entry) {
	if e.Code != "" {
		w.wrong(i, "code", "registry.no_person")
		return
	}
	need := func(ok bool, field, code string, args ...any) {
		if !ok {
			w.wrong(i, field, code, args...)
		}
	}
	need(e.Name != "", "name", "registry.name")
	need(e.Sex == viet.Male || e.Sex == viet.Female, "sex", "registry.intake.sex")
	need(!e.BirthDate.IsZero() && e.BirthDate <= calendar.DateOf(w.tx.Now), "birth_date", "registry.birth_date")
	need(e.Ethnicity != "", "ethnicity", "registry.intake.ethnicity")
	need(e.HomeUnit != "", "home", "registry.intake.home")
	if e.HomeUnit != "" && w.scope != nil {
		need(slices.Contains(w.scope, e.HomeUnit), "home", "registry.intake.outside")
	}
	w.number(i, e, e.BirthDate, e.Sex)
	if e.Relation == "" {
		e.Relation = Head
	}
}

func (w *weighing) number(i int, e *Entry, born calendar.Date, sex viet.Sex) {
	if e.PersonalNumber != "" {
		if err := viet.CheckPersonalNumber(e.PersonalNumber, born, sex); err != nil {
			w.wrong(i, "personal_number", fault.CodeOf(err))
		}
	}
	if e.OldNumber != "" && !nineDigits(e.OldNumber) {
		w.wrong(i, "old_number", "registry.old_number")
	}
}

// known gathers what differs from what is known.
func (w *weighing) known(i int, e *Entry, p Person, now map[held]string) {
	if e.HomeUnit != "" && !w.registry.sameHome(e.HomeUnit, p.HomeUnit, calendar.DateOf(w.tx.Now)) {
		w.wrong(i, "home", "registry.intake.moved")
	}
	born, sex := p.BirthDate, p.Sex
	if !e.BirthDate.IsZero() && !sameBirth(e, &p) {
		born = e.BirthDate
		w.change(i, p, birthDate, p.BirthDate.String(), born.String(), always)
	}
	if e.Sex != "" && e.Sex != p.Sex {
		sex = e.Sex
		w.change(i, p, sexFact, string(p.Sex), string(sex), always)
	}
	w.number(i, e, born, sex)
	for fact, pair := range map[string][2]string{nameFact: {e.Name, p.Name}, ethnicity: {e.Ethnicity, p.Ethnicity},
		numberFact: {e.PersonalNumber, p.PersonalNumber}, oldNumberFact: {e.OldNumber, p.OldNumber}} {
		if pair[0] != "" && pair[0] != pair[1] && (fact != nameFact || viet.UnifyTone(pair[1]) != pair[0]) {
			w.change(i, p, fact, pair[1], pair[0], always)
		}
	}
	for _, f := range e.Facts {
		def, ok := w.registry.define(f.Fact)
		if !ok {
			continue
		}
		subject := int64(p.ID)
		if Kind(def.Of) == OfHousehold {
			subject = int64(p.Household)
		}
		key := held{Kind(def.Of), subject, f.Fact}
		if was := now[key]; was != f.Value {
			now[key] = f.Value // the household's other lines say the same
			w.change(i, p, f.Fact, was, f.Value, f.From)
		}
	}
}

func (w *weighing) change(line int, p Person, fact, before, value string, from calendar.Date) {
	w.changes = append(w.changes, delta{line, p, before, fact, value, from})
}

// tell says in the outcome what changes in whom.
func (w *weighing) tell() {
	slices.SortStableFunc(w.changes, func(a, b delta) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.fact, b.fact)) })
	for _, c := range w.changes {
		def, _ := w.registry.define(c.fact)
		second := slices.Contains(w.registry.guarded, c.fact)
		if second {
			w.out.Second++
		}
		w.out.Changes = append(w.out.Changes, Change{c.line, c.person, c.fact, def.Name, c.before, c.value, second})
	}
}

// sameBirth compares as exactly as the less exact of both is known.
func sameBirth(e *Entry, p *Person) bool {
	if e.BirthPrecision == ToYear {
		return e.BirthDate.Year() == p.BirthDate.Year()
	}
	if e.BirthPrecision == ToMonth && p.BirthPrecision != ToYear {
		return e.BirthDate.Month() == p.BirthDate.Month()
	}
	return e.BirthDate == p.BirthDate
}

// sameHome says whether two units are one commune on today's map.
func (r *Registry) sameHome(a, b org.UnitID, today calendar.Date) bool {
	if a == b {
		return true
	}
	nowA, okA := r.tree.On(a, today)
	nowB, okB := r.tree.On(b, today)
	return okA && okB && nowA == nowB
}

// index finds the person of a line among those known.
type index struct {
	byCode, byNumber map[string]*Person
	byName           map[string][]*Person
	sameHome         func(a, b org.UnitID) bool
}

func indexOf(known []Person, sameHome func(a, b org.UnitID) bool) index {
	x := index{map[string]*Person{}, map[string]*Person{}, map[string][]*Person{}, sameHome}
	for i := range known {
		p := &known[i]
		x.byCode[p.Code] = p
		if p.PersonalNumber != "" {
			x.byNumber[p.PersonalNumber] = p
		}
		key := fold(p.Name)
		x.byName[key] = append(x.byName[key], p)
	}
	return x
}

// find is the person of a line, nil where it is nobody known, and the key by which lines of one person are told.
func (x index) find(e *Entry) (*Person, string) {
	switch {
	case e.Code != "":
		return x.byCode[e.Code], "code:" + e.Code
	case e.PersonalNumber != "":
		if p := x.byNumber[e.PersonalNumber]; p != nil {
			return p, "code:" + p.Code
		}
		return x.alike(e, true), "number:" + e.PersonalNumber
	}
	key := "name:" + e.Name + "|" + e.BirthDate.String() + "|" + string(e.HomeUnit) + "|" + e.Household
	return x.alike(e, false), key
}

// alike finds the one person of the same name, birth date, sex and home, else of a home that is the same commune on
// today's map. A line that brings a number finds a person who has none yet: that is how a newborn gets theirs.
func (x index) alike(e *Entry, numberless bool) *Person {
	var there, nearby []*Person
	for _, p := range x.byName[fold(e.Name)] {
		switch {
		case p.BirthDate != e.BirthDate || p.Sex != e.Sex || numberless && p.PersonalNumber != "":
		case p.HomeUnit == e.HomeUnit:
			there = append(there, p)
		case x.sameHome(p.HomeUnit, e.HomeUnit):
			nearby = append(nearby, p)
		}
	}
	if len(there) == 0 {
		there = nearby
	}
	if len(there) != 1 {
		return nil
	}
	return there[0]
}

func keyField(e *Entry) string {
	switch {
	case e.Code != "":
		return "code"
	case e.PersonalNumber != "":
		return "personal_number"
	}
	return "name"
}
