package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"ansinh/calendar"
	"ansinh/law"
)

// about is what the peers must know of an exported population beside the columns.
type about struct {
	Month string `json:"month"`
	Rows  int    `json:"rows"`
	Base  int64  `json:"base"`
}

// exported is the facts that go out, in files named as the peers name them.
var exported = []string{"person.birth_date", "person.alive", "person.resident", "person.in_facility", "person.disability",
	"person.no_nurture", "person.first_study", "person.hiv", "person.stable_income", "person.single_parent", "person.dependent_children",
	"person.supporter", "person.taken_in", "person.caregiver", "person.pregnant", "person.children_under36m",
	"person.pension_monthly", "household.poverty", "area.special_difficulty"}

func fileOf(fact string) string {
	_, name, _ := strings.Cut(fact, ".")
	return filepath.Join("in", name+".npy")
}

// export writes a table all of whose facts are known, one file a column, with the ages in months for those who do not
// work them out, and the number of every row's household.
func export(dir string, t *law.Table, household []int32, base int64) error {
	if err := os.MkdirAll(filepath.Join(dir, "in"), 0o755); err != nil {
		return err
	}
	raw, err := json.Marshal(about{Month: t.Month.String(), Rows: t.Rows, Base: base})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "about.json"), raw, 0o644); err != nil {
		return err
	}
	for _, id := range exported {
		c, _ := t.Column(id)
		if err := exportColumn(filepath.Join(dir, fileOf(id)), c, t.Rows); err != nil {
			return err
		}
	}
	c, _ := t.Column("person.birth_date")
	for name, day := range map[string]calendar.Date{"age_start": t.Month.First(), "age": t.Month.Last()} {
		ages := make([]int32, t.Rows)
		for i, born := range c.Ints {
			ages[i] = int32(day.MonthsSince(calendar.Date(born)))
		}
		if err := writeNPY(filepath.Join(dir, "in", name+".npy"), "", ages); err != nil {
			return err
		}
	}
	return writeNPY(filepath.Join(dir, "in", "household.npy"), "", household)
}

func exportColumn(path string, c *law.Column, rows int) error {
	switch c.Fact.Type {
	case law.Bool:
		values := make([]uint8, rows)
		for i := range values {
			values[i] = uint8(c.Bits[i>>6] >> (i & 63) & 1)
		}
		return writeNPY(path, "|b1", values)
	case law.Enum:
		return writeNPY(path, "", c.Codes)
	case law.Money:
		return writeNPY(path, "", c.Sums)
	}
	return writeNPY(path, "", c.Ints)
}

// imported reads a table back, as a process of its own does.
func imported(dir string, v *law.Vocabulary) (*law.Table, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "about.json"))
	if err != nil {
		return nil, err
	}
	var a about
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, err
	}
	month, err := calendar.ParseMonth(a.Month)
	if err != nil {
		return nil, err
	}
	t := law.NewTable(v, month, a.Rows)
	for _, id := range exported {
		c, _ := t.Column(id)
		if err := importColumn(filepath.Join(dir, fileOf(id)), c); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func importColumn(path string, c *law.Column) (err error) {
	for i := range c.Known {
		c.Known[i] = ^uint64(0)
	}
	switch c.Fact.Type {
	case law.Bool:
		var values []uint8
		values, err = readNPY[uint8](path)
		pack(c.Bits, values)
	case law.Enum:
		c.Codes, err = readNPY[uint8](path)
	case law.Money:
		c.Sums, err = readNPY[int64](path)
	default:
		c.Ints, err = readNPY[int32](path)
	}
	return err
}

// pack turns a byte a row into a bit a row, eight at a time.
func pack(bits []uint64, values []uint8) {
	whole := len(values) &^ 7
	for i := 0; i < whole; i += 8 {
		bits[i>>6] |= binary.LittleEndian.Uint64(values[i:]) * 0x0102040810204080 >> 56 << (i & 63)
	}
	for i := whole; i < len(values); i++ {
		bits[i>>6] |= uint64(values[i]) << (i & 63)
	}
}

// wholeProcess is what a process of its own does: load the law, read the columns, determine, write the answers.
func wholeProcess(dir string) error {
	book, err := assistance()
	if err != nil {
		return err
	}
	t, err := imported(dir, book.Vocabulary())
	if err != nil {
		return err
	}
	r, err := book.Determine(t)
	if err != nil {
		return err
	}
	return writeAnswers(filepath.Join(dir, "ansinh"), t.Rows, answers(book, r))
}

// writeAnswers writes the three columns that are compared.
func writeAnswers(dir string, rows int, list []answer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	column := make([]int32, rows)
	for name, value := range map[string]func(*answer) int32{
		"allowance": func(a *answer) int32 { return int32(a.allowance) },
		"category":  func(a *answer) int32 { return int32(a.drawn) },
		"care":      func(a *answer) int32 { return int32(a.care) },
	} {
		clear(column)
		for i := range list {
			column[list[i].row] = value(&list[i])
		}
		if err := writeNPY(filepath.Join(dir, name+".npy"), "", column); err != nil {
			return err
		}
	}
	return nil
}
