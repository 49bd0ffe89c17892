package draft

import (
	"slices"
	"strings"

	"ansinh/report"
)

// Difference is what two versions say otherwise: a figure, a paragraph, or a cell of a table. Before or After is empty
// where only the other has it.
type Difference struct {
	Kind   string // figure, text, table
	Where  string
	Before string
	After  string
}

// Compare is what one version says otherwise than another: figures by what they mean, paragraphs and cells in the order
// of the report.
func Compare(before, after Content) []Difference {
	var out []Difference
	keys := slices.Concat(before.keys(), after.keys())
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		a, b := before.Figures[key], after.Figures[key]
		if a.Text != b.Text {
			out = append(out, Difference{"figure", max(a.Meaning, b.Meaning), a.Text, b.Text})
		}
	}
	return slices.Concat(out, textDifferences(before, after), tableDifferences(before, after))
}

// textDifferences pairs paragraphs by their number within the report; figures are left out, they stand by themselves.
func textDifferences(before, after Content) []Difference {
	var out []Difference
	plain := func(s string) string {
		return mapFigures(s, func(key, text string) string { return "‹" + text + "›" })
	}
	bare := func(s string) string {
		return mapFigures(s, func(key, text string) string { return "‹" + key + "›" })
	}
	for _, b := range before.Blocks {
		if !b.Edited() {
			continue
		}
		i := after.block(b.ID)
		switch {
		case i < 0:
			out = append(out, Difference{"text", before.place(b.ID), plain(b.Text), ""})
		case bare(after.Blocks[i].Text) != bare(b.Text):
			out = append(out, Difference{"text", after.place(b.ID), plain(b.Text), plain(after.Blocks[i].Text)})
		}
	}
	for _, b := range after.Blocks {
		if b.Edited() && before.block(b.ID) < 0 {
			out = append(out, Difference{"text", after.place(b.ID), "", plain(b.Text)})
		}
	}
	return out
}

// tableDifferences are the rows of tables that are others, by the table's caption and the row's first cell.
func tableDifferences(before, after Content) []Difference {
	var out []Difference
	rows := func(c Content) (names []string, by map[string]string) {
		by = map[string]string{}
		for _, s := range c.Sheets {
			for i, row := range s.Rows {
				name := s.Name + " – " + strings.TrimSpace(row[0]+" "+at(row, 1))
				if i > 0 && strings.TrimSpace(row[0]) == "" {
					name = s.Name + " – " + at(row, 1)
				}
				if _, twice := by[name]; twice {
					name += " (2)"
				}
				names = append(names, name)
				by[name] = strings.Join(row[min(len(row), 2):], " · ")
			}
		}
		return names, by
	}
	names, was := rows(before)
	later, is := rows(after)
	for _, n := range names {
		if now, ok := is[n]; !ok || now != was[n] {
			out = append(out, Difference{"table", n, was[n], now})
		}
	}
	for _, n := range later {
		if _, ok := was[n]; !ok {
			out = append(out, Difference{"table", n, "", is[n]})
		}
	}
	return out
}

func at(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

// Spans cuts a text into words and figures, for a page to show.
func Spans(text string) []Span {
	var out []Span
	for {
		before, key, value, rest, ok := report.NextFigure(text)
		if before != "" {
			out = append(out, Span{Text: before})
		}
		if !ok {
			return out
		}
		out = append(out, Span{Text: value, Key: key})
		text = rest
	}
}

// Span is a stretch of a text; Key is "" where it is no figure.
type Span struct{ Text, Key string }
