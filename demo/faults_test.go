package demo

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/law"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/viet"
)

func TestPlantedFaultsAreThere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, out := populated(t, d, 30_000, 30)
		pl := out.Planted
		for what, n := range pl.Counts() {
			if n == 0 {
				t.Errorf("no %s", what)
			}
		}
		nobodyTwice(t, pl)
		twiceAreFound(t, r, pl)
		sharedAreFound(t, r, pl)
		deadAreKnownLate(t, r, pl)
		entitlements(t, r, pl)
		if b, err := json.Marshal(pl); err != nil || !strings.Contains(string(b), `"never_enrolled"`) {
			t.Errorf("as JSON: %s, %v", b, err)
		}
	})
}

func nobodyTwice(t *testing.T, pl *Planted) {
	t.Helper()
	var all []registry.PersonID
	for _, x := range pl.DeadPaid {
		all = append(all, x.Person)
	}
	for _, x := range pl.Twice {
		all = append(all, x.First, x.Second)
	}
	for _, x := range pl.SharedAccounts {
		all = append(all, x.Persons...)
	}
	for _, x := range pl.NeverEnrolled {
		all = append(all, x.Person)
	}
	all = append(all, pl.PensionUnknown...)
	slices.Sort(all)
	if n := len(all); len(slices.Compact(all)) != n || n < 20 {
		t.Errorf("%d people planted, not all different", n)
	}
}

func twiceAreFound(t *testing.T, r *registry.Registry, pl *Planted) {
	t.Helper()
	pairs, err := r.Duplicates(ctx, auth.System())
	if err != nil || len(pairs) != len(pl.Twice) {
		t.Errorf("%d pairs found, %d planted, %v", len(pairs), len(pl.Twice), err)
	}
	for _, x := range pl.Twice {
		if !slices.Contains(pairs, registry.Pair{First: x.First, Second: x.Second, By: "old_number"}) {
			t.Errorf("not found: %v", x)
		}
		a, errA := r.Person(ctx, auth.System(), x.First, registry.At{})
		b, errB := r.Person(ctx, auth.System(), x.Second, registry.At{})
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if a.Person.Name == b.Person.Name || viet.Fold(a.Person.Name) != viet.Fold(b.Person.Name) || b.Person.PersonalNumber != "" ||
			a.Person.Household == b.Person.Household {
			t.Errorf("the second record is no other hand's: %q %q", a.Person.Name, b.Person.Name)
		}
	}
}

func sharedAreFound(t *testing.T, r *registry.Registry, pl *Planted) {
	t.Helper()
	shared, err := r.SharedAccounts(ctx, auth.System(), registry.At{})
	if err != nil || len(shared) != len(pl.SharedAccounts) {
		t.Errorf("%d shared accounts found, %d planted, %v", len(shared), len(pl.SharedAccounts), err)
	}
	for _, want := range pl.SharedAccounts {
		if !slices.ContainsFunc(shared, func(s registry.Shared) bool {
			return s.Bank == want.Bank && s.Number == want.Number && slices.Equal(s.Persons, want.Persons)
		}) {
			t.Errorf("not found: %v", want)
		}
	}
}

// deadAreKnownLate checks that whoever was dead before a month and was not known to be when its payment was made is
// one of those planted, and that all of those were.
func deadAreKnownLate(t *testing.T, r *registry.Registry, pl *Planted) {
	t.Helper()
	planted := map[registry.PersonID]bool{}
	for _, x := range pl.DeadPaid {
		planted[x.Person] = true
	}
	paid := map[registry.PersonID]bool{}
	for m := month - 2; m <= month; m++ {
		truth, err := r.DeadOn(ctx, auth.System(), registry.At{AsOf: m.First(), KnownOn: calendar.MustDay(2026, 11, 24)})
		if err != nil {
			t.Fatal(err)
		}
		alive := tally{t, snapshot(t, r, m)}.is("person.alive", "true")
		s := snapshot(t, r, m)
		for _, dead := range truth {
			row, known := s.Row(dead.Person)
			if !known || !alive(row) {
				continue
			}
			paid[dead.Person] = true
			if !planted[dead.Person] {
				t.Errorf("%d died %v and was paid in %v, but is not planted", dead.Person, dead.Died, m)
			}
			if m == month {
				t.Errorf("%d is still paid in the last month", dead.Person)
			}
		}
	}
	if len(paid) != len(planted) {
		t.Errorf("%d dead were paid, %d planted", len(paid), len(planted))
	}
}

// entitlements asks the law: the never enrolled, the twice recorded and those with a shared account are due money in
// every month; whose pension is unknown is due none and is named.
func entitlements(t *testing.T, r *registry.Registry, pl *Planted) {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	book, err := law.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	for m := month - 2; m <= month; m++ {
		s := snapshot(t, r, m)
		res, err := book.Determine(s.Table)
		if err != nil {
			t.Fatal(err)
		}
		due, unknown := map[registry.PersonID]int{}, map[registry.PersonID]bool{}
		for _, b := range res.Benefits {
			due[s.Persons[b.Row]]++
		}
		for _, u := range res.Unknown {
			unknown[s.Persons[u.Row]] = true
		}
		for _, x := range pl.NeverEnrolled {
			if due[x.Person] != 1 {
				t.Errorf("%v: %s %d is due %d benefits", m, x.Kind, x.Person, due[x.Person])
			}
		}
		for _, x := range pl.Twice {
			if due[x.First] == 0 || due[x.Second] == 0 {
				t.Errorf("%v: a record of %v is due nothing", m, x)
			}
		}
		for _, x := range pl.SharedAccounts {
			for _, id := range x.Persons {
				if due[id] == 0 {
					t.Errorf("%v: %d is due nothing", m, id)
				}
			}
		}
		for _, id := range pl.PensionUnknown {
			if due[id] != 0 || !unknown[id] {
				t.Errorf("%v: pension of %d unknown: due %d, named %v", m, id, due[id], unknown[id])
			}
		}
		if len(unknown) != len(pl.PensionUnknown) {
			t.Errorf("%v: %d people with facts missing, %d planted", m, len(unknown), len(pl.PensionUnknown))
		}
	}
}

func TestVariantFoldsToTheSame(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Nguyễn Thị Hòa":   "Nguyễn Thị Hoà",
		"Trần Thị Thúy":    "Trần Thị Thuý",
		"Lê Thị Khỏe":      "Lê Thị Khoẻ",
		"Phạm Văn Hùng":    "Phạm Văn Hung",
		"Lý Quý Anh":       "Lý Quy Anh",
		"Nguyễn Xuân Hoàn": "Nguyễn Xuân Hoan",
	} {
		got := variant(name)
		if got != want || viet.Fold(got) != viet.Fold(name) {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
