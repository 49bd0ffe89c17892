package law

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ansinh/calendar"
	"ansinh/money"
)

// TestWhatIfOfRequestsIsWhatTheLawSays holds every supposition about a programme on request, and every answer, equal to
// the explanation of a person of whom just that is known, and finds none left out.
func TestWhatIfOfRequestsIsWhatTheLawSays(t *testing.T) {
	t.Parallel()
	b := book(t)
	month := parseMonth(t, "2026-11")
	var requests []string
	for _, p := range b.Programmes() {
		if p.OnRequest() && p.From.Month() <= month {
			requests = append(requests, p.ID)
		}
	}
	seen := 0
	rapid.Check(t, func(t *rapid.T) {
		facts := randomFacts(t, b.Vocabulary(), month, true)
		if rapid.Bool().Draw(t, "event") {
			maps.Copy(facts, randomEvent(t, b.Vocabulary(), month))
		}
		ask := rapid.SampledFrom(requests).Draw(t, "programme")
		c, err := b.Counterfactuals(facts, month, ask)
		if err != nil || len(c.Asked) != 1 {
			t.Fatalf("%v %+v", err, c)
		}
		a := c.Asked[0]
		told := map[string]bool{}
		hold := func(id, value string, o Otherwise) {
			seen++
			told[id+"="+value] = true
			if got := b.givenWith(t, facts, id, value, month, ask); got != fmt.Sprint(o.Total, idsOf(o.Benefits)) {
				t.Errorf("%s, if %s=%s: %v, explained %s", ask, id, value, o, got)
			}
		}
		for _, s := range a.If {
			hold(s.Fact, s.Value, s.Otherwise)
		}
		asked := map[string]bool{}
		for _, q := range a.Asks {
			asked[q.ID] = true
			for _, x := range q.Answers {
				for _, v := range x.Values {
					hold(q.ID, v, x.Otherwise)
				}
			}
		}
		for _, f := range b.Vocabulary().Facts() {
			if f.MayChange == nil || f.Sensitive || asked[f.ID] {
				continue
			}
			for _, v := range f.MayChange.To {
				got := b.totalOf(t, facts, f.ID, v, month, ask)
				if facts[f.ID].Text != v && got > a.Now.Total && !told[f.ID+"="+v] {
					t.Errorf("%s: %s=%s would bring %d and is not told", ask, f.ID, v, got)
				}
			}
		}
	})
	if seen < 50 {
		t.Errorf("only %d suppositions and answers were seen", seen)
	}
}

func idsOf(all []BenefitFinding) (ids []string) {
	for _, x := range all {
		ids = append(ids, fmt.Sprint(x.Category, " ", x.Value))
	}
	return ids
}

func (b *Book) askedWith(t *rapid.T, facts Facts, id, value string, month calendar.Month, ask string) *ProgrammeFinding {
	t.Helper()
	other := maps.Clone(facts)
	other[id] = FactValue{Text: value}
	e, err := b.Explain(other, month, ask)
	if err != nil {
		t.Fatal(err)
	}
	for i := range e.Programmes {
		if e.Programmes[i].ID == ask {
			return &e.Programmes[i]
		}
	}
	t.Fatalf("%s was not answered", ask)
	return nil
}

func (b *Book) givenWith(t *rapid.T, facts Facts, id, value string, month calendar.Month, ask string) string {
	p := b.askedWith(t, facts, id, value, month, ask)
	return fmt.Sprint(p.Total, idsOf(p.Benefits))
}

func (b *Book) totalOf(t *rapid.T, facts Facts, id, value string, month calendar.Month, ask string) money.Dong {
	return b.askedWith(t, facts, id, value, month, ask).Total
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
