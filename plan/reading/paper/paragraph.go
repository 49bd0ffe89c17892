package paper

import "strings"

// Paragraph is a paragraph of the document or a row of a table, with all places its words stand at.
type Paragraph struct {
	Sources []Source
	Text    string
	Heading bool // a heading of the outline
}

// paragraphs are the document as it was read, for a person to hold what was found against it.
func Listed(blocks []*Block) []Paragraph {
	var out []Paragraph
	for _, b := range blocks {
		if b.Table == nil {
			p := Paragraph{Text: b.Text, Heading: b.Level > 0 || b.Bold && len(b.Text) < 200 || ReadMarker(b.Text).Rank == RankRoman || Capitals(b.Text)}
			for _, s := range b.Spans {
				p.Sources = append(p.Sources, s.Source)
			}
			out = append(out, p)
			continue
		}
		for _, r := range b.Table.Rows {
			var cells []string
			for i, c := range r.Cells {
				if i == 0 || c != r.Cells[i-1] {
					cells = append(cells, strings.ReplaceAll(c, "\n", "; "))
				}
			}
			out = append(out, Paragraph{Sources: []Source{r.Source}, Text: strings.Join(cells, " | ")})
		}
	}
	return out
}
