//go:build realplan

package reading_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"ansinh/plan/reading"
	"ansinh/viet"
)

// given is the folder of the real plan, which is not part of the product. `make test` builds this file where the folder lies
// beside the checkout, and says so where it does not.
const given = "../../../shared/plan"

type expected struct {
	Number, Type, Date, Title, Province string
	IssuingBody                         string `json:"issuing_body"`
	Targets                             []struct {
		ID, Population, Comparator, Unit, Anchor string
		Value                                    json.RawMessage
		Year                                     int
	}
	Tasks []struct {
		Number, Title, Time string
		Lead, Coordinating  []string
	}
	Dated      []struct{ Due, Anchor, Task string } `json:"dated_deliverables"`
	Undated    []struct{ Anchor, Task string }      `json:"undated_deliverables"`
	Cited      []struct{ Number, Date string }      `json:"cited_documents"`
	Unnumbered []struct{ Title string }             `json:"cited_without_number"`
	Reporting  []struct {
		Who []string
		To  string
		Due string
	}
}

// The real plan is read whole: every target, task, agency, time, duty, deliverable and citation that a person found in
// it, and nothing more.
func TestRealPlan(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(given + "/plan-30-kh-ubnd-2024.txt")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(given + "/plan-30.expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var want expected
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	for form, data := range map[string][]byte{"as given": data, "decomposed": norm.NFD.Bytes(data), "windows": bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			x, err := extract(data, "plan-30.txt")
			if err != nil {
				t.Fatal(err)
			}
			checkReal(t, x, want)
		})
	}
}

func checkReal(t *testing.T, x *reading.Reading, want expected) {
	t.Helper()
	for _, c := range [][2]string{{x.Number, want.Number}, {x.Type, want.Type}, {x.Date, want.Date}, {x.Title, want.Title}, {x.Province, want.Province}, {x.IssuingBody, want.IssuingBody}} {
		if c[0] != c[1] {
			t.Errorf("head: got %q, want %q", c[0], c[1])
		}
	}
	checkRealTargets(t, x, want)
	if len(x.Tasks) != len(want.Tasks) {
		t.Errorf("%d tasks, want %d", len(x.Tasks), len(want.Tasks))
	}
	for i, w := range want.Tasks[:min(len(want.Tasks), len(x.Tasks))] {
		g := x.Tasks[i]
		if g.Number != w.Number || !strings.HasPrefix(g.Title, strings.TrimRight(w.Title, ".;")) || g.Time != w.Time || !slices.Equal(g.Lead, w.Lead) || !slices.Equal(g.Coordinating, w.Coordinating) {
			t.Errorf("task %s\n got %+v\nwant %+v", w.Number, g, w)
		}
	}
	if len(x.Deliverables) != len(want.Dated)+len(want.Undated) {
		t.Errorf("%d deliverables, want %d", len(x.Deliverables), len(want.Dated)+len(want.Undated))
	}
	for _, w := range want.Dated {
		due := map[int]string{7: w.Due + "-30", 10: w.Due}[len(w.Due)]
		if !slices.ContainsFunc(x.Deliverables, func(g reading.Deliverable) bool {
			return g.Due == due && g.Task == w.Task && holds(g.Text, w.Anchor)
		}) {
			t.Errorf("no deliverable due %s: %s", due, w.Anchor)
		}
	}
	for _, w := range want.Undated {
		if !slices.ContainsFunc(x.Deliverables, func(g reading.Deliverable) bool { return g.Due == "" && holds(g.Text, w.Anchor) }) {
			t.Errorf("no deliverable: %s", w.Anchor)
		}
	}
	if len(x.Cited) != len(want.Cited)+len(want.Unnumbered) {
		t.Errorf("%d citations, want %d", len(x.Cited), len(want.Cited)+len(want.Unnumbered))
	}
	for _, w := range want.Cited {
		if !slices.ContainsFunc(x.Cited, func(g reading.Citation) bool { return g.Number == w.Number && g.Date == w.Date }) {
			t.Errorf("no citation of %s of %s", w.Number, w.Date)
		}
	}
	for _, w := range want.Unnumbered {
		if !slices.ContainsFunc(x.Cited, func(g reading.Citation) bool { return g.Number == "" && g.Title == w.Title }) {
			t.Errorf("no citation of %s", w.Title)
		}
	}
	days := map[string]string{"before 10/12": "--12-10", "before 31/12": "--12-31", "": ""}
	if len(x.Reporting) != len(want.Reporting) {
		t.Errorf("%d duties to report, want %d", len(x.Reporting), len(want.Reporting))
	}
	for i, w := range want.Reporting[:min(len(want.Reporting), len(x.Reporting))] {
		if g := x.Reporting[i]; !slices.Equal(g.Who, w.Who) || g.To != w.To || strings.Join(g.Due, ",") != days[w.Due] {
			t.Errorf("duty %d: got %+v, want %+v", i+1, g, w)
		}
	}
}

func checkRealTargets(t *testing.T, x *reading.Reading, want expected) {
	t.Helper()
	if len(x.Targets) != len(want.Targets) {
		t.Errorf("%d targets, want %d", len(x.Targets), len(want.Targets))
	}
	for i, w := range want.Targets[:min(len(want.Targets), len(x.Targets))] {
		g := x.Targets[i]
		value, err := json.Marshal(g.Value)
		if err != nil {
			t.Fatal(err)
		}
		if w.Comparator == "~" {
			w.Comparator = "approx" // the format's word for it
		}
		if w.Unit == "chỉ số" {
			w.Unit = "" // the format: an index has no unit
		}
		if g.ID != w.ID || string(g.Comparator) != w.Comparator || string(value) != string(compact(w.Value)) || g.Unit != w.Unit || g.Year != w.Year || !holds(g.Text, w.Anchor) {
			t.Errorf("%s\n got %s %s %s %s %d %q\nwant %s %s %s %d %q", w.ID, g.ID, g.Comparator, value, g.Unit, g.Year, g.Text, w.Comparator, w.Value, w.Unit, w.Year, w.Anchor)
		}
		if g.Source.Line == 0 || g.Indicator == "" {
			t.Errorf("%s has no place or no indicator: %+v", w.ID, g)
		}
	}
}

func compact(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return raw
	}
	return b.Bytes()
}

// holds says whether a text has the words, or is part of them.
func holds(text, anchor string) bool {
	a, b := viet.Fold(text), viet.Fold(anchor)
	return strings.Contains(a, b) || strings.Contains(b, a)
}
