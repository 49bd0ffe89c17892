package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"ansinh/bench/crowd"
	"ansinh/calendar"
	"ansinh/law"
)

// august is the month in which every category of the package is in force.
var august = calendar.MonthOf(2024, 8)

const million = 1_000_000

// baseOf is the base in a month, as the law has it.
func baseOf(book *law.Book, month calendar.Month) (int64, error) {
	for _, p := range book.Parameters(month) {
		if p.ID == "social-assistance.base" {
			return p.Value, nil
		}
	}
	return 0, errors.New("the law has no base")
}

// answers brings a result into the form of the peers.
func answers(book *law.Book, r *law.Result) []answer {
	places := make([]int, len(book.Categories()))
	for i, c := range book.Categories() {
		places[i] = slices.Index(allowances, c.ID)
		if places[i] < 0 && slices.Contains(careOnly, c.ID) {
			places[i] = len(allowances)
		}
	}
	var out []answer
	for _, b := range r.Benefits {
		if len(out) == 0 || out[len(out)-1].row != b.Row {
			out = append(out, answer{row: b.Row})
		}
		a := &out[len(out)-1]
		switch at := places[b.Category]; {
		case at < 0:
			a.drawn |= 1 << 15 // no peer knows it: the comparison must fail
		case at == len(allowances):
			a.care += int64(b.Amount)
		default:
			a.allowance += int64(b.Amount)
			a.drawn |= 1 << at
		}
	}
	return out
}

func agree(what string, got, want []answer) error {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Errorf("%s says %+v, the law engine %+v", what, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%s pays %d people, the law engine %d", what, len(got), len(want))
	}
	return nil
}

// celRows is how many people cel-go answers for; it takes the same time for each.
const celRows = 50_000

func socialAssistance(r *report) error {
	book, err := assistance()
	if err != nil {
		return err
	}
	base, err := baseOf(book, august)
	if err != nil {
		return err
	}
	t, household := crowd.Households(book.Vocabulary(), crowd.Options{Rows: million, Month: august, Seed: 30, Disabled: crowd.Usual, Income: true})
	hand := newNative(t, base)
	byRow, err := newCELRow(t, base)
	if err != nil {
		return err
	}
	result, err := book.Determine(t)
	if err != nil {
		return err
	}
	ours := answers(book, result)
	if err := agree("the loop by hand", hand.run(nil), ours); err != nil {
		return err
	}
	part := slices.IndexFunc(ours, func(a answer) bool { return a.row >= celRows })
	rows, err := byRow.run(celRows, nil)
	if err != nil {
		return err
	}
	if err := agree("cel-go", rows, ours[:part]); err != nil {
		return err
	}
	out := make([]answer, 0, len(ours))
	times, err := inTurn(r.runs, cores(1, func() error { _, err := book.Determine(t); return err }),
		func() error { out = hand.run(out[:0]); return nil })
	if err != nil {
		return err
	}
	celTimes, err := timed(max(1, r.runs/3), func() error { _, err := byRow.run(celRows, nil); return err })
	if err != nil {
		return err
	}
	mine := times[0].perPerson(million)
	r.line("One million invented people, %s, all facts known, %.1f%% of them due something; one core. The engines' answers were", august, float64(len(ours))*100/million)
	r.line("compared row by row before they were timed (cel-go: the first %d people).\n", celRows)
	r.line("| engine | a million people | ns a person | against ansinh |\n|---|---|---|---|")
	row := func(name string, s sample, people int) float64 {
		each := s.perPerson(people)
		r.line("| %s | %s | %.1f | %.2f |", name, s, each, each/mine)
		return each / mine
	}
	row("ansinh, three-valued, dates of birth", times[0], million)
	byHand := row("loop by hand, no unknowns", times[1], million)
	celRatio := row(fmt.Sprintf("cel-go row by row (%d people)", celRows), celTimes, celRows)
	fisca, whole, err := openFisca(r, t, household, base, ours, times[0], row)
	if err != nil {
		return err
	}
	r.line("")
	r.line("| goal | reached | must | |\n|---|---|---|---|")
	r.goal("against the loop by hand", fmt.Sprintf("%.2f×", 1/byHand), "at most 1.5× its time", 1/byHand <= 1.5)
	r.goal("against cel-go row by row", fmt.Sprintf("%.0f×", celRatio), "at least 50×", celRatio >= 50)
	if fisca > 0 {
		r.goal("against OpenFisca's `calculate`", fmt.Sprintf("%.1f×", fisca), "at least 12×", fisca >= 12)
		r.goal("against OpenFisca's whole process", fmt.Sprintf("%.1f×", whole), "at least 10×", whole >= 10)
	}
	return nil
}

