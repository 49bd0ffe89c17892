package pdf

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"ansinh/report/docx"
)

// word is a stretch of one look that no line breaks.
type word struct {
	text  string
	style string // "", B, I, BI
	space int    // spaces that stand before it: several leave room for the hand
	width float64
}

// line is what stands on one line.
type line struct {
	words []word
	width float64 // with its spaces as they are without justifying
	first bool    // of its paragraph, indented
	last  bool    // of its paragraph: not justified
}

// font chooses the style's font, and more than it: B, I.
func (w *writer) font(s docx.Style, more string) { w.SetFont(family, faceOf(s, more), size(s)) }

func faceOf(s docx.Style, more string) string {
	face := ""
	if s.Bold || strings.Contains(more, "B") {
		face += "B"
	}
	if s.Italic || strings.Contains(more, "I") {
		face += "I"
	}
	return face
}

// shown is a text as a style shows it: composed, in capitals where the style wants it, with plain spaces.
func shown(s docx.Style, text string) string {
	text = strings.ReplaceAll(norm.NFC.String(text), "\u00a0", " ")
	if s.Caps {
		text = strings.ToUpper(text)
	}
	return text
}

// words takes runs apart at their spaces, and where a zero-width space allows it.
func (w *writer) words(s docx.Style, runs []docx.Run) []word {
	var out []word
	space := 0
	for _, r := range runs {
		more := ""
		if r.Bold {
			more += "B"
		}
		if r.Italic {
			more += "I"
		}
		face := faceOf(s, more)
		w.SetFont(family, face, size(s))
		for i, piece := range strings.Split(shown(s, r.Text), " ") {
			if i > 0 {
				space++
			}
			for _, part := range strings.SplitAfter(piece, "\u200b") {
				if part = strings.Trim(part, "\u200b"); part == "" {
					continue
				}
				out = append(out, word{part, face, space, w.GetStringWidth(part)})
				space = 0
			}
		}
	}
	if space > 1 {
		out = append(out, word{space: space}) // room at the end of the line
	}
	return out
}

// lines breaks words into lines of a width. One that is longer than a line is cut.
func (w *writer) lines(s docx.Style, width float64, runs []docx.Run) []line {
	w.font(s, "")
	gap, indent := w.GetStringWidth(" "), points(s.FirstLine)
	now := line{first: true}
	var out []line
	free := func() float64 {
		if now.first {
			return width - indent
		}
		return width
	}
	for _, x := range w.words(s, runs) {
		for {
			need := x.width
			if len(now.words) > 0 {
				need += gap * float64(x.space)
			}
			if now.width+need <= free()+0.01 {
				now.words, now.width = append(now.words, x), now.width+need
				break
			}
			if len(now.words) == 0 {
				head, tail := w.cut(s, x, free())
				now.words, now.width = append(now.words, head), head.width
				x = tail
			}
			out = append(out, now)
			now = line{}
			if x.text == "" {
				break
			}
		}
	}
	now.last = true
	return append(out, now)
}

// cut divides a word that is longer than a line.
func (w *writer) cut(s docx.Style, x word, width float64) (head, tail word) {
	w.SetFont(family, x.style, size(s))
	letters := []rune(x.text)
	n := 1
	for n < len(letters) && w.GetStringWidth(string(letters[:n+1])) <= width {
		n++
	}
	part := func(text string) word { return word{text: text, style: x.style, width: w.GetStringWidth(text)} }
	return part(string(letters[:n])), part(string(letters[n:]))
}

// paragraph stands between the margins and goes on over pages.
func (w *writer) paragraph(s docx.Style, align string, runs ...docx.Run) {
	w.block(s, w.left, w.width, align, runs...)
}

// high is how high a paragraph is.
func (w *writer) high(s docx.Style, width float64, runs ...docx.Run) float64 {
	return float64(len(w.lines(s, width, runs)))*lineOf(s) + float64(s.Before+s.After)/20
}

// block draws a paragraph at x, line by line.
func (w *writer) block(s docx.Style, x, width float64, align string, runs ...docx.Run) {
	if w.y > w.top {
		w.y += float64(s.Before) / 20
	}
	all := w.lines(s, width, runs)
	for i, l := range all {
		need := lineOf(s)
		if i == 0 && len(all) > 2 { // no line of a paragraph alone at the foot of a page
			need *= 2
		}
		w.room(need)
		w.draw(s, l, x, width, align)
		w.y += lineOf(s)
	}
	w.y += float64(s.After) / 20
}

// draw draws a line with its foot on the line's foot.
func (w *writer) draw(s docx.Style, l line, x, width float64, align string) {
	w.font(s, "")
	gap := w.GetStringWidth(" ")
	if l.first {
		x, width = x+points(s.FirstLine), width-points(s.FirstLine)
	}
	spaces := 0
	for i, word := range l.words {
		if i > 0 {
			spaces += word.space
		}
	}
	switch {
	case align == "center":
		x += (width - l.width) / 2
	case align == "right":
		x += width - l.width
	case align == "both" && !l.last && spaces > 0:
		gap += (width - l.width) / float64(spaces)
	}
	foot := w.y + size(s)*up + (lineOf(s)-size(s)*single)/2
	for i, word := range l.words {
		if i > 0 {
			x += gap * float64(word.space)
		}
		if word.text == "" {
			continue
		}
		w.SetFont(family, word.style, size(s))
		w.Text(x, foot, word.text)
		x += word.width
	}
}
