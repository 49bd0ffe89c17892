package report

import (
	"io"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/text"
)

// sheet is one sheet in the making. Figures go in as numbers, never as text that looks like one.
type sheet struct {
	file *excelize.File
	name string
	head []column
	row  int
	tall int // lines of the tallest cell of the row
	err  error
}

type column struct {
	title string
	width int
	style string // "", "int", "places", "money"
}

// headHeight leaves room for titles of two lines.
const headHeight = 32

// exact is a figure with decimals, written digit by digit.
type exact string

// WriteXlsx writes the report's figures as a workbook.
func (a *Annual) WriteXlsx(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	for i, fill := range []func(*excelize.File) error{a.sheetTargets, a.sheetWay, a.sheetSeries, a.sheetReturns, a.sheetCells, a.sheetMoney} {
		if err := fill(f); err != nil {
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

func (a *Annual) sheetTargets(f *excelize.File) error {
	s := newSheet(f, a.say("report.sheet.targets"), []column{{"Mã", 6, ""}, {"Nhóm", 16, ""}, {"Chỉ tiêu", 46, ""}, {"Đơn vị", 12, ""}, {"So sánh", 8, ""},
		{"Mục tiêu", 9, "places"}, {"Đến", 7, "places"}, {"Năm đích", 7, ""}, {"Kỳ", 8, ""}, {"Tử số", 12, "int"}, {"Mẫu số", 12, "int"},
		{"Kết quả", 10, "places"}, {"Đánh giá", 14, ""}, {"Số liệu minh họa", 9, ""}, {"Cơ quan", 22, ""}})
	for _, st := range a.Standings {
		d := st.Definition
		period, value, top, bottom := "", any(nil), any(nil), any(nil)
		if st.Latest != nil {
			period, value, top, bottom = st.Latest.Period.Vietnamese(), decimal(st.Latest.Value), st.Latest.Numerator, st.Latest.Denominator
		}
		s.add(d.Target, d.Group.VI, d.Name.VI, d.Unit, st.Goal.Comparator, decimal(st.Goal.Value), decimal(st.Goal.Upper), int64(st.Goal.Year), period, top, bottom,
			value, a.stateWord(st.State), a.yes(st.Illustrative), a.agency(d.Agency))
	}
	return s.done()
}

func (a *Annual) sheetWay(f *excelize.File) error {
	s := newSheet(f, a.say("report.sheet.way"), []column{{"Mã", 6, ""}, {"Chỉ tiêu", 46, ""}, {"Số gốc", 10, "places"}, {"Kỳ gốc", 8, ""}, {"Theo lộ trình", 10, "places"},
		{"Cần thêm mỗi năm", 10, "places"}, {"Còn thiếu", 70, ""}})
	for _, st := range a.Standings {
		start, period := any(nil), ""
		if st.Start != nil {
			start, period = decimal(st.Start.Value), st.Start.Period.Vietnamese()
		}
		var missing []string
		for _, m := range st.Missing {
			missing = append(missing, m.In(a.room.texts, text.VI))
		}
		s.add(st.Definition.Target, st.Definition.Name.VI, start, period, decimal(st.Required), decimal(st.Effort), strings.Join(missing, " "))
	}
	return s.done()
}

func (a *Annual) sheetSeries(f *excelize.File) error {
	s := newSheet(f, a.say("report.sheet.values"), []column{{"Mã", 7, ""}, {"Chỉ tiêu", 60, ""}, {"Kỳ", 10, ""}, {"Tử số", 16, "int"}, {"Mẫu số", 16, "int"},
		{"Chưa rõ", 12, "int"}, {"Giá trị", 12, "places"}, {"Nguồn", 24, ""}, {"Căn cứ", 40, ""}, {"Số liệu minh họa", 10, ""}})
	for _, st := range a.Standings {
		for _, m := range st.Series {
			s.add(st.Definition.Target, st.Definition.Name.VI, m.Period.Vietnamese(), m.Numerator, m.Denominator, m.Unknown, decimal(m.Value),
				a.say("indicator.source."+string(m.Source)), strings.Join(m.Provenance, "; "), a.yes(m.Illustrative))
		}
	}
	return s.done()
}

func (a *Annual) sheetReturns(f *excelize.File) error {
	s := newSheet(f, a.say("report.sheet.returns"), []column{{"Biểu", 40, ""}, {"Cơ quan", 30, ""}, {"Hạn gửi", 12, ""}, {"Ngày nhận", 12, ""}, {"Tình trạng", 20, ""},
		{"Quá hạn", 10, ""}, {"Số ô", 8, "int"}, {"Ô có số liệu", 12, "int"}})
	for _, r := range a.Returns {
		received := ""
		if r.Received() {
			received = r.Return.Received.Vietnamese()
		}
		s.add(r.Form.Name.VI, a.agency(r.Form.Agency), r.LastDay.Vietnamese(), received, a.returnState(r), a.yes(r.Late), int64(len(r.Form.Fields)), int64(r.Filled))
	}
	return s.done()
}

func (a *Annual) sheetCells(f *excelize.File) error {
	s := newSheet(f, a.say("report.sheet.cells"), []column{{"Biểu", 34, ""}, {"Ô", 60, ""}, {"Đơn vị", 12, ""}, {"Số liệu", 16, "places"}, {"Tình trạng biểu", 20, ""},
		{"Số liệu minh họa", 10, ""}, {"Nguồn hoặc giả định", 80, ""}})
	for _, r := range a.Filled {
		form, _ := a.room.returns.Book().Form(r.Form)
		for _, field := range form.Fields {
			c, ok := r.Cells[field.ID]
			if !ok {
				continue
			}
			s.add(form.Name.VI, field.VI, field.Unit, decimal(big.NewRat(c.Value, tenTo(field.Scale))), a.say("returns.state."+string(r.State)),
				a.yes(c.Illustrative), c.Source+c.Assumption)
		}
	}
	return s.done()
}

func (a *Annual) sheetMoney(f *excelize.File) error {
	s := newSheet(f, a.say("report.sheet.money"), []column{{"Chương trình", 50, ""}, {"Tháng", 10, ""}, {"Nội dung", 24, ""}, {"Lượt/người", 14, "int"}, {"Số tiền (đồng)", 20, "money"}, {"Số liệu minh họa", 10, ""}})
	_, _, last := a.Payments.months()
	for _, p := range a.Payments.Programmes {
		for _, m := range p.Months {
			s.add(p.Name.VI, m.Month.Vietnamese(), a.say("report.paid"), m.Lines, int64(m.Amount), a.yes(a.Payments.Simulated))
		}
	}
	for _, g := range a.Payments.Gap {
		s.add(g.Name.VI, last.Vietnamese(), a.say("report.gap"), g.People, int64(g.Amount), a.yes(a.Payments.Simulated))
	}
	return s.done()
}

func (a *Annual) yes(b bool) string {
	if b {
		return a.say("report.yes")
	}
	return ""
}

// decimal is a figure for a cell; nothing for nil.
func decimal(v *big.Rat) any {
	if v == nil {
		return nil
	}
	return exact(indicator.Decimal(v))
}

func tenTo(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}

func newSheet(f *excelize.File, name string, head []column) *sheet {
	s := &sheet{file: f, name: name, head: head, row: 1}
	_, s.err = f.NewSheet(name)
	for i, c := range head {
		s.set(i, c.title)
	}
	return s
}

func (s *sheet) add(cells ...any) {
	s.row++
	s.tall = 1
	for i, c := range cells {
		s.set(i, c)
	}
	if s.err == nil && s.tall > 1 {
		s.err = s.file.SetRowHeight(s.name, s.row, float64(15*s.tall))
	}
}

func (s *sheet) set(column int, v any) {
	if s.err != nil || v == nil {
		return
	}
	at, err := excelize.CoordinatesToCellName(column+1, s.row)
	if err != nil {
		s.err = err
		return
	}
	switch x := v.(type) {
	case exact:
		s.err = s.file.SetCellDefault(s.name, at, string(x))
	case int64:
		s.err = s.file.SetCellDefault(s.name, at, strconv.FormatInt(x, 10))
	case string:
		s.tall = max(s.tall, 1+utf8.RuneCountInString(x)/s.head[column].width)
		s.err = s.file.SetCellStr(s.name, at, x)
	}
}

// done sets the look: bold head that stays and is printed on every page, widths, number formats, A4 across.
func (s *sheet) done() error {
	steps := []func() error{s.looks, s.freeze, s.print}
	for _, step := range steps {
		if s.err == nil {
			s.err = step()
		}
	}
	return s.err
}

func (s *sheet) looks() error {
	formats := map[string]string{"int": "#,##0", "money": "#,##0"}
	for i, c := range s.head {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := s.file.SetColWidth(s.name, name, name, float64(c.width)); err != nil {
			return err
		}
		style := &excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 11}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}
		if format, ok := formats[c.style]; ok {
			style.CustomNumFmt = &format
		}
		id, err := s.file.NewStyle(style)
		if err != nil {
			return err
		}
		if s.row > 1 {
			if err := s.file.SetCellStyle(s.name, name+"2", name+strconv.Itoa(s.row), id); err != nil {
				return err
			}
		}
	}
	last, err := excelize.CoordinatesToCellName(len(s.head), 1)
	if err != nil {
		return err
	}
	id, err := s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Family: "Times New Roman", Size: 11},
		Alignment: &excelize.Alignment{WrapText: true, Horizontal: "center", Vertical: "center"},
		Border:    []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}}})
	if err != nil {
		return err
	}
	if err := s.file.SetRowHeight(s.name, 1, headHeight); err != nil {
		return err
	}
	return s.file.SetCellStyle(s.name, "A1", last, id)
}

func (s *sheet) freeze() error {
	return s.file.SetPanes(s.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (s *sheet) print() error {
	across, a4, one, many, fit := "landscape", 9, 1, 0, true
	if err := s.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &one, FitToHeight: &many}); err != nil {
		return err
	}
	if err := s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return s.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + s.name + "'!$1:$1", Scope: s.name})
}
