package draft

import (
	"fmt"
	"slices"
	"strings"

	"ansinh/report"
	"ansinh/report/docx"
)

// Content is what one version says.
type Content struct {
	Head    docx.Document            `json:"head"` // without body and annexes
	Blocks  []Block                  `json:"blocks"`
	Annexes []Annex                  `json:"annexes,omitempty"`
	Figures map[string]report.Figure `json:"figures"` // those that stand in the text or in a table
	Sheets  []report.Sheet           `json:"sheets,omitempty"`
	Filled  map[string]string        `json:"filled,omitempty"` // of a report from a template: field to text
	Source  string                   `json:"source,omitempty"` // hash of the template it was filled into
}

// Block is one part of the body. People edit headings and paragraphs; a table is made from the data alone.
type Block struct {
	ID     int         `json:"id"`
	Kind   string      `json:"kind"` // heading, text, caption, note, table
	Level  int         `json:"level,omitempty"`
	Italic bool        `json:"italic,omitempty"`
	Text   string      `json:"text,omitempty"`
	Table  *docx.Table `json:"table,omitempty"`
}

// Edited says whether people may change the block.
func (b Block) Edited() bool { return b.Kind == "text" || b.Kind == "heading" }

// Annex follows the signature.
type Annex struct {
	Label, Title, Reference string
	Landscape               bool
	Blocks                  []Block
}

// contentOf takes a document apart. Figures are those of all that stand in its sentences, and those that stand in its
// tables by their keys.
func contentOf(d *docx.Document, all []report.Figure, inTables func(key string) bool) Content {
	c := Content{Head: *d, Figures: map[string]report.Figure{}}
	c.Head.Body, c.Head.Annexes = nil, nil
	next := 1
	c.Blocks = blocksOf(d.Body, &next)
	for _, a := range d.Annexes {
		c.Annexes = append(c.Annexes, Annex{Label: a.Label, Title: a.Title, Reference: a.Reference, Landscape: a.Landscape, Blocks: blocksOf(a.Body, &next)})
	}
	c.take(all, inTables)
	return c
}

// take keeps the figures that the content shows.
func (c *Content) take(all []report.Figure, inTables func(key string) bool) {
	used := c.used()
	c.Figures = map[string]report.Figure{}
	for _, f := range all {
		if used[f.Key] || inTables(f.Key) {
			c.Figures[f.Key] = f
		}
	}
}

// used are the keys that stand in sentences.
func (c *Content) used() map[string]bool {
	out := map[string]bool{}
	for _, b := range c.Blocks {
		for rest := b.Text; ; {
			_, key, _, after, ok := report.NextFigure(rest)
			if !ok {
				break
			}
			out[key], rest = true, after
		}
	}
	return out
}

func blocksOf(list []docx.Block, next *int) []Block {
	var out []Block
	for _, x := range list {
		b := Block{ID: *next}
		switch x := x.(type) {
		case docx.Heading:
			b.Kind, b.Level, b.Text = "heading", x.Level, x.Text
		case docx.Paragraph:
			b.Kind = "text"
			if x.Caption {
				b.Kind = "caption"
			}
			if x.Note {
				b.Kind = "note"
			}
			for _, r := range x.Runs {
				b.Text += r.Text
				b.Italic = b.Italic || r.Italic
			}
		case docx.Table:
			b.Kind, b.Table = "table", &x
		}
		*next++
		out = append(out, b)
	}
	return out
}

// document is the content as a document whose figures are plain text.
func (c Content) document() *docx.Document {
	d := c.Head
	d.Body = bodyOf(c.Blocks)
	for _, a := range c.Annexes {
		d.Annexes = append(d.Annexes, docx.Annex{Label: a.Label, Title: a.Title, Reference: a.Reference, Landscape: a.Landscape, Body: bodyOf(a.Blocks)})
	}
	return &d
}

func bodyOf(list []Block) []docx.Block {
	var out []docx.Block
	for _, b := range list {
		words := report.Plain(b.Text)
		switch b.Kind {
		case "heading":
			out = append(out, docx.Heading{Level: b.Level, Text: words})
		case "table":
			out = append(out, *b.Table)
		default:
			out = append(out, docx.Paragraph{Caption: b.Kind == "caption", Note: b.Kind == "note", Runs: []docx.Run{{Text: words, Italic: b.Italic}}})
		}
	}
	return out
}

// renew puts today's tables, head and figures under the text as it stands.
func (c *Content) renew(now Content) {
	tables := func(list []Block) []*docx.Table {
		var out []*docx.Table
		for _, b := range list {
			if b.Table != nil {
				out = append(out, b.Table)
			}
		}
		return out
	}
	fresh := tables(now.Blocks)
	for i := range c.Blocks {
		if c.Blocks[i].Table != nil && len(fresh) > 0 {
			c.Blocks[i].Table, fresh = fresh[0], fresh[1:]
		}
	}
	c.Head, c.Annexes, c.Sheets = now.Head, now.Annexes, now.Sheets
	if now.Source != "" { // its words are the template's
		c.Blocks, c.Figures, c.Filled, c.Source = now.Blocks, now.Figures, now.Filled, now.Source
	}
}

// renewFigures writes into every sentence what its figures are now, and says which changed.
func (c *Content) renewFigures(now map[string]report.Figure) (changed []Change) {
	seen := map[string]bool{}
	for i := range c.Blocks {
		c.Blocks[i].Text = mapFigures(c.Blocks[i].Text, func(key, text string) string {
			f, ok := now[key]
			if !ok {
				return report.Bound(key, text)
			}
			if f.Text != text && !seen[key] {
				seen[key] = true
				changed = append(changed, Change{Figure: f, From: text, To: f.Text})
			}
			return report.Bound(key, f.Text)
		})
	}
	return changed
}

// Change is a figure that is another by now.
type Change struct {
	Figure   report.Figure
	From, To string
}

// mapFigures rewrites every figure of a text.
func mapFigures(s string, write func(key, text string) string) string {
	var b strings.Builder
	for {
		before, key, text, rest, ok := report.NextFigure(s)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString(write(key, text))
		s = rest
	}
}

// place names a paragraph for people: the heading above it and which paragraph below that.
func (c Content) place(id int) string {
	heading, n := "", 0
	for _, b := range c.Blocks {
		if b.Kind == "heading" {
			heading, n = report.Plain(b.Text), 0
		} else if b.Edited() {
			n++
		}
		if b.ID == id {
			break
		}
	}
	return strings.TrimSpace(fmt.Sprintf("%s ¶%d", heading, n))
}

func (c Content) block(id int) int {
	return slices.IndexFunc(c.Blocks, func(b Block) bool { return b.ID == id })
}
