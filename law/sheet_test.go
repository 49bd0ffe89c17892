package law

import (
	"testing"

	"ansinh/calendar"
	"ansinh/money"
	"ansinh/policy"
)

func TestTheSheetGivesWhatOnePersonIsGiven(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(data)
	if err != nil {
		t.Fatal(err)
	}
	month := calendar.MonthOf(2026, 11)
	sheets, err := b.Sheet(month)
	if err != nil {
		t.Fatal(err)
	}
	if len(sheets) != len(b.Programmes()) {
		t.Errorf("%d programmes, want %d", len(sheets), len(b.Programmes()))
	}
	amounts := map[string]map[money.Dong]bool{}
	for _, s := range sheets {
		for _, l := range s.Lines {
			amounts[l.Category] = map[money.Dong]bool{}
			if l.VI == "" || len(l.Conditions) == 0 || len(l.Amounts) == 0 || l.Source.Article == "" {
				t.Errorf("%s is not whole: %+v", l.Category, l)
			}
			for _, a := range l.Amounts {
				class := s.Programme.Kind == Classification
				if !class && (a.Formula.VI == "" || a.Formula.EN == "") || a.Status == "" {
					t.Errorf("%s: %+v", l.Category, a)
				}
				amounts[l.Category][a.Amount] = true
			}
		}
	}
	old := Facts{"person.birth_date": {Text: "1940-05-01"}, "person.alive": {Text: "true"}, "person.resident": {Text: "true"},
		"person.pension_monthly": {Text: "0"}}
	e, err := b.Explain(old, month)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, p := range e.Programmes {
		for _, x := range p.Benefits {
			seen++
			if !amounts[x.Category][x.Amount] {
				t.Errorf("%s gives %s, the sheet %v", x.Category, x.Amount, amounts[x.Category])
			}
		}
	}
	if seen == 0 {
		t.Error("an old person without a pension is due nothing")
	}
	if _, err := b.Sheet(b.First() - 1); err == nil {
		t.Error("a month before the book has a sheet")
	}
}
