// Package docx writes Word documents in the form of a Vietnamese official document: letterhead, number, place and date,
// kind and subject, body, tables, signature, recipients, annexes.
//
// It knows the parts and their order; how each part looks (margins, sizes, which part is bold) is a Form, read from the
// policy folder. It does not know what a report says. Its invariant: the same document and the same form give the same
// bytes, so that a report made again can be compared with the one that was signed.
package docx

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"ansinh/calendar"
	"ansinh/fault"
)

// Document is one official document. Text is stored composed (NFC), whatever form it arrives in.
type Document struct {
	Superior   []string // superior body, one line each; empty where the issuing body has none above it
	Issuer     []string // issuing body, one line each
	Number     string   // "Số: 30/KH-UBND"
	Place      string   // "Bắc Ninh"
	Date       calendar.Date
	Kind       string   // "BÁO CÁO"
	Subject    []string // one line each
	Address    string   // "Kính gửi: …", where the document is sent to somebody
	Basis      []string // legal bases, without the closing mark
	Body       []Block
	Signature  Signature
	Recipients Recipients
	Annexes    []Annex
	Title      string // of the file, for the reader's title bar
}

// Signature stands at the right below the body.
type Signature struct {
	Authority []string // "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"
	Name      string   // empty: the place for it stays free
}

// Recipients stand at the left beside the signature.
type Recipients struct {
	Label string   // "Nơi nhận:"
	Lines []string // "- Văn phòng Chính phủ;"
}

// Annex follows the signature on a page of its own.
type Annex struct {
	Label     string // "Phụ lục I"
	Title     string
	Reference string // "(Kèm theo Báo cáo số …)"
	Landscape bool
	Body      []Block
}

// Block is a part of the body: Heading, Paragraph or Table.
type Block interface{ write(*body) }

// epoch is the time of every file in the archive: the earliest a zip can name.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Write writes the document. The form must have passed Check.
func (d *Document) Write(w io.Writer, f *Form) error {
	b := &body{form: f}
	b.document(d)
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/app.xml", appProperties},
		{"docProps/core.xml", coreProperties(d)},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/document.xml", b.String()},
		{"word/fontTable.xml", fontTable(f)},
		{"word/header1.xml", pageNumberHeader},
		{"word/header2.xml", emptyHeader},
		{"word/settings.xml", settings},
		{"word/styles.xml", styles(f)},
	}
	z := zip.NewWriter(w)
	for _, p := range parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: epoch}
		out, err := z.CreateHeader(h)
		if err != nil {
			return fault.Wrap(err, fault.Internal, "report.write")
		}
		if _, err := io.WriteString(out, p.text); err != nil {
			return fault.Wrap(err, fault.Internal, "report.write")
		}
	}
	if err := z.Close(); err != nil {
		return fault.Wrap(err, fault.Internal, "report.write")
	}
	return nil
}

// markup gathers WordprocessingML. Attributes come in pairs: name, value.
type markup struct{ strings.Builder }

func (m *markup) open(name string, attributes ...string) {
	m.tag(name, attributes)
	m.WriteByte('>')
}

func (m *markup) empty(name string, attributes ...string) {
	m.tag(name, attributes)
	m.WriteString("/>")
}

func (m *markup) close(name string) {
	m.WriteString("</")
	m.WriteString(name)
	m.WriteByte('>')
}

func (m *markup) tag(name string, attributes []string) {
	m.WriteByte('<')
	m.WriteString(name)
	for i := 0; i+1 < len(attributes); i += 2 {
		m.WriteByte(' ')
		m.WriteString(attributes[i])
		m.WriteString(`="`)
		m.text(attributes[i+1])
		m.WriteByte('"')
	}
}

// text escapes; characters that XML cannot hold come out as U+FFFD, so that the file always opens.
func (m *markup) text(s string) {
	_ = xml.EscapeText(m, []byte(norm.NFC.String(s))) // writing to a Builder cannot fail
}
