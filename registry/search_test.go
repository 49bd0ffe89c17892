package registry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/registry"
	"ansinh/viet"
)

// hamlets is a commune and its neighbour with namesakes, names that hold a word twice, and addresses that differ by a digit.
// Beside them live so many others in the commune whom nobody looks for.
func hamlets(others int) registry.Batch {
	b := village()
	given := []string{"An", "Hùng", "Hưng", "Hà", "Y"}
	for i := range 60 {
		home := dongKy
		if i%10 == 9 {
			home = b.Households[1].HomeUnit
		}
		if i%3 == 0 {
			b.Households = append(b.Households, registry.NewHousehold{HomeUnit: home, Address: fmt.Sprintf("Số %d, thôn %d", i, i%4+1), Recorded: b.Households[0].Recorded})
		}
		name := "Nguyễn " + []string{"Văn", "Hùng", "Thị Hà"}[i%3] + " " + given[i%5]
		b.Persons = append(b.Persons, registry.NewPerson{Household: len(b.Households) - 1, Relation: registry.Head, Name: name,
			BirthDate: calendar.MustDay(1950+i%7, 1, 2), Sex: viet.Male, Ethnicity: "kinh", Recorded: b.Persons[0].Recorded})
	}
	for range others {
		b.Persons = append(b.Persons, registry.NewPerson{Household: 0, Relation: registry.Other, Name: "Lò Vi Sư", BirthDate: calendar.MustDay(1970, 1, 2),
			Sex: viet.Male, Ethnicity: "kinh", Recorded: b.Persons[0].Recorded})
	}
	return b
}

// TestSearchPages walks every page of searches and holds them against the whole register looked through: nobody is left
// out, nobody is there twice, names that begin so come first, and nobody of another area is seen.
func TestSearchPages(t *testing.T) {
	t.Parallel()
	for _, others := range []int{0, 500} { // a home of few and one of many are searched in different ways
		dbtest.Each(t, func(t *testing.T, d *db.DB) { searchPages(t, d, hamlets(others)) })
	}
}

func searchPages(t *testing.T, d *db.DB, people registry.Batch) {
	t.Helper()
	r := setup(t, d)
	load(t, r, people)
	var all []registry.Person
	if err := r.List(ctx, gatetest.Actor("auditor"), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		all = append(all, p)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"", "07282@2025-07-01", "07294@2025-07-01"} {
		actor := gatetest.Actor("auditor")
		if unit != "" {
			actor = officerOf(unit)
		}
		if whole, more, err := r.Search(ctx, actor, "thon 2", 50); err != nil || more || len(whole) == 0 && unit == "07282@2025-07-01" {
			t.Errorf("address in %q: %d, %v, %v", unit, len(whole), more, err)
		} else if pages := walk(t, r, actor, "thon 2"); !slices.EqualFunc(whole, pages, func(f registry.Found, id registry.PersonID) bool { return f.Person.ID == id }) {
			t.Errorf("address in %q: pages give %v", unit, pages)
		}
		for _, q := range []string{"n", "h", "y", "nguyen", "hung", "ha", "thi ha", "nguyen van hung", "ong", "khong co"} {
			pages := walk(t, r, actor, q)
			var whole []registry.PersonID
			for _, p := range all {
				if (unit == "" || string(p.Commune) == unit) && holds(viet.Fold(p.Name), q) {
					whole = append(whole, p.ID)
				}
			}
			if sorted := slices.Sorted(slices.Values(pages)); !slices.Equal(sorted, whole) {
				t.Errorf("%q in %q: pages give %v, the register holds %v", q, unit, pages, whole)
			}
		}
	}
}

// walk gives the people of every page of a search, three a page.
func walk(t *testing.T, r *registry.Registry, actor auth.Actor, query string) []registry.PersonID {
	var out []registry.PersonID
	last := registry.PersonID(0)
	for {
		found, more, err := r.SearchAfter(ctx, actor, query, last, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			out, last = append(out, f.Person.ID), f.Person.ID
		}
		if !more {
			return out
		}
	}
}

func holds(name, text string) bool { return strings.Contains(" "+name, " "+text) }
