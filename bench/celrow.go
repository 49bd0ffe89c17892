package main

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
	"go.yaml.in/yaml/v3"

	"ansinh/calendar"
	"ansinh/law"
)

// cel-go row by row: the very texts of the package, terms written out in place, compiled once and evaluated for every
// person, the condition of each category and, where it is met, its amounts. Amounts are whole numbers and coefficients
// cel-go's own; that is exact for the amounts at hand, and the sums must agree with the engine's.

type celRow struct {
	person *celPerson
	shared map[string][]cel.Program // by programme
	cases  []celCase
}

type celCase struct {
	id, programme string
	when          cel.Program
	amounts       []celAmount
}

type celAmount struct{ when, amount cel.Program }

// rulesFile is the part of rules.yaml that is read here.
type rulesFile struct {
	Programmes []struct {
		ID       string
		Requires []struct{ When string }
	}
	Terms []struct{ ID, When string }

	Categories []struct {
		ID, Programme, When, Amount string
		Amounts                     []struct{ When, Amount string }
	}
}

// celPerson answers for the names in the texts from one row of a table.
type celPerson struct {
	columns map[string]*law.Column
	names   map[string]map[int64]ref.Val
	table   *law.Table
	base    int64
	row     int
}

func (p *celPerson) ResolveName(name string) (any, bool) {
	switch name {
	case "base":
		return types.Double(p.base), true
	case "person.age_months":
		return types.Int(p.table.Month.Last().MonthsSince(p.born())), true
	case "person.age_months_start":
		return types.Int(p.table.Month.First().MonthsSince(p.born())), true
	}
	c, ok := p.columns[name]
	if !ok {
		return nil, false
	}
	v, _ := c.Get(p.row)
	switch c.Fact.Type {
	case law.Bool:
		return types.Bool(v != 0), true
	case law.Enum:
		return p.names[name][v], true
	case law.Money:
		return types.Double(v), true
	}
	return types.Int(v), true
}

func (p *celPerson) born() calendar.Date {
	v, _ := p.columns["person.birth_date"].Get(p.row)
	return calendar.Date(v)
}

func (p *celPerson) Parent() interpreter.Activation { return nil }

func newCELRow(t *law.Table, base int64) (*celRow, error) {
	files, err := assistanceFiles()
	if err != nil {
		return nil, err
	}
	paths, err := fs.Glob(files, "law/social-assistance/*/rules.yaml")
	if err != nil {
		return nil, err
	}
	r := &celRow{shared: map[string][]cel.Program{}, person: &celPerson{columns: map[string]*law.Column{}, names: map[string]map[int64]ref.Val{}, table: t, base: base}}
	compile, err := r.language(t)
	if err != nil {
		return nil, err
	}
	var all []rulesFile
	terms := map[string]string{}
	for _, path := range paths {
		raw, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		var f rulesFile
		if err := yaml.Unmarshal(raw, &f); err != nil {
			return nil, err
		}
		for _, x := range f.Terms {
			terms[x.ID] = x.When
		}
		all = append(all, f)
	}
	for _, f := range all {
		if err := r.read(f, func(text string) (cel.Program, error) { return compile(written(text, terms)) }); err != nil {
			return nil, err
		}
	}
	return r, nil
}

var termName = regexp.MustCompile(`\bterm\.([a-z0-9_]+)`)

// written is a text with its terms written out.
func written(text string, terms map[string]string) string {
	for range 10 {
		text = termName.ReplaceAllStringFunc(text, func(name string) string { return "(" + terms[name[len("term."):]] + ")" })
	}
	return text
}

