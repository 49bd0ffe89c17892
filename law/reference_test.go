package law

import (
	"fmt"
	"maps"
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

// reference evaluates a book with cel-go: the monthly law, and with asked what answers on request.
type reference struct {
	t     *rapid.T
	book  *Book
	plan  *plan
	asked *plan
	envs  map[string]*cel.Env
	vars  map[string]any
}

func newReference(t *rapid.T, b *Book, month calendar.Month) *reference {
	r := &reference{t: t, book: b, envs: map[string]*cel.Env{}, vars: map[string]any{}}
	p, err := b.plan(month)
	if err != nil {
		t.Fatal(err)
	}
	r.plan = p
	if r.asked, err = b.requests(month); err != nil {
		t.Fatal(err)
	}
	names := &builder{reader: newReader(nil), vocabulary: b.vocabulary, params: b.params, tariffs: b.tariffs, terms: b.terms}
	for i := range b.programmes {
		names.programmes = append(names.programmes, &b.programmes[i])
	}
	for _, i := range b.instruments {
		l, err := newLanguage(names.namesOf(i.Field))
		if err != nil {
			t.Fatal(err)
		}
		env, err := l.env.Extend(
			cel.Function(amountFunction, cel.Overload("dong_int", []*cel.Type{cel.IntType}, moneyType,
				cel.UnaryBinding(func(v celref.Val) celref.Val { return dong(v.(types.Int)) }))),
			cel.Function(roundFunction, cel.Overload("rounded_money", []*cel.Type{moneyType, cel.IntType}, moneyType,
				cel.BinaryBinding(func(v, unit celref.Val) celref.Val {
					d, u := int64(v.(dong)), int64(unit.(types.Int))
					return dong(int64(math.Floor(float64(d)/float64(u)+0.5)) * u)
				}))))
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
		switch s := r.plan.params[i]; {
		case !s.ok || s.unread:
		case p.over > 0 && r.vars["area.special_difficulty"] != true: // the overlay of random laws is of those areas
		case p.kind == kindInt:
			r.vars[fieldName(p.field)+"."+p.id] = s.value
		default:
			r.vars[fieldName(p.field)+"."+p.id] = dong(s.value)
		}
	}
	r.lookUp(f)
	r.define()
	r.sums(f, month)
	if left := r.define(); left > 0 {
		r.t.Fatalf("%d terms cannot be worked out", left)
	}
}

// define works out terms until none is left that can be, and says how many are left.
func (r *reference) define() int {
	for left := len(r.book.terms) + 1; ; {
		before := left
		left = 0
		for i, term := range r.book.terms {
			name := fieldName(term.field) + ".term." + term.id
			_, ok := r.vars[name]
			if ok || r.plan.terms[i] == nil || r.plan.unreadIn(r.plan.terms[i].body.when.node) != nil {
				continue // done, not law, or only what was not read asks it
			}
			v, err := r.run(term.field, r.plan.terms[i].body.when.text)
			if err != nil {
				left++
				continue
			}
			r.vars[name] = v.Value()
		}
		if left == 0 || left == before {
			return left
		}
	}
}

// lookUp sets the tables of the law, searched row by row.
func (r *reference) lookUp(f Facts) {
	for i, t := range r.book.tariffs {
		v := r.plan.tariffs[i]
		fact := &r.book.vocabulary.facts[t.fact]
		n, ok := fact.Parse(f[fact.ID].Text)
		if v == nil || v.unread || !ok {
			continue
		}
		found := int64(0)
		for _, row := range v.body.rows {
			if row.low <= n && n <= row.high {
				found = row.amount
			}
		}
		r.vars[fieldName(t.field)+"."+t.id] = dong(found)
	}
}

// sums sets what the monthly programmes pay, as Determine has it.
func (r *reference) sums(f Facts, month calendar.Month) {
	registers := Facts{}
	for id, v := range f {
		if fact, _ := r.book.vocabulary.Fact(id); fact.Of != Event {
			registers[id] = v
		}
	}
	result, err := r.book.determine(tableOf(r.t, r.book, month, []Facts{registers}), 1)
	if err != nil {
		r.t.Fatal(err)
	}
	sum := map[uint16]dong{}
	for _, x := range result.Benefits {
		sum[x.Programme] += dong(x.Amount)
	}
	for i := range r.book.programmes {
		if p := &r.book.programmes[i]; !p.OnRequest() {
			r.vars["sum."+fieldName(p.ID)] = sum[uint16(i)]
			r.vars["due."+fieldName(p.ID)] = sum[uint16(i)] > 0
		}
	}
	for i := range r.plan.unread { // met, though how much is not known
		if c := &r.plan.unread[i]; r.met(c) {
			r.vars["due."+fieldName(r.book.programmes[c.programme].ID)] = true
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

// met says whether a category's conditions hold.
func (r *reference) met(c *planned) bool {
	for _, q := range r.book.programmes[c.programme].requires {
		if !r.holds(q.source.Instrument.Field, q.when.text) {
			return false
		}
	}
	return r.holds(c.source.Instrument.Field, c.when.text)
}

// due is every category met of a plan, with its amount; a class counts one.
func (r *reference) due(p *plan) map[string]int64 {
	due := map[string]int64{}
	for i := range p.categories {
		c := &p.categories[i]
		if !r.met(c) {
			continue
		}
		for _, a := range c.amounts {
			if a.when != nil && !r.holds(a.source.Instrument.Field, a.when.text) {
				continue
			}
			due[r.book.categories[c.index].ID] = r.amount(c, a)
		}
	}
	return due
}

func (r *reference) amount(c *planned, a *amountRule) int64 {
	if r.book.programmes[c.programme].Kind == Classification {
		return 1
	}
	v, err := r.run(a.source.Instrument.Field, a.amount.text)
	if err != nil {
		r.t.Fatalf("%s: %v", a.amount.text, err)
	}
	if d, ok := v.(dong); ok {
		return int64(d)
	}
	return int64(v.(types.Int))
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
		maps.Copy(f, randomEvent(t, b.vocabulary, month))
		r := newReference(t, b, month)
		r.take(f, month)
		due := r.due(r.plan)
		agreesOnRequest(t, r, f, month)
		e, err := b.Explain(f, month, "social-assistance") // none on request
		if err != nil {
			t.Fatal(err)
		}
		met, sum, paid := map[string]int64{}, int64(0), []string{}
		for _, p := range e.Programmes {
			if len(p.Missing) > 0 {
				t.Fatalf("missing %v although all is known", p.Missing)
			}
			for _, c := range p.Categories {
				if c.Answer == "met" && c.Unread == nil {
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

// agreesOnRequest holds what answers on request against cel-go: the same categories with the same amounts.
func agreesOnRequest(t *rapid.T, r *reference, f Facts, month calendar.Month) {
	e, err := r.book.Explain(f, month, All)
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]int64{}
	for _, p := range e.Programmes {
		if i, _ := r.book.Programme(p.ID); !r.book.programmes[i].OnRequest() {
			continue
		}
		if len(p.Missing) > 0 {
			t.Fatalf("missing %v although all is known", p.Missing)
		}
		if p.Kind == Classification && len(p.Benefits) > 1 {
			t.Fatalf("%s: two classes %v", p.ID, p.Benefits)
		}
		for _, c := range p.Categories {
			switch {
			case c.Answer != "met" || c.Unread != nil && p.Kind != Classification:
			case p.Kind == Classification:
				met[c.ID] = 1
			default:
				met[c.ID] = int64(c.Amount) + c.Value
			}
		}
	}
	due := r.due(r.asked)
	for i := range r.asked.unread { // a class whose bound was not read is neither met nor not
		delete(met, r.book.categories[r.asked.unread[i].index].ID)
	}
	if sumsUnread(r, "merit") { // three months of what was not read
		delete(due, "CH-mot-lan")
	}
	if fmt.Sprint(met) != fmt.Sprint(due) {
		t.Fatalf("%s: met %v, by cel-go %v; facts %v", month, met, due, f)
	}
}

// sumsUnread says whether the person meets something of a monthly programme whose amount was not read.
func sumsUnread(r *reference, programme string) bool {
	return slices.ContainsFunc(r.plan.unread, func(c planned) bool {
		return r.book.programmes[c.programme].ID == programme && r.met(&c)
	})
}
