package columnar

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"ansinh/fault"
)

// File is a file that was written by Write, opened but not yet read.
type File struct {
	Rows int
	body []byte
	meta format.FileMetaData
}

// errBroken is what every file that Write did not make, or that was cut off or changed, is refused with.
func errBroken() error { return fault.New(fault.Invalid, "registry.columnar.broken") }

// Open reads the foot of a file.
func Open(body []byte) (*File, error) {
	n := len(body)
	if n < 12 || string(body[:4]) != magic || string(body[n-4:]) != magic {
		return nil, errBroken()
	}
	size := int(binary.LittleEndian.Uint32(body[n-8:]))
	if size > n-12 {
		return nil, errBroken()
	}
	f := &File{body: body}
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), body[n-8-size:n-8], &f.meta); err != nil || f.meta.CreatedBy != maker {
		return nil, errBroken()
	}
	f.Rows = int(f.meta.NumRows)
	if f.Rows < 0 || f.Rows > len(body)*8 || len(f.meta.RowGroups) != (f.Rows+block-1)/block {
		return nil, errBroken()
	}
	return f, nil
}

// Note is a note of the file's foot, "" where there is none.
func (f *File) Note(key string) string {
	for _, n := range f.meta.KeyValueMetadata {
		if n.Key == key {
			return n.Value
		}
	}
	return ""
}

// Labels are the labels of a column, as it was written.
func (f *File) Labels(column string) ([]string, error) {
	at := f.place(column)
	if at < 0 {
		return nil, errBroken()
	}
	for _, g := range f.meta.RowGroups {
		if m := &g.Columns[at].MetaData; m.DictionaryPageOffset > 0 {
			p, err := f.page(m.DictionaryPageOffset)
			if err != nil {
				return nil, err
			}
			return labels(p.values)
		}
	}
	return nil, nil
}

func labels(b []byte) ([]string, error) {
	var out []string
	for len(b) > 0 {
		if len(b) < 4 || int(binary.LittleEndian.Uint32(b)) > len(b)-4 {
			return nil, errBroken()
		}
		n := int(binary.LittleEndian.Uint32(b))
		out = append(out, string(b[4:4+n]))
		b = b[4+n:]
	}
	return out, nil
}

func (f *File) place(column string) int {
	for i, e := range f.meta.Schema {
		if i > 0 && e.Name == column {
			return i - 1
		}
	}
	return -1
}

// Fill reads columns into memory that the caller has made, of at least the file's rows, with every Known bit off. A
// column that the file does not have, or has with other labels, is refused.
func (f *File) Fill(columns []Column) error {
	type job struct {
		column *Column
		at     int
	}
	var jobs []job
	for i := range columns {
		at := f.place(columns[i].Name)
		if at < 0 {
			return errBroken()
		}
		jobs = append(jobs, job{&columns[i], at})
	}
	var next atomic.Int64
	var failed atomic.Bool
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) || failed.Load() {
					return
				}
				if err := f.fill(jobs[i].column, jobs[i].at); err != nil {
					failed.Store(true)
				}
			}
		})
	}
	wait.Wait()
	if failed.Load() {
		return errBroken()
	}
	return nil
}

func (f *File) fill(c *Column, at int) error {
	for g := range f.meta.RowGroups {
		group := &f.meta.RowGroups[g]
		n := min(block, f.Rows-g*block)
		if int(group.NumRows) != n || at >= len(group.Columns) {
			return errBroken()
		}
		m := &group.Columns[at].MetaData
		if m.Type != c.physical() {
			return errBroken()
		}
		data, err := f.page(m.DataPageOffset)
		if err != nil {
			return err
		}
		var dictionary []byte
		if m.DictionaryPageOffset > 0 {
			p, err := f.page(m.DictionaryPageOffset)
			if err != nil {
				return err
			}
			dictionary = p.values
		}
		if err := c.put(g*block, n, data, dictionary); err != nil {
			return err
		}
	}
	return nil
}

// page is what stands at a place of the file.
type page struct {
	levels, values []byte
	encoding       format.Encoding
	there          int
}

func (f *File) page(at int64) (page, error) {
	if at < 4 || at >= int64(len(f.body)) {
		return page{}, errBroken()
	}
	r := bytes.NewReader(f.body[at:])
	var h format.PageHeader
	if err := thrift.NewDecoder(new(thrift.CompactProtocol).NewReader(r)).Decode(&h); err != nil {
		return page{}, errBroken()
	}
	rest := f.body[len(f.body)-r.Len():]
	size := int(h.UncompressedPageSize)
	if size < 0 || size > len(rest) || int32(crc32.ChecksumIEEE(rest[:size])) != h.CRC {
		return page{}, errBroken()
	}
	rest = rest[:size]
	if h.Type == format.DictionaryPage {
		return page{values: rest}, nil
	}
	v := h.DataPageHeaderV2.V
	levels := int(v.DefinitionLevelsByteLength)
	if levels < 0 || levels > size {
		return page{}, errBroken()
	}
	return page{rest[:levels], rest[levels:], v.Encoding, int(v.NumValues - v.NumNulls)}, nil
}

