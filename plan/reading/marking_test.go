package reading_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ansinh/plan/reading"
)

// Two writers' plans are marked here in the same way; how each says what a person finds stands in corpus_test.go and
// fresh_test.go.

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

// judged is an item with its confidence and whether it is right.
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

func newMarking() *marking { return &marking{tallies: map[string]tally{}} }

func (m *marking) complain(format string, args ...any) {
	m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
}

func (m *marking) count(kind string, right bool, got, want int) {
	t := m.tallies[kind]
	t.add(tally{map[bool]int{true: 1}[right], got, want})
	m.tallies[kind] = t
}

func (m *marking) judge(c reading.Confidence, right bool, what string) {
	m.judged = append(m.judged, judged{c, right, what})
}

// wantedTarget is a target that a person found.
type wantedTarget struct {
	line string                   // as it is printed
	like func(reading.Target) int // how well a target read is this one; 0 for not at all
}

// targets pairs each target read with the wanted one that it is most like. What forgiven names is neither right nor wrong
// where it is no wanted one.
func (m *marking) targets(read []reading.Target, want []wantedTarget, forgiven func(reading.Target) bool) {
	left := slices.Clone(want)
	for _, g := range read {
		at, best := -1, 0
		for i, w := range left {
			if n := w.like(g); n > best {
				at, best = i, n
			}
		}
		if at < 0 && forgiven(g) {
			continue
		}
		m.count("targets", at >= 0, 1, 0)
		m.judge(g.Confidence, at >= 0, g.Text)
		if at < 0 {
			m.complain("target too much (%d): %s | %s | %s | %s", g.Confidence, described(g), g.Indicator, g.Population, g.Text)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	m.count("targets", false, 0, len(want))
	for _, l := range left {
		m.complain("target missing: %s", l.line)
	}
}

func described(g reading.Target) string {
	value := string(g.Value.Low)
	if !g.Value.Single() {
		value += ".." + string(g.Value.High)
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %d", g.Comparator, value, g.Unit, g.Year)), " ")
}

// wantedTask is a task that a person found. said is what a task says of its time, same whether that is meant.
type wantedTask struct {
	line       string
	like       func(reading.Task) int
	lead, with []string
	time       string
	said       func(reading.Task) string
	same       func(said, time string) bool
}

// tasks pairs each wanted task with the one read that is most like it. names makes names comparable.
func (m *marking) tasks(read []reading.Task, want []wantedTask, names func([]string) []string, forgiven func(reading.Task) bool) {
	left := slices.Clone(read)
	for _, w := range want {
		at, best := -1, 0
		for i, g := range left {
			if n := w.like(g); n > best {
				at, best = i, n
			}
		}
		m.count("tasks", at >= 0, min(at+1, 1), 1)
		if at < 0 {
			m.count("agencies", false, 0, len(w.lead)+len(w.with))
			m.complain("task missing: %s", w.line)
			continue
		}
		g := left[at]
		left = slices.Delete(left, at, at+1)
		right := m.agencies(g.Number+" lead", names(g.Lead), names(w.lead))
		right = m.agencies(g.Number+" with", names(g.Coordinating), names(w.with)) && right
		m.judge(g.Confidence, m.time(g, w) && right, g.Title)
	}
	for _, g := range left {
		if forgiven(g) {
			continue
		}
		m.count("tasks", false, 1, 0)
		m.complain("task too much (%d): %s %s | %v | %v", g.Confidence, g.Number, g.Title, g.Lead, g.Coordinating)
		m.judge(g.Confidence, false, g.Title)
	}
}

func (m *marking) time(g reading.Task, w wantedTask) bool {
	said := w.said(g)
	if said == "" && w.time == "" {
		return true
	}
	same := said != "" && w.time != "" && w.same(said, w.time)
	m.count("deadlines", same, min(len(said), 1), min(len(w.time), 1))
	if !same {
		m.complain("task %s time %q, want %q (%s)", g.Number, said, w.time, g.Time)
	}
	return same
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

// reachesMark prints what was marked, a line a file, and fails where the whole falls below a score.
func reachesMark(t *testing.T, names, kinds []string, mark func(*testing.T, string) *marking, atLeast float64) {
	t.Helper()
	all := map[string]tally{}
	var table strings.Builder
	for _, name := range names {
		m := mark(t, name)
		var sum tally
		fmt.Fprintf(&table, "%-28s", strings.TrimSuffix(filepath.Base(name), ".answers.yaml"))
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
		one := all[k]
		sum.add(one)
		fmt.Fprintf(&table, "%-10s precision %.3f recall %.3f of %d\n", k, float64(one.right)/float64(max(one.got, 1)), float64(one.right)/float64(max(one.want, 1)), one.want)
	}
	t.Logf("\n%sall: %.3f", table.String(), sum.score())
	if sum.score() < atLeast {
		t.Errorf("score %.3f, want %.3f", sum.score(), atLeast)
	}
}
