package reading

import (
	"ansinh/fault"
	"ansinh/plan/reading/paper"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
)

// maxFile bounds what is read: a plan of a thousand pages stays far below it.
const maxFile = 64 << 20

// Read reads a plan; see Extract.
func (rd *Reader) Read(r io.ReaderAt, size int64, name string) (*Reading, error) {
	name = filepath.Base(name)
	switch {
	case size <= 0:
		return nil, fault.New(fault.Invalid, "plan.file.empty", name)
	case size > maxFile:
		return nil, fault.New(fault.Invalid, "plan.file.large", name, maxFile>>20)
	}
	data := make([]byte, size)
	if n, err := r.ReadAt(data, 0); int64(n) < size {
		return nil, fault.Wrap(err, fault.Invalid, "plan.file.unreadable", name)
	}
	blocks, err := paper.Open(data, name, rd.lex)
	if err != nil {
		return nil, err
	}
	if own := rd.taught(blocks); own != rd { // with its labels known, the document parts into paragraphs anew
		rd = own
		if blocks, err = paper.Open(data, name, rd.lex); err != nil {
			return nil, err
		}
	}
	x, ok := rd.interpret(blocks)
	if !ok {
		return nil, fault.New(fault.Invalid, "plan.file.not_a_plan", name)
	}
	x.Paragraphs = paper.Listed(blocks)
	sum := sha256.Sum256(data)
	x.SHA256 = hex.EncodeToString(sum[:])
	return x, nil
}
