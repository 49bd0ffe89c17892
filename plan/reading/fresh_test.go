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
	got, want = strings.ReplaceAll(folded(got), " ", ""), strings.ReplaceAll(folded(want), " ", "")
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

func (m *marking) freshTargets(x *reading.Reading, want answers) {
	left := slices.Clone(want.Targets)
	last := ""
	for _, g := range x.Targets {
		number := strings.TrimRight(g.ID, "abcdefghijkl")
		if number == last && number != g.ID {
			continue // one figure for several populations
		}
		last = number
		at := -1
		best := 0
		for i, w := range left {
			high := w.High
			if high == "" {
				high = w.Value
			}
			sameWords := shared(w.Quote+" "+w.Cell, g.Text+" "+g.Indicator+" "+g.Population)
			if decimalOf(string(g.Value.Low)) == decimalOf(w.Value) && decimalOf(string(g.Value.High)) == decimalOf(high) &&
				strings.Replace(string(g.Comparator), "approx", "=", 1) == comparators[w.Comparator] && unitsAgree(g.Unit, w.Unit) && g.Year == w.Year && sameWords >= 50 && sameWords > best {
				at, best = i, sameWords
			}
		}
		uncertain := slices.ContainsFunc(want.Uncertain, func(u struct{ Text string }) bool {
			return shared(u.Text, g.Text) >= 60 || shared(g.Text, u.Text) >= 60
		})
		if at < 0 && uncertain {
			continue
		}
		m.count("targets", at >= 0, 1, 0)
		m.judged = append(m.judged, judged{g.Confidence, at >= 0, g.Text})
		if at < 0 {
			m.complain("target too much (%d): %s | %s | %s | %s", g.Confidence, described(g), g.Indicator, g.Population, g.Text)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	for range want.Targets {
		m.count("targets", false, 0, 1)
	}
	for _, l := range left {
		m.complain("target missing: %s %s %s..%s %s %d | %s", l.Comparator, l.Cell, l.Value, l.High, l.Unit, l.Year, l.Quote)
	}
}

func foldedAll(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.ReplaceAll(folded(s), "uy ban nhan dan", "ubnd"))
	}
	return out
}

func (m *marking) freshTasks(x *reading.Reading, want answers) {
	got := slices.Clone(x.Tasks)
	for _, w := range want.Tasks {
		m.count("tasks", false, 0, 1)
		at, best := -1, 69
		for i, g := range got {
			if n := shared(w.Title, g.Title); n > best {
				at, best = i, n
			}
		}
		if at < 0 {
			m.count("agencies", false, 0, len(w.Lead)+len(w.With))
			m.complain("task missing: %s | %v | %v | %s", w.Title, w.Lead, w.With, w.Deadline)
			continue
		}
		g := got[at]
		got = slices.Delete(got, at, at+1)
		m.count("tasks", true, 1, 0)
		right := m.agencies(g.Number+" lead", foldedAll(g.Lead), foldedAll(w.Lead))
		right = m.agencies(g.Number+" with", foldedAll(g.Coordinating), foldedAll(w.With)) && right
		if w.Deadline != "" || g.Time != "" {
			same := w.Deadline != "" && g.Time != "" && (shared(w.Deadline, g.Time) >= 75 || shared(g.Time, w.Deadline) == 100)
			m.count("deadlines", same, min(len(g.Time), 1), min(len(w.Deadline), 1))
			if !same {
				right = false
				m.complain("task %s time %q, want %q", g.Number, g.Time, w.Deadline)
			}
		}
		m.judged = append(m.judged, judged{g.Confidence, right, g.Title})
	}
	for _, g := range got {
		if slices.ContainsFunc(want.Organisation, func(o struct {
			Duty string `yaml:"duty_contains"`
		}) bool {
			return shared(o.Duty, g.Title) >= 60 || shared(g.Title, o.Duty) >= 60
		}) || slices.ContainsFunc(want.Uncertain, func(u struct{ Text string }) bool { return shared(u.Text, g.Title) >= 60 }) {
			continue
		}
		m.count("tasks", false, 1, 0)
		m.complain("task too much (%d): %s %s | %v | %v", g.Confidence, g.Number, g.Title, g.Lead, g.Coordinating)
		m.judged = append(m.judged, judged{g.Confidence, false, g.Title})
	}
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
	m := &marking{tallies: map[string]tally{}}
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
		m.freshTargets(x, want)
		m.freshTasks(x, want)
		m.reports(x, want)
	}
	return m
}

// TestFreshPlans reads the plans of the other writer and holds what was read against the answers.
func TestFreshPlans(t *testing.T) {
	t.Parallel()
	all := map[string]tally{}
	var table strings.Builder
	for _, file := range freshNames(t) {
		m := markFresh(t, file)
		var sum tally
		fmt.Fprintf(&table, "%-28s", strings.TrimSuffix(filepath.Base(file), ".answers.yaml"))
		for _, k := range freshKinds {
			one := all[k]
			one.add(m.tallies[k])
			all[k] = one
			sum.add(m.tallies[k])
			fmt.Fprintf(&table, " %s %.2f", k, m.tallies[k].score())
		}
		fmt.Fprintf(&table, " | %.3f\n", sum.score())
		for _, w := range m.wrong {
			fmt.Fprintf(&table, "    %s\n", w)
		}
	}
	var sum tally
	for _, k := range freshKinds {
		sum.add(all[k])
		fmt.Fprintf(&table, "%-10s precision %.3f recall %.3f of %d\n", k, float64(all[k].right)/float64(max(all[k].got, 1)), float64(all[k].right)/float64(max(all[k].want, 1)), all[k].want)
	}
	t.Logf("\n%sall: %.3f", table.String(), sum.score())
	if sum.score() < freshAtLeast {
		t.Errorf("score %.3f, want %.3f", sum.score(), freshAtLeast)
	}
}

// freshAtLeast is what the reader reaches on these plans; it must not fall.
const freshAtLeast = 0.975

// TestConfidenceOnFreshPlans holds the same for plans no rule was made for: of what the reader is sure of, 95 of a hundred
// at least are right.
func TestConfidenceOnFreshPlans(t *testing.T) {
	t.Parallel()
	bins := map[int]*tally{}
	for _, file := range freshNames(t) {
		for _, j := range markFresh(t, file).judged {
			at := min(int(j.confidence)/5*5, 95)
			if bins[at] == nil {
				bins[at] = &tally{}
			}
			bins[at].add(tally{map[bool]int{true: 1}[j.right], 1, 0})
			if !j.right {
				t.Logf("%s: wrong at %d: %s", filepath.Base(file), j.confidence, j.what)
			}
		}
	}
	sure := tally{}
	for at := 95; at >= 0; at -= 5 {
		if b := bins[at]; b != nil {
			t.Logf("%d to %d: %d of %d right", at, at+4, b.right, b.got)
			if at >= 90 {
				sure.add(*b)
			}
		}
	}
	if sure.right*100 < sure.got*95 {
		t.Errorf("%d of %d items with confidence 0.90 or more are right, want 95%%", sure.right, sure.got)
	}
}
