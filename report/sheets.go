package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
)

// Sheet is a page of a workbook as plain rows; a cell that is a grouped whole number goes in as a number.
type Sheet struct {
	Name   string
	Head   []string
	Widths []int // letters
	Rows   [][]string
}

// WriteSheets writes pages as a workbook. The same pages make the same bytes.
func WriteSheets(w io.Writer, pages []Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	for _, p := range pages {
		var head []column
		for i, title := range p.Head {
			head = append(head, column{title: title, width: p.Widths[i], style: "int"})
		}
		s := newSheet(f, p.Name, head)
		for _, row := range p.Rows {
			cells := make([]any, min(len(row), len(head)))
			for i := range cells {
				cells[i] = cellOf(row[i])
			}
			s.add(cells...)
		}
		if err := s.done(); err != nil {
			return fault.Wrap(err, fault.Internal, "report.workbook", p.Name)
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

// cellOf is 1.060.000 as a number and everything else as text.
func cellOf(s string) any {
	groups := strings.Split(s, ".")
	for i, g := range groups {
		if g == "" || strings.Trim(g, "0123456789") != "" || i > 0 && len(g) != 3 || i == 0 && len(g) > 3 || i == 0 && len(g) > 1 && g[0] == '0' {
			return s
		}
	}
	n, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	if err != nil {
		return s
	}
	return n
}

// SheetName is a name that Excel takes: at most 31 letters, none of its marks, with a number so that no two are one.
func SheetName(name string, n int) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, name))
	letters := []rune(strconv.Itoa(n) + ". " + name)
	return string(letters[:min(len(letters), 31)])
}
