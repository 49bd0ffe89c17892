package reading_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ansinh/plan/reading"
	"ansinh/viet"
)

// corpus are invented plans of many habits, each with what a person finds in it, written before the reader saw it.
const corpus = "testdata/corpus"

// found is what a person finds: lines of fields parted by "|". A target is what it compares, then words that its
// indicator and population hold together; a task its number, the beginning of its title, leads, those who join, its day.
type foundByHand struct {
	Head                          string
	Targets, Tasks, Duties, Cited []string
}

// tally counts one kind of thing: found, and found rightly, and wanted.
type tally struct{ right, got, want int }

func (t *tally) add(o tally) { t.right, t.got, t.want = t.right+o.right, t.got+o.got, t.want+o.want }

// score is the harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found.
func (t tally) score() float64 {
	if t.got+t.want == 0 {
		return 1
	}
	return 2 * float64(t.right) / float64(t.got+t.want)
}

var kinds = []string{"targets", "tasks", "agencies", "deadlines", "duties", "citations"}

// judged is a target with its confidence and whether it is right.
type judged struct {
	confidence reading.Confidence
	right      bool
	what       string
}

// marking holds a reading against what a person found and says what is wrong.
type marking struct {
	tallies map[string]tally
	judged  []judged
	wrong   []string
}

func (m *marking) complain(format string, args ...any) {
	m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
}

func (m *marking) count(kind string, right bool, got, want int) {
	t := m.tallies[kind]
	t.add(tally{map[bool]int{true: 1}[right], got, want})
	m.tallies[kind] = t
}

func fields(line string, n int) []string {
	out := strings.Split(line, "|")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	for len(out) < n {
		out = append(out, "")
	}
	return out
}

func mark(x *reading.Reading, want foundByHand) *marking {
	m := &marking{tallies: map[string]tally{}}
	if got := strings.Join([]string{x.Number, x.Type, x.IssuingBody, x.Province, x.Date}, " | "); got != strings.Join(fields(want.Head, 5), " | ") {
		head, wanted := fields(got, 5), fields(want.Head, 5)
		if wanted[3] == "" {
			head[3] = ""
		}
		if !slices.Equal(head, wanted) {
			m.complain("head %q, want %q", got, want.Head)
		}
	}
	m.targets(x, want)
	m.tasks(x, want)
	m.rest(x, want)
	return m
}

