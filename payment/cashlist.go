package payment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
)

// WriteCashList writes the cash list of a run as one Excel workbook with a sheet a commune: who takes how much, a place
// to sign, the sum in figures and words. The writing is recorded. Made again it is the same, byte for byte.
func (p *Payments) WriteCashList(ctx context.Context, actor auth.Actor, month calendar.Month, w io.Writer) (FileInfo, error) {
	var lines map[org.UnitID][]Line
	act := gate.Act{Permission: MaySend, Subject: subject(month), Personal: true}
	err := p.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("file", "cash")
		if _, err := run(ctx, tx.Tx, month); err != nil {
			return err
		}
		var err error
		lines, err = cashLines(ctx, tx.Tx, month)
		return err
	})
	if err != nil {
		return FileInfo{}, err
	}
	file, err := p.cashList(month, lines)
	if err != nil {
		return FileInfo{}, err
	}
	var info FileInfo
	for _, some := range lines {
		info.Lines += int64(len(some))
		for i := range some {
			info.Amount += some[i].Net()
		}
	}
	whole := sha256.Sum256(file)
	info.SHA256 = hex.EncodeToString(whole[:])
	_, err = w.Write(file)
	return info, err
}

func (p *Payments) cashList(month calendar.Month, lines map[org.UnitID][]Line) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	styles, err := newStyles(book)
	if err != nil {
		return nil, err
	}
	communes := slices.Sorted(maps.Keys(lines))
	bodies := make(map[string]*sheet, len(communes))
	for i, c := range communes {
		u, _ := p.tree.Unit(c)
		s := &sheet{payments: p, book: book, styles: styles, name: sheetName(u, c), unit: u, lines: lines[c]}
		bodies[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = s
		if i == 0 {
			err = book.SetSheetName("Sheet1", s.name)
		} else {
			_, err = book.NewSheet(s.name)
		}
		if err == nil {
			err = s.write(month)
		}
		if err != nil {
			return nil, fmt.Errorf("cash list of %s: %w", c, err)
		}
	}
	if len(communes) == 0 {
		if err := book.SetCellStr("Sheet1", "A1", p.policy.Files.Cash.Empty); err != nil {
			return nil, err
		}
	}
	var raw bytes.Buffer
	if err := book.Write(&raw); err != nil {
		return nil, err
	}
	return inOrder(raw.Bytes(), bodies)
}

// sheetName is the commune's code and name, as a sheet may be called: at most 31 letters and none of []:*?/\.
func sheetName(u org.Unit, id org.UnitID) string {
	name := u.Code + " " + u.Name
	if u.Code == "" {
		name = string(id)
	}
	r := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return ' '
		}
		return r
	}, name))
	return string(r[:min(len(r), 31)])
}

type styles struct{ title, line, head, text, money, total, words int }

func newStyles(book *excelize.File) (styles, error) {
	big := excelize.Font{Family: "Times New Roman", Size: 14, Bold: true}
	plain := excelize.Font{Family: "Times New Roman", Size: 11}
	strong, slanted := plain, plain
	strong.Bold, slanted.Italic = true, true
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Style: 1, Color: "000000"})
	}
	dots := "#,##0"
	var s styles
	for _, make := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: &big, Alignment: &excelize.Alignment{Horizontal: "center"}}},
		{&s.line, excelize.Style{Font: &slanted, Alignment: &excelize.Alignment{Horizontal: "center"}}},
		{&s.head, excelize.Style{Font: &strong, Border: border, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}},
		{&s.text, excelize.Style{Font: &plain, Border: border, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&s.money, excelize.Style{Font: &plain, Border: border, CustomNumFmt: &dots, Alignment: &excelize.Alignment{Vertical: "center"}}},
		{&s.total, excelize.Style{Font: &strong, Border: border, CustomNumFmt: &dots}},
		{&s.words, excelize.Style{Font: &slanted}},
	} {
		id, err := book.NewStyle(&make.style)
		if err != nil {
			return s, err
		}
		*make.id = id
	}
	return s, nil
}

// sheet is one commune's list.
type sheet struct {
	payments *Payments
	book     *excelize.File
	styles   styles
	name     string
	unit     org.Unit
	lines    []Line
}

// firstLine is the row of the first line, below title, month, a blank and the heads.
const firstLine = 5

// write writes all but the lines; those follow in inOrder.
func (s *sheet) write(month calendar.Month) error {
	form := s.payments.policy.Files.Cash
	if err := s.page(); err != nil { // the stream takes it over when it begins
		return err
	}
	out, err := s.book.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	for i, letters := range form.Widths {
		width, err := strconv.ParseFloat(strconv.Itoa(letters), 64) // what the library takes
		if err != nil {
			return err
		}
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	last, _ := excelize.ColumnNumberToName(cashColumns)
	head := make([]any, cashColumns)
	for i, c := range form.Columns {
		head[i] = excelize.Cell{StyleID: s.styles.head, Value: c}
	}
	var sum money.Dong
	for i := range s.lines {
		sum += s.lines[i].Net()
	}
	below := firstLine + len(s.lines)
	rows := map[int][]any{
		1: {excelize.Cell{StyleID: s.styles.title, Value: form.Title}},
		2: {excelize.Cell{StyleID: s.styles.line, Value: fmt.Sprintf(form.Month, month.Vietnamese(), s.unit.Title())}},
		4: head,

		below:     s.total(len(s.lines), sum),
		below + 1: {excelize.Cell{StyleID: s.styles.words, Value: fmt.Sprintf(form.Words, upperFirst(sum.InWords()))}},
		below + 3: s.signatures(),
	}
	for _, at := range slices.Sorted(maps.Keys(rows)) {
		if err := out.SetRow(fmt.Sprintf("A%d", at), rows[at]); err != nil {
			return err
		}
	}
	for _, n := range []int{1, 2} {
		if err := out.MergeCell(fmt.Sprintf("A%d", n), fmt.Sprintf("%s%d", last, n)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// page makes it print on A4 lying, the whole width on one page, the heading on every page.
func (s *sheet) page() error {
	wide, a4, one, any := "landscape", 9, 1, 0
	if err := s.book.SetPageLayout(s.name, &excelize.PageLayoutOptions{Orientation: &wide, Size: &a4, FitToWidth: &one, FitToHeight: &any}); err != nil {
		return err
	}
	fit := true
	if err := s.book.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return s.book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + s.name + "'!$4:$4", Scope: s.name})
}

func (s *sheet) total(n int, sum money.Dong) []any {
	cells := make([]any, cashColumns)
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: s.styles.total}
	}
	cells[1] = excelize.Cell{StyleID: s.styles.total, Value: fmt.Sprintf(s.payments.policy.Files.Cash.Total, n)}
	cells[7] = excelize.Cell{StyleID: s.styles.total, Value: int64(sum)}
	return cells
}

// signatures stand under the second, fifth and last but one column.
func (s *sheet) signatures() []any {
	cells := make([]any, cashColumns)
	for i, at := range []int{1, 4, 7} {
		if i < len(s.payments.policy.Files.Cash.Signatures) {
			cells[at] = excelize.Cell{StyleID: s.styles.title, Value: s.payments.policy.Files.Cash.Signatures[i]}
		}
	}
	return cells
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
