package law

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Determine answers for every row of a table, with all processors. Both lists are by row, then programme.
//
// Rows that meet a mistake of the law (two rules of equal rank that differ, an amount that is not whole) make the
// whole table fail: nothing is paid from a law that contradicts itself.
func (b *Book) Determine(t *Table) (*Result, error) {
	return b.determine(t, runtime.GOMAXPROCS(0))
}

// shares is how many runs of blocks each worker takes in turn, so that none waits long for another at the end.
const shares = 16

func (b *Book) determine(t *Table, workers int) (*Result, error) {
	p, err := b.plan(t.Month)
	if err != nil {
		return nil, err
	}
	f := p.program().fit(t)
	blocks := (t.Rows + blockRows - 1) / blockRows
	size := max(1, blocks/(workers*shares)) // blocks taken at a time
	parts := make([]part, (blocks+size-1)/size)
	inTurn(workers, len(parts), func(next func() int) {
		c := newClerk(f)
		for k := next(); k < len(parts); k = next() {
			if c.part(&parts[k], k*size, min(blocks, (k+1)*size)); parts[k].err != nil {
				return
			}
		}
	})
	return together(parts, workers)
}

// inTurn runs workers that take numbers in turn; one who gets a number of n or more is done.
func inTurn(workers, n int, work func(next func() int)) {
	var taken atomic.Int64
	next := func() int { return int(taken.Add(1)) - 1 }
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() { work(next) })
	}
	wait.Wait()
}

// part is the answer for a run of blocks.
type part struct {
	benefits sheets[Benefit]
	unknown  sheets[Missing]
	unread   sheets[Unread]
	err      error
}

func together(parts []part, workers int) (*Result, error) {
	benefits, unknown, unread := make([]int, len(parts)+1), make([]int, len(parts)+1), make([]int, len(parts)+1)
	for i := range parts {
		if parts[i].err != nil {
			return nil, parts[i].err
		}
		benefits[i+1] = benefits[i] + parts[i].benefits.count
		unknown[i+1] = unknown[i] + parts[i].unknown.count
		unread[i+1] = unread[i] + parts[i].unread.count
	}
	r := &Result{Benefits: make([]Benefit, benefits[len(parts)]), Unknown: make([]Missing, unknown[len(parts)]),
		Unread: make([]Unread, unread[len(parts)])}
	inTurn(workers, len(parts), func(next func() int) {
		for k := next(); k < len(parts); k = next() {
			parts[k].benefits.copyTo(r.Benefits[benefits[k]:])
			parts[k].unknown.copyTo(r.Unknown[unknown[k]:])
			parts[k].unread.copyTo(r.Unread[unread[k]:])
			parts[k] = part{}
		}
	})
	return r, nil
}

// sheets is a list written sheet by sheet, so that it grows without being copied.
type sheets[T any] struct {
	full  [][]T
	count int
}

// ledger writes sheets: what is left of one sheet serves the next list.
type ledger[T any] struct{ open []T }

const sheetRows = 4096

func (l *ledger[T]) add(s *sheets[T], v T) {
	if len(l.open) == cap(l.open) {
		l.close(s)
		l.open = make([]T, 0, sheetRows)
	}
	l.open = append(l.open, v)
}

// close hands what was written to its list.
func (l *ledger[T]) close(s *sheets[T]) {
	if len(l.open) > 0 {
		s.full = append(s.full, l.open)
		s.count += len(l.open)
		l.open = l.open[len(l.open):]
	}
}

func (s *sheets[T]) copyTo(out []T) {
	for _, sheet := range s.full {
		out = out[copy(out, sheet):]
	}
}
