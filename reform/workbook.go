package reform

import (
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
	"ansinh/law/simulate"
	"ansinh/money"
	"ansinh/text"
)

// Columns are what a table of a simulation shows of every line, by the code of its title: first of the law as it is,
// then of each scenario.
func Columns(scenarios int) []string {
	all := []string{"law.simulate.all", "law.simulate.people", "law.simulate.cost"}
	for range scenarios - 1 {
		all = append(all, "law.simulate.people", "law.simulate.cost", "law.simulate.change", "law.simulate.gained", "law.simulate.lost",
			"law.simulate.raised", "law.simulate.lowered", "law.simulate.open")
	}
	return all
}

// Figures are the numbers of a line under Columns.
func Figures(l simulate.Line) []int64 {
	now := l.Outcomes[0]
	all := []int64{l.All, now.People, int64(now.Cost)}
	for _, o := range l.Outcomes[1:] {
		all = append(all, o.People, int64(o.Cost), int64(o.Cost-now.Cost), o.Gained, o.Lost, o.Raised, o.Lowered, o.Open)
	}
	return all
}

// WriteXlsx writes a simulation as a workbook: a sheet of what it rests on with the total, and one for each distribution
// asked for.
func (e *Estimate) WriteXlsx(w io.Writer, t *text.Texts, lang text.Lang, illustrative bool, by ...string) error {
	f := excelize.NewFile()
	defer f.Close()
	say := func(code string, args ...any) string { return t.Of(lang, code, args...) }
	b := book{File: f, say: say, lang: string(lang)}
	b.summary(e, illustrative)
	for _, d := range e.By {
		if slices.Contains(by, d.By) {
			b.sheet(d.By, say("law.simulate.by."+d.By))
			b.table(e, say("law.simulate.by."+d.By), d.Lines)
		}
	}
	if b.err == nil {
		b.err = f.Write(w)
	}
	if b.err != nil {
		return fault.Wrap(b.err, fault.Internal, "reform.workbook")
	}
	return nil
}

// book is a workbook in the making; the first failure is kept.
type book struct {
	*excelize.File
	say  func(string, ...any) string
	lang string
	name string
	row  int
	err  error
}

func (b *book) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) sheet(name, title string) {
	b.name, b.row = title, 0
	if name == "" {
		b.keep(b.SetSheetName("Sheet1", title))
	} else if _, err := b.NewSheet(title); err != nil {
		b.keep(err)
	}
	landscape, wide, long, fit := "landscape", 1, 0, true
	b.keep(b.SetPageLayout(b.name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &long}))
	b.keep(b.SetSheetProps(b.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.keep(b.SetColWidth(b.name, "A", "A", 46))
	b.keep(b.SetColWidth(b.name, "B", "Z", 17))
}

func (b *book) line(cells ...any) {
	b.row++
	at, err := excelize.CoordinatesToCellName(1, b.row)
	b.keep(err)
	b.keep(b.SetSheetRow(b.name, at, &cells))
}

func (b *book) summary(e *Estimate, illustrative bool) {
	b.sheet("", b.say("law.simulate.sheet.summary"))
	b.line(b.say("law.simulate.head", e.Month.Vietnamese(), money.Group(e.Total.All), e.KnownOn.Vietnamese()))
	if illustrative {
		b.line(b.say("law.simulate.illustrative"))
	}
	b.line(b.say("law.simulate.snapshot", e.Snapshot))
	for i, s := range e.Scenarios {
		name := s.Name
		if i == 0 {
			name = b.say("law.simulate.now")
		}
		b.line(b.say("law.simulate.scenario", Mark(i), name, s.Law))
	}
	b.row++
	b.table(e, "", []simulate.Line{e.Total})
}

// Mark numbers scenarios as people write them: 0 is the law as it is, then A, B, C.
func Mark(i int) string { return string("0ABC"[min(i, 3)]) }

// table writes a head and lines; figures are numbers, with a point between thousands.
func (b *book) table(e *Estimate, title string, lines []simulate.Line) {
	bold, err := b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	b.keep(err)
	figures := "#,##0"
	number, err := b.NewStyle(&excelize.Style{CustomNumFmt: &figures})
	b.keep(err)
	head := []any{title}
	for i, code := range Columns(len(e.Scenarios)) {
		head = append(head, b.say(code)+Where(i))
	}
	b.line(head...)
	b.keep(b.SetRowStyle(b.name, b.row, b.row, bold))
	first := b.row + 1
	for _, l := range lines {
		cells := []any{l.In(b.lang)}
		if l.ID == "total" {
			cells[0] = b.say("law.simulate.total")
		}
		for _, n := range Figures(l) {
			cells = append(cells, n)
		}
		b.line(cells...)
	}
	if len(lines) > 0 {
		last, err := excelize.CoordinatesToCellName(len(head), b.row)
		b.keep(err)
		from, err := excelize.CoordinatesToCellName(2, first)
		b.keep(err)
		b.keep(b.SetCellStyle(b.name, from, last, number))
	}
}

// Where says to which scenario a column belongs.
func Where(column int) string {
	switch {
	case column == 0:
		return ""
	case column < 3:
		return " (0)"
	}
	return " (" + Mark((column-3)/8+1) + ")"
}
