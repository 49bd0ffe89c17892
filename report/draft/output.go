package draft

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"ansinh/fault"
	"ansinh/gate"
	"ansinh/report"
	"ansinh/report/fill"
	"ansinh/report/pdf"
)

// files makes all outputs of a content. The same content makes the same bytes.
func (s *Drafts) files(ctx context.Context, tx *gate.Tx, d Draft, c Content) ([]File, error) {
	var word, excel, print bytes.Buffer
	if d.Kind == FromTemplate {
		return s.templateFiles(ctx, tx, d, c)
	}
	doc := c.document()
	if err := doc.Write(&word, s.form); err != nil {
		return nil, err
	}
	if err := pdf.Write(&print, doc, s.form); err != nil {
		return nil, err
	}
	if err := report.WriteSheets(&excel, c.workbook(s)); err != nil {
		return nil, err
	}
	var out []File
	for _, f := range []File{{Format: "docx", Bytes: word.Bytes()}, {Format: "xlsx", Bytes: excel.Bytes()}, {Format: "pdf", Bytes: print.Bytes()}} {
		f.SHA256 = hashOf(f.Bytes)
		out = append(out, f)
	}
	return out, nil
}

// templateFiles are the filled document, the workbook of its figures, and a PDF with the document's words, tables and plain
// looks: what Word draws besides (pictures, shapes, heads of pages) is not in it.
func (s *Drafts) templateFiles(ctx context.Context, tx *gate.Tx, d Draft, c Content) ([]File, error) {
	document, err := s.fillIn(ctx, tx, d, c)
	if err != nil {
		return nil, err
	}
	var excel, print bytes.Buffer
	if err := report.WriteSheets(&excel, c.workbook(s)); err != nil {
		return nil, err
	}
	all, landscape, err := fill.Flow(document, s.form.Body)
	if err != nil {
		return nil, err
	}
	if err := pdf.WriteFlow(&print, d.Title, all, landscape, s.form); err != nil {
		return nil, err
	}
	return []File{{"docx", hashOf(document), document}, {"xlsx", hashOf(excel.Bytes()), excel.Bytes()}, {"pdf", hashOf(print.Bytes()), print.Bytes()}}, nil
}

// workbook is the tables of a report and a page of all its figures, each with its source.
func (c Content) workbook(s *Drafts) []report.Sheet {
	all := report.Sheet{Name: s.say("draft.sheet.figures"), Head: []string{s.say("draft.sheet.meaning"), s.say("draft.sheet.value"), s.say("draft.sheet.key"), s.say("draft.sheet.source")},
		Widths: []int{60, 18, 28, 32}}
	for _, key := range c.keys() {
		f := c.Figures[key]
		all.Rows = append(all.Rows, []string{f.Meaning, f.Text, f.Key, f.Path})
	}
	return append(slices.Clone(c.Sheets), all)
}

func (s *Drafts) say(code string, args ...any) string { return s.Texts.Of("vi", code, args...) }

// keys are the keys of the content's figures in order.
func (c Content) keys() []string {
	var out []string
	for key := range c.Figures {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// sheetsOf are the tables of the body as pages of a workbook, each named by its caption.
func sheetsOf(c Content) []report.Sheet {
	var out []report.Sheet
	name := ""
	for _, b := range c.Blocks {
		switch b.Kind {
		case "caption":
			name = b.Text
		case "table":
			out = append(out, sheetOf(b, name, len(out)+1))
		}
	}
	for _, a := range c.Annexes {
		for _, b := range a.Blocks {
			if b.Table != nil {
				out = append(out, sheetOf(b, a.Label, len(out)+1))
			}
		}
	}
	return out
}

// sheetOf is a table as a page: a group's title stands in the first column. Excel allows 31 letters in a page's name.
func sheetOf(b Block, name string, n int) report.Sheet {
	name, _, _ = strings.Cut(name, ".")
	sheet := report.Sheet{Name: report.SheetName(name, n)}
	for _, row := range b.Table.Head {
		sheet.Head = nil
		for _, cell := range row {
			sheet.Head = append(sheet.Head, strings.Join(cell.Lines, " "))
		}
	}
	for _, col := range b.Table.Columns {
		sheet.Widths = append(sheet.Widths, max(8, col.Width))
	}
	for _, row := range b.Table.Rows {
		var line []string
		for _, cell := range row {
			line = append(line, report.Plain(strings.Join(cell.Lines, "; ")))
			for range cell.Span - 1 {
				line = append(line, "")
			}
		}
		sheet.Rows = append(sheet.Rows, line)
	}
	return sheet
}

// Format is one of a report's outputs.
func Format(files []File, format string) (File, error) {
	for _, f := range files {
		if f.Format == format {
			return f, nil
		}
	}
	return File{}, fault.New(fault.NotFound, "draft.no_format", format)
}
