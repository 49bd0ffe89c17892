package exchange

import (
	"encoding/csv"
	"io"

	"ansinh/fault"
)

// WriteTable writes a list of any kind, with its own heading, as CSV or as a workbook. All cells are text.
func WriteTable(w io.Writer, format string, heading []string, rows [][]string) error {
	switch format {
	case "csv":
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
		c := csv.NewWriter(w)
		if err := c.Write(heading); err != nil {
			return err
		}
		for _, row := range rows {
			if err := c.Write(harmless(row)); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	case "xlsx":
		b, err := newBook(w, heading)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := b.line(row); err != nil {
				return err
			}
		}
		return b.Close()
	}
	return fault.New(fault.Invalid, "exchange.format", format)
}
