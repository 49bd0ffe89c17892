package law

import (
	"math/rand/v2"
	"testing"
)

// Every kernel says of 64 rows what it says of each alone, whatever stands in the rows.
func TestKernelsReadEveryRow(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	facts := map[Type]*Fact{}
	for _, typ := range []Type{Int, Money, Day, Enum} {
		facts[typ] = &Fact{Type: typ}
	}
	for range 3000 {
		codes, ints, days, sums := make([]uint8, 128), make([]int32, 128), make([]int32, 128), make([]int64, 128)
		limit := r.Int64N(1 << 31)
		for i := range codes {
			codes[i] = uint8(r.IntN(4) * r.IntN(86))
			ints[i] = int32(limit + int64(r.IntN(5)) - 2)
			days[i] = int32(max(0, min(1<<31-1, limit+int64(r.IntN(5))-2)))
			sums[i] = limit + int64(r.IntN(5)) - 2
		}
		if r.IntN(2) == 0 {
			limit = int64(r.Uint32()) - 1<<31
		}
		few := []uint8{codes[r.IntN(128)], codes[r.IntN(128)]}
		for name, k := range map[string]struct {
			step   step
			column *Column
		}{
			"codes":        {step{do: doChoice, codes: few}, &Column{Fact: facts[Enum], Codes: codes}},
			"one code":     {step{do: doChoice, codes: few[:1]}, &Column{Fact: facts[Enum], Codes: codes}},
			"less":         {step{do: doLess, limit: limit}, &Column{Fact: facts[Int], Ints: ints}},
			"equal":        {step{do: doEqual, limit: limit}, &Column{Fact: facts[Int], Ints: ints}},
			"days":         {step{do: doLess, limit: limit}, &Column{Fact: facts[Day], Ints: days}},
			"days equal":   {step{do: doEqual, limit: limit}, &Column{Fact: facts[Day], Ints: days}},
			"amount":       {step{do: doLess, limit: limit}, &Column{Fact: facts[Money], Sums: sums}},
			"amount equal": {step{do: doEqual, limit: limit}, &Column{Fact: facts[Money], Sums: sums}},
		} {
			var rows, some []uint16
			asked := r.Uint64()
			for i := range uint16(64) {
				rows = append(rows, 64+i)
				if asked>>i&1 == 1 {
					some = append(some, 64+i)
				}
			}
			var one, few [blockWords]uint64
			k.step.each(k.column, 0, rows, &one)
			k.step.each(k.column, 0, some, &few)
			if got := k.step.group(k.column, 1); got != one[1] {
				t.Fatalf("%s, limit %d: %064b, one by one %064b", name, limit, got, one[1])
			}
			if few[1] != one[1]&asked {
				t.Fatalf("%s: of some rows %064b, want %064b", name, few[1], one[1]&asked)
			}
		}
	}
}

// A day that is unknown may hold anything; it must not spoil its neighbour.
func TestUnknownDaysDoNotSpoilTheirNeighbours(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		var days [64]int32
		limit, clean, want := r.Int64N(1<<31), ^uint64(0), uint64(0)
		for i := range days {
			days[i] = int32(r.Uint32())
			switch {
			case days[i] < 0:
				clean &^= 1 << i
			case int64(days[i]) < limit:
				want |= 1 << i
			}
		}
		if got := daysBefore(&days, limit) & clean; got != want {
			t.Fatalf("before %d: %064b, want %064b", limit, got, want)
		}
	}
}
