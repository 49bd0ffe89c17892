package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exits runs the command line and gives what it printed.
func exits(t *testing.T, want int, args ...string) (string, string) {
	t.Helper()
	var out, bad bytes.Buffer
	if code := run(context.Background(), args, &out, &bad); code != want {
		t.Fatalf("%v: exit %d, want %d: %s", args, code, want, bad.String())
	}
	return out.String(), bad.String()
}

func TestTargetsAndReportOfASmallDemonstration(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := "--db=" + filepath.Join(dir, "small.db")
	exits(t, exitOK, "demo", db, "--persons=2000", "--serve=false", "--json", "--out="+filepath.Join(dir, "out"))

	list, _ := exits(t, exitOK, "indicator", "list", db, "--year=2026", "--as-of=2026-11-30")
	for _, want := range []string{"T35   chưa có số liệu", "T04   chậm", "45,5 (2026) (*)", "chưa lập biểu"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list does not say %q:\n%s", want, list)
		}
	}
	if !strings.Contains(list, "paid-by-account  theo dõi") || !strings.Contains(list, "không đặt mục tiêu") {
		t.Errorf("what is watched is not listed:\n%s", list)
	}
	var got struct {
		Watched []struct{ Target, State string }
		Targets []struct {
			Target string
			Value  *json.Number
			State  string
			Name   struct{ VI, EN string }
		}
	}
	out, _ := exits(t, exitOK, "indicator", "list", db, "--year=2026", "--json")
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Watched) != 2 || got.Watched[0].State != "watching" || len(got.Targets) != 37 || got.Targets[3].Value.String() != "45.5" || got.Targets[10].Value != nil || got.Targets[3].Name.EN == "" {
		t.Errorf("as JSON: %+v", got)
	}
	for day, want := range map[string]string{"2024-04-30": "tỉnh Bắc Giang", "2026-11-30": "tỉnh Bắc Ninh"} {
		if out, _ := exits(t, exitOK, "indicator", "show", "T06", db, "--year=2026", "--as-of="+day); !strings.Contains(out, want) {
			t.Errorf("on %s T06 shows:\n%s", day, out)
		}
	}

	word, excel := filepath.Join(dir, "a.docx"), filepath.Join(dir, "a.xlsx")
	exits(t, exitOK, "report", "annual", db, "--year=2026", "--as-of=2026-11-30", "--out="+word, "--xlsx="+excel)
	for _, path := range []string{word, excel} {
		z, err := zip.OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		z.Close()
	}
	first, err := os.ReadFile(word)
	if err != nil {
		t.Fatal(err)
	}
	exits(t, exitOK, "report", "annual", db, "--year=2026", "--as-of=2026-11-30", "--out="+word)
	if again, err := os.ReadFile(word); err != nil || !bytes.Equal(first, again) {
		t.Error("the same report has other bytes")
	}
	_, bad := exits(t, exitError, "report", "annual", db, "--year=2026", "--out="+filepath.Join(dir, "nowhere", "a.docx"))
	if !strings.Contains(bad, "Không ghi được tệp") || strings.Count(bad, "\n") != 1 {
		t.Errorf("a folder that is not there: %q", bad)
	}
	exits(t, exitUsage, "report", "annual", db, "--year=2026", "--out="+word, "--date=31/2/2026")
	exits(t, exitUsage, "report", "annual", db, "--out="+word)
	exits(t, exitError, "indicator", "show", "T99", db)
}
