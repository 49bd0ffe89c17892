package law

import (
	"errors"
	"os"
	"slices"
	"testing"

	"ansinh/calendar"
	"ansinh/fault"
)

// book is the law of the policy folder.
func book(t testing.TB) *Book {
	t.Helper()
	b, err := Load(os.DirFS("../policy"))
	if err != nil {
		var ps Problems
		if errors.As(err, &ps) {
			for _, p := range ps {
				t.Logf("%s: %s %v\n%s", p.Where(), p.Code, p.Args, p.Caret())
			}
		}
		t.Fatal(err)
	}
	return b
}

func TestBookLoads(t *testing.T) {
	t.Parallel()
	b := book(t)
	var monthly []string
	for _, p := range b.Programmes() {
		if !p.OnRequest() {
			monthly = append(monthly, p.ID)
		}
	}
	want := []string{"social-assistance", "care", "merit", "merit-survivor", "merit-carer", "social-pension"}
	if !slices.Equal(monthly, want) || len(b.Hash()) != 64 || b.First() != calendar.MonthOf(2021, 7) {
		t.Errorf("monthly programmes %v, want %v; hash %q, first %s", monthly, want, b.Hash(), b.First())
	}
}

func parseMonth(t testing.TB, s string) calendar.Month {
	t.Helper()
	m, err := calendar.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func codeOf(err error) string { return fault.CodeOf(err) }
