package reading

import "strings"

// Paragraph is a paragraph of the document or a row of a table, with all places its words stand at.
type Paragraph struct {
	Sources []Source
	Text    string
	Heading bool // a heading of the outline
}

// paragraphs are the document as it was read, for a person to hold what was found against it.
func paragraphs(blocks []*block) []Paragraph {
	var out []Paragraph
	for _, b := range blocks {
		if b.table == nil {
			p := Paragraph{Text: b.text, Heading: b.level > 0 || b.bold && len(b.text) < 200 || readMarker(b.text).rank == rankRoman || capitals(b.text)}
			for _, s := range b.spans {
				p.Sources = append(p.Sources, s.source)
			}
			out = append(out, p)
			continue
		}
		for _, r := range b.table.rows {
			var cells []string
			for i, c := range r.cells {
				if i == 0 || c != r.cells[i-1] {
					cells = append(cells, strings.ReplaceAll(c, "\n", "; "))
				}
			}
			out = append(out, Paragraph{Sources: []Source{r.source}, Text: strings.Join(cells, " | ")})
		}
	}
	return out
}

// Find is the paragraph that stands at a place and the bytes of it that hold the words: all of it where it does not
// hold them as they are. at is -1 where no paragraph stands there.
func (x *Reading) Find(s Source, words string) (at, from, to int) {
	for i, p := range x.Paragraphs {
		for _, have := range p.Sources {
			if have != s {
				continue
			}
			if k := strings.Index(p.Text, words); k >= 0 && words != "" {
				return i, k, k + len(words)
			}
			return i, 0, len(p.Text)
		}
	}
	return -1, 0, 0
}
