package paper

import "strconv"

// Source is a place in the document: a line of a text, a paragraph or a row of a table of a Word document.
type Source struct {
	Page      int `json:"page,omitempty"`
	Line      int `json:"line,omitempty"`
	Paragraph int `json:"paragraph,omitempty"`
	Table     int `json:"table,omitempty"`
	Row       int `json:"row,omitempty"`
}

// String is the place in short form, "line 93", as the database keeps it.
func (s Source) String() string {
	page := ""
	if s.Page > 0 {
		page = "page " + strconv.Itoa(s.Page) + " "
	}
	return page + s.within()
}

// within is the place without its page.
func (s Source) within() string {
	switch {
	case s.Table > 0:
		return "table " + strconv.Itoa(s.Table) + " row " + strconv.Itoa(s.Row)
	case s.Paragraph > 0:
		return "paragraph " + strconv.Itoa(s.Paragraph)
	case s.Line > 0:
		return "line " + strconv.Itoa(s.Line)
	}
	return ""
}
