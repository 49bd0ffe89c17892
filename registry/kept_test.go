package registry_test

import (
	"fmt"
	"os"
	"path/filepath"
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
	"ansinh/viet"
)

// keeping are two registers over one database: one keeps its snapshots, the other reads everything anew.
type keeping struct {
	kept, anew *registry.Registry
	folder     string
	day        *atomic.Int64
}

func keep(t *testing.T, d *db.DB) keeping {
	t.Helper()
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
	k := keeping{folder: t.TempDir(), day: &atomic.Int64{}}
	k.day.Store(int64(entry + 10))
	var ticks atomic.Int64
	clock := func() time.Time {
		return noon(calendar.Date(k.day.Load())).Add(time.Duration(ticks.Add(1)) * time.Millisecond)
	}
	g := gate.New(d, audit.New(d, nil, nil), table, func(string, string) bool { return true }, clock)
	k.kept, k.anew = registry.New(g, gatetest.Tree(t), v), registry.New(g, gatetest.Tree(t), v)
	k.kept.KeepIn(k.folder, registry.FileKey{1})
	forms, err := registry.LoadForms(data, v)
	if err != nil {
		t.Fatal(err)
	}
	k.anew.Offer(forms)
	return k
}

func (k keeping) today() calendar.Date { return calendar.Date(k.day.Load()) }

// same compares the kept snapshot of a month with one read anew.
func (k keeping) same(t failer, month calendar.Month, known calendar.Date) {
	t.Helper()
	a, err := k.kept.Snapshot(ctx, auth.System(), month, known)
	if err != nil {
		t.Fatal(err)
	}
	b, err := k.anew.Snapshot(ctx, auth.System(), month, known)
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash != b.Hash {
		t.Fatalf("of %v as known on %v: what is kept says something else than what is there", month, known)
	}
}

type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// TestWhatIsKeptIsWhatIsThere changes the register at random, day by day and month by month, and compares.
func TestWhatIsKeptIsWhatIsThere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		var people []registry.PersonID
		var houses []registry.HouseholdID
		var mergers []registry.MergerID
		var events []registry.EventID
		village := func(t failer) {
			b := village()
			for i := range b.Facts {
				if b.Facts[i].Kind == registry.OfArea {
					b.Facts = append(b.Facts[:i], b.Facts[i+1:]...)
					break
				}
			}
			b.Coverage = b.Coverage[:0]
			l, err := k.anew.Load(ctx, auth.System(), b)
			if err != nil {
				t.Fatal(err)
			}
			for i := range l.Persons {
				people = append(people, l.Person(i))
			}
			houses = append(houses, l.Household(0), l.Household(1))
		}
		rapid.Check(t, func(t *rapid.T) {
			k.day.Add(1)
			for range rapid.IntRange(1, 5).Draw(t, "changes") {
				pick := func() registry.PersonID { return people[rapid.IntRange(0, len(people)-1).Draw(t, "who")] }
				var err error
				what := rapid.IntRange(0, 13).Draw(t, "what")
				if len(people) == 0 {
					what = 0
				}
				switch what {
				case 0:
					village(t)
				case 1, 2:
					err = k.anew.RecordFact(ctx, auth.System(), anyFact(t, k.today(), pick(), 0))
				case 3:
					err = k.anew.RecordFact(ctx, auth.System(), anyFact(t, k.today(), 0, houses[rapid.IntRange(0, len(houses)-1).Draw(t, "house")]))
				case 4:
					err = k.anew.RecordDeath(ctx, auth.System(), pick(), k.today()-calendar.Date(rapid.IntRange(0, 40).Draw(t, "ago")), papers)
				case 5:
					err = k.anew.RecordMove(ctx, auth.System(), registry.Move{Person: pick(), Day: k.today() - calendar.Date(rapid.IntRange(0, 40).Draw(t, "ago")),
						HomeUnit: []org.UnitID{dongKy, boHa}[rapid.IntRange(0, 1).Draw(t, "home")], Address: "Thôn Mới", Source: papers})
				case 6:
					_, err = k.anew.RecordBirth(ctx, auth.System(), registry.Birth{Household: houses[0], Name: "Nguyễn Thị Mới", BirthDate: k.today(),
						Sex: viet.Female, Ethnicity: "kinh", Source: papers})
				case 7:
					err = k.anew.CorrectIdentity(ctx, auth.System(), pick(), registry.Identity{Name: fmt.Sprintf("Nguyễn Văn %c", 'A'+rune(k.today()%20))}, papers)
				case 8:
					err = k.anew.RecordFact(ctx, auth.System(), registry.NewFact{Area: dongKy, Fact: "area.special_difficulty",
						Value: fmt.Sprint(rapid.Bool().Draw(t, "difficult")), From: k.today() - 3, Source: papers})
				case 9, 10:
					var id registry.MergerID
					if what == 9 {
						var choices []string
						if rapid.Bool().Draw(t, "chosen") {
							choices = []string{"person.disability"}
						}
						id, err = k.anew.Merge(ctx, auth.System(), pick(), pick(), choices, "trùng")
					} else {
						house := func() registry.HouseholdID { return houses[rapid.IntRange(0, len(houses)-1).Draw(t, "house")] }
						id, err = k.anew.MergeHouseholds(ctx, auth.System(), house(), house(), "trùng")
					}
					if err == nil {
						mergers = append(mergers, id)
					}
				case 11:
					if len(mergers) > 0 {
						err = k.anew.UndoMerger(ctx, auth.System(), mergers[rapid.IntRange(0, len(mergers)-1).Draw(t, "merger")])
					}
				case 12:
					crowd := &crowd{people: people}
					form := rapid.SampledFrom([]string{"divide", "merge", "move", "death"}).Draw(t, "form")
					e, _ := crowd.form(t, k.anew, form, pick(), k.today()-calendar.Date(rapid.IntRange(0, 40).Draw(t, "ago")))
					var done registry.Event
					if done, err = k.anew.RecordEvent(ctx, auth.System(), e); err == nil {
						events = append(events, done.ID)
					}
				case 13:
					if len(events) > 0 {
						_, err = k.anew.ReverseEvent(ctx, auth.System(), events[rapid.IntRange(0, len(events)-1).Draw(t, "event")], "nhầm")
					}
				}
				if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
					t.Fatal(err)
				}
			}
			month := k.today().Month() + calendar.Month(rapid.IntRange(-1, 1).Draw(t, "month"))
			k.same(t, month, k.today()-calendar.Date(rapid.IntRange(0, 1).Draw(t, "known")))
			k.same(t, month, k.today())
		})
	})
}