// language is the facts of a table as cel-go variables.
func (r *celRow) language(t *law.Table) (func(string) (cel.Program, error), error) {
	options := []cel.EnvOption{cel.Variable("base", cel.DoubleType),
		cel.Function("dong", cel.Overload("dong_int", []*cel.Type{cel.IntType}, cel.DoubleType,
			cel.UnaryBinding(func(v ref.Val) ref.Val { return types.Double(v.(types.Int)) })))}
	for _, f := range t.Vocabulary().Facts() {
		kind := map[law.Type]*cel.Type{law.Bool: cel.BoolType, law.Enum: cel.StringType, law.Money: cel.DoubleType}[f.Type]
		if kind == nil {
			kind = cel.IntType
		}
		options = append(options, cel.Variable(f.ID, kind))
		if c, ok := t.Column(f.ID); ok {
			r.person.columns[f.ID] = c
			r.person.names[f.ID] = map[int64]ref.Val{}
			for i, v := range f.Values {
				r.person.names[f.ID][int64(i)] = types.String(v.ID)
			}
		}
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	return func(text string) (cel.Program, error) {
		ast, issues := env.Compile(product.ReplaceAllString(text, "base * double($1)"))
		if issues.Err() != nil {
			return nil, fmt.Errorf("%s: %w", text, issues.Err())
		}
		return env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	}, nil
}

// product is an amount times a count, which cel-go has no operator for.
var product = regexp.MustCompile(`base \* (person\.[a-z0-9_]+)`)

func (r *celRow) read(f rulesFile, compile func(string) (cel.Program, error)) error {
	for _, p := range f.Programmes {
		for _, q := range p.Requires {
			if p.ID != "social-assistance" && p.ID != "care" {
				continue
			}
			w, err := compile(q.When)
			if err != nil {
				return err
			}
			r.shared[p.ID] = append(r.shared[p.ID], w)
		}
	}
	for _, c := range f.Categories {
		if !slices.Contains(allowances, c.ID) && !slices.Contains(careOnly, c.ID) {
			continue
		}
		k := celCase{id: c.ID, programme: c.Programme}
		var err error
		if k.when, err = compile(c.When); err != nil {
			return err
		}
		if c.Amount != "" {
			c.Amounts = append(c.Amounts, struct{ When, Amount string }{"true", c.Amount})
		}
		for _, a := range c.Amounts {
			var x celAmount
			if x.when, err = compile(a.When); err != nil {
				return err
			}
			if x.amount, err = compile(a.Amount); err != nil {
				return err
			}
			k.amounts = append(k.amounts, x)
		}
		r.cases = append(r.cases, k)
	}
	return nil
}

// run answers for so many rows.
func (r *celRow) run(rows int, out []answer) ([]answer, error) {
	for row := range rows {
		r.person.row = row
		a, err := r.one()
		if err != nil {
			return nil, err
		}
		if a.allowance+a.care > 0 {
			out = append(out, a)
		}
	}
	return out, nil
}

func (r *celRow) one() (answer, error) {
	p, a, care := person{}, answer{row: int32(r.person.row)}, [5]int64{}
	eligible := map[string]bool{}
	for programme, all := range r.shared {
		eligible[programme] = true
		for _, w := range all {
			ok, err := r.holds(w)
			if err != nil {
				return a, err
			}
			eligible[programme] = eligible[programme] && ok
		}
	}
	for i := range r.cases {
		k := &r.cases[i]
		if !eligible[k.programme] {
			continue
		}
		met, err := r.holds(k.when)
		if err != nil || !met {
			if err != nil {
				return a, err
			}
			continue
		}
		amount, err := r.amount(k)
		if err != nil {
			return a, err
		}
		if at := slices.Index(allowances, k.id); at >= 0 {
			p.meets(uint16(at), amount)
		} else {
			care[slices.Index(careOnly, k.id)] = amount
		}
	}
	a.drawn, a.allowance = p.highest()
	a.care = max(care[0], care[1], care[3], care[4]) + care[2]
	return a, nil
}

func (r *celRow) holds(w cel.Program) (bool, error) {
	v, _, err := w.Eval(r.person)
	return err == nil && v == types.True, err
}

func (r *celRow) amount(k *celCase) (int64, error) {
	for _, x := range k.amounts {
		ok, err := r.holds(x.when)
		if err != nil || !ok {
			if err != nil {
				return 0, err
			}
			continue
		}
		v, _, err := x.amount.Eval(r.person)
		if err != nil {
			return 0, err
		}
		return int64(v.(types.Double)), nil
	}
	return 0, nil
}
