package returns

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
	"ansinh/org"
)

// The sheet of a return: what it is for in the head, one row a figure. Only the column of figures can be typed into; the
// hidden column of ids says which figure a row is, so that moving columns or rows does no harm.
const (
	sheetName = "Biểu"
	firstRow  = 6
	idColumn  = "E"
	figures   = "C"
	sheetMark = "ansinh.return.1"
)

// SheetWords are the words of a sheet.
type SheetWords struct {
	Title, Unit, Note          string // head
	Figure, Measure, Value, Of string // columns
}

// WriteSheet writes a return as a workbook to be filled in and sent back.
func (s *Service) WriteSheet(w io.Writer, form Form, unit org.UnitID, year int, cells map[string]Cell, words SheetWords) error {
	f := excelize.NewFile()
	defer f.Close()
	p := &pencil{file: f}
	p.do(f.SetSheetName("Sheet1", sheetName))
	p.write("A1", words.Title)
	p.write("A2", words.Unit)
	p.write("A3", words.Note)
	p.write("F1", sheetMark)
	p.write("F2", form.ID)
	p.write("F3", string(unit))
	p.write("F4", strconv.Itoa(year))
	for i, head := range []string{words.Figure, words.Measure, words.Value, words.Of} {
		p.write(string(rune('A'+i))+strconv.Itoa(firstRow-1), head)
	}
	open := p.style(&excelize.Style{Protection: &excelize.Protection{Locked: false}, CustomNumFmt: text("@"),
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF8E1"}}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "BBBBBB"}},
		Alignment: &excelize.Alignment{Horizontal: "right"}})
	wrap := p.style(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	row := firstRow
	line := func(x Field, name string) {
		n := strconv.Itoa(row)
		p.write("A"+n, name)
		p.write("B"+n, x.Unit)
		if c, ok := cells[x.ID]; ok {
			p.write(figures+n, FormatNumber(c.Value, x.Scale))
		}
		p.write("D"+n, s.sourceOf(cells[x.ID]))
		p.write(idColumn+n, x.ID)
		row++
	}
	for _, x := range form.Fields {
		line(x, x.VI)
		for _, d := range form.Details(x.ID) {
			line(d, "      – "+d.VI)
		}
	}
	last := strconv.Itoa(row - 1)
	p.do(f.SetCellStyle(sheetName, "A"+strconv.Itoa(firstRow), "D"+last, wrap))
	p.do(f.SetCellStyle(sheetName, figures+strconv.Itoa(firstRow), figures+last, open))
	for column, width := range map[string]float64{"A": 62, "B": 12, "C": 18, "D": 40} {
		p.do(f.SetColWidth(sheetName, column, column, width))
	}
	p.do(f.SetColVisible(sheetName, "E:F", false))
	p.do(f.SetPanes(sheetName, &excelize.Panes{Freeze: true, YSplit: firstRow - 1, TopLeftCell: "A" + strconv.Itoa(firstRow), ActivePane: "bottomLeft"}))
	p.do(f.ProtectSheet(sheetName, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true}))
	if p.err != nil {
		return p.err
	}
	return f.Write(w)
}

func (s *Service) sourceOf(c Cell) string {
	if c.Assumption != "" {
		return c.Assumption
	}
	return c.Source
}

func text(s string) *string { return &s }

type pencil struct {
	file *excelize.File
	err  error
}

func (p *pencil) do(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *pencil) write(at, v string) { p.do(p.file.SetCellStr(sheetName, at, v)) }

func (p *pencil) style(s *excelize.Style) int {
	id, err := p.file.NewStyle(s)
	p.do(err)
	return id
}

// Sheet is a workbook that came back.
type Sheet struct {
	Form    string
	Unit    org.UnitID
	Year    int
	Entries []Entry
	cell    map[string]string // field to cell
}

// largest is the biggest workbook that is read, unpacked.
const largest = 16 << 20

