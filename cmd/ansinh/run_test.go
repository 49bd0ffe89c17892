package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"ansinh/text"
)

func TestRunAMonthTwice(t *testing.T) {
	t.Parallel()
	a, out, _ := personApp(t, text.EN)
	dir := filepath.Join(t.TempDir(), "files")
	if err := (runCmd{Month: "11/2026", KnownOn: "2026-11-05", Out: dir, JSON: true}).Run(a); err != nil {
		t.Fatal(err)
	}
	var first, second monthDone
	if err := json.Unmarshal(out.Bytes(), &first); err != nil {
		t.Fatal(err)
	}
	if first.Already || first.State != "prepared" || first.People != 1 || first.Lists["gap"]+first.Lists["unknown"] == 0 || len(first.Files) != 1 {
		t.Errorf("first time: %+v", first)
	}
	out.Reset()
	if err := (runCmd{Month: "2026-11", JSON: true}).Run(a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &second); err != nil {
		t.Fatal(err)
	}
	if !second.Already || second.Roster != first.Roster || second.Snapshot != first.Snapshot || second.KnownOn != first.KnownOn {
		t.Errorf("second time: %+v", second)
	}
	out.Reset()
	if err := (runCmd{Month: "2026-11"}).Run(a); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "The payment run of 11/2026 was there already (prepared); nothing was changed.\n") {
		t.Errorf("printed: %s", out)
	}
}

func TestRunRefusesInOneLine(t *testing.T) {
	t.Parallel()
	db := "--db=" + filepath.Join(t.TempDir(), "run.db")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no such month":     {[]string{"run", "2026-13", db, "--lang=en"}, exitUsage, "is not a month"},
		"no such day":       {[]string{"run", "2026-11", "--known-on=2026-02-30", db, "--lang=en"}, exitUsage, "There is no day"},
		"an empty register": {[]string{"run", "2026-11", "--json", db, "--lang=en"}, exitError, "The register holds nobody"},
		"no month":          {[]string{"run", db}, exitUsage, "expected"},
	} {
		var out, err bytes.Buffer
		code := run(context.Background(), c.args, &out, &err)
		if code != c.code || !strings.Contains(err.String(), c.says) || strings.Count(strings.TrimSpace(err.String()), "\n") != 0 || out.Len() != 0 {
			t.Errorf("%s: exit %d, out %q, err %q", name, code, out.String(), err.String())
		}
	}
}
