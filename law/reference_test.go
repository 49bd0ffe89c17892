package law

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	celref "cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"pgregory.net/rapid"

	"ansinh/calendar"
)

// This file is a second opinion: the same texts run by cel-go itself, row by row, and stacking by trying out every
// set of benefits that the law allows.

// dong is an amount inside cel-go. The coefficient is brought from cel-go's number to hundredths here, in the test;
// the program itself reads it from the text.
type dong int64

func (d dong) ConvertToNative(reflect.Type) (any, error) { return int64(d), nil }
func (d dong) ConvertToType(celref.Type) celref.Val      { return d }
func (d dong) Equal(o celref.Val) celref.Val             { return types.Bool(d == o.(dong)) }
func (d dong) Type() celref.Type {
	return types.NewOpaqueType("money").WithTraits(traits.ComparerType | traits.MultiplierType | traits.AdderType | traits.SubtractorType)
}
func (d dong) Value() any { return int64(d) }
func (d dong) Compare(o celref.Val) celref.Val {
	switch x := o.(dong); {
	case d < x:
		return types.IntNegOne
	case d > x:
		return types.IntOne
	}
	return types.IntZero
}
func (d dong) Add(o celref.Val) celref.Val      { return d + o.(dong) }
func (d dong) Subtract(o celref.Val) celref.Val { return d - o.(dong) }
func (d dong) Multiply(o celref.Val) celref.Val {
	switch x := o.(type) {
	case types.Int:
		return d * dong(x)
	case types.Double:
		return d * dong(math.Round(float64(x)*100)) / 100
	}
	return types.NewErr("money × %T", o)
}

// reference evaluates a book with cel-go.
type reference struct {
	t    *rapid.T
	book *Book
	plan *plan
	envs map[string]*cel.Env
	vars map[string]any
}

func newReference(t *rapid.T, b *Book, month calendar.Month) *reference {
	r := &reference{t: t, book: b, envs: map[string]*cel.Env{}, vars: map[string]any{}}
	p, err := b.plan(month)
	if err != nil {
		t.Fatal(err)
	}
	r.plan = p
	names := &builder{reader: newReader(nil), vocabulary: b.vocabulary, params: b.params, terms: b.terms}
	for _, i := range b.instruments {
		l, err := newLanguage(names.namesOf(i.Field))
		if err != nil {
			t.Fatal(err)
		}
		env, err := l.env.Extend(cel.Function(amountFunction, cel.Overload("dong_int", []*cel.Type{cel.IntType}, moneyType,
			cel.UnaryBinding(func(v celref.Val) celref.Val { return dong(v.(types.Int)) }))))
		if err != nil {
			t.Fatal(err)
		}
		r.envs[i.Field] = env
	}
	return r
}

// take sets the variables of one person: facts, ages, parameters, and then terms until none is left.
func (r *reference) take(f Facts, month calendar.Month) {
	for id, v := range f {
		fact, _ := r.book.vocabulary.Fact(id)
		n, _ := fact.Parse(v.Text)
		switch fact.Type {
		case Bool:
			r.vars[id] = n != 0
		case Enum:
			r.vars[id] = v.Text
		case Money:
			r.vars[id] = dong(n)
		case Int:
			r.vars[id] = n
		case Day:
			r.vars["person.age_months"] = int64(month.Last().MonthsSince(calendar.Date(n)))
			r.vars["person.age_months_start"] = int64(month.First().MonthsSince(calendar.Date(n)))
		}
	}
	for i, p := range r.book.params {
		if r.plan.params[i].ok {
			r.vars[fieldName(p.field)+"."+p.id] = dong(r.plan.params[i].value)
		}
	}
	for done := 0; done < len(r.book.terms); {
		before := done
		done = 0
		for i, term := range r.book.terms {
			name := fieldName(term.field) + ".term." + term.id
			if _, ok := r.vars[name]; ok || r.plan.terms[i] == nil {
				done++
			} else if v, err := r.run(term.field, r.plan.terms[i].body.when.text); err == nil {
				r.vars[name] = v.Value()
				done++
			}
		}
		if done == before {
			r.t.Fatal("terms cannot be worked out")
		}
	}
}

