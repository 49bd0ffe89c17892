package registry

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"ansinh/law"
)

// hash is SHA-256 over the month, the day of knowledge and every column, with the meaning of each: two snapshots with
// one hash say the same, on whatever database they were taken.
func (s *Snapshot) hash() string {
	h := &hasher{hash: sha256.New(), buf: make([]byte, 0, 1<<15)}
	h.words("ansinh snapshot 1", s.Month.String(), s.KnownAt.String())
	h.number(int64(len(s.Persons)))
	for i := range s.Persons {
		h.number(int64(s.Persons[i]))
		h.number(int64(s.Households[i]))
		h.words(string(s.HomeUnits[i]))
	}
	for _, c := range s.columns() {
		h.words(c.Fact.ID, c.Fact.Type.String())
		for _, v := range c.Fact.Values {
			h.words(v.ID)
		}
		h.column(c, s.Table.Rows)
	}
	h.flush()
	return hex.EncodeToString(h.hash.Sum(nil))
}

// hasher gathers what is hashed, so that the hash sees large pieces.
type hasher struct {
	hash hash.Hash
	buf  []byte
}

func (h *hasher) flush() {
	h.hash.Write(h.buf)
	h.buf = h.buf[:0]
}

func (h *hasher) number(v int64) {
	if len(h.buf)+8 > cap(h.buf) {
		h.flush()
	}
	h.buf = binary.LittleEndian.AppendUint64(h.buf, uint64(v))
}

// words hashes texts, each with its length before it.
func (h *hasher) words(texts ...string) {
	for _, t := range texts {
		h.number(int64(len(t)))
		if len(h.buf)+len(t) > cap(h.buf) {
			h.flush()
		}
		h.buf = append(h.buf, t...)
	}
}

// column hashes what is known of every row and, where it is, the value; what stands in an unknown row does not count.
func (h *hasher) column(c *law.Column, rows int) {
	for _, word := range c.Known {
		h.number(int64(word))
	}
	for i := range rows {
		if v, ok := c.Get(i); ok {
			h.number(v)
		}
	}
}
