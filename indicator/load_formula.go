package indicator

import (
	"io/fs"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/law"
)

// The names that are no facts of the law.
const (
	paidName       = "paid"            // whether any allowance is paid for the month; paid.care: of that programme
	accountName    = "paid_by_account" // whether the month's run pays it to an account
	retirementName = "retirement_age"  // in months, of the person's sex in the month
	urbanName      = "home.urban"      // whether the home is in a town
	othersName     = "indicators."     // indicators.clean_water.numerator
)

// underscored is a name as a formula can write it.
func underscored(id string) string { return strings.ReplaceAll(id, "-", "_") }

// declare gathers what the names of formulae stand for.
func (l *loader) declare() {
	number := func(name string) *node { return &node{op: opName, kind: kindNumber, name: name} }
	cells, people := l.names[ofValues], l.names[ofPerson]
	for _, form := range l.forms.Forms() {
		for _, f := range form.Fields {
			n := number(form.ID + "." + f.ID)
			n.scale = f.Scale
			cells[n.name] = n
			for _, x := range form.Details(f.ID) {
				cells[form.ID+"."+x.ID] = &node{op: opName, kind: kindNumber, name: form.ID + "." + x.ID, scale: x.Scale}
			}
		}
	}
	for i, d := range l.book.definitions {
		if _, twice := l.book.byID[d.ID]; !twice {
			l.book.byID[d.ID] = i
		}
		for _, half := range []string{".numerator", ".denominator"} {
			name := othersName + underscored(d.ID) + half
			cells[name] = number(name)
		}
	}
	facts := l.law.Vocabulary().Facts()
	for i := range facts {
		f := &facts[i]
		_, _, derived := l.law.Vocabulary().Derivation(f.ID, calendar.MonthOf(2024, 1))
		if f.Of == law.Event || f.Type == law.Day || f.Derived == law.DerivedByLaw && !derived {
			continue
		}
		n := &node{op: opName, name: f.ID, fact: f, kind: kindNumber}
		switch f.Type {
		case law.Bool:
			n.kind = kindBool
		case law.Enum:
			n.kind = kindChoice
		}
		people[n.name] = n
	}
	people[retirementName] = number(retirementName)
	people[urbanName] = &node{op: opName, name: urbanName}
	people[paidName] = &node{op: opName, name: paidName}
	people[accountName] = &node{op: opName, name: accountName}
	for _, p := range l.law.Programmes() {
		name := paidName + "." + underscored(p.ID)
		people[name] = &node{op: opName, name: name}
	}
}

// formulae reads what every indicator is made of, and puts them in an order in which each comes after those it asks.
func (l *loader) formulae() {
	defs := l.book.definitions
	for i := range defs {
		d := &defs[i]
		half := func(key string) *formula {
			if n := child(l.nodes[i], "formula", key); n != nil {
				return l.read(l.pages[i], n, ofValues, kindNumber)
			}
			l.at(l.pages[i], l.nodes[i], "law.missing_key", "formula."+key)
			return nil
		}
		if n := child(l.nodes[i], "formula"); n != nil {
			l.keys(l.pages[i], n, []string{"numerator", "denominator"})
		}
		d.top = half("numerator")
		if d.Denominator.VI != "" || d.Formula.Denominator != "" {
			d.bottom = half("denominator")
		}
		d.count()
	}
	state := make([]byte, len(defs)) // 0 not looked at, 1 being looked at, 2 done
	for i := range defs {
		l.follow(i, state)
	}
}

// count finds what a definition counts of rows, each once.
func (d *Definition) count() {
	for _, f := range []*formula{d.top, d.bottom} {
		if f == nil {
			continue
		}
		f.node.each(func(n *node) {
			if n.op.counts() && !slices.ContainsFunc(d.counted, func(k *node) bool { return k.op == n.op && k.text == n.text }) {
				d.counted = append(d.counted, n)
			}
		})
	}
	d.rows = len(d.counted) > 0
}

// follow looks at what an indicator asks of others before it is put into the order; a circle is noted at its formula.
func (l *loader) follow(i int, state []byte) {
	d := &l.book.definitions[i]
	if state[i] == 2 {
		return
	}
	state[i] = 1
	for _, half := range []struct {
		key string
		f   *formula
	}{{"numerator", d.top}, {"denominator", d.bottom}} {
		if half.f == nil {
			continue
		}
		for _, name := range half.f.node.names(false) {
			other, ours := l.other(name)
			if !ours {
				form, field, _ := strings.Cut(name, ".")
				d.asks(Cell{form, field})
				continue
			}
			if state[other] == 1 {
				l.at(l.pages[i], child(l.nodes[i], "formula", half.key), "indicator.formula.circle", name)
				continue
			}
			l.follow(other, state)
			of := l.book.definitions[other]
			d.rows = d.rows || of.rows
			for _, c := range of.cells {
				d.asks(c)
			}
		}
	}
	if d.rows && len(d.cells) > 0 {
		l.at(l.pages[i], child(l.nodes[i], "formula"), "indicator.formula.mixed")
	}
	state[i] = 2
	l.book.order = append(l.book.order, i)
}

func (d *Definition) asks(c Cell) {
	if !slices.Contains(d.cells, c) {
		d.cells = append(d.cells, c)
	}
}

// other is the number of the indicator that a name means.
func (l *loader) other(name string) (int, bool) {
	id, ours := strings.CutPrefix(name, othersName)
	if !ours {
		return 0, false
	}
	id = id[:strings.LastIndex(id, ".")]
	i := slices.IndexFunc(l.book.definitions, func(d Definition) bool { return underscored(d.ID) == id })
	return i, i >= 0
}

// parts reads how rows are told apart, and holds what definitions ask for against it and against the forms.
func (l *loader) parts(from fs.FS) error {
	p, top, err := l.open(from, partsFile)
	if err != nil || top == nil {
		return err
	}
	b := l.book
	b.parts, b.forms = map[op]map[string]map[string]*formula{}, l.forms
	l.keys(p, top, []string{"people", "households"})
	for key, o := range map[string]op{"people": opPeople, "households": opHouseholds} {
		b.parts[o] = map[string]map[string]*formula{}
		list := child(top, key)
		for i := 0; list != nil && i+1 < len(list.Content); i += 2 {
			by := list.Content[i].Value
			l.keys(p, list.Content[i+1], l.forms.Parts(by))
			b.parts[o][by] = map[string]*formula{}
			for _, part := range l.forms.Parts(by) {
				if n := child(list.Content[i+1], part); n != nil {
					b.parts[o][by][part] = l.read(p, n, functions[key].to, kindBool)
				} else {
					l.at(p, list.Content[i+1], "law.missing_key", part)
				}
			}
		}
	}
	for i := range b.definitions {
		l.apart(i)
	}
	return nil
}

// apart holds that an indicator can be told apart by what it says.
func (l *loader) apart(i int) {
	d := &l.book.definitions[i]
	for k, by := range d.By {
		ok := len(l.forms.Parts(by)) > 0
		for _, n := range d.counted {
			ok = ok && len(l.book.parts[n.op][by]) > 0
		}
		if len(d.cells) > 0 {
			ok = ok && slices.ContainsFunc(d.cells, func(c Cell) bool {
				f, _ := l.forms.Field(c.Form, c.Field)
				return slices.Contains(f.By, by)
			})
		}
		if !ok {
			l.at(l.pages[i], child(l.nodes[i], "by").Content[k], "indicator.parts", by)
		}
	}
}
