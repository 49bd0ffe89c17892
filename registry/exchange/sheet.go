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

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
	"ansinh/viet"
)

// Sheet is a list as it came: a heading and lines of cells.
type Sheet struct {
	Name    string
	Hash    string
	Heading []string
	Lines   [][]string // each as wide as the heading
}

// Limits say how large a list may be.
type Limits struct {
	Bytes int `yaml:"bytes"`
	Lines int `yaml:"lines"`
}

// Read reads a list, by what the file is and not by what it is called.
func Read(name string, body []byte, l Limits) (*Sheet, error) {
	if len(body) > l.Bytes {
		return nil, fault.New(fault.Invalid, "exchange.large", l.Bytes>>20)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, fault.New(fault.Invalid, "exchange.empty")
	}
	sum := sha256.Sum256(body)
	s := &Sheet{Name: name, Hash: hex.EncodeToString(sum[:])}
	var err error
	switch {
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		err = s.workbook(body, l)
	case picture(body):
		err = fault.New(fault.Invalid, "exchange.picture")
	default:
		err = s.text(body, l)
	}
	if err != nil {
		return nil, err
	}
	if len(s.Heading) == 0 || len(s.Lines) == 0 {
		return nil, fault.New(fault.Invalid, "exchange.empty")
	}
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

func (s *Sheet) text(body []byte, l Limits) error {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return fault.New(fault.Invalid, "exchange.encoding")
	}
	first, _, _ := bytes.Cut(body, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(body))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, c := range ";\t" {
		if bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = c
		}
	}
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "exchange.text")
		}
		if err := s.add(line, l); err != nil {
			return err
		}
	}
}

// unzipped is how many times larger than its file a workbook may become.
const unzipped = 40

func (s *Sheet) workbook(body []byte, l Limits) error {
	book, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: int64(l.Bytes) * unzipped, UnzipXMLSizeLimit: int64(l.Bytes)})
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "exchange.workbook")
	}
	defer book.Close()
	rows, err := book.Rows(book.GetSheetName(book.GetActiveSheetIndex()))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "exchange.workbook")
	}
	defer rows.Close()
	for rows.Next() {
		line, err := rows.Columns()
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "exchange.workbook")
		}
		if err := s.add(line, l); err != nil {
			return err
		}
	}
	return nil
}

// add takes a line; the first that is not blank is the heading.
func (s *Sheet) add(line []string, l Limits) error {
	blank := true
	for i := range line {
		line[i] = viet.NFC(line[i])
		blank = blank && line[i] == ""
	}
	if blank {
		return nil
	}
	if s.Heading == nil {
		s.Heading = line
		return nil
	}
	if len(s.Lines) >= l.Lines {
		return fault.New(fault.Invalid, "exchange.long", l.Lines)
	}
	for len(line) < len(s.Heading) {
		line = append(line, "")
	}
	s.Lines = append(s.Lines, line[:len(s.Heading)])
	return nil
}

// Headings is the heading as mappings are remembered by.
func (s *Sheet) Headings() string { return viet.Fold(strings.Join(s.Heading, "|")) }
