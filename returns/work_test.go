package returns_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/org"
	"ansinh/returns"
)

// counted is a register that counts.
type counted map[string]int64

func (c counted) Counts(context.Context, org.UnitID, int) (map[string]int64, error) { return c, nil }

func office(t *testing.T, d *db.DB) (*returns.Service, []org.Unit) {
	t.Helper()
	tree := gatetest.Tree(t)
	b, _ := book(t)
	s := returns.New(gatetest.New(t, d), b, returns.Options{Tree: tree, Counts: counted{"persons": 1000, "households": 250}})
	return s, tree.Units(org.Commune, calendar.DateOf(gatetest.Now))
}

func commune(u org.Unit) auth.Actor {
	return auth.Actor{ID: "xa-" + u.Code, Name: u.Name, Role: "commune-officer", Unit: string(u.ID)}
}

func entries(pairs ...string) []returns.Entry {
	var out []returns.Entry
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, returns.Entry{Field: pairs[i], Text: pairs[i+1]})
	}
	return out
}

// TestCommunesReport: each commune for itself, sums of what is approved, questions about what is out of line.
func TestCommunesReport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, units := office(t, d)
		gatherer := gatetest.Actor("provincial-officer")
		var last returns.ID
		for i, u := range units[:10] {
			id, err := s.Open(ctx, commune(u), "commune", u.ID, 2026)
			if err != nil {
				t.Fatal(err)
			}
			poor := fmt.Sprint(10 + i)
			if i == 9 {
				poor = "190"
			}
			if err := s.Enter(ctx, commune(u), id, entries("households", "200", "poor_households", poor)); err != nil {
				t.Fatal(err)
			}
			if err := s.Submit(ctx, commune(u), id, 0); err != nil {
				t.Fatal(err)
			}
			if i < 8 {
				if err := s.Approve(ctx, gatetest.Actor("provincial-officer"), id); err != nil {
					t.Fatal(err)
				}
			}
			last = id
		}
		if _, err := s.Open(ctx, commune(units[0]), "commune", units[1].ID, 2026); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a commune opened another's return: %v", err)
		}
		if _, err := s.Open(ctx, commune(units[0]), "police", units[0].ID, 2026); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a commune opened the police's form: %v", err)
		}
		sums, err := s.Sums(ctx, gatherer, 2026, 2026)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][2]int64{}
		for _, x := range sums {
			got[x.Field] = [2]int64{x.Value, x.Units}
		}
		if want := [2]int64{10 + 11 + 12 + 13 + 14 + 15 + 16 + 17, 8}; got["poor_households"] != want || got["villages"] != [2]int64{} {
			t.Errorf("sums: %v", got)
		}
		asked, err := s.Questions(ctx, gatherer, last)
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]string{}
		for _, q := range asked {
			codes[q.Field.ID] += q.Code + " "
		}
		if codes["poor_households"] != "returns.ask.outlier " || codes["households"] != "returns.ask.register " || len(codes) != 2 {
			t.Errorf("questions: %v", codes)
		}
		known, err := s.Known(ctx, commune(units[11]), mustForm(t, s, "commune"), units[11].ID, 2026)
		if err != nil || known["population"].Text != "1.000" {
			t.Errorf("known: %v %v", known, err)
		}
	})
}

func mustForm(t *testing.T, s *returns.Service, id string) returns.Form {
	t.Helper()
	f, ok := s.Book().Form(id)
	if !ok {
		t.Fatalf("no form %s", id)
	}
	return f
}

// TestPartsOfAFigure: details sum to their whole, or are refused in their field.
func TestPartsOfAFigure(t *testing.T) {
	t.Parallel()
	s, units := office(t, dbtest.Open(t))
	ctx, me := context.Background(), commune(units[0])
	id, err := s.Open(ctx, me, "commune", units[0].ID, 2026)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Enter(ctx, me, id, entries("population", "100", "population.sex.male", "40", "population.sex.female", "61"))
	var wrong *fault.Error
	if !errors.As(err, &wrong) || len(wrong.Fields) != 1 || wrong.Fields[0].Code != "returns.parts_by" {
		t.Errorf("40 + 61 is 100: %v", err)
	}
	if err := s.Enter(ctx, me, id, entries("population", "100", "population.sex.male", "40", "population.sex.female", "60")); err != nil {
		t.Error(err)
	}
}

