// Package fill reads Word documents that an office wrote as templates and fills them in: whatever stands between « and » is
// a field. It knows no field's meaning and changes nothing else of the document: letterhead, tables, fonts stay as Word
// wrote them.
//
// Its invariants: a template and the same values give the same bytes, and a document that could do something when it is
// opened (macros) is refused.
package fill

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ansinh/fault"
)

// Limits of what is read: a document is small, what unpacks to more is none.
const (
	mostParts = 400
	mostBytes = 24 << 20
)

// epoch is the time of every part: the earliest a zip can name.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Template is a Word document with the fields that stand in it.
type Template struct {
	parts []part
	Marks []Mark
}

// part is one file of the document.
type part struct {
	name string
	body []byte
}

// written says whether the part holds text that people read.
func (p part) written() bool { return texts.MatchString(p.name) }

var texts = regexp.MustCompile(`^word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$`)

// Mark is one field of the document: where it stands, and the words around it.
type Mark struct {
	Field     string
	Part      string // word/document.xml
	Paragraph int    // counted from 1 through the part
	Around    string
}

// Read reads a template; fault template.not_word where it is no Word document, template.broken_mark where a « is not closed.
func Read(body []byte) (*Template, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(z.File) > mostParts {
		return nil, fault.New(fault.Invalid, "template.not_word")
	}
	t := &Template{}
	left := int64(mostBytes)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if strings.HasSuffix(f.Name, "vbaProject.bin") {
			return nil, fault.New(fault.Invalid, "template.macros")
		}
		b, err := unpack(f, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(b))
		t.parts = append(t.parts, part{f.Name, b})
	}
	if !slices.ContainsFunc(t.parts, func(p part) bool { return p.name == "word/document.xml" }) {
		return nil, fault.New(fault.Invalid, "template.not_word")
	}
	for _, p := range t.parts {
		if !p.written() {
			continue
		}
		if err := t.look(p); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func unpack(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "template.not_word")
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil || int64(len(b)) > most {
		return nil, fault.Wrap(err, fault.Invalid, "template.not_word")
	}
	return b, nil
}

// field is what stands between the marks: a name with points.
var field = regexp.MustCompile(`«\s*([^«»]*?)\s*»`)

// look notes the fields of a part.
func (t *Template) look(p part) error {
	for n, g := range paragraphs(p.body) {
		text := g.text()
		for _, m := range field.FindAllStringSubmatch(text, -1) {
			t.Marks = append(t.Marks, Mark{Field: m[1], Part: p.name, Paragraph: n + 1, Around: short(text)})
		}
		if rest := field.ReplaceAllString(text, ""); strings.ContainsAny(rest, "«»") {
			return fault.New(fault.Invalid, "template.broken_mark", n+1, short(text))
		}
	}
	return nil
}

// short is the beginning of a text, cut between letters.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= 60 {
		return s
	}
	return string([]rune(s)[:60]) + "…"
}

// stretch is one piece of text of a part: its words are the bytes from to to of the part, its tag begins at tag.
type stretch struct{ tag, from, to int }

// paragraph is the stretches of text of one paragraph; Word may cut a word, and so a field, into several.
type paragraph struct {
	body []byte
	all  []stretch
}

func (p paragraph) text() string {
	var b strings.Builder
	for _, s := range p.all {
		b.WriteString(html.UnescapeString(string(p.body[s.from:s.to])))
	}
	return b.String()
}

// piece is a stretch of text, or the end of a paragraph.
var piece = regexp.MustCompile(`<w:t(?:\s[^>]*[^/])?>([^<]*)</w:t>|</w:p>`)

// paragraphs are those of a part that hold text, in order.
func paragraphs(body []byte) []paragraph {
	var out []paragraph
	now := paragraph{body: body}
	for _, m := range piece.FindAllSubmatchIndex(body, -1) {
		if m[2] >= 0 {
			now.all = append(now.all, stretch{m[0], m[2], m[3]})
			continue
		}
		if len(now.all) > 0 {
			out = append(out, now)
		}
		now = paragraph{body: body}
	}
	if len(now.all) > 0 {
		out = append(out, now)
	}
	return out
}

// Lines are the paragraphs of the document's own text, with what stands for each field put in by show.
func (t *Template) Lines(show func(field string) string) []string {
	var out []string
	for _, p := range t.parts {
		if p.name != "word/document.xml" {
			continue
		}
		for _, g := range paragraphs(p.body) {
			out = append(out, field.ReplaceAllStringFunc(g.text(), func(m string) string { return show(field.FindStringSubmatch(m)[1]) }))
		}
	}
	return out
}

// Fill writes the document with the values in place of its fields; a field that has no value stays as it stands.
func (t *Template) Fill(w io.Writer, values map[string]string) error {
	z := zip.NewWriter(w)
	for _, p := range t.parts {
		out, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: epoch})
		if err != nil {
			return fault.Wrap(err, fault.Internal, "report.write")
		}
		body := p.body
		if p.written() {
			body = filled(p.body, values)
		}
		if _, err := out.Write(body); err != nil {
			return fault.Wrap(err, fault.Internal, "report.write")
		}
	}
	if err := z.Close(); err != nil {
		return fault.Wrap(err, fault.Internal, "report.write")
	}
	return nil
}

// filled is a part with the values in place of its fields. A field that lies in several stretches is written into the first,
// with the look of its first letter, and taken out of the others.
func filled(body []byte, values map[string]string) []byte {
	var out bytes.Buffer
	at := 0
	for _, g := range paragraphs(body) {
		texts := make([]string, len(g.all))
		for i, s := range g.all {
			texts[i] = html.UnescapeString(string(body[s.from:s.to]))
		}
		before := slices.Clone(texts)
		replace(texts, values)
		for i, s := range g.all {
			if texts[i] == before[i] {
				continue
			}
			out.Write(body[at:s.tag])
			out.WriteString(`<w:t xml:space="preserve">` + escape.Replace(texts[i])) // Word drops spaces at the ends otherwise
			at = s.to
		}
	}
	out.Write(body[at:])
	return out.Bytes()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// replace puts values into texts that follow each other, from the last field to the first so that places stay true.
func replace(texts []string, values map[string]string) {
	whole := strings.Join(texts, "")
	all := field.FindAllStringSubmatchIndex(whole, -1)
	for k := len(all) - 1; k >= 0; k-- {
		m := all[k]
		value, ok := values[whole[m[2]:m[3]]]
		if !ok {
			continue
		}
		begin, first := 0, true
		for i, t := range texts {
			end := begin + len(t)
			from, to := max(m[0], begin), min(m[1], end)
			if from < to {
				put := ""
				if first {
					put, first = value, false
				}
				texts[i] = t[:from-begin] + put + t[to-begin:]
			}
			begin = end
		}
		whole = strings.Join(texts, "") // what comes before the field is as it was
	}
}
