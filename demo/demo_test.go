package demo_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/registry/request"
	"ansinh/report/draft"
)

// silent is a progress nobody looks at.
type silent struct{}

func (silent) Step(string)       {}
func (silent) Part(int, int)     {}
func (silent) Done(string) error { return nil }

func options(t *testing.T, persons int) demo.Options {
	t.Helper()
	return demo.Options{Persons: persons, Seed: 11, Out: t.TempDir(), Progress: silent{}}
}

// TestBothEnginesGiveTheSameToTheDong runs the whole line on both engines and compares everything that is counted.
func TestBothEnginesGiveTheSameToTheDong(t *testing.T) {
	t.Parallel()
	var tables [2]*demo.Summary
	t.Run("engines", func(t *testing.T) {
		for i, url := range []string{filepath.Join(t.TempDir(), "a.db"), dbtest.NewPostgres(t)} {
			o := options(t, 12000)
			h := housetest.Open(t, url)
			s, err := demo.Make(t.Context(), h, o)
			if err != nil {
				t.Fatal(err)
			}
			tables[i] = s
			whatIsPromised(t, h, s)
			again(t, h, o, s)
		}
	})
	for _, s := range tables {
		s.Files, s.Logins = nil, nil
	}
	if !reflect.DeepEqual(tables[0], tables[1]) {
		t.Errorf("SQLite and PostgreSQL differ:\n%+v\n%+v", tables[0], tables[1])
	}
}

// whatIsPromised holds the table against the database, by other questions than those that made it.
func whatIsPromised(t *testing.T, h *house.House, s *demo.Summary) {
	t.Helper()
	if s.Paid == 0 || s.PaidDong == 0 || s.Decisions == 0 || s.Gap == 0 || s.Ledger != 0 || len(s.Months) != 3 {
		t.Errorf("the table: %+v", s)
	}
	for kind, n := range s.Planted {
		if n == 0 || s.Found[kind] != n {
			t.Errorf("%s: planted %d, found %d", kind, n, s.Found[kind])
		}
	}
	if s.Stray["never_enrolled"] != 0 || s.Gap != int64(s.Planted["never_enrolled"]) {
		t.Errorf("the gap holds %d people, %d were planted, %d are strays", s.Gap, s.Planted["never_enrolled"], s.Stray["never_enrolled"])
	}
	targets := 0
	for _, n := range s.Targets {
		targets += n
	}
	if targets != 37 || s.Targets["no_data"] == 0 || s.Targets["no_data"] == targets {
		t.Errorf("targets: %v", s.Targets)
	}
	for _, f := range s.Files {
		if info, err := os.Stat(f); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", f, err)
		}
	}
	onAnyMap(t, h, s)
	paidBy(t, h)
	registerIsUsed(t, h)
	reportIsSigned(t, h)
}

// reportIsSigned looks for the consolidated report with its signature and files, and for a measuring that nobody is waited for.
func reportIsSigned(t *testing.T, h *house.House) {
	t.Helper()
	all, err := h.Drafts.Drafts(t.Context(), auth.System())
	if err != nil || len(all) != 1 || all[0].Kind != draft.Consolidated || all[0].State != draft.Signed {
		t.Fatalf("the consolidated report: %+v, %v", all, err)
	}
	if same, err := h.Drafts.Remake(t.Context(), auth.System(), all[0].ID); err != nil || !same {
		t.Errorf("made again it is another: %v", err)
	}
	measured, err := h.Indicators.Measurings(t.Context(), auth.System(), 0)
	if err != nil || measured[0].State != indicator.Done || measured[0].Number < 2 {
		t.Errorf("after the reorganisation: %+v, %v", measured[0], err)
	}
}

// paidBy holds the shares of the ways of payment against each other and the last run: whoever is paid is paid in one way.
func paidBy(t *testing.T, h *house.House) {
	t.Helper()
	runs, err := h.Payments.Runs(t.Context(), auth.System())
	if err != nil {
		t.Fatal(err)
	}
	day := runs[0].Month.Last()
	all, err := h.Indicators.Watched(t.Context(), auth.System(), indicator.Query{Year: day.Year(), Day: day})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d ways of payment are watched: %v", len(all), err)
	}
	account, cash := all[0].Latest, all[1].Latest
	people, err := h.Payments.ByAccount(t.Context(), auth.System(), runs[0].Month)
	if err != nil || account == nil || cash == nil {
		t.Fatalf("%+v, %+v, %v", account, cash, err)
	}
	if account.Period.End() != runs[0].Month || account.Numerator != int64(len(people)) || account.Numerator == 0 || cash.Numerator == 0 ||
		account.Numerator+cash.Numerator != account.Denominator || cash.Denominator != account.Denominator {
		t.Errorf("to accounts %+v (%d people), in cash %+v", account, len(people), cash)
	}
}

