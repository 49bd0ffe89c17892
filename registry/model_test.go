package registry_test

import (
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/policy"
	"ansinh/registry"
)

// entryOf is one recording as the slow model keeps it: nothing is ever worked out in advance.
type entryOf struct {
	value    string
	from, to calendar.Date
	learned  calendar.Date
}

// answer is what held on a day as it was known at the end of another: of what was learned by then, the latest that
// speaks of the day.
func answer(log []entryOf, asOf, knownOn calendar.Date) string {
	for i := len(log) - 1; i >= 0; i-- {
		e := log[i]
		if e.learned <= knownOn && e.from <= asOf && (e.to == 0 || asOf < e.to) {
			return e.value
		}
	}
	return ""
}

// TestBothClocksAgreeWithTheModel records facts with random times on random days and asks for every pair of clocks, of
// the file and of the snapshot.
func TestBothClocksAgreeWithTheModel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		data, err := policy.Open("")
		if err != nil {
			t.Fatal(err)
		}
		v, err := law.LoadVocabulary(data)
		if err != nil {
			t.Fatal(err)
		}
		table, err := auth.LoadTable(data)
		if err != nil {
			t.Fatal(err)
		}
		var now, ticks atomic.Int64 // the clock goes back with each run; the ticks keep its readings apart
		clock := func() time.Time { return time.UnixMilli(now.Load() + ticks.Add(1)) }
		g := gate.New(d, audit.New(d, nil, nil), table, func(string, string) bool { return true }, clock)
		r := registry.New(g, gatetest.Tree(t), v)
		rapid.Check(t, func(t *rapid.T) {
			now.Store(noon(entry).UnixMilli())
			b := village()
			b.Facts = nil
			l, err := r.Load(ctx, auth.System(), b)
			if err != nil {
				t.Fatal(err)
			}
			var log []entryOf
			learned := entry
			for range rapid.IntRange(1, 6).Draw(t, "recordings") {
				learned += calendar.Date(rapid.IntRange(0, 20).Draw(t, "later"))
				now.Store(noon(learned).UnixMilli())
				e := entryOf{value: rapid.SampledFrom([]string{"none", "light", "severe"}).Draw(t, "value"), learned: learned,
					from: entry - 50 + calendar.Date(rapid.IntRange(0, 100).Draw(t, "from"))}
				if rapid.Bool().Draw(t, "ends") {
					e.to = e.from + calendar.Date(rapid.IntRange(1, 60).Draw(t, "days"))
				}
				err := r.RecordFact(ctx, auth.System(), registry.NewFact{Person: l.Person(1), Fact: "person.disability", Value: e.value,
					From: e.from, To: e.to, Source: papers})
				if err != nil {
					t.Fatal(err)
				}
				log = append(log, e)
			}
			now.Store(noon(entry + 200).UnixMilli())
			var at registry.At
			for range 4 {
				at = registry.At{AsOf: entry - 60 + calendar.Date(rapid.IntRange(0, 180).Draw(t, "as of")),
					KnownOn: entry + calendar.Date(rapid.IntRange(0, 100).Draw(t, "known on"))}
				compareFile(t, r, l.Person(1), at, answer(log, at.AsOf, at.KnownOn))
			}
			compareSnapshot(t, r, l.Person(1), at)
		})
	})
}

func compareFile(t *rapid.T, r *registry.Registry, id registry.PersonID, at registry.At, want string) {
	f, err := r.Person(ctx, auth.System(), id, at)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, x := range f.Facts {
		if x.Fact == "person.disability" {
			got += x.Value
		}
	}
	if got != want {
		t.Fatalf("%+v: the file says %q, the model %q", at, got, want)
	}
}

// compareSnapshot holds the month's snapshot against the file of the month's last day.
func compareSnapshot(t *rapid.T, r *registry.Registry, id registry.PersonID, at registry.At) {
	month := at.AsOf.Month()
	s, err := r.Snapshot(ctx, auth.System(), month, at.KnownOn)
	if err != nil {
		t.Fatal(err)
	}
	row, ok := s.Row(id)
	if !ok {
		t.Fatalf("%+v: not in the snapshot", at)
	}
	c, _ := s.Table.Column("person.disability")
	inSnapshot := ""
	if v, known := c.Get(row); known {
		inSnapshot = c.Fact.Format(v)
	}
	f, err := r.Person(ctx, auth.System(), id, registry.At{AsOf: month.Last(), KnownOn: at.KnownOn})
	if err != nil {
		t.Fatal(err)
	}
	if inFile := f.Law(month)["person.disability"].Text; inFile != inSnapshot {
		t.Fatalf("%v known on %v: the file says %q, the snapshot %q", month, at.KnownOn, inFile, inSnapshot)
	}
}
