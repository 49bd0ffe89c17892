package law

import (
	"strings"
	"testing"

	"ansinh/calendar"
)

func TestDocumentsHoldAllThatTheBookSays(t *testing.T) {
	t.Parallel()
	b := book(t)
	wordings, values := 0, 0
	for _, i := range b.Instruments() {
		d, ok := b.Document(i.ID)
		if !ok {
			t.Fatalf("no document %s", i.ID)
		}
		wordings += len(d.Categories)
		values += len(d.Parameters)
		for _, c := range d.Categories {
			if len(c.Conditions) == 0 || len(c.Amounts) == 0 || c.VI == "" {
				t.Errorf("%s: %s reads %+v", i.ID, c.Category, c)
			}
		}
	}
	want, numbers := 0, 0
	for i := range b.categories {
		want += len(b.categories[i].history.versions)
	}
	for _, p := range b.params {
		numbers += len(p.national.versions)
		for _, l := range p.local {
			numbers += len(l.versions)
		}
	}
	if wordings != want || values != numbers || want < 15 {
		t.Errorf("the documents hold %d of %d wordings and %d of %d values", wordings, want, values, numbers)
	}
	if _, ok := b.Document("social-assistance/nd-0"); ok {
		t.Error("a document that is not there")
	}
}

func TestWhatChangedBetweenTwoMonths(t *testing.T) {
	t.Parallel()
	b := book(t)
	c, err := b.Changed(calendar.MonthOf(2024, 6), calendar.MonthOf(2024, 7))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, p := range c.Parameters {
		found = found || p.ID == "social-assistance.base" && p.Before.VI == "360.000 đ" && p.After.VI == "500.000 đ" && strings.Contains(p.Source.Number, "76/2024")
	}
	if !found || len(c.Amounts) < 10 {
		t.Errorf("7/2024: %+v, %d amounts", c.Parameters, len(c.Amounts))
	}
	if c, err = b.Changed(calendar.MonthOf(2025, 6), calendar.MonthOf(2025, 7)); err != nil || len(c.New) == 0 || len(c.Ended) == 0 {
		t.Errorf("7/2025: %d new, %d ended: %v", len(c.New), len(c.Ended), err)
	}
	if c, err = b.Changed(calendar.MonthOf(2024, 8), calendar.MonthOf(2024, 8)); err != nil || len(c.Parameters)+len(c.New)+len(c.Ended)+len(c.Reworded)+len(c.Amounts) > 0 {
		t.Errorf("a month with itself: %+v %v", c, err)
	}
	if v, ok := b.Value("social-assistance.base", calendar.MustDay(2024, 7, 1)); !ok || v != 500_000 {
		t.Errorf("the base on 1/7/2024: %d %v", v, ok)
	}
	if len(b.Days()) < 4 || len(b.Parameters(parseMonth(t, "2026-11"))) < 2 {
		t.Errorf("%v %v", b.Days(), b.Parameters(parseMonth(t, "2026-11")))
	}
}
