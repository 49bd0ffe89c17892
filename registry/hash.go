package registry

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"ansinh/law"
)

// hashed is how many rows are hashed as one piece: a multiple of 64. The pieces are hashed side by side, and the hash of
// the snapshot is over their hashes.
const hashed = 1 << 14

// hash is SHA-256 over the month, the day of knowledge and every column, with the meaning of each: two snapshots with
// one hash say the same, on whatever database they were taken and however they came about.
func (s *Snapshot) hash() string {
	h := hasher{}
	h.words("ansinh snapshot 2", s.Month.String(), s.KnownAt.String())
	h.number(int64(len(s.Persons)))
	columns := s.columns()
	for _, c := range columns {
		h.words(c.Fact.ID, c.Fact.Type.String())
		for _, v := range c.Fact.Values {
			h.words(v.ID)
		}
	}
	pieces := make([][sha256.Size]byte, (len(s.Persons)+hashed-1)/hashed)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(pieces)) {
		wait.Go(func() {
			p := hasher{make([]byte, 0, 1<<22)}
			for i := int(next.Add(1)) - 1; i < len(pieces); i = int(next.Add(1)) - 1 {
				p.buf = p.buf[:0]
				p.rows(s, columns, i*hashed, min(hashed, len(s.Persons)-i*hashed))
				pieces[i] = sha256.Sum256(p.buf)
			}
		})
	}
	wait.Wait()
	for _, p := range pieces {
		h.buf = append(h.buf, p[:]...)
	}
	sum := sha256.Sum256(h.buf)
	return hex.EncodeToString(sum[:])
}

// hasher gathers what is hashed.
type hasher struct{ buf []byte }

func (h *hasher) number(v int64) { h.buf = binary.LittleEndian.AppendUint64(h.buf, uint64(v)) }

// words hashes texts, each with its length before it.
func (h *hasher) words(texts ...string) {
	for _, t := range texts {
		h.buf = append(binary.LittleEndian.AppendUint32(h.buf, uint32(len(t))), t...)
	}
}

// rows hashes who n people are and where they live, and the columns of those rows.
func (h *hasher) rows(s *Snapshot, columns []*law.Column, first, n int) {
	for i := first; i < first+n; i++ {
		h.number(int64(s.Persons[i]))
		h.number(int64(s.Households[i]))
		h.words(string(s.HomeUnits[i]))
	}
	for _, c := range columns {
		h.column(c, first, n)
	}
}

// column hashes what is known of every row and, where it is, the value; what stands in an unknown row does not count.
func (h *hasher) column(c *law.Column, first, n int) {
	for at := first; at < first+n; at += 64 {
		known := c.Known[at/64]
		h.buf = binary.LittleEndian.AppendUint64(h.buf, known)
		switch {
		case known == 0:
		case c.Bits != nil:
			h.buf = binary.LittleEndian.AppendUint64(h.buf, c.Bits[at/64]&known)
		case c.Codes != nil && known == ^uint64(0):
			h.buf = append(h.buf, c.Codes[at:at+64]...)
		default:
			for w := known; w != 0; w &= w - 1 {
				h.value(c, at+bits.TrailingZeros64(w))
			}
		}
	}
}

func (h *hasher) value(c *law.Column, row int) {
	switch {
	case c.Codes != nil:
		h.buf = append(h.buf, c.Codes[row])
	case c.Sums != nil:
		h.buf = binary.LittleEndian.AppendUint64(h.buf, uint64(c.Sums[row]))
	default:
		h.buf = binary.LittleEndian.AppendUint32(h.buf, uint32(c.Ints[row]))
	}
}