// TestSheetThereAndBack: what is written is read as it was; errors come back in their cell; nothing is taken by halves;
// the same again changes nothing.
func TestSheetThereAndBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, units := office(t, d)
		u, me, form := units[0], commune(units[0]), mustForm(t, s, "commune")
		id, err := s.Open(ctx, me, "commune", u.ID, 2026)
		if err != nil {
			t.Fatal(err)
		}
		write := func() []byte {
			r, err := s.Return(ctx, me, id)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := s.WriteSheet(&b, form, u.ID, 2026, r.Cells, returns.SheetWords{Title: "Biểu"}); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		take := func(body []byte) (returns.Sheet, []returns.Entry, error) {
			sheet, err := returns.ReadSheet(body)
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Return(ctx, me, id)
			if err != nil {
				t.Fatal(err)
			}
			list := sheet.Keep(form, r.Cells)
			return sheet, list, s.Enter(ctx, me, id, list)
		}
		bad := filled(t, write(), map[string]any{"households": 200, "poor_households": "nhiều", "villages": 12})
		sheet, _, err := take(bad)
		if !fault.Is(err, fault.Invalid) {
			t.Fatalf("“nhiều” was taken: %v", err)
		}
		if r, _ := s.Return(ctx, me, id); len(r.Cells) != 0 {
			t.Errorf("half was taken: %v", r.Cells)
		}
		marked, err := sheet.Marked(bad, map[string]string{"poor_households": "không phải là số"})
		if err != nil || !strings.Contains(rowOf(t, marked, "poor_households"), "không phải là số") {
			t.Errorf("the error is not beside its figure: %v", err)
		}
		good := filled(t, write(), map[string]any{"households": 200, "poor_households": "12", "population": "1.234"})
		if _, list, err := take(good); err != nil || len(list) != 3 {
			t.Fatalf("%v %v", list, err)
		}
		if _, list, err := take(good); err != nil || len(list) != 0 {
			t.Errorf("the same again changes %v: %v", list, err)
		}
		if r, _ := s.Return(ctx, me, id); r.Cells["population"].Value != 1234 || r.Cells["households"].Value != 200 {
			t.Errorf("taken: %v", r.Cells)
		}
		for name, body := range map[string][]byte{"returns.sheet.not_excel": []byte("no workbook"), "returns.sheet.not_ours": blankBook(t)} {
			if _, err := returns.ReadSheet(body); fault.CodeOf(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestFiguresOfASheetAreReadAsTyped: a number's decimals are no groups of three, and what a program for tables leaves of a
// decimal fraction is not part of the figure; words stay words.
func TestFiguresOfASheetAreReadAsTyped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, units := office(t, d)
		var b bytes.Buffer
		if err := s.WriteSheet(&b, mustForm(t, s, "commune"), units[0].ID, 2026, nil, returns.SheetWords{Title: "Biểu"}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			typed any
			want  string
		}{
			{73.125, "73,125"}, {73.299999999999997, "73,3"}, {0.1 + 0.2, "0,3"}, {1250000.0, "1250000"}, {1e15, "1000000000000000"}, {-2.5, "-2,5"},
			{"1.250.000", "1.250.000"}, {"73,3", "73,3"}, {"73.125", "73.125"}, {"không có", "không có"}, {"-", "-"},
		} {
			sheet, err := returns.ReadSheet(renamed(t, filled(t, b.Bytes(), map[string]any{"households": c.typed}), "Trang 1"))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range sheet.Entries {
				if e.Field == "households" && e.Text != c.want || e.Field != "households" && e.Text != "" {
					t.Errorf("typed %v: %s is read as %q", c.typed, e.Field, e.Text)
				}
			}
		}
	})
}

