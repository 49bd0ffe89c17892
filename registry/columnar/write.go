package columnar

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

const magic = "PAR1"

// Write writes a table of so many rows. The same columns and notes give the same bytes.
func Write(w io.Writer, rows int, columns []Column, notes []Note) error {
	f := writer{w: w}
	f.put([]byte(magic))
	meta := format.FileMetaData{Version: 2, NumRows: int64(rows), CreatedBy: maker, Schema: schema(columns)}
	for _, n := range notes {
		meta.KeyValueMetadata = append(meta.KeyValueMetadata, format.KeyValue{Key: n.Key, Value: n.Value})
	}
	for first := 0; first < rows; first += block {
		n := min(block, rows-first)
		group := format.RowGroup{NumRows: int64(n), Ordinal: int16(first / block), FileOffset: f.at}
		for i := range columns {
			chunk := f.chunk(&columns[i], first, n)
			group.TotalByteSize += chunk.MetaData.TotalUncompressedSize
			group.TotalCompressedSize += chunk.MetaData.TotalCompressedSize
			group.Columns = append(group.Columns, chunk)
		}
		meta.RowGroups = append(meta.RowGroups, group)
	}
	foot, err := thrift.Marshal(new(thrift.CompactProtocol), &meta)
	if err != nil {
		return err
	}
	f.put(foot)
	f.put(binary.LittleEndian.AppendUint32(nil, uint32(len(foot))))
	f.put([]byte(magic))
	return f.err
}

func schema(columns []Column) []format.SchemaElement {
	root := format.SchemaElement{Name: "population", NumChildren: thrift.New(int32(len(columns)))}
	out := []format.SchemaElement{root}
	for i := range columns {
		c := &columns[i]
		e := format.SchemaElement{Name: c.Name, Type: thrift.New(c.physical()), RepetitionType: thrift.New(format.Required)}
		if c.Known != nil {
			e.RepetitionType = thrift.New(format.Optional)
		}
		switch {
		case c.Labels != nil:
			e.ConvertedType = thrift.New(deprecated.UTF8)
		case c.Days:
			e.ConvertedType = thrift.New(deprecated.Date)
		}
		out = append(out, e)
	}
	return out
}

// writer counts what it has written.
type writer struct {
	w   io.Writer
	at  int64
	err error
	buf []byte
}

func (f *writer) put(b []byte) {
	if f.err == nil {
		_, f.err = f.w.Write(b)
		f.at += int64(len(b))
	}
}

// chunk writes rows [first, first+n) of a column: a dictionary where it has one, and one page.
func (f *writer) chunk(c *Column, first, n int) format.ColumnChunk {
	began := f.at
	levels, there := c.levels(first, n)
	meta := format.ColumnMetaData{Type: c.physical(), PathInSchema: []string{c.Name}, NumValues: int64(n),
		Encoding: []format.Encoding{format.Plain, format.RLE}, Statistics: format.Statistics{NullCount: int64(n - there)}}
	values, dictionary, entries := c.values(first, n, there, f.buf[:0])
	f.buf = values
	page := format.DataPageHeaderV2{NumValues: int32(n), NumNulls: int32(n - there), NumRows: int32(n), Encoding: format.Plain,
		DefinitionLevelsByteLength: int32(len(levels)), IsCompressed: thrift.New(false)}
	if entries > 0 {
		meta.DictionaryPageOffset = f.at
		meta.Encoding = append(meta.Encoding, format.RLEDictionary)
		page.Encoding = format.RLEDictionary
		f.page(format.PageHeader{Type: format.DictionaryPage,
			DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(entries), Encoding: format.Plain})}, nil, dictionary)
	}
	meta.DataPageOffset = f.at
	f.page(format.PageHeader{Type: format.DataPageV2, DataPageHeaderV2: thrift.New(page)}, levels, values)
	meta.TotalUncompressedSize, meta.TotalCompressedSize = f.at-began, f.at-began
	return format.ColumnChunk{FileOffset: began, MetaData: meta}
}

func (f *writer) page(h format.PageHeader, levels, values []byte) {
	h.UncompressedPageSize = int32(len(levels) + len(values))
	h.CompressedPageSize = h.UncompressedPageSize
	h.CRC = int32(crc32.Update(crc32.ChecksumIEEE(levels), crc32.IEEETable, values))
	head, err := thrift.Marshal(new(thrift.CompactProtocol), &h)
	if err != nil && f.err == nil {
		f.err = err
	}
	f.put(head)
	f.put(levels)
	f.put(values)
}

// levels says of each row whether it has a value: one run where all or none have, the bitmap itself otherwise.
func (c *Column) levels(first, n int) (levels []byte, there int) {
	if c.Known == nil {
		return nil, n
	}
	words := c.Known[first/64 : (first+n+63)/64]
	for i, w := range words {
		there += bits.OnesCount64(w & mask(n-i*64))
	}
	switch there {
	case 0:
		return append(binary.AppendUvarint(nil, uint64(n)<<1), 0), 0
	case n:
		return append(binary.AppendUvarint(nil, uint64(n)<<1), 1), n
	}
	size := (n + 7) / 8
	levels = binary.AppendUvarint(nil, uint64(size)<<1|1)
	return append(levels, bytesOf(words)[:size]...), there
}

