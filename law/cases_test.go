package law

import (
	"strings"
	"testing"
)

func TestCases(t *testing.T) {
	t.Parallel()
	b := book(t)
	if len(b.Cases()) < 320 {
		t.Errorf("only %d cases", len(b.Cases()))
	}
	for _, f := range b.TestCases() {
		t.Errorf("%s: %s (%s)\nwant %s\ngot  %s %v", f.Where, f.Case, f.Month, f.Want, f.Got, f.Err)
	}
}

func TestEveryRuleHasACase(t *testing.T) {
	t.Parallel()
	for _, p := range book(t).Uncovered() {
		t.Errorf("%s: %v", p.Where(), p.Args)
	}
}

// A case that is wrong must be seen to be wrong.
func TestCasesCanFail(t *testing.T) {
	t.Parallel()
	b := book(t)
	b.cases = append([]Case(nil), b.cases[0])
	b.cases[0].Expect = []Expected{{Category: "K1", Amount: 1}}
	failures := b.TestCases()
	if len(failures) != 1 || !strings.Contains(failures[0].Want, "K1 1 đ") || failures[0].Got == failures[0].Want {
		t.Errorf("failures %+v", failures)
	}
	if len(b.Uncovered()) == 0 {
		t.Error("one case covers every rule")
	}
}