// openSheet opens a workbook whose sheet somebody may have given another name.
func openSheet(body []byte) (*excelize.File, error) {
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: largest, UnzipXMLSizeLimit: largest})
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "returns.sheet.not_excel")
	}
	for _, name := range f.GetSheetList() {
		if mark, err := f.GetCellValue(name, "F1"); err == nil && mark == sheetMark && name != sheetName {
			if err := f.SetSheetName(name, sheetName); err != nil {
				return nil, errors.Join(fault.Wrap(err, fault.Invalid, "returns.sheet.not_excel"), f.Close())
			}
			break
		}
	}
	return f, nil
}

// ReadSheet reads what WriteSheet wrote and somebody filled in. What is not such a workbook is refused in one sentence.
func ReadSheet(body []byte) (Sheet, error) {
	f, err := openSheet(body)
	if err != nil {
		return Sheet{}, err
	}
	defer f.Close()
	get := func(at string) string {
		v, err := f.GetCellValue(sheetName, at, excelize.Options{RawCellValue: true})
		if err != nil {
			return ""
		}
		return v
	}
	year, err := strconv.Atoi(get("F4"))
	if get("F1") != sheetMark || err != nil {
		return Sheet{}, fault.New(fault.Invalid, "returns.sheet.not_ours")
	}
	s := Sheet{Form: get("F2"), Unit: org.UnitID(get("F3")), Year: year, cell: map[string]string{}}
	rows, err := f.GetRows(sheetName, excelize.Options{RawCellValue: true})
	if err != nil {
		return Sheet{}, fault.Wrap(err, fault.Invalid, "returns.sheet.not_excel")
	}
	for i := firstRow; i <= len(rows); i++ {
		n := strconv.Itoa(i)
		id := strings.TrimSpace(get(idColumn + n))
		if id == "" {
			continue
		}
		s.cell[id] = figures + n
		s.Entries = append(s.Entries, Entry{Field: id, Text: typed(f, figures+n, get(figures+n))})
	}
	return s, nil
}

// typed is a figure the way people type it. A number is stored with a point before its decimals, however many they are,
// and with a remainder far behind (73.299999999999997 for 73,3); words are as they were typed.
func typed(f *excelize.File, cell, stored string) string {
	kind, err := f.GetCellType(sheetName, cell)
	if err != nil || kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset && kind != excelize.CellTypeFormula {
		return stored
	}
	n, err := strconv.ParseFloat(stored, 64)
	if err != nil {
		return stored
	}
	n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'g', digits, 64), 64)
	return strings.ReplaceAll(strconv.FormatFloat(n, 'f', -1, 64), ".", ",")
}

// digits are how many a program for tables keeps of a number.
const digits = 15

// Marked is the workbook with what is wrong written beside each figure; the figures stay as they were typed.
func (s Sheet) Marked(body []byte, wrong map[string]string) ([]byte, error) {
	f, err := openSheet(body)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p := &pencil{file: f}
	red := p.style(&excelize.Style{Protection: &excelize.Protection{Locked: false}, Font: &excelize.Font{Color: "B00020", Bold: true}, CustomNumFmt: text("@"),
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFE3E3"}}, Alignment: &excelize.Alignment{Horizontal: "right"}})
	for field, sentence := range wrong {
		at, ok := s.cell[field]
		if !ok {
			continue
		}
		p.do(f.SetCellStyle(sheetName, at, at, red))
		p.write("D"+at[1:], sentence)
	}
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	err = f.Write(&b)
	return b.Bytes(), err
}

// Cell is where in the workbook a field stands; "" where it does not.
func (s Sheet) Cell(field string) string { return s.cell[field] }

// Keep leaves of the entries those that change something: a figure given back as it stands keeps its source.
func (s Sheet) Keep(form Form, cells map[string]Cell) []Entry {
	scale := map[string]int{}
	for _, x := range form.Fields {
		scale[x.ID] = x.Scale
		for _, d := range form.Details(x.ID) {
			scale[d.ID] = d.Scale
		}
	}
	var out []Entry
	for _, e := range s.Entries {
		c, had := cells[e.Field]
		if v, err := ParseNumber(e.Text, scale[e.Field]); had && err == nil && v == c.Value {
			continue
		}
		if !had && strings.TrimSpace(e.Text) == "" {
			continue
		}
		e.Source = fmt.Sprintf("Excel %s", s.cell[e.Field])
		out = append(out, e)
	}
	return out
}
