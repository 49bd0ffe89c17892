package reading_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ansinh/plan/reading"
	"ansinh/viet"
)

// fresh are invented plans of another writer who had not seen the reader, each with what that person finds in it. Their
// answers quote the document; see answers.
const fresh = "testdata/fresh"

// answers are what a person finds in a document: quotations, values, names as written.
type answers struct {
	Number      string
	IssuingBody string `yaml:"issuing_body"`
	Date, Title string
	Targets     []struct {
		Quote      string `yaml:"text_contains"`
		Cell       string
		Comparator string
		Value      string
		High       string `yaml:"value_high"`
		Unit       string
		Year       int
	}
	Tasks []struct {
		Title    string `yaml:"title_contains"`
		Lead     []string
		With     []string `yaml:"coordinating"`
		Deadline string
	}
	Organisation []struct {
		Duty string `yaml:"duty_contains"`
	}
	Reports   []struct{ Who, By string }
	Uncertain []struct{ Text string }
}

var freshKinds = []string{"head", "targets", "tasks", "agencies", "deadlines", "reports"}

var comparators = map[string]string{"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "range": "range", "exactly": "="}

func folded(s string) string { return strings.Join(strings.Fields(viet.Fold(s)), " ") }

// shared is the share of the words of a that b has, in hundredths.
func shared(a, b string) int {
	has, n := strings.Fields(strings.Map(onlyWord, folded(b))), 0
	as := strings.Fields(strings.Map(onlyWord, folded(a)))
	for _, w := range as {
		if slices.Contains(has, w) {
			n++
		}
	}
	return n * 100 / max(len(as), 1)
}

func onlyWord(r rune) rune {
	if strings.ContainsRune(`,.;:()"“”-–/`, r) {
		return ' '
	}
	return r
}

func decimalOf(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func unitsAgree(got, want string) bool {
	got, want = strings.ReplaceAll(folded(got), " ", ""), strings.ReplaceAll(strings.ReplaceAll(folded(want), " ", ""), "phantram", "%")
	if _, per, rate := strings.Cut(got, "/"); rate && strings.HasSuffix(want, "/"+per) {
		return true // "người/10.000 dân" for physicians, "giường" for "giường bệnh": what is counted stands in the indicator
	}
	return got == want || !strings.Contains(got+want, "%") && got != "" && want != "" && (strings.Contains(got, want) || strings.Contains(want, got)) ||
		strings.HasPrefix(got, "%") && strings.HasPrefix(want, "%") || strings.Contains(got+want, "diem") && strings.Contains(got+want, "%")
}

func (m *marking) head(x *reading.Reading, want answers) {
	for _, f := range [][3]string{{"number", x.Number, want.Number}, {"body", x.IssuingBody, want.IssuingBody}, {"date", x.Date, want.Date}, {"title", x.Title, want.Title}} {
		got, wanted := folded(strings.ReplaceAll(f[1], "Ủy ban nhân dân", "UBND")), folded(strings.ReplaceAll(f[2], "Ủy ban nhân dân", "UBND"))
		right := got == wanted || f[0] == "title" && shared(wanted, got) >= 90 && shared(got, wanted) >= 90
		m.count("head", right, 1, 1)
		if !right {
			m.complain("%s %q, want %q", f[0], f[1], f[2])
		}
	}
}

// targets are the targets of the answers in the form that is marked.
func (a answers) targets() []wantedTarget {
	var out []wantedTarget
	for _, w := range a.Targets {
		high := w.High
		if high == "" {
			high = w.Value
		}
		out = append(out, wantedTarget{
			line: fmt.Sprintf("%s %s %s..%s %s %d | %s", w.Comparator, w.Cell, w.Value, w.High, w.Unit, w.Year, w.Quote),
			like: func(g reading.Target) int {
				words := shared(w.Quote+" "+w.Cell, g.Text+" "+g.Indicator+" "+g.Population)
				if words < 50 || decimalOf(string(g.Value.Low)) != decimalOf(w.Value) || decimalOf(string(g.Value.High)) != decimalOf(high) ||
					strings.Replace(string(g.Comparator), "approx", "=", 1) != comparators[w.Comparator] || !unitsAgree(g.Unit, w.Unit) || g.Year != w.Year {
					return 0
				}
				return words
			},
		})
	}
	return out
}

// firstOfEach leaves one of several targets that are one figure for several populations.
func firstOfEach(all []reading.Target) []reading.Target {
	var out []reading.Target
	last := ""
	for _, g := range all {
		number := strings.TrimRight(g.ID, "abcdefghijkl")
		if number != last || number == g.ID {
			out = append(out, g)
		}
		last = number
	}
	return out
}

// doubtful says whether a person would not have been sure of a target either.
func (a answers) doubtful(g reading.Target) bool {
	return slices.ContainsFunc(a.Uncertain, func(u struct{ Text string }) bool {
		return shared(u.Text, g.Text) >= 60 || shared(g.Text, u.Text) >= 60
	})
}

func foldedAll(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.ReplaceAll(folded(s), "uy ban nhan dan", "ubnd"))
	}
	return out
}

