// Package exchange reads other people's lists of persons into what the register understands, and writes lists of the
// register for others: CSV, XLSX, Parquet.
//
// It decides nothing about persons; whether a line is somebody known, and what it changes, is said by registry. Its
// invariant: a cell that is not understood is named with one sentence, and no line of its file is taken over.
package exchange

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"ansinh/fault"
	"ansinh/viet"
)

// Sheet is a list as it came: a heading and lines of cells.
type Sheet struct {
	Name    string
	Hash    string
	Heading []string
	Lines   [][]string // each as wide as the heading
	rows    []int      // where each line stands in the file
	foot    []int      // the rows below the lines that are no lines
}

// Foot is the row from which the file goes on below the list, with sums and signatures; 0 where it does not.
func (s *Sheet) Foot() int {
	if len(s.foot) == 0 {
		return 0
	}
	return s.foot[0]
}

// Row is the number by which a program for tables shows a line (from 0).
func (s *Sheet) Row(line int) int { return s.rows[line] }

// Limits say how large a list may be.
type Limits struct {
	Bytes int `yaml:"bytes"`
	Lines int `yaml:"lines"`
}

// Read reads a list, by what the file is and not by what it is called. Its heading is the first row that is not blank, or
// further down, below the titles of an office's list, where known says so of a heading's words; known may be nil.
func Read(name string, body []byte, l Limits, known func(words string) bool) (*Sheet, error) {
	if len(body) > l.Bytes {
		return nil, fault.New(fault.Invalid, "exchange.large", l.Bytes>>20)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, fault.New(fault.Invalid, "exchange.empty")
	}
	sum := sha256.Sum256(body)
	g := &grid{limits: l}
	var err error
	switch {
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		err = g.workbook(body)
	case picture(body):
		err = fault.New(fault.Invalid, "exchange.picture")
	default:
		err = g.text(body)
	}
	if err != nil {
		return nil, err
	}
	s := g.sheet(known)
	if len(s.Lines) > l.Lines {
		return nil, fault.New(fault.Invalid, "exchange.long", l.Lines)
	}
	if len(s.Heading) == 0 || len(s.Lines) == 0 {
		return nil, fault.New(fault.Invalid, "exchange.empty")
	}
	s.Name, s.Hash = name, hex.EncodeToString(sum[:])
	return s, nil
}

// picture says whether the file begins as pictures, PDF and older office files do.
func picture(body []byte) bool {
	for _, magic := range []string{"\x89PNG", "\xff\xd8\xff", "GIF8", "%PDF", "RIFF", "BM", "II*\x00", "MM\x00*", "\xd0\xcf\x11\xe0"} {
		if bytes.HasPrefix(body, []byte(magic)) && (magic != "BM" || bytes.IndexByte(body[:min(len(body), 64)], 0) >= 0) {
			return true
		}
	}
	return false
}

// grid is the rows of a file that are not blank, as they come.
type grid struct {
	limits Limits
	rows   [][]string
	at     []int // the number of each row in the file
}

func (g *grid) text(body []byte) error {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return fault.New(fault.Invalid, "exchange.encoding")
	}
	r := csv.NewReader(bytes.NewReader(body))
	r.FieldsPerRecord, r.LazyQuotes, r.Comma = -1, true, divider(body)
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "exchange.text")
		}
		at, _ := r.FieldPos(0)
		if err := g.add(line, at); err != nil {
			return err
		}
	}
}

// divider is what stands between the cells of a text, by the first line that holds anything of the kind: programs for
// tables fill the line of a title up with it.
func divider(body []byte) rune {
	for line := range bytes.Lines(body) {
		best, most := ',', 0
		for _, c := range ",;\t" {
			if n := bytes.Count(line, []byte(string(c))); n > most {
				best, most = c, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}

// add takes a row that is not blank.
func (g *grid) add(row []string, at int) error {
	blank := true
	for i := range row {
		row[i] = viet.NFC(row[i])
		blank = blank && row[i] == ""
	}
	if blank {
		return nil
	}
	if len(g.rows) > g.limits.Lines+headingWithin {
		return fault.New(fault.Invalid, "exchange.long", g.limits.Lines)
	}
	g.rows, g.at = append(g.rows, row), append(g.at, at)
	return nil
}

// Headings is the heading as mappings are remembered by.
func (s *Sheet) Headings() string { return viet.Fold(strings.Join(s.Heading, "|")) }
