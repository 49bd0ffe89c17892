// Package pdf reads the text of a PDF file: the lines of each page with their place, size and weight, and the tables that
// rules draw. It knows nothing of what the text says.
//
// It reads what office programs and browsers write: compressed and plain objects, files that were added to, fonts that
// say their letters or use a known encoding. It does not read pictures of text, files behind a password, or fonts that
// keep their letters to themselves. Its invariant: it never fails on a damaged page but gives what can be read, in time
// that grows with the file.
package pdf

import "errors"

// What a file may be that gives no text.
var (
	ErrEncrypted = errors.New("pdf: encrypted")
	ErrDamaged   = errors.New("pdf: no pages")
)

// Page is one page. Distances are in points, y grows upwards.
type Page struct {
	Width, Height float64
	Lines         []Line  // outside tables, from the top
	Tables        []Table // from the top
	Images        int     // pictures drawn: a page with pictures and no lines was scanned
}

// Line is one line of text.
type Line struct {
	X0, X1, Y float64 // ends and baseline
	Size      float64 // of most of its letters
	Bold      bool    // all of it
	Raised    bool    // it begins with small raised letters, as a footnote does
	Column    int     // lines of one run down the page have one number, which grows: a page in two columns is read column by column
	Text      string  // a tab parts what stands far apart
}

// Table is a grid that rules draw. A merged cell repeats its lines in every field it covers.
type Table struct {
	X0, X1, Top, Bottom float64
	Columns             []float64 // left edges of the columns and the right edge of the last
	Rows                []Row
}

// Row is one row with a cell for each column.
type Row struct {
	Top   float64
	Cells [][]Line
}
