package main

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ansinh/law/simulate"
	"ansinh/registry"
)

// settled is a simulation as --json prints it.
type settled struct {
	Month, Snapshot string
	Illustrative    bool
	Scenarios       []struct{ Name, Law string }
	Total           struct {
		All      int64
		Outcomes []simulate.Outcome
	}
	By []struct {
		By    string
		Lines []struct {
			ID       string
			All      int64
			Outcomes []simulate.Outcome
		}
	}
}

func TestSimulateFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := "--db=" + filepath.Join(dir, "small.db")
	exits(t, exitOK, "demo", db, "--persons=1500", "--serve=false", "--json", "--out="+filepath.Join(dir, "out"))
	book := filepath.Join(dir, "impact.xlsx")
	out, _ := exits(t, exitOK, "law", "simulate", db, "--set=social-assistance.base=700000@2027-01-01", "--or-set=social-assistance.base=0@2027-01-01",
		"--by=commune,age", "--json", "--xlsx="+book)
	var s settled
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatal(err)
	}
	now, more, none := s.Total.Outcomes[0], s.Total.Outcomes[1], s.Total.Outcomes[2]
	if s.Month != "2027-01" || !s.Illustrative || s.Total.All < 1500 || len(s.By) != 3 || now.Cost == 0 || more.Cost <= now.Cost || more.Raised == 0 ||
		more.Gained+more.Lost+more.Lowered != 0 || none.Cost >= now.Cost || none.Lost == 0 || none.Gained != 0 {
		t.Errorf("simulated: %+v", s)
	}
	for _, d := range s.By[1:] {
		all, cost := int64(0), int64(0)
		for _, l := range d.Lines {
			all, cost = all+l.All, cost+int64(l.Outcomes[1].Cost)
		}
		if all != s.Total.All || cost != int64(more.Cost) {
			t.Errorf("by %s: %d people and %d đ, want %d and %d", d.By, all, cost, s.Total.All, more.Cost)
		}
	}
	lookAtWorkbook(t, book, s.Snapshot, int64(more.Cost))
	simulatedAgain(t, db, s.Snapshot)
	replayed(t, dir)
}

func lookAtWorkbook(t *testing.T, file, snapshot string, cost int64) {
	t.Helper()
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), ","); got != "Tổng hợp,Chế độ,Xã, phường,Tuổi" {
		t.Errorf("sheets %s", got)
	}
	rows, err := f.GetRows("Tổng hợp", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	total := rows[len(rows)-1]
	if rows[2][0] != "Dữ liệu "+snapshot || total[0] != "Tổng số" || total[5] != strconv.FormatInt(cost, 10) {
		t.Errorf("summary: %q", rows)
	}
}

// simulatedAgain is over the people of a past run, who are others than today's, and refuses what cannot be.
func simulatedAgain(t *testing.T, db, today string) {
	t.Helper()
	out, _ := exits(t, exitOK, "law", "simulate", db, "--run=2026-10", "--set=social-pension.level=600000@2026-10-01", "--json")
	var s settled
	if err := json.Unmarshal([]byte(out), &s); err != nil || s.Month != "2026-10" || s.Snapshot == today || s.Total.Outcomes[1].Raised == 0 {
		t.Errorf("%v %+v", err, s)
	}
	for says, args := range map[string][]string{
		"Chưa nêu thay đổi nào":        {},
		"không có dạng":                {"--set=social-assistance.base"},
		"không chia được theo “color”": {"--set=social-assistance.base=1@2027-01-01", "--by=color"},
		"Không có thư mục chính sách":  {"--overlay=nowhere"},
		"không có thư mục con law":     {"--overlay=" + t.TempDir()},
		"không phải là tháng":          {"--set=social-assistance.base=1@2027-01-01", "--month=2027-13"},
	} {
		if _, bad := exits(t, exitUsage, append([]string{"law", "simulate", db}, args...)...); !strings.Contains(bad, says) {
			t.Errorf("%v: %s", args, bad)
		}
	}
	if _, bad := exits(t, exitError, "law", "simulate", db, "--set=social-assistance.bse=1@2027-01-01"); !strings.Contains(bad, "social-assistance.base") {
		t.Errorf("no such parameter: %s", bad)
	}
}

// replayed derives the last month of the first who was paid anything in it again.
func replayed(t *testing.T, dir string) {
	t.Helper()
	db := "--db=" + filepath.Join(dir, "small.db")
	paid := ""
	for id := registry.PersonID(1); paid == "" && id < 1500; id++ {
		out, _ := exits(t, exitOK, "law", "replay", "2026-11", id.Code(), db, "--json")
		if !strings.Contains(out, `"derived": []`) {
			paid = id.Code()
		}
	}
	out, _ := exits(t, exitOK, "law", "replay", "2026-11", paid, db, "--lang=en")
	if !strings.Contains(out, "the same as what is stored (1 benefits)") && !strings.Contains(out, "the same as what is stored (2 benefits)") {
		t.Errorf("replayed: %s", out)
	}
	if _, bad := exits(t, exitError, "law", "replay", "2031-01", paid, db); !strings.Contains(bad, "01/2031") {
		t.Errorf("a month that was not run: %s", bad)
	}
	exits(t, exitUsage, "law", "replay", "2026-11", "123", db)
}
