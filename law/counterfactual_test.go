package law

import (
	"maps"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ansinh/calendar"
	"ansinh/money"
	"ansinh/text"
)

func TestCounterfactualsRead(t *testing.T) {
	t.Parallel()
	b := book(t)
	texts, err := text.Load(os.DirFS("../policy"))
	if err != nil {
		t.Fatal(err)
	}
	for name, facts := range map[string]string{
		"old-not-poor": "birth_date: 1953-03-15\ncomplete: all\nstable_income: true\n",
		"open":         "birth_date: 1952-03-15\nhousehold: {poverty: near_poor}\n",
		"no-birthday":  "household: {poverty: poor}\ncomplete: all\nstable_income: false\n",
	} {
		f, err := b.Vocabulary().ParseFacts("facts.yaml", []byte(facts))
		if err != nil {
			t.Fatal(err)
		}
		c, err := b.Counterfactuals(f, parseMonth(t, "2026-11"))
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range []text.Lang{text.VI, text.EN} {
			golden(t, "otherwise-"+name+"."+string(lang)+".txt", c.Text(texts, lang))
		}
	}
}

// TestWhatIfIsWhatTheLawSays holds every supposition and every answer equal to the explanation of a person of whom just
// that is known, and finds none left out that would bring more.
func TestWhatIfIsWhatTheLawSays(t *testing.T) {
	t.Parallel()
	b := book(t)
	month, ifs, answers := parseMonth(t, "2026-11"), 0, 0
	rapid.Check(t, func(t *rapid.T) {
		facts := randomFacts(t, b.Vocabulary(), month, true)
		c, err := b.Counterfactuals(facts, month)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for _, s := range c.If {
			ifs++
			found[s.Fact+"="+s.Value] = true
			if got := b.totalWith(t, facts, s.Fact, s.Value, month); got != s.Total || s.Total <= c.Total {
				t.Errorf("if %s=%s: %d, explained %d", s.Fact, s.Value, s.Total, got)
			}
		}
		for _, q := range c.Asks {
			found[q.ID] = true
			for _, a := range q.Answers {
				for _, v := range a.Values {
					answers++
					if got := b.totalWith(t, facts, q.ID, v, month); got != a.Total {
						t.Errorf("asked %s=%s: %d, explained %d", q.ID, v, a.Total, got)
					}
				}
			}
		}
		for _, f := range b.Vocabulary().Facts() {
			if f.MayChange == nil || found[f.ID] {
				continue
			}
			for _, v := range f.MayChange.To {
				if facts[f.ID].Text != v && b.totalWith(t, facts, f.ID, v, month) > c.Total && !found[f.ID+"="+v] {
					t.Errorf("%s=%s would bring more and is not told", f.ID, v)
				}
			}
		}
	})
	if ifs < 20 || answers < 50 {
		t.Errorf("only %d suppositions and %d answers were seen", ifs, answers)
	}
}

func (b *Book) totalWith(t *rapid.T, facts Facts, id, value string, month calendar.Month) money.Dong {
	t.Helper()
	other := maps.Clone(facts)
	other[id] = FactValue{Text: value}
	e, err := b.Explain(other, month)
	if err != nil {
		t.Fatal(err)
	}
	total := money.Dong(0)
	for _, p := range e.Programmes {
		total += p.Total
	}
	return total
}

func TestAChanceMustBeSayable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ may, says string }{
		{`{to: [gold], vi: "có %s", en: "has %s"}`, "law.bad_value"},
		{`{to: [light, severe], vi: "có giấy", en: "has a paper"}`, "law.bad_chance"},
		{`{to: [light], vi: "có 100%", en: "has %s"}`, "law.bad_chance"},
		{`{vi: "có %s", en: "has %s"}`, "law.missing_key"},
	} {
		r := newReader(nil)
		top := r.parse("facts.yaml", []byte("facts:\n  - {id: person.d, type: enum, of: person, vi: a, en: b, values: [{id: light, vi: n, en: l}, {id: severe, vi: g, en: s}], may_change: "+c.may+"}\n"))
		r.fact("facts.yaml", r.object("facts.yaml", top, "facts").list("facts")[0])
		if !strings.Contains(r.problems.Error(), c.says) {
			t.Errorf("%s: %v, want %s", c.may, r.problems, c.says)
		}
	}
}