// values are the values that are there, and the dictionary they point into, with its number of entries, where that is
// shorter than the values themselves.
func (c *Column) values(first, n, there int, to []byte) (values, dictionary []byte, entries int) {
	if there == 0 {
		return to, nil, 0
	}
	switch {
	case c.Bits != nil:
		return c.packBits(first, n, there, to), nil, 0
	case c.Codes != nil:
		return indexes(dense(c, c.Codes, first, n, nil), to), texts(c.Labels), len(c.Labels)
	case c.Marks != nil:
		marks := dense(c, c.Marks, first, n, nil)
		to = binary.AppendUvarint(append(to, 16), uint64(len(marks)+7)/8<<1|1)
		to = append(to, bytesOf(marks)...)
		return append(to, make([]byte, 2*(-len(marks)&7))...), texts(c.Labels), len(c.Labels)
	case c.Ints != nil:
		ints := dense(c, c.Ints, first, n, nil)
		if c.Days && c.Epoch != 0 {
			if len(ints) > 0 && &ints[0] == &c.Ints[first] {
				ints = slices.Clone(ints)
			}
			for i := range ints {
				ints[i] -= c.Epoch
			}
		}
		return numbers(ints, to)
	}
	return numbers(dense(c, c.Longs, first, n, nil), to)
}

// dense are the values of the rows that have one; the rows themselves where all have.
func dense[T any](c *Column, all []T, first, n int, to []T) []T {
	rows := all[first : first+n]
	if c.Known == nil {
		return rows
	}
	full := true
	for at := 0; at < n; at += 64 {
		if m := mask(n - at); c.Known[(first+at)/64]&m != m {
			full = false
			break
		}
	}
	if full {
		return rows
	}
	for at := 0; at < n; at += 64 {
		m := mask(n - at)
		switch w := c.Known[(first+at)/64] & m; w {
		case 0:
		case ^uint64(0):
			to = append(to, rows[at:at+64]...)
		default:
			for ; w != 0; w &= w - 1 {
				to = append(to, rows[at+bits.TrailingZeros64(w)])
			}
		}
	}
	return to
}

// packBits puts the bits of the rows that have a value one after another.
func (c *Column) packBits(first, n, there int, to []byte) []byte {
	var acc uint64
	used := 0
	for at := 0; at < n; at += 64 {
		known, word := c.knownWord((first+at)/64)&mask(n-at), c.Bits[(first+at)/64]
		count := bits.OnesCount64(known)
		if count < 64 { // draw the known ones together
			var packed uint64
			for i, w := 0, known; w != 0; i, w = i+1, w&(w-1) {
				packed |= word >> bits.TrailingZeros64(w) & 1 << i
			}
			word = packed
		}
		acc |= word << used
		if used+count >= 64 {
			to = binary.LittleEndian.AppendUint64(to, acc)
			acc = 0
			if used > 0 {
				acc = word >> (64 - used)
			}
			used += count - 64
		} else {
			used += count
		}
	}
	if used > 0 {
		to = binary.LittleEndian.AppendUint64(to, acc)
	}
	return to[:(there+7)/8]
}

// indexes writes one-byte indexes: as one run where all are the same.
func indexes(codes []uint8, to []byte) []byte {
	to = append(to, 8)
	if n := len(codes); !slices.ContainsFunc(codes, func(v uint8) bool { return v != codes[0] }) {
		return append(binary.AppendUvarint(to, uint64(n)<<1), codes[0])
	}
	to = binary.AppendUvarint(to, uint64(len(codes)+7)/8<<1|1)
	to = append(to, codes...)
	return append(to, make([]byte, -len(codes)&7)...)
}

func texts(labels []string) []byte {
	var out []byte
	for _, l := range labels {
		out = append(binary.LittleEndian.AppendUint32(out, uint32(len(l))), l...)
	}
	return out
}

// numbers writes numbers as indexes where there are few different ones, else as they are.
func numbers[T int32 | int64](all []T, to []byte) (values, dictionary []byte, entries int) {
	codes := make([]uint8, len(all))
	places := map[T]uint8{}
	var list []T
	for i, v := range all {
		if i > 0 && v == all[i-1] {
			codes[i] = codes[i-1]
			continue
		}
		code, ok := places[v]
		if !ok {
			if len(list) == 256 {
				return append(to, bytesOf(all)...), nil, 0
			}
			code = uint8(len(list))
			places[v] = code
			list = append(list, v)
		}
		codes[i] = code
	}
	return indexes(codes, to), bytesOf(list), len(list)
}

// bytesOf is the memory of numbers; Parquet and the processors this program runs on are both little-endian.
func bytesOf[T uint8 | uint16 | uint64 | int32 | int64](v []T) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), len(v)*int(unsafe.Sizeof(v[0])))
}
