package returns_test

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/returns"
)

const area org.UnitID = "24@base"

func book(t *testing.T) (*returns.Book, fs.FS) {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	b, err := returns.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return b, data
}

func officer(agency string) auth.Actor {
	return auth.Actor{ID: "officer." + agency, Role: "agency-officer", Agency: agency}
}

var approver = gatetest.Actor("provincial-officer")

// want checks the code of an error; "" is success.
func want(t *testing.T, err error, code string) {
	t.Helper()
	if got := fault.CodeOf(err); got != code || (code == "" && err != nil) {
		t.Fatalf("got %v, want %q", err, code)
	}
}

func TestAReturnGoesItsWay(t *testing.T) {
	t.Parallel()
	b, _ := book(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := returns.New(gatetest.New(t, d), b, returns.Options{})
		mine := officer("bn-so-noi-vu")

		_, err := s.Open(ctx, officer("bn-so-yte"), "labour", area, 2026)
		want(t, err, "returns.other_agency")
		_, err = s.Open(ctx, gatetest.Actor("citizen"), "labour", area, 2026)
		want(t, err, "auth.forbidden")
		id, err := s.Open(ctx, mine, "labour", area, 2026)
		want(t, err, "")
		again, err := s.Open(ctx, mine, "labour", area, 2026)
		want(t, err, "")
		if again != id {
			t.Errorf("opened twice: %d and %d", id, again)
		}
		want(t, s.Submit(ctx, mine, id, 0), "returns.blank")

		err = s.Enter(ctx, mine, id, []returns.Entry{{Field: "force", Text: "1.000"}, {Field: "certified", Text: "1.001"}, {Field: "jobs", Text: "nhiều"}, {Field: "x", Text: "1"}})
		want(t, err, "returns.values")
		if n := len(err.(*fault.Error).Fields); n != 3 {
			t.Errorf("wrong fields: %v, want 3", err)
		}
		r, err := s.Return(ctx, mine, id)
		want(t, err, "")
		if len(r.Cells) != 0 {
			t.Errorf("a refused entry left %v", r.Cells)
		}

		want(t, s.Enter(ctx, mine, id, []returns.Entry{{Field: "force", Text: "1.000"}, {Field: "certified", Text: "400"}, {Field: "jobs", Text: "7"}}), "")
		want(t, s.Enter(ctx, mine, id, []returns.Entry{{Field: "certified", Text: "410"}, {Field: "jobs", Text: ""}}), "")
		want(t, s.Submit(ctx, mine, id, calendar.MustDay(2026, 12, 1)), "returns.future")
		want(t, s.Approve(ctx, approver, id), "returns.wrong_state")
		want(t, s.Submit(ctx, mine, id, 0), "")
		want(t, s.Enter(ctx, mine, id, []returns.Entry{{Field: "force", Text: "2"}}), "returns.not_open")
		want(t, s.SendBack(ctx, approver, id, " "), "returns.no_reason")
		want(t, s.SendBack(ctx, approver, id, "thiếu số"), "")
		want(t, s.Submit(ctx, mine, id, 0), "")
		want(t, s.Approve(ctx, mine, id), "auth.forbidden")
		want(t, s.Approve(ctx, approver, id), "")
		want(t, s.Lock(ctx, approver, id), "")
		want(t, s.SendBack(ctx, approver, id, "muộn"), "returns.wrong_state")

		r, err = s.Return(ctx, mine, id)
		want(t, err, "")
		if r.State != returns.Locked || len(r.Steps) != 6 || r.Cells["certified"].Value != 410 || len(r.Cells) != 2 {
			t.Errorf("at the end: %+v", r)
		}
	})
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	t.Parallel()
	b, _ := book(t)
	ctx := context.Background()
	s := returns.New(gatetest.New(t, dbtest.Open(t)), b, returns.Options{})
	id, err := s.Open(ctx, auth.System(), "labour", area, 2026)
	want(t, err, "")
	want(t, s.Enter(ctx, auth.System(), id, []returns.Entry{{Field: "jobs", Text: "7"}}), "")
	want(t, s.Submit(ctx, auth.System(), id, 0), "")
	want(t, s.Approve(ctx, auth.System(), id), "returns.own")
}

