package law

import (
	"encoding/binary"
	"slices"
)

// Kernels read a column 64 rows at a time. What they say of a row whose value is not known means nothing.

// group tests 64 rows that all exist, from row g×64 on.
func (s *step) group(c *Column, g int) uint64 {
	row := g * 64
	switch {
	case s.do == doBool:
		return c.Bits[g]
	case s.do == doChoice:
		return among((*[64]uint8)(c.Codes[row:]), s.codes)
	case c.Fact.Type == Money && s.do == doLess:
		return moneyBelow((*[64]int64)(c.Sums[row:]), s.limit)
	case c.Fact.Type == Money:
		return exactly((*[64]int64)(c.Sums[row:]), s.limit)
	case s.do == doLess && c.Fact.Type == Day:
		return daysBefore((*[64]int32)(c.Ints[row:]), s.limit)
	case s.do == doLess:
		return below((*[64]int32)(c.Ints[row:]), s.limit)
	}
	return exactly((*[64]int32)(c.Ints[row:]), s.limit)
}

// each tests rows one by one, the way for few of them and for the last of a table, and sets the bits of those that
// pass. Rows are counted from start.
func (s *step) each(c *Column, start int, rows []uint16, passed *[blockWords]uint64) {
	pass := func(row uint16, bit uint64) { passed[row>>6&(blockWords-1)] |= bit << (row & 63) }
	switch {
	case s.do == doChoice && len(s.codes) == 1:
		codes, code := c.Codes[start:], s.codes[0]
		for _, row := range rows {
			pass(row, (uint64(codes[row]^code)-1)>>63)
		}
	case s.do == doChoice:
		codes := c.Codes[start:]
		for _, row := range rows {
			for _, code := range s.codes {
				pass(row, (uint64(codes[row]^code)-1)>>63)
			}
		}
	case c.Fact.Type == Money && s.do == doLess:
		sums := c.Sums[start:]
		for _, row := range rows {
			pass(row, uint64(sums[row]-s.limit)>>63)
		}
	case c.Fact.Type == Money:
		sums := c.Sums[start:]
		for _, row := range rows {
			if sums[row] == s.limit {
				pass(row, 1)
			}
		}
	case s.do == doLess:
		ints := c.Ints[start:]
		for _, row := range rows {
			pass(row, uint64(int64(ints[row])-s.limit)>>63)
		}
	default:
		ints := c.Ints[start:]
		for _, row := range rows {
			if int64(ints[row]) == s.limit {
				pass(row, 1)
			}
		}
	}
}

// below is which numbers are less than a limit: the sign of the difference is the answer.
func below(values *[64]int32, limit int64) uint64 {
	out := uint64(0)
	for i, v := range values {
		out |= uint64(int64(v)-limit) >> 63 << (i & 63)
	}
	return out
}

// exactly is which numbers are the wanted one.
func exactly[T int32 | int64](values *[64]T, wanted int64) uint64 {
	out := uint64(0)
	for i, v := range values {
		if int64(v) == wanted {
			out |= 1 << (i & 63)
		}
	}
	return out
}

// moneyBelow is which amounts are less than a limit. Amounts and limits are far from overflow.
func moneyBelow(values *[64]int64, limit int64) uint64 {
	out := uint64(0)
	for i, v := range values {
		out |= uint64(v-limit) >> 63 << (i & 63)
	}
	return out
}

// Two rows at a time: the halves of one number.
const (
	halves   = 1<<32 + 1
	halfTop  = 1 << 31 * halves
	halfRest = halfTop - halves
)

// daysBefore is which days come before a limit, two rows at a time: a day not before it, with the distance of the
// limit from the top added, carries into the top bit of its half. Days are positive.
func daysBefore(values *[64]int32, limit int64) uint64 {
	if limit <= 0 || limit > 1<<31-1 {
		return below(values, limit)
	}
	distance := uint64(1<<31-limit) * halves
	acc := uint64(0)
	for i := 0; i < 64; i += 8 {
		v := (*[8]int32)(values[i:])
		acc = acc>>1 | (twoDays(v[0], v[1])&halfRest+distance)&halfTop
		acc = acc>>1 | (twoDays(v[2], v[3])&halfRest+distance)&halfTop
		acc = acc>>1 | (twoDays(v[4], v[5])&halfRest+distance)&halfTop
		acc = acc>>1 | (twoDays(v[6], v[7])&halfRest+distance)&halfTop
	}
	return ^interleave(acc)
}

func twoDays(a, b int32) uint64 { return uint64(uint32(a)) | uint64(uint32(b))<<32 }

// interleave brings the bits of the low half to the even places and those of the high half to the odd ones.
func interleave(x uint64) uint64 {
	swap := func(mask uint64, by int) {
		t := (x ^ x>>by) & mask
		x ^= t ^ t<<by
	}
	swap(0x00000000ffff0000, 16)
	swap(0x0000ff000000ff00, 8)
	swap(0x00f000f000f000f0, 4)
	swap(0x0c0c0c0c0c0c0c0c, 2)
	swap(0x2222222222222222, 1)
	return x
}

// Eight rows at a time: the bytes of one number.
const (
	bytes8   = 0x0101010101010101
	byteTop  = 0x80 * bytes8
	byteRest = 0x7f * bytes8
)

// among is which codes are one of a few, eight rows at a time.
func among(codes *[64]uint8, few []uint8) uint64 {
	first, same := uint64(codes[0])*bytes8, uint64(0)
	for i := 0; i < 64; i += 8 {
		same |= binary.LittleEndian.Uint64(codes[i:]) ^ first
	}
	if same == 0 { // most registers have no entry for most people
		if slices.Contains(few, codes[0]) {
			return ^uint64(0)
		}
		return 0
	}
	out := uint64(0)
	for _, c := range few {
		out |= codesEqual(codes, uint64(c)*bytes8)
	}
	return out
}

// codesEqual is which codes are the wanted one, given in every byte. A byte that differs from it carries into its top bit.
func codesEqual(codes *[64]uint8, wanted uint64) uint64 {
	acc := uint64(0)
	for i := 0; i < 64; i += 8 {
		x := binary.LittleEndian.Uint64(codes[i:]) ^ wanted
		acc = acc>>1 | (x&byteRest+byteRest|x)&byteTop
	}
	return ^transpose(acc)
}

// transpose turns a square of eight by eight bits: bit 8i+j comes to 8j+i.
func transpose(x uint64) uint64 {
	swap := func(mask uint64, by int) {
		t := (x ^ x>>by) & mask
		x ^= t ^ t<<by
	}
	swap(0x00aa00aa00aa00aa, 7)
	swap(0x0000cccc0000cccc, 14)
	swap(0x00000000f0f0f0f0, 28)
	return x
}