func described(g reading.Target) string {
	value := string(g.Value.Low)
	if !g.Value.Single() {
		value += ".." + string(g.Value.High)
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %d", g.Comparator, value, g.Unit, g.Year)), " ")
}

func (m *marking) targets(x *reading.Reading, want foundByHand) {
	left := slices.Clone(want.Targets)
	for _, g := range x.Targets {
		said := viet.Fold(g.Indicator + " " + g.Population)
		at := slices.IndexFunc(left, func(w string) bool {
			f := fields(w, 2)
			if viet.Fold(described(g)) != viet.Fold(strings.Join(strings.Fields(f[0]), " ")) {
				return false
			}
			for _, words := range f[1:] {
				for _, one := range strings.Fields(viet.Fold(words)) {
					if !strings.Contains(said, strings.Trim(one, ",")) {
						return false
					}
				}
			}
			return true
		})
		m.count("targets", at >= 0, 1, 0)
		m.judged = append(m.judged, judged{g.Confidence, at >= 0, g.Text})
		if at < 0 {
			m.complain("target too much (%d): %s | %s | %s", g.Confidence, described(g), g.Indicator, g.Population)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	for range want.Targets {
		m.count("targets", false, 0, 1)
	}
	for _, l := range left {
		m.complain("target missing: %s", l)
	}
}

func (m *marking) tasks(x *reading.Reading, want foundByHand) {
	got := slices.Clone(x.Tasks)
	for _, w := range want.Tasks {
		f := fields(w, 5)
		lead, with := list(f[2]), list(f[3])
		at := slices.IndexFunc(got, func(g reading.Task) bool {
			return strings.HasPrefix(viet.Fold(g.Title), viet.Fold(f[1])) && (f[0] == "" || g.Number == f[0])
		})
		m.count("tasks", at >= 0, 0, 1)
		if at < 0 {
			m.count("agencies", false, 0, len(lead)+len(with))
			m.complain("task missing: %s", w)
			continue
		}
		g := got[at]
		got = slices.Delete(got, at, at+1)
		right := m.agencies(g.Number+" lead", g.Lead, lead)
		right = m.agencies(g.Number+" with", g.Coordinating, with) && right
		if f[4] != "" || g.Deadline != "" {
			m.count("deadlines", f[4] == g.Deadline, min(len(g.Deadline), 1), min(len(f[4]), 1))
			if f[4] != g.Deadline {
				right = false
				m.complain("task %s due %q, want %q (%s)", g.Number, g.Deadline, f[4], g.Time)
			}
		}
		m.judged = append(m.judged, judged{g.Confidence, right, g.Title})
	}
	for _, g := range got {
		m.complain("task too much (%d): %s %s | %v | %v", g.Confidence, g.Number, g.Title, g.Lead, g.Coordinating)
		m.judged = append(m.judged, judged{g.Confidence, false, g.Title})
	}
	for range x.Tasks {
		m.count("tasks", false, 1, 0)
	}
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return fields(strings.ReplaceAll(s, ";", "|"), 1)
}

func (m *marking) agencies(what string, got, want []string) bool {
	right := 0
	for _, g := range got {
		if slices.Contains(want, g) {
			right++
		}
	}
	t := m.tallies["agencies"]
	t.add(tally{right, len(got), len(want)})
	m.tallies["agencies"] = t
	if right != len(got) || right != len(want) {
		m.complain("task %s: %q, want %q", what, got, want)
		return false
	}
	return true
}

func (m *marking) rest(x *reading.Reading, want foundByHand) {
	var duties, cited []string
	for _, d := range x.Reporting {
		duties = append(duties, strings.Join([]string{strings.Join(d.Who, "; "), d.To, strings.Join(d.Due, ",")}, " | "))
	}
	for _, c := range x.Cited {
		cited = append(cited, c.Number+" | "+c.Date)
	}
	m.same("duties", duties, want.Duties, 3)
	m.same("citations", cited, want.Cited, 2)
}

func (m *marking) same(kind string, got, want []string, n int) {
	left := slices.Clone(want)
	for _, g := range got {
		at := slices.IndexFunc(left, func(w string) bool { return slices.Equal(fields(w, n), fields(g, n)) })
		m.count(kind, at >= 0, 1, 0)
		if at < 0 {
			m.complain("%s too much: %s", kind, g)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	for range want {
		m.count(kind, false, 0, 1)
	}
	for _, l := range left {
		m.complain("%s missing: %s", kind, l)
	}
}

// corpusFile is a document of the corpus in the form its ending says: a text as it is, or lines that become a Word file.
func corpusFile(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) != ".word" {
		return data
	}
	return wordOf(string(data)).bytes(t)
}

var listLine = regexp.MustCompile(`^#n (\d):(\d) (.*)$`)

// wordOf makes a Word file of marked lines: #b bold, #1–#3 a heading's style, #n list:level, | cells | of a table.
func wordOf(source string) *wordDoc {
	d := &wordDoc{}
	var rows [][]string
	flush := func() {
		if len(rows) > 0 {
			d.table(rows...)
			rows = nil
		}
	}
	for _, l := range strings.Split(strings.TrimSpace(source), "\n") {
		if strings.HasPrefix(l, "| ") {
			cells := fields(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(l), "|"), "|"), 1)
			for i := range cells {
				cells[i] = strings.ReplaceAll(cells[i], `\n`, "\n")
			}
			rows = append(rows, cells)
			continue
		}
		flush()
		switch m := listLine.FindStringSubmatch(l); {
		case m != nil:
			d.numbered(int(m[1][0]-'0'), int(m[2][0]-'0'), m[3])
		case strings.HasPrefix(l, "#b "):
			d.bold(l[3:])
		case len(l) > 3 && l[0] == '#' && l[2] == ' ':
			d.styled("Heading"+l[1:2], l[3:])
		default:
			d.p(footnote.ReplaceAllString(l, ""))
		}
	}
	flush()
	return d
}

// A footnote stands in a part of its own; in the paragraph only its reference is left, which has no text.
var footnote = regexp.MustCompile(`\{\{[^}]*\}\}`)

func corpusNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(corpus + "/*.json")
	if err != nil || len(files) < 15 {
		t.Fatal(len(files), err)
	}
	only := os.Getenv("CORPUS")
	var out []string
	for _, f := range files {
		if only != "" && !slices.ContainsFunc(strings.Split(only, ","), func(o string) bool { return strings.Contains(f, o) }) {
			continue
		}
		for _, ext := range []string{".txt", ".word", ".pdf", ".docx"} {
			if name := strings.TrimSuffix(f, ".json") + ext; exists(name) {
				out = append(out, name)
			}
		}
	}
	return out
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func markFile(t *testing.T, name string) *marking {
	t.Helper()
	data := corpusFile(t, name)
	raw, err := os.ReadFile(strings.TrimSuffix(name, filepath.Ext(name)) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var want foundByHand
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(name, err)
	}
	x, err := extract(data, name)
	if err != nil {
		t.Error(name, err)
		x = &reading.Reading{}
	}
	return mark(x, want)
}

// TestCorpus reads every plan of the corpus and holds what was read against what a person found.
func TestCorpus(t *testing.T) {
	t.Parallel()
	all := map[string]tally{}
	var table strings.Builder
	for _, name := range corpusNames(t) {
		m := markFile(t, name)
		var sum tally
		fmt.Fprintf(&table, "%-28s", filepath.Base(name))
		for _, k := range kinds {
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
	for _, k := range kinds {
		sum.add(all[k])
		fmt.Fprintf(&table, "%-10s precision %.3f recall %.3f of %d\n", k, float64(all[k].right)/float64(max(all[k].got, 1)), float64(all[k].right)/float64(max(all[k].want, 1)), all[k].want)
	}
	t.Logf("\n%sall: %.3f", table.String(), sum.score())
	if sum.score() < corpusAtLeast {
		t.Errorf("score %.3f, want %.3f", sum.score(), corpusAtLeast)
	}
}

// corpusAtLeast is what the reader reaches on the corpus; it must not fall.
const corpusAtLeast = 0.99
