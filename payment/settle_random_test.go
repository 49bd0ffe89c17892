package payment_test

import (
	"math/rand/v2"
	"testing"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/payment"
)

// TestBooksBalanceAfterAnySequence drives runs through random cancelling, sending, returns read once or more, repairs,
// claims and closing. After every step the books of every run balance; in the end what people received, what was kept
// back for recoveries and what still waits to be paid again is, to the đồng, what the rosters gave.
func TestBooksBalanceAfterAnySequence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		s := &sequence{t: t, rooms: setup(t, d, elders(18)), chance: rand.New(rand.NewPCG(seed, 1))}
		for month := september; month < september.Add(6); month++ {
			s.month(month)
		}
		s.settled()
	})
}

type sequence struct {
	*rooms
	t      *testing.T
	chance *rand.Rand
	runs   []calendar.Month
}

func (s *sequence) one(in int) bool { return s.chance.IntN(in) == 0 }

// balanced checks every run.
func (s *sequence) balanced(after string) {
	s.t.Helper()
	for _, m := range s.runs {
		b, err := s.Balance(ctx, checker, m)
		if err != nil || b.Sum() != 0 {
			s.t.Fatalf("after %s the books of %s: %+v, %v", after, m, b, err)
		}
	}
}

func (s *sequence) month(m calendar.Month) {
	s.runMonth(s.t, m, today, everyone)
	s.runs = append(s.runs, m)
	s.balanced("preparing")
	for s.one(3) {
		must(s.t, s.Cancel(ctx, preparer, m, "thử"))
		s.runMonth(s.t, m, today, everyone)
		s.balanced("cancelling")
	}
	s.send(s.t, m)
	s.balanced("sending")
	for range s.chance.IntN(4) {
		s.giveBack(m)
		s.balanced("reading")
	}
	s.repairSome()
	if !s.one(3) {
		_, err := s.Close(ctx, checker, m)
		must(s.t, err)
		s.balanced("closing")
	}
	s.claimSome(m)
}

// giveBack reads a file of returns, sometimes twice, and sometimes one with a bad line, which must change nothing.
func (s *sequence) giveBack(m calendar.Month) {
	back := map[string]bool{}
	failed, err := s.Failures(ctx, checker, m)
	must(s.t, err)
	for _, f := range failed {
		back[f.Line.ID] = true
	}
	var some []payment.Line
	for _, l := range s.lines(s.t, m, payment.OnlyPaid) {
		if !back[l.ID] && s.one(5) {
			some = append(some, l)
		}
	}
	if len(some) == 0 {
		return
	}
	_, err = s.ReadFile(ctx, checker, m, returnList(append(some, payment.Line{ID: "nobody", Amount: 1})...))
	wantCode(s.t, "a bad line", "payment.file.wrong", err)
	for i := range 1 + s.chance.IntN(2) {
		done, err := s.ReadFile(ctx, checker, m, returnList(some...))
		if err != nil || done.Already != (i > 0) {
			s.t.Fatalf("reading %d: %+v, %v", i, done, err)
		}
	}
}

func (s *sequence) repairSome() {
	failed, err := s.Failures(ctx, checker, 0)
	must(s.t, err)
	for _, f := range failed {
		if s.one(2) {
			if err := s.Repair(ctx, preparer, f.Line.ID, payment.Cash); err != nil && fault.CodeOf(err) != "payment.repair.paid" {
				s.t.Fatal(err)
			}
		}
	}
}

func (s *sequence) claimSome(m calendar.Month) {
	for _, l := range s.lines(s.t, m, payment.OnlyPaid) {
		if s.one(12) {
			switch err := s.Claim(ctx, preparer, l.ID, "thử"); fault.CodeOf(err) {
			case "", "payment.claim.unpaid", "payment.claim.twice":
			default:
				s.t.Fatal(err)
			}
		}
	}
}

// settled holds what went to the people against what the rosters gave them.
func (s *sequence) settled() {
	failed, err := s.Failures(ctx, checker, 0)
	must(s.t, err)
	back, waits := map[string]bool{}, money.Dong(0)
	for _, f := range failed {
		back[f.Line.ID] = true
		if f.Again.IsZero() {
			waits += f.Line.Net()
		}
	}
	var due, received, kept money.Dong
	again := map[string]int{}
	for _, m := range s.runs {
		for _, l := range s.lines(s.t, m, payment.OnlyPaid) {
			if l.Kind == payment.Repeat {
				again[l.Again]++
			} else {
				due += l.Amount
			}
			kept += l.Deducted
			if l.Net() < 0 || l.Deducted*100 > l.Amount*30 {
				s.t.Errorf("of %s %s was kept back", l.Amount, l.Deducted)
			}
			if !back[l.ID] {
				received += l.Net()
			}
		}
	}
	for id, n := range again {
		if n != 1 || !back[id] {
			s.t.Errorf("%s is paid again %d times, returned: %v", id, n, back[id])
		}
	}
	if received+kept+waits != due {
		s.t.Errorf("received %s, kept back %s, waiting %s; due %s", received, kept, waits, due)
	}
	open, err := s.Recoveries(ctx, checker, s.runs[len(s.runs)-1])
	must(s.t, err)
	for i := range open {
		if open[i].Open() < 0 {
			s.t.Errorf("more was kept back than owed: %+v", open[i])
		}
	}
	s.t.Logf("due %s, received %s, kept back %s, waiting %s, paid again %d", due, received, kept, waits, len(again))
}
