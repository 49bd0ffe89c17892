package exchange

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
)

// sheetRows is how many lines a sheet of a workbook holds; a longer list goes on in the next sheet.
const sheetRows = 1_000_000

// bookWriter writes a workbook as its lines come: text cells in one sheet after another, and at the end what names them.
type bookWriter struct {
	zip     *zip.Writer
	sheet   *bufio.Writer
	heading []string
	sheets  int
	rows    int
}

func newBook(w io.Writer, heading []string) (*bookWriter, error) {
	b := &bookWriter{zip: zip.NewWriter(w), heading: heading}
	if err := b.next(); err != nil {
		return nil, err
	}
	return b, b.Flush()
}

// Flush sends the lines written so far.
func (b *bookWriter) Flush() error {
	if err := b.sheet.Flush(); err != nil {
		return err
	}
	return b.zip.Flush()
}

// next begins a sheet with the heading.
func (b *bookWriter) next() error {
	b.sheets++
	b.rows = 0
	part, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", b.sheets))
	if err != nil {
		return err
	}
	b.sheet = bufio.NewWriterSize(part, 1<<16)
	b.sheet.WriteString(xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	return b.line(b.heading)
}

func (b *bookWriter) line(cells []string) error {
	b.rows++
	b.sheet.WriteString("<row>")
	for _, c := range cells {
		if c == "" {
			b.sheet.WriteString("<c/>")
			continue
		}
		b.sheet.WriteString(`<c t="inlineStr"><is><t xml:space="preserve">`)
		if err := xml.EscapeText(b.sheet, []byte(c)); err != nil {
			return err
		}
		b.sheet.WriteString(`</t></is></c>`)
	}
	_, err := b.sheet.WriteString("</row>")
	return err
}

func (b *bookWriter) end() error {
	b.sheet.WriteString("</sheetData></worksheet>")
	return b.sheet.Flush()
}

// Line writes a line of text cells: numbers of persons keep their zeros.
func (b *bookWriter) Line(cells []string) error {
	if b.rows == sheetRows {
		if err := b.end(); err != nil {
			return err
		}
		if err := b.next(); err != nil {
			return err
		}
	}
	return b.line(cells)
}

// Close writes what names the sheets.
func (b *bookWriter) Close() error {
	if err := b.end(); err != nil {
		return err
	}
	const office, pkg = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://schemas.openxmlformats.org/package/2006/"
	const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	var sheets, links, types string
	for i := 1; i <= b.sheets; i++ {
		sheets += fmt.Sprintf(`<sheet name="Sheet%d" sheetId="%d" r:id="rId%d"/>`, i, i, i)
		links += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i, office, i)
		types += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i, spreadsheet)
	}
	for _, part := range [][2]string{
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"><sheets>` + sheets + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + pkg + `relationships">` + links + `</Relationships>`},
		{"_rels/.rels", `<Relationships xmlns="` + pkg + `relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", `<Types xmlns="` + pkg + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + spreadsheet + `sheet.main+xml"/>` + types + `</Types>`},
	} {
		w, err := b.zip.Create(part[0])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, xml.Header+part[1]); err != nil {
			return err
		}
	}
	return b.zip.Close()
}
