// Package columnar writes columns that lie in memory as a Parquet file and reads such a file back, at the speed at which
// memory is copied: the bitmaps, codes and numbers of a column are what Parquet calls levels, dictionary indexes and
// plain values, so nothing is taken apart into cells. Every Parquet reader can read what it writes.
//
// It is no general Parquet reader: it reads only files of its own making and refuses others. Its invariant: what is
// read is, bit for bit, what was written; a file that was cut off or changed is refused, never half believed.
package columnar

import (
	"github.com/parquet-go/parquet-go/format"
)

// Column is one column of a table. Exactly one of Bits, Codes, Marks, Ints, Longs is in use. What stands in a row whose
// Known bit is off means nothing. Bitmaps have one bit a row, row 0 the lowest bit of word 0.
type Column struct {
	Name   string
	Known  []uint64 // nil: every row has a value
	Bits   []uint64
	Codes  []uint8  // place in Labels
	Marks  []uint16 // place in Labels, where there are more than 256
	Ints   []int32
	Longs  []int64
	Labels []string
	Days   bool  // Ints are days
	Epoch  int32 // what is taken off a day: the number that 1 January 1970 has in Ints
}

// Note is a piece of text in a file's foot.
type Note struct{ Key, Value string }

// block is how many rows stand together in a file: a multiple of 64, so that no word of a bitmap is divided.
const block = 1 << 18

// maker is what the files say wrote them; others are refused.
const maker = "ansinh columns version 1"

func (c *Column) physical() format.Type {
	switch {
	case c.Bits != nil:
		return format.Boolean
	case c.Codes != nil, c.Marks != nil:
		return format.ByteArray
	case c.Ints != nil:
		return format.Int32
	}
	return format.Int64
}

// knownWord is the bitmap of 64 rows.
func (c *Column) knownWord(word int) uint64 {
	if c.Known == nil {
		return ^uint64(0)
	}
	return c.Known[word]
}

// mask has a bit for each of the first n of 64 rows.
func mask(n int) uint64 {
	if n >= 64 {
		return ^uint64(0)
	}
	return 1<<n - 1
}
