package exchange

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
)

// unzipped is how many times larger than its file a workbook may become.
const unzipped = 40

// workbook reads the sheet that was last open.
func (g *grid) workbook(body []byte) error {
	book, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: int64(g.limits.Bytes) * unzipped,
		UnzipXMLSizeLimit: int64(g.limits.Bytes)})
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "exchange.workbook")
	}
	defer book.Close()
	name := book.GetSheetName(book.GetActiveSheetIndex())
	dated := false
	err = eachRow(book, name, false, func(row []string, at int) error {
		for _, cell := range row {
			dated = dated || shownDay(cell)
		}
		return g.add(row, at)
	})
	if err != nil || !dated {
		return err
	}
	return g.days(book, name)
}

func eachRow(book *excelize.File, sheet string, raw bool, each func(row []string, at int) error) error {
	rows, err := book.Rows(sheet)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "exchange.workbook")
	}
	defer rows.Close()
	for at := 1; rows.Next(); at++ {
		row, err := rows.Columns(excelize.Options{RawCellValue: raw})
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "exchange.workbook")
		}
		if err := each(row, at); err != nil {
			return err
		}
	}
	return nil
}

// days puts the day that a cell holds in place of what the cell shows of it: a program for tables stores a number, and
// shows it by the habit of whoever made the file (03-05-48 is the fifth of March or the third of May).
func (g *grid) days(book *excelize.File, name string) error {
	props, err := book.GetWorkbookProps()
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "exchange.workbook")
	}
	from1904 := props.Date1904 != nil && *props.Date1904
	next := 0
	return eachRow(book, name, true, func(raw []string, at int) error {
		if next == len(g.rows) || g.at[next] != at {
			return nil
		}
		for j, shown := range g.rows[next] {
			if j < len(raw) && raw[j] != shown && shownDay(shown) {
				if day, ok := storedDay(raw[j], from1904); ok {
					g.rows[next][j] = day
				}
			}
		}
		next++
		return nil
	})
}

// shownDay says whether a cell may show a day to the day: digits, or the letters of a month, in three parts.
func shownDay(cell string) bool {
	if len(cell) < 6 || len(cell) > 40 || !strings.ContainsAny(cell, "0123456789") {
		return false
	}
	parts := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("/-. ,", r) })
	return len(parts) >= 3
}

// storedDay is a day as a workbook stores it, a count of days, as yyyy-mm-dd.
func storedDay(raw string, from1904 bool) (string, bool) {
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || n < 1 || n >= 2958466 { // 31 December 9999
		return "", false
	}
	day, err := excelize.ExcelDateToTime(n, from1904)
	if err != nil {
		return "", false
	}
	return day.Format(time.DateOnly), true
}
