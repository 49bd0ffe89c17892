// Package pdf writes a document in the form of a Vietnamese official document as PDF, by itself: the font travels in the
// program, so that no office suite is needed and every machine makes the same pages.
//
// It draws the same parts by the same form as docx does; where Word and this package break a line may differ. It does not
// know what a report says. Its invariant: the same document and the same form give the same bytes.
package pdf

import (
	"io"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/liberation/liberationserifbolditalic"
	"codeberg.org/go-fonts/liberation/liberationserifitalic"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"github.com/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"

	"ansinh/fault"
	"ansinh/report/docx"
)

// family is the one font, with the measures of Times New Roman.
const family = "serif"

// epoch is the time in every file: that of the making is not what the document says.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// writer draws onto pages from top to bottom. Lengths are points.
type writer struct {
	*fpdf.Fpdf
	form      *docx.Form
	y         float64 // where the next thing begins
	left      float64
	width     float64 // between the margins
	top       float64
	bottom    float64 // where the page ends
	landscape bool
	pages     int
}

// Write writes the document. The form must have passed its check.
func Write(out io.Writer, d *docx.Document, form *docx.Form) error {
	w := open(d.Title, form)
	w.document(d)
	if err := w.Output(out); err != nil {
		return fault.Wrap(err, fault.Internal, "report.write")
	}
	return nil
}

// open begins a document.
func open(title string, form *docx.Form) *writer {
	w := &writer{Fpdf: fpdf.New("P", "pt", "A4", ""), form: form}
	w.SetCatalogSort(true)
	w.SetCreationDate(epoch)
	w.SetModificationDate(epoch)
	w.SetProducer("ansinh", true)
	w.SetTitle(norm.NFC.String(title), true)
	w.SetLang("vi-VN")
	w.SetAutoPageBreak(false, 0)
	w.SetMargins(0, 0, 0)
	for _, face := range []struct {
		style string
		font  []byte
	}{{"", liberationserifregular.TTF}, {"B", liberationserifbold.TTF}, {"I", liberationserifitalic.TTF}, {"BI", liberationserifbolditalic.TTF}} {
		w.AddUTF8FontFromBytes(family, face.style, face.font)
	}
	return w
}

func (w *writer) document(d *docx.Document) {
	w.page()
	w.letterhead(d)
	w.subject(d)
	if d.Address != "" {
		w.paragraph(w.form.Address, "center", docx.Run{Text: d.Address})
	}
	for i, s := range d.Basis {
		mark := ";"
		if i == len(d.Basis)-1 {
			mark = "."
		}
		w.paragraph(w.form.Basis, "both", docx.Run{Text: strings.TrimRight(s, ";. ") + mark})
	}
	w.blocks(d.Body)
	w.signature(d)
	for _, a := range d.Annexes {
		w.landscape = a.Landscape
		w.page()
		w.paragraph(w.form.AnnexLabel, "center", docx.Run{Text: a.Label})
		w.paragraph(w.form.AnnexTitle, "center", docx.Run{Text: a.Title})
		if a.Reference != "" {
			w.paragraph(w.form.AnnexRef, "center", docx.Run{Text: a.Reference})
		}
		w.blocks(a.Body)
	}
}

func (w *writer) blocks(list []docx.Block) {
	for i, b := range list {
		switch b := b.(type) {
		case docx.Heading:
			style := []docx.Style{w.form.Heading1, w.form.Heading2, w.form.Heading3}[min(max(b.Level, 1), 3)-1]
			w.together(style, b.Text, list[i+1:])
			w.paragraph(style, "both", docx.Run{Text: b.Text})
		case docx.Paragraph:
			switch {
			case b.Caption:
				text := ""
				for _, r := range b.Runs {
					text += r.Text
				}
				w.together(w.form.Caption, text, list[i+1:])
				w.paragraph(w.form.Caption, "center", b.Runs...)
			case b.Note:
				w.paragraph(w.form.TableNote, "both", b.Runs...)
			default:
				w.paragraph(w.form.Body, "both", b.Runs...)
			}
		case docx.Table:
			w.table(b)
		}
	}
}

// together begins a new page where a heading would stand alone at the foot of this one: what follows needs room for its
// first lines too.
func (w *writer) together(style docx.Style, text string, next []docx.Block) {
	need := w.high(style, w.width, docx.Run{Text: text})
	if len(next) > 0 {
		need += 2 * lineOf(w.form.Body)
		if t, ok := next[0].(docx.Table); ok {
			need += w.firstRows(t)
		}
		if _, ok := next[0].(docx.Heading); ok {
			need += 2 * lineOf(w.form.Body)
		}
	}
	if w.y+need > w.bottom && need < w.bottom-w.top {
		w.page()
	}
}

