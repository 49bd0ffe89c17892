package payment

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/xml"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The lines of a cash list are many and alike, so they are written as the sheet's XML by hand, and the sheets of
// communes are written and compressed beside each other. Everything else of the workbook is the library's.

// columnNames are those of cashColumns.
const columnNames = "ABCDEFGHI"

// appendRows are the sheet's lines, put in order, as rows of the workbook.
func (s *sheet) appendRows(b []byte) []byte {
	inOrderOfPeople(s.lines)
	book := s.payments.benefits.Book()
	text, money := strconv.Itoa(s.styles.text), strconv.Itoa(s.styles.money)
	for i := range s.lines {
		l := &s.lines[i]
		programme := l.Programme
		if p, ok := book.Programme(l.Programme); ok {
			programme = book.Programmes()[p].VI
		}
		row := strconv.Itoa(firstLine + i)
		open := func(column int, style string) {
			b = append(b, `<c r="`...)
			b = append(append(b, columnNames[column]), row...)
			b = append(append(b, `" s="`...), style...)
		}
		number := func(column int, style string, n int64) {
			open(column, style)
			b = strconv.AppendInt(append(b, `"><v>`...), n, 10)
			b = append(b, `</v></c>`...)
		}
		words := func(column int, said string) {
			open(column, text)
			if said == "" {
				b = append(b, `"/>`...)
				return
			}
			b = append(b, `" t="inlineStr"><is><t xml:space="preserve">`...)
			b = appendEscaped(b, said)
			b = append(b, `</t></is></c>`...)
		}
		b = append(append(append(b, `<row r="`...), row...), `">`...)
		number(0, text, int64(i+1))
		words(1, l.Holder)
		if l.BirthYear == 0 {
			words(2, "")
		} else {
			number(2, text, int64(l.BirthYear))
		}
		words(3, l.Person.Code())
		words(4, l.Address)
		words(5, programme)
		words(6, l.For.Vietnamese())
		number(7, money, int64(l.Net()))
		words(8, "")
		b = append(b, `</row>`...)
	}
	return b
}

// appendEscaped writes a text as XML; one with a sign that has to be escaped is rare.
func appendEscaped(b []byte, s string) []byte {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || strings.ContainsRune(`<>&'"`, r) || r == 0xFFFD }) < 0 {
		return append(b, s...)
	}
	var out bytes.Buffer
	xml.EscapeText(&out, []byte(s)) // a buffer takes everything
	return append(b, out.Bytes()...)
}

// part is one part of a workbook as it stands in the file.
type part struct {
	zip.FileHeader
	body []byte // compressed
}

// inOrder writes the parts of a workbook by name and without the time of making, so that the same list is the same
// file, and puts the lines into their sheets.
func inOrder(workbook []byte, sheets map[string]*sheet) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		return nil, err
	}
	files := slices.Clone(in.File)
	slices.SortFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	parts, errs := make([]part, len(files)), make([]error, len(files))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				parts[i], errs[i] = partOf(files[i], sheets[files[i].Name])
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	workers.Wait()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := range parts {
		if errs[i] != nil {
			return nil, errs[i]
		}
		to, err := w.CreateRaw(&parts[i].FileHeader)
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(parts[i].body); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// partOf is a part as the library wrote it; a sheet's lines stand before the row that follows them.
func partOf(f *zip.File, s *sheet) (part, error) {
	if s == nil {
		raw, err := f.OpenRaw()
		if err != nil {
			return part{}, err
		}
		body, err := io.ReadAll(raw)
		return part{zip.FileHeader{Name: f.Name, Method: f.Method, CRC32: f.CRC32, CompressedSize64: f.CompressedSize64,
			UncompressedSize64: f.UncompressedSize64}, body}, err
	}
	from, err := f.Open()
	if err != nil {
		return part{}, err
	}
	defer from.Close()
	frame, err := io.ReadAll(from)
	if err != nil {
		return part{}, err
	}
	at := bytes.Index(frame, []byte(`<row r="`+strconv.Itoa(firstLine+len(s.lines))+`"`))
	if at < 0 {
		panic("payment: the sheet has no row below its lines")
	}
	const bytesALine = 700
	whole := append(make([]byte, 0, len(frame)+bytesALine*len(s.lines)), frame[:at]...)
	whole = append(s.appendRows(whole), frame[at:]...)
	var body bytes.Buffer
	squeeze, err := flate.NewWriter(&body, flate.BestSpeed)
	if err != nil {
		return part{}, err
	}
	if _, err := squeeze.Write(whole); err != nil {
		return part{}, err
	}
	if err := squeeze.Close(); err != nil {
		return part{}, err
	}
	return part{zip.FileHeader{Name: f.Name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(whole), CompressedSize64: uint64(body.Len()),
		UncompressedSize64: uint64(len(whole))}, body.Bytes()}, nil
}
