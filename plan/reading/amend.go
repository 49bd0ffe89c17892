package reading

import (
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// Amending plans set the old and the new wording beside each other in a table or a sentence. What counts is the new wording;
// in a table with a column of who does it, each row is a task.

// spread writes the rows of such tables and such sentences as paragraphs of the new wording, so that they are read as the quotations of other amendments are.
func (rd *Reader) spread(blocks []*paper.Block) []*paper.Block {
	var out []*paper.Block
	for _, b := range blocks {
		old, now, charge := -1, -1, -1
		if b.Table != nil {
			old, now, charge = rd.amendColumns(b.Table)
		} else if text := rd.exchanged(b.Text); text != "" {
			out = append(out, &paper.Block{Text: text, Spans: []paper.Span{{Source: b.Place(0)}}, Apart: true})
			continue
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

// exchanged is a paragraph that puts one figure in the place of another, as the new wording alone says it: “Thay thế chỉ tiêu
// “đạt 27%” bằng “đạt tối thiểu 30%” đối với tỷ lệ nữ giám đốc”; "" where it does not.
func (rd *Reader) exchanged(text string) string {
	marker := text[:paper.ReadMarker(text).Width]
	said := strings.FieldsFunc(strings.NewReplacer("“", "\"", "”", "\"").Replace(text[len(marker):]), func(r rune) bool { return r == '"' })
	if len(said) < 4 || len(said) > 5 {
		return ""
	}
	verb, between := lang.Tokens(said[0]), lang.Tokens(said[2])
	n := max(lang.LongestStart(rd.lex.Amending, verb), lang.LongestStart(lang.Phrases("thay", "thay thế", "sửa", "nâng", "hạ"), verb))
	if n == 0 || lang.LongestStart(rd.lex.Replacing, verb) > 0 || lang.Find(lang.Phrases("bằng", "thành", "sang"), between) < 0 || !rd.holdsFigure(said[1]) || !rd.holdsFigure(said[3]) {
		return ""
	}
	of := ""
	if len(said) == 5 {
		of, _ = strings.CutPrefix(strings.Trim(said[4], " .;"), "đối với ")
	}
	if verb = verb[n:]; of == "" {
		of = lang.Words(said[0], verb[lang.LongestStart(lang.Phrases("chỉ tiêu", "mục tiêu", "nội dung", "cụm từ", "tại"), verb):])
	}
	if ts := lang.Tokens(said[3]); len(rd.lex.Stripped(ts)) > 0 && lang.LongestStart(rd.lex.Heads, ts) > 0 {
		of = "" // the new wording names what is measured itself
	}
	return strings.TrimSpace(marker + " " + strings.TrimSpace(of+" "+said[3]))
}

// holdsFigure says whether a wording has a value in it.
func (rd *Reader) holdsFigure(text string) bool {
	found, _ := rd.figures(text, lang.Tokens(text), nil)
	return len(found) > 0
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
