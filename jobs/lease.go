package jobs

import (
	"context"
	"crypto/rand"
	"time"

	"ansinh/db"
)

// Lapses is how long a part of shared work stays with a process that says nothing more. A live one says so four times
// as often.
const Lapses = 20 * time.Second

// Leases say which process is at which part of a work that several share. The queue gives a task of a dead worker to
// another only after minutes; a lease lapses within seconds.
//
// A lease only spares double work. Two processes may hold the same part for a moment (a process that hung, clocks that
// differ), so what a part writes must stand once whoever writes it, and the part itself must say that it is done.
type Leases struct {
	db     *db.DB
	clock  func() time.Time
	lapses time.Duration
}

// NewLeases gives the leases of a database; clock is time.Now and lapses is Lapses but for tests.
func NewLeases(d *db.DB, clock func() time.Time, lapses time.Duration) *Leases {
	return &Leases{db: d, clock: clock, lapses: lapses}
}

// Lease is a part that is held.
type Lease struct {
	leases             *Leases
	work, part, holder string
	stop               context.CancelFunc
	stopped            chan struct{}
}

// Take gives the caller a part of a work and keeps it theirs until Keep or Free is called; nil where another has it.
func (l *Leases) Take(ctx context.Context, work, part string) (*Lease, error) {
	holder := rand.Text()
	now := l.clock()
	ok, err := takeLease(ctx, l.db, work, part, holder, now, now.Add(l.lapses))
	if err != nil || !ok {
		return nil, err
	}
	renewing, stop := context.WithCancel(ctx)
	lease := &Lease{leases: l, work: work, part: part, holder: holder, stop: stop, stopped: make(chan struct{})}
	go lease.renew(renewing)
	return lease, nil
}

func (l *Lease) renew(ctx context.Context) {
	defer close(l.stopped)
	tick := time.NewTicker(l.leases.lapses / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C: // one that cannot be renewed lapses, which is what it is for
			_ = renewLease(ctx, l.leases.db, l.work, l.part, l.holder, l.leases.clock().Add(l.leases.lapses))
		}
	}
}

// Keep ends the renewing and leaves the lease as it is: the part is done, and nobody asks for it again.
func (l *Lease) Keep() {
	l.stop()
	<-l.stopped
}

// Free gives the part back, so that another may have it at once.
func (l *Lease) Free(ctx context.Context) {
	l.Keep()
	_ = freeLease(context.WithoutCancel(ctx), l.leases.db, l.work, l.part, l.holder)
}

// Held are the parts of a work that somebody holds now.
func (l *Leases) Held(ctx context.Context, work string) (map[string]bool, error) {
	return heldLeases(ctx, l.db, work, l.clock())
}

// Clear forgets a work that is done.
func (l *Leases) Clear(ctx context.Context, work string) error { return clearLeases(ctx, l.db, work) }