// renamed gives the sheet of a workbook another name, as people do.
func renamed(t *testing.T, body []byte, name string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetSheetName(f.GetSheetName(0), name); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func blankBook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// filled types figures into a sheet, as a spreadsheet would.
func filled(t *testing.T, body []byte, values map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) > 4 && values[row[4]] != nil {
			if err := f.SetCellValue(sheet, fmt.Sprintf("C%d", i+1), values[row[4]]); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func rowOf(t *testing.T, body []byte, id string) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, _ := f.GetRows(f.GetSheetName(0))
	for _, row := range rows {
		if len(row) > 4 && row[4] == id {
			return strings.Join(row, "|")
		}
	}
	return ""
}

// TestACorrection: asked for by the agency, decided by somebody else, the old figure kept, and told to reports.
func TestACorrection(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, units := office(t, d)
		u, me, gatherer := units[0], commune(units[0]), gatetest.Actor("provincial-officer")
		id, err := s.Open(ctx, me, "commune", u.ID, 2026)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []func() error{
			func() error { return s.Enter(ctx, me, id, entries("households", "200", "poor_households", "12")) },
			func() error { return s.Submit(ctx, me, id, 0) },
			func() error { return s.Approve(ctx, gatetest.Actor("provincial-officer"), id) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Propose(ctx, me, id, "", entries("poor_households", "13")); fault.CodeOf(err) != "returns.no_cause" {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := s.Propose(ctx, me, id, "đếm sót", entries("poor_households", "201")); !fault.Is(err, fault.Invalid) {
			t.Errorf("against the rules: %v", err)
		}
		c, err := s.Propose(ctx, me, id, "đếm sót", entries("poor_households", "13"))
		if err != nil {
			t.Fatal(err)
		}
		if r, _ := s.Return(ctx, me, id); r.Cells["poor_households"].Value != 12 {
			t.Error("a correction counts before it was decided")
		}
		if err := s.DecideCorrection(ctx, me, int64(id), c.ID, true, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("decided by whoever asked: %v", err)
		}
		if err := s.DecideCorrection(ctx, gatherer, int64(id), c.ID, true, ""); err != nil {
			t.Fatal(err)
		}
		if r, _ := s.Return(ctx, me, id); r.Cells["poor_households"].Value != 13 || r.State != returns.Approved {
			t.Errorf("after: %v %s", r.Cells["poor_households"], r.State)
		}
		if forms, err := s.CorrectedSince(ctx, gatherer, 2026, "2026-01-01"); err != nil || len(forms) != 1 {
			t.Errorf("corrected: %v %v", forms, err)
		}
		if err := s.DecideCorrection(ctx, gatherer, int64(id), c.ID, false, "lại"); fault.CodeOf(err) != "returns.decided" {
			t.Errorf("decided twice: %v", err)
		}
	})
}

// TestPartsAreKnownFromAnotherAgency: what an agency told apart need not be typed by one that asks the same figure.
func TestPartsAreKnownFromAnotherAgency(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, _ := office(t, d)
		const area org.UnitID = "24@base"
		police := auth.Actor{ID: "police", Role: "agency-officer", Agency: "bn-congan"}
		id, err := s.Open(ctx, police, "police", area, 2026)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []func() error{
			func() error {
				return s.Enter(ctx, police, id, []returns.Entry{{Field: "population", Text: "1000"}, {Field: "population.sex.female", Text: "510"}})
			},
			func() error { return s.Submit(ctx, police, id, 0) },
			func() error { return s.Approve(ctx, gatetest.Actor("provincial-officer"), id) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		known, err := s.Known(ctx, auth.Actor{ID: "insurer", Role: "agency-officer", Agency: "bn-bhxh"}, mustForm(t, s, "insurance"), area, 2026)
		if err != nil || known["population"].Text != "1.000" || known["population.sex.female"].Text != "510" || known["population.sex.male"].Text != "" {
			t.Errorf("known: %v %v", known, err)
		}
	})
}

// TestAPartIsCorrected: a part of a field is corrected by itself; parts that come to more than the whole are refused.
func TestAPartIsCorrected(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := office(t, d)
		partCorrected(t, s)
	})
}

func partCorrected(t *testing.T, s *returns.Service) {
	t.Helper()
	ctx, officer, gatherer := context.Background(), auth.Actor{ID: "ld", Role: "agency-officer", Agency: "bn-so-noi-vu"}, gatetest.Actor("provincial-officer")
	id, err := s.Open(ctx, officer, "labour", area, 2026)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{
		func() error {
			return s.Enter(ctx, officer, id, entries("force", "1000", "force.sex.male", "600", "force.sex.female", "400"))
		},
		func() error { return s.Submit(ctx, officer, id, 0) },
		func() error { return s.Approve(ctx, gatherer, id) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Propose(ctx, officer, id, "đổi chỗ", entries("force.sex.male", "900")); !fault.Is(err, fault.Invalid) {
		t.Errorf("more men and women than people: %v", err)
	}
	c, err := s.Propose(ctx, officer, id, "đổi chỗ nam và nữ", entries("force.sex.male", "450", "force.sex.female", "550"))
	if err != nil || len(c.Entries) != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	if err := s.DecideCorrection(ctx, gatherer, int64(id), c.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	if r, _ := s.Return(ctx, officer, id); r.Cells["force.sex.male"].Value != 450 || r.Cells["force"].Value != 1000 {
		t.Errorf("after: %+v", r.Cells)
	}
}