// run evaluates a text in a field, where the field's own names are short.
func (r *reference) run(field, text string) (celref.Val, error) {
	env := r.envs[field]
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		r.t.Fatal(issues.Err())
	}
	program, err := env.Program(ast)
	if err != nil {
		r.t.Fatal(err)
	}
	vars := map[string]any{}
	prefix := fieldName(field) + "."
	for k, v := range r.vars {
		vars[k] = v
		if len(k) > len(prefix) && k[:len(prefix)] == prefix {
			vars[k[len(prefix):]] = v
		}
	}
	v, _, err := program.Eval(vars)
	return v, err
}

func (r *reference) holds(field, text string) bool {
	v, err := r.run(field, text)
	if err != nil {
		r.t.Fatalf("%s: %v", text, err)
	}
	return bool(v.(types.Bool))
}

// due is every category met, with its amount.
func (r *reference) due() map[string]int64 {
	due := map[string]int64{}
	for i := range r.plan.categories {
		c := &r.plan.categories[i]
		p := &r.book.programmes[c.programme]
		met := r.holds(c.source.Instrument.Field, c.when.text)
		for _, q := range p.requires {
			met = met && r.holds(q.source.Instrument.Field, q.when.text)
		}
		for _, a := range c.amounts {
			if met && (a.when == nil || r.holds(a.source.Instrument.Field, a.when.text)) {
				v, err := r.run(a.source.Instrument.Field, a.amount.text)
				if err != nil {
					r.t.Fatal(err)
				}
				due[r.book.categories[c.index].ID] = int64(v.(dong))
			}
		}
	}
	return due
}

// lawful says whether benefits may be drawn together.
func (r *reference) lawful(set []string) bool {
	for _, s := range r.book.stackings {
		if !s.holds(r.plan.month.First()) {
			continue
		}
		var in []uint16
		programmes := map[uint16]bool{}
		for _, id := range set {
			c := slices.IndexFunc(r.book.categories, func(c Category) bool { return c.ID == id })
			if slices.Contains(s.categories, uint16(c)) {
				in = append(in, uint16(c))
			}
			if slices.Contains(s.programmes, r.book.categories[c].Programme) {
				programmes[r.book.categories[c].Programme] = true
			}
		}
		if len(in) > 2 || len(programmes) > 1 || len(in) == 2 && !pairAllowed(s, in[0], in[1]) {
			return false
		}
	}
	return true
}

func pairAllowed(s *stacking, a, b uint16) bool {
	for _, p := range s.together {
		if slices.Contains(p.one, a) && slices.Contains(p.with, b) || slices.Contains(p.one, b) && slices.Contains(p.with, a) {
			return true
		}
	}
	return false
}

// highest is the largest sum among all lawful sets.
func (r *reference) highest(due map[string]int64) int64 {
	var ids []string
	for id := range due {
		ids = append(ids, id)
	}
	most := int64(0)
	for mask := range 1 << len(ids) {
		var set []string
		sum := int64(0)
		for i, id := range ids {
			if mask>>i&1 == 1 {
				set, sum = append(set, id), sum+due[id]
			}
		}
		if sum > most && r.lawful(set) {
			most = sum
		}
	}
	return most
}

// Where all facts are known, cel-go and a search through all lawful sets give the same categories and the same sum.
func TestEqualsReference(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		month := calendar.MonthOf(2021, 7).Add(rapid.IntRange(0, 70).Draw(t, "month"))
		f := randomFacts(t, b.vocabulary, month, false)
		r := newReference(t, b, month)
		r.take(f, month)
		due := r.due()
		e, err := b.Explain(f, month)
		if err != nil {
			t.Fatal(err)
		}
		met, sum, paid := map[string]int64{}, int64(0), []string{}
		for _, p := range e.Programmes {
			if len(p.Missing) > 0 {
				t.Fatalf("missing %v although all is known", p.Missing)
			}
			for _, c := range p.Categories {
				if c.Answer == "met" {
					met[c.ID] = int64(c.Amount)
				}
				if c.Paid {
					sum, paid = sum+int64(c.Amount), append(paid, c.ID)
				}
			}
		}
		if fmt.Sprint(met) != fmt.Sprint(due) {
			t.Fatalf("%s: met %v, by cel-go %v; facts %v", month, met, due, f)
		}
		if !r.lawful(paid) || sum != r.highest(due) {
			t.Fatalf("%s: pays %v = %d, highest lawful sum is %d of %v", month, paid, sum, r.highest(due), due)
		}
	})
}