const peer = "bench/peers/openfisca"

// openFisca measures OpenFisca on the same people, where it is installed; the ratios are 0 where it is not.
func openFisca(r *report, t *law.Table, household []int32, base int64, ours []answer, mine sample, row func(string, sample, int) float64) (calculate, whole float64, err error) {
	python := filepath.FromSlash(peer + "/.venv/bin/python")
	if _, err := os.Stat(python); err != nil {
		r.line("\nOpenFisca was not measured: `%s/setup` installs it.", peer)
		return 0, 0, nil
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	if err := export(dir, t, household, base); err != nil {
		return 0, 0, err
	}
	script := filepath.FromSlash(peer + "/run.py")
	var s stages
	if s, err = runPeer(python, script, dir); err != nil {
		return 0, 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, 0, err
	}
	if err := quiet(exec.Command(self, "-whole", dir), 1); err != nil {
		return 0, 0, err
	}
	for _, who := range []string{"openfisca", "ansinh"} {
		if err := compareRows(dir, who, t.Rows, ours); err != nil {
			return 0, 0, err
		}
	}
	pairs, err := inTurn(max(3, r.runs/2), func() error { _, err := runPeer(python, script, dir); return err },
		func() error { return quiet(exec.Command(self, "-whole", dir), 1) })
	if err != nil {
		return 0, 0, err
	}
	if s, err = runPeer(python, script, dir, "--again", "7"); err != nil {
		return 0, 0, err
	}
	each := seconds(s.Calculate)
	calculate = row("OpenFisca-Core, `calculate` only", each, million)
	row("OpenFisca-Core, building the simulation", seconds(s.Build), million)
	whole = float64(pairs[0].median()) / float64(pairs[1].median())
	r.line("\nWhole processes in turn (start, law, columns from files, answers to files): OpenFisca %s, ansinh %s.", pairs[0], pairs[1])
	return calculate, whole, nil
}

// stages is what a peer says of its own time, in seconds.
type stages struct {
	Import, Read     float64
	Build, Calculate []float64
}

func seconds(list []float64) sample {
	var s sample
	for _, x := range list {
		s = append(s, time.Duration(x*float64(time.Second)))
	}
	return s
}

func runPeer(python, script, dir string, args ...string) (s stages, err error) {
	c := exec.Command(python, append([]string{script, dir}, args...)...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(out, &s)
}

// quiet runs a command with so many processors.
func quiet(c *exec.Cmd, processors int) error {
	c.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", processors))
	c.Stderr = os.Stderr
	return c.Run()
}

// compareRows holds the columns that a process wrote against the engine's answers.
func compareRows(dir, who string, rows int, ours []answer) error {
	theirs := make(map[string][]int32)
	for _, name := range []string{"allowance", "category", "care"} {
		column, err := readNPY[int32](filepath.Join(dir, who, name+".npy"))
		if err != nil {
			return err
		}
		if len(column) != rows {
			return fmt.Errorf("%s answers for %d people of %d", who, len(column), rows)
		}
		theirs[name] = column
	}
	var list []answer
	for i := range rows {
		a := answer{int32(i), uint16(theirs["category"][i]), int64(theirs["allowance"][i]), int64(theirs["care"][i])}
		if a.allowance+a.care > 0 {
			list = append(list, a)
		}
	}
	return agree(who, list, ours)
}
