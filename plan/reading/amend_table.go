package reading

import (
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// Amending plans may set the old and the new wording beside each other in a table. What counts is the column of the new
// wording; with a column of who does it, each row is a task.

// spread writes the rows of such tables as paragraphs, so that they are read as the quotations of other amendments are.
func (rd *Reader) spread(blocks []*paper.Block) []*paper.Block {
	var out []*paper.Block
	for _, b := range blocks {
		old, now, charge := -1, -1, -1
		if b.Table != nil {
			old, now, charge = rd.amendColumns(b.Table)
		}
		if old < 0 || now < 0 {
			out = append(out, b)
			continue
		}
		for _, r := range b.Table.Rows[1:] {
			text := rd.newWording(cell(r, now))
			if text == "" {
				continue
			}
			if who := strings.TrimRight(cell(r, charge), " ."); len(who) > 1 {
				text = strings.TrimRight(text, " .;") + " (" + who + ")"
			}
			out = append(out, &paper.Block{Text: "- " + text, Spans: []paper.Span{{Source: r.Source}}, Apart: true})
		}
	}
	return out
}

// amendColumns are the columns of the old wording, of the new one, and of who does it; -1 for none.
func (rd *Reader) amendColumns(t *paper.Table) (old, now, charge int) {
	old, now, charge = -1, -1, -1
	for i := range t.Rows[0].Cells {
		ts := lang.Tokens(cell(t.Rows[0], i))
		switch {
		case lang.Find(rd.lex.RoleLead, ts) >= 0 || lang.Find(lang.Phrases("phân công"), ts) >= 0:
			charge = i
		case lang.Find(rd.lex.Amending, ts) >= 0 || lang.Find(lang.Phrases("nội dung mới", "sau điều chỉnh"), ts) >= 0:
			now = i
		case now < 0 && lang.Find(lang.Phrases("tại", "đã ban hành", "hiện hành", "cũ", "theo kế hoạch", "trước điều chỉnh"), ts) >= 0:
			old = i
		}
	}
	return old, now, charge
}

// newWording is the new wording of a cell without what announces it; "" where the row only takes something out.
func (rd *Reader) newWording(text string) string {
	ts := lang.Tokens(text)
	if len(ts) < 4 || lang.LongestStart(rd.lex.Replacing, ts) > 0 {
		return ""
	}
	if before, after, found := strings.Cut(text, ":"); found && lang.LongestStart(rd.lex.Amending, ts) > 0 && len(lang.Tokens(before)) < 12 {
		text = after
	}
	return strings.TrimSpace(text)
}
