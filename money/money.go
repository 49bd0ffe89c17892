// Package money holds amounts in whole đồng. There is no fraction of a đồng and no floating point anywhere near one:
// a share of an amount is computed in integers and what is left over is given out, never lost.
package money

import (
	"math/bits"
	"strconv"

	"ansinh/fault"
)

// Dong is an amount in Vietnamese đồng. Negative amounts are recoveries and returns.
type Dong int64

// String is the amount as officials write it: 1.234.567 đ.
func (d Dong) String() string { return Group(int64(d)) + " đ" }

// Group writes an integer with a dot between thousands: 1.234.567.
func Group(n int64) string {
	s := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	digits := s[start:]
	out := make([]byte, 0, len(s)+len(s)/3)
	out = append(out, s[:start]...)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, '.')
		}
		out = append(out, digits[i])
	}
	return string(out)
}

// Times is the amount multiplied by a coefficient given in hundredths (250 is 2.5), exact or an error: a
// coefficient that leaves a fraction of a đồng is a mistake in the data, not something to round in silence.
func (d Dong) Times(hundredths int64) (Dong, error) {
	hi, lo := bits.Mul64(abs(int64(d)), abs(hundredths))
	if hi != 0 || lo > 1<<63-1 {
		return 0, fault.New(fault.Invalid, "money.overflow", int64(d), hundredths)
	}
	if lo%100 != 0 {
		return 0, fault.New(fault.Invalid, "money.fraction", int64(d), hundredths)
	}
	n := int64(lo / 100)
	if (d < 0) != (hundredths < 0) {
		n = -n
	}
	return Dong(n), nil
}

// Allocate divides an amount by weights without losing a đồng: parts differ from the exact share by less than one
// đồng and sum to the whole; the đồng left over go to the largest remainders, first part first among equals.
// Weights must not be negative and at least one must be positive.
func Allocate(total Dong, weights []int64) ([]Dong, error) {
	var sum int64
	for _, w := range weights {
		if w < 0 {
			return nil, fault.New(fault.Invalid, "money.weight", w)
		}
		sum += w
	}
	if sum == 0 {
		return nil, fault.New(fault.Invalid, "money.weight", 0)
	}
	parts := make([]Dong, len(weights))
	rest := make([]uint64, len(weights))
	left := abs(int64(total))
	for i, w := range weights {
		hi, lo := bits.Mul64(abs(int64(total)), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(sum))
		parts[i], rest[i] = Dong(q), r
		left -= q
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rest {
			if rest[i] > rest[best] {
				best = i
			}
		}
		parts[best]++
		rest[best] = 0
	}
	if total < 0 {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts, nil
}

func abs(n int64) uint64 {
	if n < 0 {
		return uint64(-(n + 1)) + 1
	}
	return uint64(n)
}
