package indicator_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db/dbtest"
	"ansinh/indicator"
	"ansinh/indicator/indicatortest"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/returns"
)

// laid is the policy folder with files of a test over it.
func laid(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	data, err := policy.Open("")
	ok(t, err)
	over := fstest.MapFS{}
	for name, body := range files {
		over[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return policy.Lay(over, data)
}

func load(t *testing.T, data fs.FS) (*indicator.Book, error) {
	t.Helper()
	forms, err := returns.Load(data)
	ok(t, err)
	agencies, err := org.ReadAgencies(data)
	ok(t, err)
	rules, err := shipped()
	ok(t, err)
	return indicator.Load(data, forms, agencies, rules)
}

const wrongFile = `group: {id: culture, order: 8, vi: "Văn hóa", en: Culture}
indicators:
  - id: one
    target: T35
    name: {vi: Một, en: One}
    numerator: {vi: Tử số, en: Numerator}
    denominator: {vi: Mẫu số, en: Denominator}
    unit: "%"
    direction: sideways
    formula:
      numerator: culture.taking_prt + people(person.alve)
      denominator: >-
        culture.population_area *
        any(person.alive)
    agency: nobody
    by: [colour]
  - id: two
    target: T36
    name: {vi: Hai, en: Two}
    numerator: {vi: Tử số, en: Numerator}
    unit: "%"
    direction: up
    formula: {numerator: indicators.three.numerator + 1}
    agency: bn-so-yte
    colour: red
  - id: three
    target: T37
    name: {vi: Ba, en: Three}
    numerator: {vi: Tử số, en: Numerator}
    unit: "%"
    direction: up
    formula: {numerator: indicators.two.numerator * (1 +)}
    agency: bn-so-yte
  - id: four
    target: T38
    name: {vi: Bốn, en: Four}
    numerator: {vi: Tử số, en: Numerator}
    unit: "%"
    direction: up
    formula: {numerator: "indicators.five.numerator + people(person.sex == \"mail\")"}
    agency: bn-so-yte
  - id: five
    target: T39
    name: {vi: Năm, en: Five}
    numerator: {vi: Tử số, en: Numerator}
    unit: "%"
    direction: up
    formula: {numerator: indicators.five.numerator}
    agency: bn-so-yte
`

// TestEveryMistakeIsNamedWithItsPlace: all at once, each with file, line, column and a caret under it.
func TestEveryMistakeIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	_, err := load(t, laid(t, map[string]string{"indicator/culture.yaml": wrongFile}))
	var problems law.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	got := map[string]law.Problem{}
	for _, p := range problems {
		got[strings.TrimPrefix(p.Where(), "indicator/culture.yaml:")+" "+p.Code] = p
	}
	for _, want := range []struct{ at, under string }{
		{"9:16 indicator.direction", "sideways"},
		{"11:18 indicator.formula.name", "culture.taking_prt"},
		{"11:46 indicator.formula.name", "person.alve"},
		{"14:9 indicator.formula.place", "any"},
		{"15:13 indicator.agency", "nobody"},
		{"16:10 indicator.parts", "colour"},
		{"25:5 law.unknown_key", "colour: red"},
		{"32:57 law.syntax", ")"},
		{"40:77 law.no_value", `"mail`},
		{"48:26 indicator.formula.circle", "indicators.five.numerator"},
	} {
		p, found := got[want.at]
		if !found {
			t.Errorf("nothing at %s", want.at)
			continue
		}
		line, caret, _ := strings.Cut(p.Caret(), "\n")
		if column := len([]rune(strings.TrimSuffix(caret, "^"))); !strings.HasPrefix(string([]rune(line)[column:]), want.under) {
			t.Errorf("%s points to %q, want %q", want.at, string([]rune(line)[column:]), want.under)
		}
		delete(got, want.at)
	}
	for at := range got {
		t.Errorf("also %s %v", at, got[at].Args)
	}
	if args := problems[1].Args; len(args) != 2 || args[1] != "culture.taking_part" {
		t.Errorf("the nearest name: %v", args)
	}
}

func TestTheShippedFormulaeAreRight(t *testing.T) {
	t.Parallel()
	book, err := load(t, laid(t, nil))
	ok(t, err)
	for _, d := range book.Definitions() {
		if d.FromRows() == (len(d.Cells()) > 0) {
			t.Errorf("%s comes from rows (%v) or from returns (%v)", d.ID, d.FromRows(), d.Cells())
		}
	}
}

// TestWhatFormulaeCountOfPeople: who is past the age of retirement, with what; which households the plan names; and of
// whom it is not known.
func TestWhatFormulaeCountOfPeople(t *testing.T) {
	t.Parallel()
	const a, b org.UnitID = "07498@base", "07489@base"
	with := func(p indicatortest.Person, facts ...string) indicatortest.Person {
		out := map[string]string{}
		for k, v := range p.Facts {
			out[k] = v
		}
		for i := 0; i < len(facts); i += 2 {
			if out[facts[i]] = facts[i+1]; facts[i+1] == "" {
				delete(out, facts[i])
			}
		}
		p.Facts = out
		return p
	}
	born := func(months int) string { return calendar.MonthOf(2026, 11).Last().AddMonths(-months).String() }
	man, woman := indicatortest.Old(a, "0"), with(indicatortest.Old(a, "0"), "person.sex", "female", "person.pregnant", "false")
	pensioned := func(p indicatortest.Person) indicatortest.Person { return with(p, "person.pension_monthly", "1") }
	paid := func(p indicatortest.Person, programme string) indicatortest.Person {
		p.Paid = []string{programme}
		return p
	}
	in := func(house int64, p indicatortest.Person, facts ...string) indicatortest.Person {
		p.Household = house
		return with(p, append([]string{"household.poverty", "poor", "person.ethnicity", "kinh"}, facts...)...)
	}
	for _, c := range []struct {
		name, target             string
		people                   []indicatortest.Person
		numerator, denominator   int64
		unknown                  int64
		dimension, part          string
		partNumerator, partBelow int64
	}{
		{"past the age of retirement, men and women", "T06", []indicatortest.Person{
			with(man, "person.birth_date", born(738)), with(man, "person.birth_date", born(737)), // the age of men is 61 years 6 months
			with(woman, "person.birth_date", born(684)), with(woman, "person.birth_date", born(683)),
			pensioned(man), paid(with(woman, "person.pension_monthly", ""), "social-pension"),
			with(woman, "person.pension_monthly", ""), // a pension that is not known
			with(man, "person.alive", "false"), with(man, "person.birth_date", ""), with(man, "person.sex", ""),
			paid(man, "care"), // no income in old age
		}, 2, 6, 3, "sex", "female", 1, 3},
		{"households that the plan names", "T07", []indicatortest.Person{
			in(1, woman, "person.birth_date", born(35)), paid(in(1, woman, "person.birth_date", born(300)), "care"), // a small child, the mother is paid
			in(2, woman, "person.birth_date", born(36)), in(2, woman, "person.birth_date", born(300)), // nobody it names
			in(3, woman, "person.birth_date", born(720)),
			in(4, woman, "person.birth_date", born(300), "person.pregnant", "true", "person.ethnicity", "tay"),
			in(5, woman, "person.birth_date", born(300), "person.pregnant", ""), // could count
			in(6, woman, "person.birth_date", born(35), "household.poverty", "none"),
			in(7, woman, "person.birth_date", born(35), "person.alive", "false"),
			in(8, man, "person.birth_date", born(300), "person.pregnant", ""), // a man
		}, 1, 3, 1, "ethnicity", "other", 0, 1},
	} {
		h := setup(t, dbtest.Open(t), crowd(append(c.people, indicatortest.Old(b, "1"))))
		_, err := h.service.MeasureRows(context.Background(), auth.System(), calendar.MonthOf(2026, 11))
		ok(t, err)
		st, err := h.service.Standing(context.Background(), approver, c.target, indicator.Query{Year: 2026, Day: today, Unit: a})
		ok(t, err)
		if m := st.Latest; m == nil || m.Numerator != c.numerator || m.Denominator != c.denominator || m.Unknown != c.unknown {
			t.Errorf("%s: %+v", c.name, m)
		}
	}
}