func anyFact(t *rapid.T, today calendar.Date, person registry.PersonID, house registry.HouseholdID) registry.NewFact {
	f := registry.NewFact{Person: person, Household: house, Fact: "household.poverty", Source: papers,
		From: today - 40 + calendar.Date(rapid.IntRange(0, 80).Draw(t, "from"))}
	f.Value = rapid.SampledFrom([]string{"poor", "near_poor", "none"}).Draw(t, "poverty")
	if person != 0 {
		f.Fact, f.Value = "person.disability", rapid.SampledFrom([]string{"none", "light", "severe"}).Draw(t, "disability")
		if rapid.Bool().Draw(t, "sensitive") {
			f.Fact, f.Value = "person.hiv", fmt.Sprint(rapid.Bool().Draw(t, "hiv"))
		}
	}
	if rapid.Bool().Draw(t, "ends") {
		f.To = f.From + calendar.Date(rapid.IntRange(1, 60).Draw(t, "days"))
	}
	if rapid.IntRange(0, 9).Draw(t, "unknown") == 0 {
		f.Value, f.Certainty = "", registry.Unknown
	}
	return f
}

// TestWhatIsKeptKnowsTheMonthAfter: who dies or leaves in a month is alive and here in it, and no more in the next, though
// nothing is recorded in between.
func TestWhatIsKeptKnowsTheMonthAfter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		l := load(t, k.anew, village())
		if err := k.anew.RecordDeath(ctx, auth.System(), l.Person(0), k.today(), papers); err != nil {
			t.Fatal(err)
		}
		if err := k.anew.RecordDeparture(ctx, auth.System(), l.Person(1), k.today(), papers); err != nil {
			t.Fatal(err)
		}
		k.same(t, k.today().Month(), k.today())
		k.same(t, k.today().Month()+1, k.today())
	})
}

// TestWhatIsKeptIsUsedOnlyWhereItHolds: brought up to date after a change, thrown away when it is broken or of another
// database, and never holding what is sensitive in clear.
func TestWhatIsKeptIsUsedOnlyWhereItHolds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		l := load(t, k.anew, village())
		month := k.today().Month()
		k.same(t, month, k.today())
		err := k.anew.RecordFact(ctx, auth.System(), registry.NewFact{Person: l.Person(0), Fact: "person.disability", Value: "severe", From: entry, Source: papers})
		if err != nil {
			t.Fatal(err)
		}
		used, hash, err := k.kept.BroughtUpToDate(ctx, month, k.today())
		now, _ := k.anew.Snapshot(ctx, auth.System(), month, k.today())
		if err != nil || !used || hash != now.Hash {
			t.Fatalf("after a change: used %v, %v", used, err)
		}
		k.same(t, month, k.today())
		path := filepath.Join(k.folder, month.String()+".parquet")
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for at := 4; at < len(body); at += 97 {
			body[at] ^= 0x10
			if err := os.WriteFile(path, body, 0o600); err != nil {
				t.Fatal(err)
			}
			if at%11 == 0 {
				k.same(t, month, k.today())
			}
			body[at] ^= 0x10
		}
		k.same(t, month, k.today())
		other := registry.New(gatetest.New(t, d), gatetest.Tree(t), k.anew.Vocabulary())
		other.KeepIn(k.folder, registry.FileKey{2})
		if used, _, err := other.BroughtUpToDate(ctx, month, k.today()); used || err != nil {
			t.Errorf("with another key: used %v, %v", used, err)
		}
	})
	t.Run("another database", func(t *testing.T) {
		one, two := keep(t, dbtest.Open(t)), keep(t, dbtest.Open(t))
		load(t, one.anew, village())
		two.day.Add(1)
		b := village()
		b.Facts[1].Value = "light"
		b.Facts[3].Recorded = b.Facts[3].Recorded.Add(time.Hour)
		load(t, two.anew, b)
		one.same(t, one.today().Month(), one.today())
		two.kept.KeepIn(one.folder, registry.FileKey{1})
		two.same(t, one.today().Month(), one.today())
	})
}
