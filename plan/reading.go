package plan

import (
	"io"
	"io/fs"

	"ansinh/plan/reading"
)

// What a document gives and the values it shares with a plan's own.
type (
	Reading    = reading.Reading
	Reader     = reading.Reader
	Comparator = reading.Comparator
	Decimal    = reading.Decimal
	Due        = reading.Due
	Confidence = reading.Confidence
)

// The comparators.
const (
	Equal   = reading.Equal
	Less    = reading.Less
	AtMost  = reading.AtMost
	More    = reading.More
	AtLeast = reading.AtLeast
	Between = reading.Between
	About   = reading.About
)

// Extract reads a plan from a Word document or a text, with the words the program carries.
func Extract(r io.ReaderAt, size int64, name string) (*Reading, error) {
	return reading.Extract(r, size, name)
}

// NewReader reads with the words of a policy folder.
func NewReader(from fs.FS) (*Reader, error) { return reading.NewReader(from) }