func TestDemonstrationPlays(t *testing.T) {
	t.Parallel()
	b, data := book(t)
	demo, err := returns.ReadDemonstration(data)
	want(t, err, "")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := returns.New(gatetest.New(t, d), b, returns.Options{})
		cast := returns.Cast{Officer: officer, Approver: approver}
		sent, err := s.Play(ctx, cast, demo)
		want(t, err, "")
		again, err := s.Play(ctx, cast, demo)
		want(t, err, "")
		if sent == 0 || again != 0 {
			t.Errorf("sent %d, then %d", sent, again)
		}

		status, err := s.Status(ctx, approver, area, 2025, calendar.MustDay(2026, 11, 24))
		want(t, err, "")
		states := map[string]bool{}
		for _, st := range status {
			states[st.Form.ID] = st.Late
		}
		for form, late := range map[string]bool{"police": false, "insurance": true, "culture": true, "health": false} {
			if states[form] != late {
				t.Errorf("%s late: %v, want %v", form, states[form], late)
			}
		}
		status, err = s.Status(ctx, approver, area, 2026, calendar.MustDay(2026, 12, 9))
		want(t, err, "")
		for _, st := range status {
			if st.Late {
				t.Errorf("%s is late on the last day", st.Form.ID)
			}
			if st.LastDay != calendar.MustDay(2026, 12, 9) {
				t.Errorf("before 10/12 ends on %v", st.LastDay)
			}
		}
		conflicts, err := s.Conflicts(ctx, approver, 2026)
		want(t, err, "")
		if len(conflicts) != 1 || conflicts[0].Field.ID != "force" || conflicts[0].Value == conflicts[0].OtherValue || !conflicts[0].Illustrative {
			t.Errorf("conflicts: %+v", conflicts)
		}
		for _, r := range mustYear(t, s, 2026) {
			for field, c := range r.Cells {
				if c.Illustrative == (c.Source != "") {
					t.Errorf("%s.%s is neither published nor marked as assumed: %+v", r.Form, field, c)
				}
			}
		}
	})
}

func mustYear(t *testing.T, s *returns.Service, year int) []returns.Return {
	t.Helper()
	list, err := s.Year(context.Background(), approver, year)
	want(t, err, "")
	return list
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		scale int
		want  int64
		ok    bool
	}{
		{"1234567", 0, 1234567, true}, {"1.234.567", 0, 1234567, true}, {" 12 ", 0, 12, true}, {"0", 0, 0, true},
		{"73,3", 1, 733, true}, {"73.3", 1, 733, true}, {"73", 1, 730, true}, {"1.234,5", 1, 12345, true}, {"0,823", 3, 823, true},
		{"73,35", 1, 0, false}, {"73,3", 0, 0, false}, {"1.23", 0, 0, false}, {"12345.678", 0, 0, false}, {"0.823", 0, 0, false},
		{"-5", 0, 0, false}, {"", 0, 0, false}, {",5", 1, 0, false}, {"5,", 1, 0, false}, {"1 2", 0, 0, false}, {"1e3", 0, 0, false},
		{"99999999999999999999", 0, 0, false}, {"..", 0, 0, false}, {"１", 0, 0, false},
	} {
		got, err := returns.ParseNumber(c.text, c.scale)
		if (err == nil) != c.ok || got != c.want {
			t.Errorf("ParseNumber(%q, %d) = %d, %v", c.text, c.scale, got, err)
		}
	}
	for _, c := range []struct {
		v     int64
		scale int
		want  string
	}{{1234567, 0, "1.234.567"}, {733, 1, "73,3"}, {5, 3, "0,005"}, {-12345, 1, "-1.234,5"}} {
		if got := returns.FormatNumber(c.v, c.scale); got != c.want {
			t.Errorf("FormatNumber(%d, %d) = %s", c.v, c.scale, got)
		}
	}
}

func TestWrongFormsAreRefused(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"return/schedule.yaml":   "annual: {month: 12, day: 10}",
		"return/units.yaml":      "người: people",
		"return/dimensions.yaml": "sex: {vi: giới tính, en: sex, parts: [{id: male, vi: Nam, en: Men}]}",
		"return/questions.yaml":  "change: 20",
		"return/a.yaml":          "{id: a, due: annual, fields: [{id: x, vi: X, en: X, unit: người}, {id: y, vi: Y, en: Y, unit: người}], rules: [{less: x, more: y}]}",
	}
	for _, c := range []struct{ name, file, text, code string }{
		{"no such day", "return/schedule.yaml", "annual: {month: 2, day: 30}", "returns.forms"},
		{"unknown unit", "return/units.yaml", "hộ: households", "returns.forms"},
		{"rule on a field that is not there", "return/a.yaml", "{id: a, due: annual, rules: [{less: x, more: y}]}", "returns.forms"},
		{"unknown key", "return/a.yaml", "{id: a, due: annual, feilds: []}", "policy.bad_file"},
		{"no such breakdown", "return/a.yaml", "{id: a, due: annual, fields: [{id: x, vi: X, en: X, unit: người, by: [height]}]}", "returns.forms"},
		{"same as nothing", "return/a.yaml", "{id: a, due: annual, fields: [{id: x, vi: X, en: X, unit: người, same_as: b.z}]}", "returns.forms"},
	} {
		files := fstest.MapFS{}
		for name, text := range good {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := returns.Load(files); err != nil {
			t.Fatal(err)
		}
		files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		_, err := returns.Load(files)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}