// registerIsUsed looks for what the pages of the register show: requests in every state, a guardian, households divided and
// merged, a merger taken back, papers.
func registerIsUsed(t *testing.T, h *house.House) {
	t.Helper()
	all, err := h.Requests.Requests(t.Context(), auth.System(), request.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	states, forms := map[request.State]int{}, map[string]int{}
	for _, r := range all {
		states[r.State]++
		forms[r.Form]++
		files, err := h.Attached.Files(t.Context(), auth.System(), attach.Subject{Kind: attach.OfRequest, ID: int64(r.ID)})
		if err != nil || len(files) == 0 && r.Form != request.Undoing {
			t.Errorf("request %d has %d papers, %v", r.ID, len(files), err)
		}
		if r.Event == 0 {
			continue
		}
		if _, err := h.Registry.Event(t.Context(), auth.System(), r.Event); err != nil {
			t.Errorf("request %d: %v", r.ID, err)
		}
	}
	for _, s := range []request.State{request.Submitted, request.Approved, request.Refused, request.Asked} {
		if states[s] == 0 {
			t.Errorf("no request is %s", s)
		}
	}
	if forms["guardian"] == 0 || forms[request.Undoing] == 0 {
		t.Errorf("the requests are %v", forms)
	}
	var events map[string]int
	if events, err = eventsByForm(t, h); err != nil || events["household-divide"] == 0 || events["household-merge"] < 2 || events["reversal"] == 0 {
		t.Errorf("the events are %v, %v", events, err)
	}
}

// eventsByForm counts the life events there are.
func eventsByForm(t *testing.T, h *house.House) (map[string]int, error) {
	t.Helper()
	out := map[string]int{}
	return out, h.DB.View(t.Context(), func(tx *db.Tx) error {
		return db.Each(t.Context(), tx, func(s db.Scanner) error {
			var form string
			var n int
			err := s.Scan(&form, &n)
			out[form] = n
			return err
		}, `SELECT form, count(*) FROM life_event GROUP BY form`)
	})
}

// onAnyMap asks for the money of the last month on the map of the plan and on today's.
func onAnyMap(t *testing.T, h *house.House, s *demo.Summary) {
	t.Helper()
	for _, day := range []calendar.Date{calendar.MustDay(2024, 4, 30), calendar.MustDay(2026, 11, 24)} {
		totals, err := h.Payments.Totals(t.Context(), auth.System(), s.Month, day)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, x := range totals {
			sum += int64(x.Amount)
			u, ok := h.Tree.Unit(x.Unit)
			if !ok || u.Level != org.Commune || !u.On(day) && u.Certainty != "unresolved" { // one whose successor nobody knows stands for itself
				t.Errorf("%s is no commune on the map of %v", x.Unit, day)
			}
		}
		if sum != s.Months[2].Amount {
			t.Errorf("on the map of %v: %d, not %d", day, sum, s.Months[2].Amount)
		}
	}
}

// again runs the months and the whole once more: nobody is paid twice and nothing changes.
func again(t *testing.T, h *house.House, o demo.Options, s *demo.Summary) {
	t.Helper()
	for _, m := range s.Months {
		done, err := h.Payments.RunMonth(t.Context(), auth.System(), m.Month, payment.Options{})
		if err != nil || !done.Already || int64(done.Run.Amount) != m.Amount || done.Run.Lines != m.Lines {
			t.Errorf("%v again: %+v, %v", m.Month, done, err)
		}
	}
	twice, err := demo.Make(t.Context(), h, o)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(twice, s) {
		t.Errorf("the second time:\n%+v\n%+v", twice, s)
	}
	o.Seed++
	if _, err := demo.Make(t.Context(), h, o); fault.CodeOf(err) != "demo.another" {
		t.Errorf("another demonstration in the same database: %v", err)
	}
}

// TestEverybodyInTheGapIsEntitledByTheExplanation asks the other way of running the law about every person in the gap
// list, and about as many outside it.
func TestEverybodyInTheGapIsEntitledByTheExplanation(t *testing.T) {
	t.Parallel()
	h := housetest.Open(t, filepath.Join(t.TempDir(), "a.db"))
	s, err := demo.Make(t.Context(), h, options(t, 8000))
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := h.Benefits.Rows(t.Context(), auth.System(), benefit.Query{Month: s.Month, List: benefit.Gap})
	if err != nil {
		t.Fatal(err)
	}
	known, err := demo.RunDay(h.Policy, s.Month)
	if err != nil {
		t.Fatal(err)
	}
	gap := map[registry.PersonID]int64{}
	for _, r := range rows {
		gap[r.Person] += int64(r.New)
	}
	asked := slices.Collect(func(yield func(registry.PersonID) bool) {
		for id := range gap {
			if !yield(id) || !yield(id+1) {
				return
			}
		}
	})
	paid, _, err := h.Payments.Lines(t.Context(), auth.System(), payment.Query{Month: s.Month})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range asked {
		f, err := h.Registry.Person(t.Context(), auth.System(), id, registry.At{AsOf: s.Month.Last(), KnownOn: known})
		if err != nil {
			t.Fatal(err)
		}
		e, err := h.Law.Explain(f.Law(s.Month), s.Month)
		if err != nil {
			t.Fatal(err)
		}
		var due int64
		for _, b := range e.Programmes {
			due += int64(b.Total)
		}
		enrolled := slices.ContainsFunc(paid, func(l payment.Line) bool { return l.Person == id })
		if !enrolled && gap[id] != due {
			t.Errorf("person %d: the gap list says %d, the explanation %d", id, gap[id], due)
		}
	}
}

// TestADatabaseWithPeopleIsLeftAlone: the demonstration never mixes with a province.
func TestADatabaseWithPeopleIsLeftAlone(t *testing.T) {
	t.Parallel()
	h := housetest.Open(t, filepath.Join(t.TempDir(), "a.db"))
	o := options(t, 2000)
	if _, err := demo.Population(t.Context(), auth.System(), h.Registry, demo.PopulationOptions{Persons: 1500, Seed: 1,
		Month: calendar.MonthOf(2026, 11), Policy: h.Policy, Tree: h.Tree}); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Make(t.Context(), h, o); fault.CodeOf(err) != "demo.not_empty" {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(o.Out); err != nil || len(entries) != 0 {
		t.Errorf("it left %v, %v", entries, err)
	}
}