// page begins one; all but the first have their number above.
func (w *writer) page() {
	p := w.form.Page
	wide, high := points(p.Width), points(p.Height)
	top, right, bottom, left := p.Top, p.Right, p.Bottom, p.Left
	if w.landscape {
		wide, high = high, wide
		top, right, bottom, left = p.Left, p.Top, p.Right, p.Bottom
	}
	w.AddPageFormat("P", fpdf.SizeType{Wd: wide, Ht: high})
	w.pages++
	w.left, w.width, w.top = points(left), wide-points(left)-points(right), points(top)
	w.bottom, w.y = high-points(bottom), w.top
	if w.pages > 1 {
		s := w.form.PageNumber
		w.font(s, "")
		number := strconv.Itoa(w.pages)
		w.Text(w.left+(w.width-w.GetStringWidth(number))/2, points(p.Header)+size(s), number)
	}
}

// room begins a new page where something does not fit on this one.
func (w *writer) room(high float64) {
	if w.y+high > w.bottom && w.y > w.top {
		w.page()
	}
}

// letterhead is two columns: superior and issuing body with number at the left, national title, motto, place and date at the
// right.
func (w *writer) letterhead(d *docx.Document) {
	f := w.form
	right := w.width * float64(f.NationCol) / 1000
	left := w.width - right
	begin := w.y
	for _, s := range d.Superior {
		w.column(f.Superior, w.left, left, s)
	}
	for _, s := range d.Issuer {
		w.column(f.Issuer, w.left, left, s)
	}
	w.rule(f.Issuer, longest(w, f.Issuer, d.Issuer), w.left, left)
	end := w.y
	w.y = begin
	w.column(f.Nation, w.left+left, right, f.Nation.Text)
	w.column(f.Motto, w.left+left, right, f.Motto.Text)
	w.rule(f.Motto, f.Motto.Text, w.left+left, right)
	w.y = max(w.y, end)
	begin = w.y
	w.column(f.Number, w.left, left, d.Number)
	end = w.y
	w.y = begin
	w.column(f.Place, w.left+left, right, docx.PlaceAndDate(d.Place, d.Date))
	w.y = max(w.y, end)
}

func (w *writer) subject(d *docx.Document) {
	w.paragraph(w.form.Kind, "center", docx.Run{Text: d.Kind})
	for _, s := range d.Subject {
		w.paragraph(w.form.Subject, "center", docx.Run{Text: s})
	}
	w.rule(w.form.Subject, longest(w, w.form.Subject, d.Subject), w.left, w.width)
}

// signature stands whole on one page: recipients left, authority and name right.
func (w *writer) signature(d *docx.Document) {
	f := w.form
	if len(d.Signature.Authority) == 0 && len(d.Recipients.Lines) == 0 {
		return
	}
	right := w.width * float64(f.SignCol) / 1000
	left := w.width - right
	draw := func() float64 {
		begin := w.y
		if len(d.Recipients.Lines) > 0 {
			w.block(f.Recipients, w.left, left, "left", docx.Run{Text: d.Recipients.Label})
			for _, s := range d.Recipients.Lines {
				w.block(f.Recipient, w.left, left, "left", docx.Run{Text: s})
			}
		}
		end := w.y
		w.y = begin
		for _, s := range d.Signature.Authority {
			w.column(f.Authority, w.left+left, right, s)
		}
		w.y += float64(f.SignGap) * lineOf(f.Signer)
		if d.Signature.Name != "" {
			w.column(f.Signer, w.left+left, right, d.Signature.Name)
		}
		return max(end, w.y)
	}
	need := float64(len(d.Signature.Authority)+f.SignGap+1) * lineOf(f.Signer)
	need = max(need, float64(len(d.Recipients.Lines)+1)*lineOf(f.Recipients))
	w.y += lineOf(f.Body) / 2
	w.room(need)
	w.y = draw()
}

// column is a centred line or more within a column.
func (w *writer) column(s docx.Style, x, width float64, text string) {
	w.block(s, x, width, "center", docx.Run{Text: text})
}

// rule is a solid centred line as long as a share of a text.
func (w *writer) rule(s docx.Style, text string, x, width float64) {
	w.font(s, "")
	long := min(w.GetStringWidth(shown(s, text))*float64(s.Line)/1000, width)
	w.y += 2.5
	if long > 0 {
		w.SetLineWidth(0.75)
		w.Line(x+(width-long)/2, w.y, x+(width+long)/2, w.y)
	}
	w.y += 5
}

func longest(w *writer, s docx.Style, lines []string) string {
	out := ""
	for _, l := range lines {
		w.font(s, "")
		if w.GetStringWidth(shown(s, l)) > w.GetStringWidth(shown(s, out)) {
			out = l
		}
	}
	return out
}

// points turns millimetres into points.
func points(mm int) float64 { return float64(mm) * 72 / 25.4 }

// size is a style's in points.
func size(s docx.Style) float64 { return float64(s.Size) / 2 }

// lineOf is the height of a style's line.
func lineOf(s docx.Style) float64 {
	spacing := 1.0
	if s.Spacing > 0 {
		spacing = float64(s.Spacing) / 1000
	}
	return size(s) * single * spacing
}

// single is the height of a single line of this font for its size; up is how much of it stands above the letters' foot.
const (
	single = 1.149
	up     = 0.891
)
