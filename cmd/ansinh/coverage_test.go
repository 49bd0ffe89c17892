package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// coverageRow is a clause with its pages, its command and its tests; pages and tests may be several.
var coverageRow = regexp.MustCompile("(?m)^\\| (I[IV]+\\.[^|]+) \\|[^|]+\\|[^|]+\\| (`[^|]+`) \\| `ansinh ([^`]+)` \\| (`[^|]+`|–) \\|")

// quoted are the words of a cell that stand between backquotes.
func quoted(cell string) []string {
	var out []string
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			out = append(out, part)
		}
	}
	return out
}

// TestCoverageNamesWhatExists holds docs/coverage.md to the pages, the commands and the tests.
func TestCoverageNamesWhatExists(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	routes := allRoutes(t)
	tests := allTests(t)
	rows := coverageRow.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 36 {
		t.Fatalf("read only %d clauses", len(rows))
	}
	for _, r := range rows {
		clause, command := r[1], r[3]
		for _, address := range quoted(r[2]) {
			if !strings.Contains(routes, `"GET `+address+`"`) {
				t.Errorf("%s: no page %s", clause, address)
			}
		}
		args := strings.Fields(command)
		if args[len(args)-1] == strings.ToUpper(args[len(args)-1]) { // an argument, not a command
			args = args[:len(args)-1]
		}
		if code := run(context.Background(), append(args, "--help"), io.Discard, io.Discard); code != exitOK {
			t.Errorf("%s: no command %s", clause, command)
		}
		for _, test := range quoted(r[4]) {
			if !tests[test] {
				t.Errorf("%s: no test %s", clause, test)
			}
		}
	}
}

// allRoutes is the text of the files that list the site's addresses.
func allRoutes(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../../web/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v %v", files, err)
	}
	var all strings.Builder
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(body)
	}
	return all.String()
}

func allTests(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		body, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(body), -1) {
			found[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