// put puts rows [first, first+n) into the column.
func (c *Column) put(first, n int, p page, dictionary []byte) error {
	if c.Known != nil {
		if err := c.putLevels(first, n, p.levels); err != nil {
			return err
		}
	}
	switch {
	case p.there < 0 || p.there > n:
		return errBroken()
	case p.there == 0:
		return nil
	case c.Bits != nil:
		return c.putBits(first, n, p)
	case c.Codes != nil:
		codes, err := readIndexes(p, len(c.Labels))
		if err != nil {
			return err
		}
		return spread(c, c.Codes, first, n, codes)
	case c.Marks != nil:
		return c.putMarks(first, n, p)
	case c.Ints != nil:
		ints, err := readNumbers[int32](p, dictionary)
		if err == nil {
			err = spread(c, c.Ints, first, n, ints)
		}
		if err == nil && c.Epoch != 0 {
			for i := first; i < first+n; i++ {
				c.Ints[i] += c.Epoch
			}
		}
		return err
	}
	longs, err := readNumbers[int64](p, dictionary)
	if err != nil {
		return err
	}
	return spread(c, c.Longs, first, n, longs)
}

func (c *Column) putLevels(first, n int, levels []byte) error {
	head, size := binary.Uvarint(levels)
	if size <= 0 {
		return errBroken()
	}
	words := c.Known[first/64 : (first+n+63)/64]
	levels = levels[size:]
	switch {
	case head&1 == 0 && int(head>>1) == n && len(levels) == 1:
		for i := range words {
			words[i] = -uint64(levels[0]&1) & mask(n-i*64)
		}
	case head&1 == 1 && int(head>>1) == (n+7)/8 && len(levels) == (n+7)/8:
		copy(bytesOf(words), levels)
		words[len(words)-1] &= mask(n - (len(words)-1)*64)
	default:
		return errBroken()
	}
	return nil
}

func (c *Column) putBits(first, n int, p page) error {
	if len(p.values) < (p.there+7)/8 {
		return errBroken()
	}
	bit := 0
	for at := 0; at < n; at += 64 {
		known := c.knownWord((first+at)/64) & mask(n-at)
		count := bits.OnesCount64(known)
		if bit+count > p.there {
			return errBroken()
		}
		packed := bitsFrom(p.values, bit)
		bit += count
		word := &c.Bits[(first+at)/64]
		if count == 64 {
			*word = packed
			continue
		}
		*word = 0
		for i, w := 0, known; w != 0; i, w = i+1, w&(w-1) {
			*word |= packed >> i & 1 << bits.TrailingZeros64(w)
		}
	}
	return nil
}

// bitsFrom are 64 bits from a place on; what lies behind the end is zero.
func bitsFrom(b []byte, bit int) uint64 {
	at := bit / 8
	var buf [9]byte
	copy(buf[:], b[min(at, len(b)):])
	v := binary.LittleEndian.Uint64(buf[:8])
	if shift := bit % 8; shift > 0 {
		v = v>>shift | uint64(buf[8])<<(64-shift)
	}
	return v
}

// readIndexes are one-byte indexes; one that points beyond the entries is refused.
func readIndexes(p page, entries int) ([]uint8, error) {
	if p.encoding != format.RLEDictionary || len(p.values) < 3 || p.values[0] != 8 {
		return nil, errBroken()
	}
	head, size := binary.Uvarint(p.values[1:])
	if size <= 0 {
		return nil, errBroken()
	}
	rest := p.values[1+size:]
	if head&1 == 0 {
		if int(head>>1) != p.there || len(rest) != 1 || int(rest[0]) >= entries {
			return nil, errBroken()
		}
		return bytes.Repeat(rest, p.there), nil
	}
	if len(rest) < p.there {
		return nil, errBroken()
	}
	rest = rest[:p.there]
	if entries < 256 {
		for _, v := range rest {
			if int(v) >= entries {
				return nil, errBroken()
			}
		}
	}
	return rest, nil
}

func (c *Column) putMarks(first, n int, p page) error {
	if p.encoding != format.RLEDictionary || len(p.values) < 2 || p.values[0] != 16 {
		return errBroken()
	}
	_, size := binary.Uvarint(p.values[1:])
	rest := p.values[1+max(size, 0):]
	if size <= 0 || len(rest) < 2*p.there || c.Known != nil || p.there != n {
		return errBroken()
	}
	for i := range n {
		mark := binary.LittleEndian.Uint16(rest[2*i:])
		if int(mark) >= len(c.Labels) {
			return errBroken()
		}
		c.Marks[first+i] = mark
	}
	return nil
}

func readNumbers[T int32 | int64](p page, dictionary []byte) ([]T, error) {
	var zero [1]T
	width := len(bytesOf(zero[:]))
	if p.encoding == format.Plain {
		if len(p.values) != p.there*width {
			return nil, errBroken()
		}
		out := make([]T, p.there)
		copy(bytesOf(out), p.values)
		return out, nil
	}
	if len(dictionary)%width != 0 {
		return nil, errBroken()
	}
	list := make([]T, len(dictionary)/width)
	copy(bytesOf(list), dictionary)
	codes, err := readIndexes(p, len(list))
	if err != nil {
		return nil, err
	}
	out := make([]T, p.there)
	for i, code := range codes {
		out[i] = list[code]
	}
	return out, nil
}

// spread puts values into the rows that have one.
func spread[T any](c *Column, to []T, first, n int, values []T) error {
	for at := 0; at < n; at += 64 {
		known := c.knownWord((first+at)/64) & mask(n-at)
		count := bits.OnesCount64(known)
		if count > len(values) {
			return errBroken()
		}
		if rows := min(64, n-at); count == rows {
			copy(to[first+at:], values[:count])
		} else {
			for i, w := 0, known; w != 0; i, w = i+1, w&(w-1) {
				to[first+at+bits.TrailingZeros64(w)] = values[i]
			}
		}
		values = values[count:]
	}
	if len(values) > 0 {
		return errBroken()
	}
	return nil
}