// tasks are the tasks of the answers in the form that is marked.
func (a answers) tasks() []wantedTask {
	var out []wantedTask
	for _, w := range a.Tasks {
		out = append(out, wantedTask{
			line: fmt.Sprintf("%s | %v | %v | %s", w.Title, w.Lead, w.With, w.Deadline), lead: w.Lead, with: w.With, time: w.Deadline,
			like: func(g reading.Task) int { return max(0, shared(w.Title, g.Title)-69) },
			said: func(g reading.Task) string { return g.Time },
			same: func(said, want string) bool { return shared(want, said) >= 75 || shared(said, want) == 100 },
		})
	}
	return out
}

// organising says whether a task read is one of the duties of carrying out, or one that a person would not have been sure of.
func (a answers) organising(g reading.Task) bool {
	return slices.ContainsFunc(a.Organisation, func(o struct {
		Duty string `yaml:"duty_contains"`
	}) bool {
		return shared(o.Duty, g.Title) >= 60 || shared(g.Title, o.Duty) >= 60
	}) || slices.ContainsFunc(a.Uncertain, func(u struct{ Text string }) bool { return shared(u.Text, g.Title) >= 60 })
}

var (
	dayOfMonth = regexp.MustCompile(`(\d{1,2})/(\d{1,2})(?:/\d{4})?|ngày (\d{1,2}) tháng (\d{1,2})`)
	onlyDay    = regexp.MustCompile(`ngày (\d{1,2})`)
)

// daysOf are the days of a year that words name: MM-DD, or only -DD of every month or quarter.
func daysOf(by string) []string {
	var out []string
	for _, d := range dayOfMonth.FindAllStringSubmatch(by, -1) {
		out = append(out, fmt.Sprintf("%02s-%02s", d[2]+d[4], d[1]+d[3]))
	}
	if d := onlyDay.FindStringSubmatch(by); out == nil && d != nil {
		out = append(out, fmt.Sprintf("-%02s", d[1]))
	}
	if out == nil {
		out = append(out, "")
	}
	return out
}

func (m *marking) reports(x *reading.Reading, want answers) {
	wanted := map[string]bool{}
	for _, w := range want.Reports {
		for _, d := range daysOf(w.By) {
			wanted[strings.ReplaceAll(folded(w.Who), "uy ban nhan dan", "ubnd")+" | "+d] = true
		}
	}
	found := map[string]bool{}
	for _, d := range x.Reporting {
		who := strings.ReplaceAll(folded(strings.Join(d.Who, ", ")), "uy ban nhan dan", "ubnd")
		days := []string{""}
		for i, one := range d.Due {
			if i == 0 {
				days = nil
			}
			days = append(days, one[len(one)-5:])
		}
		for _, day := range days {
			key := who + " | " + day
			for w := range wanted {
				name, of, _ := strings.Cut(w, " | ")
				if (shared(name, who) >= 90 && shared(who, name) >= 90) && strings.HasSuffix(day, of) && (of != "" || day == "") {
					key = w
				}
			}
			found[key] = true
		}
	}
	for k := range found {
		if strings.HasSuffix(k, " | ") && !wanted[k] {
			continue // what is reported only when needed: the reader lists it, these answers do not
		}
		m.count("reports", wanted[k], 1, 0)
		if !wanted[k] {
			m.complain("report too much: %s", k)
		}
	}
	for k := range wanted {
		m.count("reports", false, 0, 1)
		if !found[k] {
			m.complain("report missing: %s", k)
		}
	}
}

func freshNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(fresh + "/*.answers.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	only := os.Getenv("FRESH")
	return slices.DeleteFunc(files, func(f string) bool {
		return only != "" && !slices.ContainsFunc(strings.Split(only, ","), func(o string) bool { return strings.HasPrefix(filepath.Base(f), o) })
	})
}

func markFresh(t *testing.T, file string) *marking {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want answers
	if err := yaml.Unmarshal(raw, &want); err != nil {
		t.Fatal(file, err)
	}
	m := newMarking()
	for _, ext := range []string{".docx", ".txt", ".pdf"} {
		name := strings.TrimSuffix(file, ".answers.yaml") + ext
		if !exists(name) {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		x, err := extract(data, name)
		if err != nil {
			m.complain("%v", err)
			x = &reading.Reading{}
		}
		m.head(x, want)
		m.targets(firstOfEach(x.Targets), want.targets(), want.doubtful)
		m.tasks(x.Tasks, want.tasks(), foldedAll, want.organising)
		m.reports(x, want)
	}
	return m
}

// TestFreshPlans reads the plans of the other writer and holds what was read against the answers.
func TestFreshPlans(t *testing.T) {
	t.Parallel()
	reachesMark(t, freshNames(t), freshKinds, markFresh, freshAtLeast)
}

// freshAtLeast is what the reader reaches on these plans; it must not fall.
const freshAtLeast = 0.975
