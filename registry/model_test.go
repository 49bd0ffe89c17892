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
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/org"
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
		r, now := ticking(t, d)
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

// told is one thing of a person as the slow model keeps it: since when it holds, when it was learned, and when it was
// taken back.
type told struct {
	value           string
	from            calendar.Date
	learned, undone calendar.Date // undone 0: never
}

// tell is what held on a day as it was known at the end of another: of what was known then, the latest learned that
// speaks of the day, or, with latestFrom, the one that began last.
func tell(log []told, asOf, knownOn calendar.Date, latestFrom bool) string {
	best := -1
	for i, e := range log {
		if e.learned > knownOn || e.undone != 0 && e.undone <= knownOn || e.from > asOf {
			continue
		}
		if best < 0 || !latestFrom || e.from >= log[best].from {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return log[best].value
}

// TestHistoriesOfEventsAgreeWithTheModel writes random moves, corrections, assessments and mergers on random days, takes
// some of them back, and asks for every pair of clocks.
func TestHistoriesOfEventsAgreeWithTheModel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, now := ticking(t, d)
		rapid.Check(t, func(t *rapid.T) {
			now.Store(noon(entry).UnixMilli())
			b := village()
			b.Facts, b.Coverage, b.Persons[1].PersonalNumber = nil, nil, ""
			l, err := r.Load(ctx, auth.System(), b)
			if err != nil {
				t.Fatal(err)
			}
			p := l.Person(1)
			logs := map[string][]told{"name": {{value: "Nguyễn Văn Đức", learned: entry}}, "home": {{value: string(dongKy), learned: entry}}}
			learned := entry + 40
			for range rapid.IntRange(1, 6).Draw(t, "events") {
				learned += calendar.Date(rapid.IntRange(1, 20).Draw(t, "later"))
				now.Store(noon(learned).UnixMilli())
				what := rapid.SampledFrom([]string{"name", "home", "disability", "merger"}).Draw(t, "what")
				day := learned - calendar.Date(rapid.IntRange(0, 30).Draw(t, "ago"))
				e := told{from: day, learned: learned}
				var done registry.Event
				var merger registry.MergerID
				switch what {
				case "name":
					e.value, e.from = rapid.SampledFrom([]string{"Nguyễn Văn Một", "Nguyễn Văn Hai", "Nguyễn Văn Ba"}).Draw(t, "name"), 0
					done, err = r.RecordEvent(ctx, auth.System(), event("correction", p, day, "name", e.value))
				case "home":
					e.value = string(rapid.SampledFrom([]org.UnitID{dongKy, boHa}).Draw(t, "home"))
					done, err = r.RecordEvent(ctx, auth.System(), event("move", p, day, "home", e.value, "address", "Thôn Mới"))
				case "disability":
					e.value = rapid.SampledFrom([]string{"light", "severe"}).Draw(t, "level")
					done, err = r.RecordEvent(ctx, auth.System(), event("disability", p, day, "level", e.value))
				case "merger":
					e.value, e.from = "gone", 0
					merger, err = r.Merge(ctx, auth.System(), p, l.Person(2), nil, "trùng")
				}
				if fault.Is(err, fault.Conflict) {
					continue // a move before a known one, a record merged already
				}
				if err != nil {
					t.Fatal(err)
				}
				if rapid.IntRange(0, 2).Draw(t, "back") == 0 {
					learned += calendar.Date(rapid.IntRange(1, 10).Draw(t, "regret"))
					now.Store(noon(learned).UnixMilli())
					if merger != 0 {
						err = r.UndoMerger(ctx, auth.System(), merger)
					} else {
						_, err = r.ReverseEvent(ctx, auth.System(), done.ID, "nhầm")
					}
					if err != nil {
						t.Fatal(err)
					}
					e.undone = learned
				}
				logs[what] = append(logs[what], e)
			}
			now.Store(noon(entry + 300).UnixMilli())
			for range 5 {
				at := registry.At{AsOf: entry + calendar.Date(rapid.IntRange(0, 250).Draw(t, "as of")),
					KnownOn: entry + calendar.Date(rapid.IntRange(0, 250).Draw(t, "known on"))}
				f, err := r.Person(ctx, auth.System(), p, at)
				if err != nil {
					t.Fatal(err)
				}
				got := [3]string{f.Person.Name, string(f.Person.HomeUnit), said(f, "person.disability")}
				want := [3]string{tell(logs["name"], at.AsOf, at.KnownOn, false), tell(logs["home"], at.AsOf, at.KnownOn, true),
					tell(logs["disability"], at.AsOf, at.KnownOn, false)}
				if got != want {
					t.Fatalf("%+v: the file says %q, the model %q", at, got, want)
				}
				s, err := r.Snapshot(ctx, auth.System(), at.AsOf.Month(), at.KnownOn)
				if err != nil {
					t.Fatal(err)
				}
				c, _ := s.Table.Column("person.resident")
				row, _ := s.Row(l.Person(2))
				v, _ := c.Get(row)
				if gone := tell(logs["merger"], at.AsOf, at.KnownOn, false) != ""; gone != (v == 0) {
					t.Fatalf("%+v: the merged record counts: %d", at, v)
				}
			}
		})
	})
}

// ticking is a registry whose clock is set; two readings are never the same.
func ticking(t *testing.T, d *db.DB) (*registry.Registry, *atomic.Int64) {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	v, err := law.LoadVocabulary(data)
	if err != nil {
		t.Fatal(err)
	}
	forms, err := registry.LoadForms(data, v)
	if err != nil {
		t.Fatal(err)
	}
	table, err := auth.LoadTable(data)
	if err != nil {
		t.Fatal(err)
	}
	now, ticks := &atomic.Int64{}, &atomic.Int64{} // the clock goes back with each run; the ticks keep its readings apart
	clock := func() time.Time { return time.UnixMilli(now.Load() + ticks.Add(1)) }
	g := gate.New(d, audit.New(d, nil, nil), table, func(string, string) bool { return true }, clock)
	r := registry.New(g, gatetest.Tree(t), v)
	r.Offer(forms)
	return r, now
}
