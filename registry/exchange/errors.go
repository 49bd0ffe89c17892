package exchange

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
	"ansinh/registry"
	"ansinh/text"
)

// nowhere is the column of what a line lacks and the list has no column for.
const nowhere = -1

// Says is the sentence of what is wrong, with its row in the file and the heading of its column.
func (s *Sheet) Says(b Bad, texts *text.Texts, lang text.Lang) string {
	sentence := texts.Of(lang, b.Code, b.Args...)
	if b.Column == nowhere {
		return texts.Of(lang, "exchange.bad.line", s.Row(b.Line), sentence)
	}
	return texts.Of(lang, "exchange.bad.cell", s.Row(b.Line), s.Heading[b.Column], sentence)
}

// Locate puts what the register found wrong beside what could not be read: each in its cell, one sentence a cell, in the
// order of the list.
func Locate(columns []string, wrong []registry.Wrong, bad []Bad) []Bad {
	at := map[string]int{}
	for j, c := range columns {
		at[c] = j
		if c == bornMan {
			at["birth_date"], at["sex"] = j, j
		}
	}
	taken := map[[2]int]bool{}
	for _, b := range bad {
		taken[[2]int{b.Line, b.Column}] = true
	}
	out := bad
	for _, w := range wrong {
		b := Bad{w.Line, nowhere, w.Code, w.Args}
		if j, ok := at[w.Field]; ok {
			b.Column = j
		}
		if b.Column != nowhere && taken[[2]int{b.Line, b.Column}] { // the first said
			continue
		}
		taken[[2]int{b.Line, b.Column}] = true
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b Bad) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
	return out
}

// commented is how many cells carry their sentence as a note: notes are slow to write, and whoever has more than these
// mends by the last column.
const commented = 500

// WriteErrors writes the sheet as a workbook in which every wrong cell is coloured, the first 500 of them carry their
// sentence as a note, and the last column says all sentences of the line.
func WriteErrors(w io.Writer, s *Sheet, bad []Bad, texts *text.Texts, lang text.Lang) error {
	book := excelize.NewFile()
	defer book.Close()
	const name = "Sheet1"
	red, err := book.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#F8CBAD"}}})
	if err != nil {
		return fault.Wrap(err, fault.Internal, "exchange.write")
	}
	said, sentences := map[[2]int]string{}, map[int]string{}
	var cells [][2]int
	for _, b := range bad {
		sentence, at := texts.Of(lang, b.Code, b.Args...), [2]int{b.Line, max(0, b.Column)} // what has no column colours the first
		if said[at] == "" {
			cells = append(cells, at)
		}
		said[at] = strings.TrimSpace(said[at] + " " + sentence)
		sentences[b.Line] = strings.TrimSpace(sentences[b.Line] + " " + sentence)
	}
	stream, err := book.NewStreamWriter(name)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "exchange.write")
	}
	if err := writeSheet(stream, s, said, sentences, red, texts.Of(lang, "exchange.errors")); err != nil {
		return fault.Wrap(err, fault.Internal, "exchange.write")
	}
	for _, at := range cells[:min(len(cells), commented)] {
		cell, _ := excelize.CoordinatesToCellName(at[1]+1, at[0]+2)
		if err := book.AddComment(name, excelize.Comment{Cell: cell, Author: "ansinh", Text: said[at]}); err != nil {
			return fault.Wrap(err, fault.Internal, "exchange.write")
		}
	}
	if err := book.Write(w); err != nil {
		return fault.Wrap(err, fault.Internal, "exchange.write")
	}
	return nil
}

func writeSheet(stream *excelize.StreamWriter, s *Sheet, said map[[2]int]string, sentences map[int]string, red int, title string) error {
	row := make([]any, len(s.Heading)+1)
	for j, h := range s.Heading {
		row[j] = h
	}
	row[len(s.Heading)] = title
	if err := laidOut(stream, s, sentences); err != nil {
		return err
	}
	if err := stream.SetRow("A1", row); err != nil {
		return err
	}
	for i, line := range s.Lines {
		for j, cell := range line {
			row[j] = cell
			if said[[2]int{i, j}] != "" {
				row[j] = excelize.Cell{StyleID: red, Value: cell}
			}
		}
		row[len(s.Heading)] = sentences[i]
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		if err := stream.SetRow(cell, row); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// widest is how wide a column of the workbook becomes at most, in letters.
const widest = 60

// laidOut makes every column as wide as what stands in it, and keeps the heading in sight.
func laidOut(stream *excelize.StreamWriter, s *Sheet, sentences map[int]string) error {
	for j := range len(s.Heading) + 1 {
		width := 8
		if j < len(s.Heading) {
			width = max(width, utf8.RuneCountInString(s.Heading[j]))
			for _, line := range s.Lines {
				width = max(width, utf8.RuneCountInString(line[j]))
			}
		} else {
			for _, sentence := range sentences {
				width = max(width, utf8.RuneCountInString(sentence))
			}
		}
		if err := stream.SetColWidth(j+1, j+1, float64(min(width, widest))+2); err != nil {
			return err
		}
	}
	return stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}
