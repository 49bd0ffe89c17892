package report

import (
	"io"
	"io/fs"

	"github.com/xuri/excelize/v2"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/policy"
	"ansinh/report/docx"
)

const tablesFile = "document/tables.yaml"

// Tabular is a document that is mostly a table: a statement, a settlement, a list to sign. The same document gives the
// same bytes, in Word and in Excel.
type Tabular struct {
	Template  string
	Date      calendar.Date
	Place     string
	Simulated bool
	Values    map[string]string
	Tables    map[string][][]any // by id, rows of string and int64 (đồng or counts); the last row may be a total
}

// tabularWords are the words of all of them.
type tabularWords struct {
	Simulated string                   `yaml:"simulated"`
	Documents map[string]tabularLayout `yaml:"documents"`
}

type tabularLayout struct {
	Issuer     []string        `yaml:"issuer"`
	Number     string          `yaml:"number"`
	Kind       string          `yaml:"kind"`
	Subject    []string        `yaml:"subject"`
	Body       []string        `yaml:"body"`
	Tables     []tabularTable  `yaml:"tables"`
	After      []string        `yaml:"after"`
	Signatures []tabularSigner `yaml:"signatures"`
	Signature  []string        `yaml:"signature"`
}

type tabularTable struct {
	ID      string          `yaml:"id"`
	Caption string          `yaml:"caption"`
	Sheet   string          `yaml:"sheet"`
	None    string          `yaml:"none"` // said where there is no row
	Columns []tabularColumn `yaml:"columns"`
}

type tabularColumn struct {
	Title string `yaml:"title"`
	Width int    `yaml:"width"`
	Kind  string `yaml:"kind"` // text, money, int
}

// tabularSigner is one of several who sign side by side.
type tabularSigner struct {
	Title string `yaml:"title"`
	Note  string `yaml:"note"`
}

// tabularNames are what the words may be filled with.
var tabularNames = []string{"name", "code", "born", "residence", "unit", "UNIT", "month", "day", "paid", "returned", "recovery", "recovered", "open",
	"received", "refunded", "spent", "difference", "difference_words", "paid_words", "bank", "count", "total", "total_words", "number"}

func loadTables(from fs.FS) (*tabularWords, error) {
	w := &tabularWords{}
	if err := policy.YAML(from, tablesFile, w); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "report.words", tablesFile)
	if err := checkHoles(from, tablesFile, tabularNames, wrong); err != nil {
		return nil, err
	}
	if len(w.Documents) == 0 {
		wrong.At("documents", "report.no_words")
	}
	return w, wrong.OrNil()
}

// WriteTable writes a document as Word.
func (l *Letters) WriteTable(w io.Writer, x Tabular) error {
	t, ok := l.tables.Documents[x.Template]
	if !ok {
		return fault.New(fault.NotFound, "report.no_words")
	}
	v := values(x.Values)
	lines := func(from []string) []string { return v.lines(from, nil) }
	d := docx.Document{Issuer: lines(t.Issuer), Number: v.fill(t.Number), Place: x.Place, Date: x.Date, Kind: t.Kind, Subject: lines(t.Subject), Title: t.Kind,
		Signature: docx.Signature{Authority: t.Signature}}
	if x.Simulated {
		d.Body = append(d.Body, docx.Paragraph{Runs: []docx.Run{{Text: l.tables.Simulated}}, Note: true})
	}
	for _, s := range lines(t.Body) {
		d.Body = append(d.Body, docx.Paragraph{Runs: runs(s)})
	}
	for _, table := range t.Tables {
		d.Body = append(d.Body, table.blocks(v, x.Tables[table.ID])...)
	}
	for _, s := range lines(t.After) {
		d.Body = append(d.Body, docx.Paragraph{Runs: runs(s)})
	}
	if len(t.Signatures) > 0 {
		d.Body = append(d.Body, signatures(t.Signatures))
	}
	return d.Write(w, l.form)
}

func (t tabularTable) blocks(v values, rows [][]any) []docx.Block {
	var out []docx.Block
	if t.Caption != "" {
		out = append(out, docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: v.fill(t.Caption)}}})
	}
	if len(rows) == 0 {
		return append(out, docx.P(t.None))
	}
	table := docx.Table{}
	var head []docx.Cell
	for _, c := range t.Columns {
		align := docx.Left
		if c.Kind == "money" || c.Kind == "int" {
			align = docx.Right
		}
		table.Columns = append(table.Columns, docx.Column{Width: c.Width, Align: align})
		head = append(head, docx.C(c.Title))
	}
	table.Head = [][]docx.Cell{head}
	for _, row := range rows {
		var cells []docx.Cell
		for _, cell := range row {
			cells = append(cells, docx.C(said(cell)))
		}
		table.Rows = append(table.Rows, cells)
	}
	return append(out, table)
}

// said is a cell as a document writes it.
func said(cell any) string {
	if n, ok := cell.(int64); ok {
		return money.Group(n)
	}
	s, _ := cell.(string)
	return s
}

// signatures stand side by side, with room to sign.
func signatures(all []tabularSigner) docx.Block {
	t := docx.Table{Plain: true}
	var who []docx.Cell
	for _, s := range all {
		t.Columns = append(t.Columns, docx.Column{Width: 100 / len(all), Align: docx.Center})
		who = append(who, docx.Cell{Lines: []string{s.Title, s.Note, "", "", ""}, Align: docx.Center})
	}
	t.Rows = [][]docx.Cell{who}
	return t
}

// WriteTableXlsx writes a document's tables as a workbook, a sheet each.
func (l *Letters) WriteTableXlsx(w io.Writer, x Tabular) error {
	t, ok := l.tables.Documents[x.Template]
	if !ok {
		return fault.New(fault.NotFound, "report.no_words")
	}
	f := excelize.NewFile()
	defer f.Close()
	for i, table := range t.Tables {
		var head []column
		for _, c := range table.Columns {
			head = append(head, column{c.Title, max(c.Width, 8), map[string]string{"money": "money", "int": "int"}[c.Kind]})
		}
		s := newSheet(f, table.Sheet, head)
		for _, row := range x.Tables[table.ID] {
			s.add(row...)
		}
		if err := s.done(); err != nil {
			return fault.Wrap(err, fault.Internal, "report.workbook", i)
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		return fault.Wrap(err, fault.Internal, "report.workbook", "")
	}
	if err := f.Write(w); err != nil {
		return fault.Wrap(err, fault.Internal, "report.write")
	}
	return nil
}
