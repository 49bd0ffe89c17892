package reading_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"ansinh/plan/reading"
	"ansinh/viet"
)

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := readFixture(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readFixture(name string) ([]byte, error) { return os.ReadFile(filepath.Join("testdata", name)) }

func read(t *testing.T, name string) *reading.Reading {
	t.Helper()
	data := fixture(t, name)
	x, err := extract(data, name)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// The invented plans of testdata, each with what a person finds in it (*.want), read as they are, in decomposed
// Unicode, with Windows line ends, as UTF-16.
func TestInventedPlans(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no plans in testdata", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		want := string(fixture(t, strings.TrimSuffix(name, ".txt")+".want"))
		plain := fixture(t, name)
		for form, data := range map[string][]byte{
			"plain": plain, "decomposed": norm.NFD.Bytes(plain), "windows": append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(plain, []byte("\n"), []byte("\r\n"))...),
			"utf16": utf16LE(string(plain)),
		} {
			t.Run(name+"/"+form, func(t *testing.T) {
				t.Parallel()
				x, err := extract(data, name)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, x, want)
			})
		}
	}
}

func utf16LE(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

// compare holds a reading against the lines of a .want file: "kind: field | field | …". Fields of a target are what it
// compares, then words its indicator and population hold.
func compare(t *testing.T, x *reading.Reading, want string) {
	t.Helper()
	lines := map[string][]string{}
	for _, l := range strings.Split(strings.TrimSpace(want), "\n") {
		kind, rest, _ := strings.Cut(l, ":")
		lines[kind] = append(lines[kind], strings.TrimSpace(rest))
	}
	if got := strings.Join([]string{x.Number, x.Type, x.IssuingBody, x.Province, x.Date}, " | "); strings.TrimSpace(got) != lines["head"][0] {
		t.Errorf("head\n got %s\nwant %s", got, lines["head"][0])
	}
	var got [5][][]string
	for _, g := range x.Targets {
		value := string(g.Value.Low)
		if !g.Value.Single() {
			value += ".." + string(g.Value.High)
		}
		got[0] = append(got[0], []string{strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %d", g.Comparator, value, g.Unit, g.Year)), " "), g.Indicator, g.Population})
	}
	for _, g := range x.Tasks {
		got[1] = append(got[1], []string{g.Number, g.Title, strings.Join(g.Lead, "; "), strings.Join(g.Coordinating, "; "), g.Time, g.Deadline})
	}
	for _, g := range x.Deliverables {
		got[2] = append(got[2], []string{g.Due, g.Text})
	}
	for _, g := range x.Reporting {
		got[3] = append(got[3], []string{strings.Join(g.Who, "; "), g.To, strings.Join(g.Due, ",")})
	}
	for _, g := range x.Cited {
		got[4] = append(got[4], []string{g.Number, g.Date, g.Title})
	}
	for i, kind := range []string{"target", "task", "deliverable", "duty", "cited"} {
		sameLines(t, kind, got[i], lines[kind], map[string]int{"target": 1, "task": -1, "deliverable": 1, "duty": 3, "cited": 2}[kind])
	}
}

// sameLines compares item by item; fields from loose on need only be contained, -1: the second field begins the text.
func sameLines(t *testing.T, kind string, got [][]string, want []string, loose int) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("%s missing: %s", kind, want[i])
			continue
		case i >= len(want):
			t.Errorf("%s too many: %q", kind, got[i])
			continue
		}
		for k, field := range strings.Split(want[i]+" ", "|") {
			field = strings.TrimSpace(field)
			ok := k < len(got[i]) && (got[i][k] == field ||
				loose >= 0 && k >= loose && viet.Fold(got[i][k]) != "" && strings.Contains(viet.Fold(got[i][k]), viet.Fold(field)) ||
				loose < 0 && k == 1 && strings.HasPrefix(viet.Fold(got[i][k]), viet.Fold(field)))
			if !ok {
				t.Errorf("%s %d, field %d\n got %q\nwant %s", kind, i+1, k+1, got[i], want[i])
				break
			}
		}
	}
}

func TestUnsureItemsSayWhy(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"nam-son.txt", "truong-giang.txt"} {
		x := read(t, name)
		doubtful := 0
		for _, g := range x.Targets {
			if g.Confidence < reading.Sure {
				doubtful++
				if !slices.ContainsFunc(x.Unsure, func(u reading.Unsure) bool { return u.Text == g.Text && u.Why != "" && u.Source == g.Source }) {
					t.Errorf("%s %s has confidence %d and no reason", name, g.ID, g.Confidence)
				}
			}
			if g.Confidence > 99 {
				t.Errorf("%s %s claims certainty", name, g.ID)
			}
		}
		t.Logf("%s: %d of %d targets are doubtful, %d things to look at", name, doubtful, len(x.Targets), len(x.Unsure))
	}
}
