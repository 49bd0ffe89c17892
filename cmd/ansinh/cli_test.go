package main

import (
	"bytes"
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// ask runs the program and gives exit code, stdout and stderr.
func ask(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// file writes a file of the test's own.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBadInputGetsOneLineAndChangesNothing: each wrong call answers with one sentence that says what and where.
func TestBadInputGetsOneLineAndChangesNothing(t *testing.T) {
	t.Parallel()
	picture := file(t, "plan.docx", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+strings.Repeat("\x00", 200))
	newer := filepath.Join(t.TempDir(), "newer.db")
	if code, _, errs := ask(t, "migrate", "--db", newer); code != exitOK {
		t.Fatal(errs)
	}
	raise(t, newer)
	taken, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	folder := file(t, "x.yaml", "")
	db := filepath.Join(t.TempDir(), "a.db")
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"a picture instead of a plan", []string{"plan", "extract", picture}, exitUsage, []string{"plan.docx", "ảnh"}},
		{"an empty file instead of a plan", []string{"plan", "extract", file(t, "rong.txt", "")}, exitUsage, []string{"rong.txt"}},
		{"no such file", []string{"plan", "extract", filepath.Join(t.TempDir(), "khong-co.txt")}, exitUsage, []string{"khong-co.txt"}},
		{"an unknown fact of a person", []string{"law", "explain", "--date", "2026-11-01", file(t, "f.yaml", "person:\n  birth_dat: 1946-05-01\n")}, exitError, []string{"birth_dat", "birth_date"}},
		{"a day that does not exist", []string{"law", "explain", "--date", "2026-02-30", file(t, "g.yaml", "person:\n  birth_date: 1946-05-01\n")}, exitUsage, []string{"30/02/2026"}},
		{"a newer database", []string{"audit", "verify", "--db", newer}, exitError, []string{"99999"}},
		{"a port in use", []string{"serve", "--db", db, "--listen", taken.Addr().String()}, exitError, []string{taken.Addr().String()}},
		{"a port in use, before anything is made", []string{"demo", "--db", filepath.Join(t.TempDir(), "c.db"), "--listen", taken.Addr().String(), "--out", t.TempDir()}, exitError, []string{taken.Addr().String()}},
		{"a database in a folder that is not there", []string{"migrate", "--db", filepath.Join(folder, "no", "a.db")}, exitError, []string{"thư mục"}},
		{"a month that is none", []string{"run", "2026-13", "--db", db}, exitUsage, []string{"2026-13"}},
		{"a month over an empty register", []string{"run", "2026-11", "--db", db}, exitError, nil},
		{"a policy folder that is not there", []string{"law", "check", "--policy", filepath.Join(folder, "no")}, exitError, []string{"no"}},
		{"too few people", []string{"demo", "--db", filepath.Join(t.TempDir(), "b.db"), "--persons", "3", "--out", t.TempDir(), "--serve=false"}, exitError, []string{"1000"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := ask(t, c.args...)
			if code != c.code || out != "" {
				t.Errorf("exit code %d, want %d; stdout %q; stderr %q", code, c.code, out, errs)
			}
			if n := strings.Count(strings.TrimSpace(lastLine(errs)), "\n"); n != 0 || !strings.HasPrefix(lastLine(errs), "ansinh: ") {
				t.Errorf("stderr: %q", errs)
			}
			for _, word := range c.says {
				if !strings.Contains(errs, word) {
					t.Errorf("%q does not say %q", errs, word)
				}
			}
		})
	}
}

// lastLine leaves aside the lines of progress that come before the message.
func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// raise makes a database look as if a newer program had made it.
func raise(t *testing.T, path string) {
	t.Helper()
	d, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`); err != nil {
		t.Fatal(err)
	}
}

// TestALawFileWithAnUnknownFactIsNamedWithItsPlace: an office's own rule asks for a fact nobody knows.
func TestALawFileWithAnUnknownFactIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	copyPolicy(t, "law", dir)
	spoilRule(t, dir)
	db := filepath.Join(t.TempDir(), "a.db")
	for _, args := range [][]string{{"law", "check", "--policy", dir}, {"migrate", "--db", db, "--policy", dir}} {
		code, _, errs := ask(t, args...)
		if code != exitError || !strings.Contains(errs, "rules.yaml:") {
			t.Errorf("%v: exit code %d, %q", args, code, errs)
		}
	}
	if info, err := os.Stat(db); err == nil && info.Size() > 0 {
		t.Error("the database was touched")
	}
}

// spoilRule misspells a fact in the first rule that asks for an age.
func spoilRule(t *testing.T, dir string) {
	t.Helper()
	rules, err := filepath.Glob(filepath.Join(dir, "law", "*", "*", "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range rules {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if spoilt := strings.Replace(string(body), "person.age_months ", "person.age_monthz ", 1); spoilt != string(body) {
			if err := os.WriteFile(path, []byte(spoilt), 0o600); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("no rule asks for an age")
}

func copyPolicy(t *testing.T, folder, to string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join("..", "..", "policy", folder))); err != nil {
		t.Fatal(err)
	}
}

// TestEveryCommandHelpsWithAnExample holds --help of every command.
func TestEveryCommandHelpsWithAnExample(t *testing.T) {
	t.Parallel()
	for _, c := range []string{"demo", "serve", "worker", "run", "law facts", "law check", "law test", "law explain", "person find", "person show",
		"plan extract", "plan import", "plan list", "plan show", "indicator list", "indicator show", "report annual", "audit verify"} {
		code, out, _ := ask(t, append(strings.Fields(c), "--help")...)
		if code != exitOK || !strings.Contains(out, "ansinh "+c) {
			t.Errorf("%s --help: exit code %d, no example in %q", c, code, out)
		}
	}
	if code, _, errs := ask(t, "no-such-command"); code != exitUsage || !strings.HasPrefix(errs, "ansinh: ") {
		t.Errorf("an unknown command: %d, %q", code, errs)
	}
}
