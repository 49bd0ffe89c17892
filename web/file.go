package web

import (
	"net/http"
	"net/url"
	"slices"

	"ansinh/registry/exchange"
)

// formats of lists, in the order offered.
var formats = []string{"csv", "xlsx", "parquet"}

// wantsFile says whether the page is asked for as a file of its list.
func (f *frame) wantsFile() bool { return slices.Contains(formats, f.Query.Get("format")) }

// wants says whether the file of one of a page's several lists is asked for.
func (f *frame) wants(list string) bool { return f.wantsFile() && f.Query.Get("of") == list }

func fileHead(w http.ResponseWriter, format, name string) {
	w.Header().Set("Content-Type", exchange.Formats[format])
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+"."+format))
}

// heading is the words of codes.
func (f *frame) heading(codes ...string) []string {
	for i, code := range codes {
		codes[i] = f.T(code)
	}
	return codes
}

// sendTable answers with a list in the format asked for.
func (f *frame) sendTable(w http.ResponseWriter, name string, head []string, rows [][]string) error {
	return f.streamTable(w, name, head, func() ([][]string, error) {
		all := rows
		rows = nil
		return all, nil
	})
}

// rowsOf are the rows of a list.
func rowsOf[T any](list []T, row func(T) []string) [][]string {
	rows := make([][]string, 0, len(list))
	for _, x := range list {
		rows = append(rows, row(x))
	}
	return rows
}

// rowsAtOnce is how many rows of a long file are read and sent at a time.
const rowsAtOnce = 5000

// streamTable is sendTable for a file that may be long: it is sent as it is read, so that the first of it comes at once.
// The rows end with none. What fails after the first rows breaks the file off.
func (f *frame) streamTable(w http.ResponseWriter, name string, head []string, next func() ([][]string, error)) error {
	rows, err := next()
	if err != nil {
		return err
	}
	format := f.Query.Get("format")
	fileHead(w, format, name)
	out, err := exchange.NewTable(w, format, head)
	for ; err == nil && len(rows) > 0; rows, err = next() {
		for _, row := range rows {
			if err = out.Line(row); err != nil {
				break
			}
		}
		if err == nil {
			err = out.Flush()
		}
		if err != nil {
			break
		}
		_ = http.NewResponseController(w).Flush() // a writer that cannot sends all at the end
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		panic(http.ErrAbortHandler) // the head is gone already: a file that ends early must not look whole
	}
	return nil
}

// following reads a list page after page: read gives rows, and whether others follow them.
func following(read func() (rows [][]string, more bool, err error)) func() ([][]string, error) {
	more := true
	return func() (rows [][]string, err error) {
		if more {
			rows, more, err = read()
		}
		return rows, err
	}
}
