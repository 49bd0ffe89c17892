package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Block is a paragraph of the document, or a table.
type Block struct {
	Text               string
	Spans              []Span // where parts of the text stand, by rising offset; the first begins at 0
	Bold               bool   // the whole paragraph is bold
	Level              int    // outline level of its style, 1–9; 0 for body text
	Apart              bool   // an empty line or a cell's border stands before it
	indent, lastIndent int    // how far its first and last lines are set in

	end   lineEnd // how its last line ends
	Table *Table
}

type Span struct {
	At     int
	Source Source
}

// Table is a table of the document; every row has all columns, merged cells repeat their text.
type Table struct {
	Rows    []Row
	columns []float64 // edges of its columns on the page, where they are known
}

type Row struct {
	Cells  []string // lines of one cell are parted by a line break
	Source Source
	Short  bool // cells are missing, and which ones is a guess
}

// Place is where the text at this offset stands.
func (b *Block) Place(at int) Source {
	var s Source
	for _, sp := range b.Spans {
		if sp.At > at {
			break
		}
		s = sp.Source
	}
	return s
}

// Cleaned is a line in composed form, with single spaces, without the invisible signs that copying leaves behind.
func Cleaned(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\f', '\v':
			return -1
		case '\u00a0', '\u202f', '\u2009', '\u2007':
			return ' '
		}
		return r
	}, s)
	if strings.ContainsAny(s, "½⅓⅔¼¾") {
		s = fractions.Replace(s)
	}
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

var fractions = strings.NewReplacer("½", "1/2", "⅓", "1/3", "⅔", "2/3", "¼", "1/4", "¾", "3/4")

// Capitals says whether a text is written in capitals; the few small letters of a symbol (CTr, TTg) do not count.
func Capitals(s string) bool {
	small, large := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			small++
		case unicode.IsUpper(r):
			large++
		}
	}
	return large > 1 && small*8 <= large
}

func startsLower(s string) bool {
	for _, r := range s {
		return unicode.IsLower(r)
	}
	return false
}

func StartsUpper(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}

// closed says whether a text ends as a sentence or a clause does.
func closed(s string) bool {
	return s != "" && strings.ContainsRune(".;:!?…", []rune(s)[len([]rune(s))-1])
}
