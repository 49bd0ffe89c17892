package reading_test

import (
	"encoding/json"
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

var kinds = []string{"targets", "tasks", "agencies", "deadlines", "duties", "citations"}

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
	m := newMarking()
	if got := strings.Join([]string{x.Number, x.Type, x.IssuingBody, x.Province, x.Date}, " | "); got != strings.Join(fields(want.Head, 5), " | ") {
		head, wanted := fields(got, 5), fields(want.Head, 5)
		if wanted[3] == "" {
			head[3] = ""
		}
		if !slices.Equal(head, wanted) {
			m.complain("head %q, want %q", got, want.Head)
		}
	}
	targets, tasks := want.wanted()
	m.targets(x.Targets, targets, func(reading.Target) bool { return false })
	m.tasks(x.Tasks, tasks, func(names []string) []string { return names }, func(reading.Task) bool { return false })
	m.rest(x, want)
	return m
}

// wanted are the answers in the form that is marked.
func (f foundByHand) wanted() (targets []wantedTarget, tasks []wantedTask) {
	for _, line := range f.Targets {
		targets = append(targets, wantedTarget{line, func(g reading.Target) int { return likeTarget(g, line) }})
	}
	for _, line := range f.Tasks {
		w := fields(line, 5)
		tasks = append(tasks, wantedTask{
			line: line, lead: list(w[2]), with: list(w[3]), time: w[4],
			like: func(g reading.Task) int {
				return map[bool]int{true: 1}[strings.HasPrefix(viet.Fold(g.Title), viet.Fold(w[1])) && (w[0] == "" || g.Number == w[0])]
			},
			said: func(g reading.Task) string { return g.Deadline },
			same: func(said, want string) bool { return said == want },
		})
	}
	return targets, tasks
}

// likeTarget is 1 for the target that a line of the answers means, else 0.
func likeTarget(g reading.Target, line string) int {
	f, said := fields(line, 2), viet.Fold(g.Indicator+" "+g.Population)
	if viet.Fold(described(g)) != viet.Fold(strings.Join(strings.Fields(f[0]), " ")) {
		return 0
	}
	for _, words := range f[1:] {
		for _, one := range strings.Fields(viet.Fold(words)) {
			if !strings.Contains(said, strings.Trim(one, ",")) {
				return 0
			}
		}
	}
	return 1
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return fields(strings.ReplaceAll(s, ";", "|"), 1)
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
	reachesMark(t, corpusNames(t), kinds, markFile, corpusAtLeast)
}

// corpusAtLeast is what the reader reaches on the corpus; it must not fall.
const corpusAtLeast = 0.99
