package paper

import (
	"strings"

	"ansinh/plan/reading/lang"
)

// table adds a table. One that only lays out (the letterhead, the signatures) becomes paragraphs, cell by cell.
func (w *wordFile) table(n *node) {
	number := w.tables
	t := &Table{}
	for _, tr := range rowsOf(n) {
		t.Rows = append(t.Rows, Row{Cells: w.cells(tr, t), Source: Source{Table: number, Row: len(t.Rows) + 1}})
	}
	if len(t.Rows) == 0 {
		return
	}
	if layout(t) || len(w.blocks) == 0 && len(t.Rows) < 5 && headOfLetter(t) {
		w.layout(t)
		return
	}
	w.blocks = append(w.blocks, &Block{Table: t, Spans: []Span{{0, t.Rows[0].Source}}, Apart: true})
}

// rowsOf are the rows of a table, also those inside content controls.
func rowsOf(n *node) []*node {
	var out []*node
	for i := range n.Nodes {
		switch c := &n.Nodes[i]; c.name() {
		case "tr":
			out = append(out, c)
		case "sdt", "sdtContent", "ins", "customXml":
			out = append(out, rowsOf(c)...)
		}
	}
	return out
}

// cells are the texts of a row, one a column of the grid; a merged cell repeats its text in every column and row.
func (w *wordFile) cells(tr *node, t *Table) []string {
	var out []string
	for i := range tr.Nodes {
		c := &tr.Nodes[i]
		if c.name() != "tc" {
			continue
		}
		text := w.cellText(c)
		if m := c.child("tcPr", "vMerge"); m != nil && m.attr("val") != "restart" && len(t.Rows) > 0 {
			if above := t.Rows[len(t.Rows)-1].Cells; len(out) < len(above) {
				text = above[len(out)]
			}
		}
		wide := 1
		if s := c.child("tcPr", "gridSpan"); s != nil {
			wide = min(max(lang.Atoi(s.attr("val")), 1), 64)
		}
		for range wide {
			out = append(out, text)
		}
	}
	return out
}

// cellText is the text of a cell, one line a paragraph, tables inside it flattened.
func (w *wordFile) cellText(tc *node) string {
	var lines []string
	var walk func(n *node)
	walk = func(n *node) {
		for i := range n.Nodes {
			switch c := &n.Nodes[i]; c.name() {
			case "p":
				text, _ := runText(c, false)
				label := w.label(c, w.style(c))
				for _, l := range strings.Split(text, "\n") {
					if l = Cleaned(strings.TrimSpace(label + " " + l)); l != "" {
						lines = append(lines, l)
					}
					label = ""
				}
			case "tcPr":
			default:
				walk(c)
			}
		}
	}
	walk(tc)
	return strings.Join(lines, "\n")
}

// layout says whether a table holds the head or the foot of the document, or a single box around text.
func layout(t *Table) bool {
	if len(t.Rows[0].Cells) == 1 {
		return true
	}
	if len(t.Rows) > 6 || len(t.Rows[0].Cells) > 4 {
		return false
	}
	all := ""
	for _, r := range t.Rows {
		all += strings.Join(r.Cells, "\n") + "\n"
	}
	key := lang.KeyOf(all)
	for _, sign := range []string{"cộng hòa xã hội", "hạnh phúc", "nơi nhận", "tm. ", "kt. "} {
		if strings.Contains(key, sign) {
			return true
		}
	}
	return false
}

// headOfLetter says whether the first table of a document holds its number or its place and day.
func headOfLetter(t *Table) bool {
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			if NumberLine.MatchString(c) || PlaceLine.MatchString(c) {
				return true
			}
		}
	}
	return false
}

func (w *wordFile) layout(t *Table) {
	for _, r := range t.Rows {
		for i, c := range r.Cells {
			if i > 0 && c == r.Cells[i-1] {
				continue
			}
			for _, l := range strings.Split(c, "\n") {
				if l != "" {
					w.blocks = append(w.blocks, &Block{Text: l, Spans: []Span{{0, r.Source}}, Apart: true})
				}
			}
		}
	}
}
