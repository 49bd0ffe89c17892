package interop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/interop/wire"
	"ansinh/org"
	"ansinh/registry"
)

// errStopped says that somebody stopped the round, or another process was faster.
var errStopped = errors.New("stopped")

// Work goes on with every round that is running and due, one process at a round at a time, until nothing is due or ctx
// ends. What a killed process left is taken up by the next: a batch that was sent and not recorded is sent again as it
// was, and the other side knows it by its number.
func (x *Interop) Work(ctx context.Context) error {
	var open []Round
	err := x.gate.Read(ctx, auth.System(), gate.Act{Permission: MayVerify}, func(tx *gate.Tx) error {
		var err error
		open, err = dueRounds(ctx, tx.Tx, tx.Now)
		return err
	})
	for _, r := range open {
		if err != nil || ctx.Err() != nil {
			break
		}
		err = x.alone(ctx, r)
	}
	return err
}

// alone works at a round while no other process does.
func (x *Interop) alone(ctx context.Context, r Round) error {
	lease, err := x.o.Leases.Take(ctx, "verify", strconv.FormatInt(int64(r.ID), 10))
	if err != nil || lease == nil {
		return err
	}
	defer lease.Free(ctx)
	err = x.advance(ctx, r)
	if errors.Is(err, errStopped) {
		err = nil
	}
	return err
}

// advance sends what is due, plans the next commune, and so on; it ends where the partner cannot be reached, nothing is
// due, or all is done.
func (x *Interop) advance(ctx context.Context, r Round) error {
	for ctx.Err() == nil {
		var b *sending
		var part *part
		err := x.gate.Read(ctx, auth.System(), gate.Act{Permission: MayVerify}, func(tx *gate.Tx) error {
			var err error
			if b, err = nextBatch(ctx, tx.Tx, r.ID, tx.Now); err == nil && b == nil {
				part, err = nextPart(ctx, tx.Tx, r.ID)
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case b != nil:
			if err := x.batch(ctx, r, *b); err != nil {
				return err
			}
		case part != nil:
			if err := x.plan(ctx, r, *part); err != nil {
				return err
			}
		default:
			return x.rest(ctx, r)
		}
	}
	return ctx.Err()
}

// rest ends a round of which nothing waits, and lets one wait of which something is to be sent later.
func (x *Interop) rest(ctx context.Context, r Round) error {
	return x.change(ctx, r, func(tx *gate.Tx) error {
		next, err := earliest(ctx, tx.Tx, r.ID)
		if err != nil {
			return err
		}
		if next.IsZero() {
			tx.Note("state", string(Done))
			return setState(ctx, tx, r.ID, Done)
		}
		return setNext(ctx, tx, r.ID, next)
	})
}

// change is an act of the program in a round that is still running.
func (x *Interop) change(ctx context.Context, r Round, work func(*gate.Tx) error) error {
	act := gate.Act{Permission: MayVerify, Unit: string(r.Unit), Subject: "verification"}
	return x.gate.Change(ctx, auth.System(), act, func(tx *gate.Tx) error {
		running, err := isRunning(ctx, tx.Tx, r.ID)
		if err == nil && !running {
			err = errStopped
		}
		if err != nil {
			return err
		}
		tx.Note("round", int64(r.ID))
		return work(tx)
	})
}

// part is a commune of a round whose people are not chosen yet.
type part struct {
	commune org.UnitID
	person  registry.PersonID
}

// plan chooses who is asked about in a commune and divides them into batches.
func (x *Interop) plan(ctx context.Context, r Round, p part) error {
	homes := x.o.Tree.Communes(p.commune)
	return x.change(ctx, r, func(tx *gate.Tx) error {
		before, err := verifiedAt(ctx, tx.Tx, r.Partner, homes)
		if err != nil {
			return err
		}
		already, err := inRound(ctx, tx.Tx, r.ID, homes)
		if err != nil {
			return err
		}
		var people []registry.PersonID
		err = registry.Askable(ctx, tx.Tx, homes, calendar.DateOf(tx.Now), func(one registry.Person) error {
			at, ever := before[one.ID]
			switch {
			case already[one.ID], r.Wish == One && one.ID != p.person, r.Wish == Never && ever, r.Wish == Older && ever && !at.Before(r.Before):
				return nil
			}
			people = append(people, one.ID)
			return nil
		})
		if err != nil {
			return err
		}
		tx.Note("commune", string(p.commune))
		tx.Note("people", len(people))
		return insertPlan(ctx, tx, r.ID, p.commune, people, x.o.Rules.Batch)
	})
}

// sending is a batch that is due.
type sending struct {
	commune org.UnitID
	number  int64
	tries   int
}

// batch asks about one batch and records what comes. A batch that fails waits for its next try; where the partner cannot
// be reached at all the whole round does, and errStopped says so.
func (x *Interop) batch(ctx context.Context, r Round, b sending) error {
	people, q, err := x.question(ctx, r, b)
	if err != nil {
		return err
	}
	body, err := json.Marshal(q)
	if err != nil {
		return err
	}
	err = x.change(ctx, r, func(tx *gate.Tx) error {
		tx.Note("batch", q.Batch)
		tx.Note("people", len(people))
		tx.Note("sha256", digest(body))
		return setAsked(ctx, tx, r.ID, b, digest(body))
	})
	if err != nil {
		return err
	}
	answers, answered, err := x.send(ctx, r, q, body)
	if err == nil {
		return x.record(ctx, r, b, people, q.Batch, answers, answered)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return x.failed(ctx, r, b, err)
}

// question builds the message about a batch: the same people and the same facts give the same message and number.
func (x *Interop) question(ctx context.Context, r Round, b sending) ([]registry.Person, wire.Batch, error) {
	var people []registry.Person
	err := x.gate.Read(ctx, auth.System(), gate.Act{Permission: MayVerify}, func(tx *gate.Tx) error {
		ids, err := peopleOf(ctx, tx.Tx, r.ID, b)
		if err != nil {
			return err
		}
		people, err = registry.Those(ctx, tx.Tx, ids)
		return err
	})
	q := wire.Batch{Version: wire.Version, Asker: x.o.Rules.Asker}
	for i, p := range people {
		q.Questions = append(q.Questions, question(strconv.Itoa(i+1), p))
	}
	body, _ := json.Marshal(q.Questions) // texts always can be
	q.Batch = fmt.Sprintf("%d-%s", r.ID, digest(body)[:20])
	return people, q, err
}

// failed keeps what went wrong and when the batch is sent again. Where the partner cannot be reached the whole round waits
// as long, and errStopped says so; a batch that is given up lets the next one try.
func (x *Interop) failed(ctx context.Context, r Round, b sending, why error) error {
	givenUp := b.tries >= len(x.o.Rules.Retry)
	waits := fault.Is(why, fault.Unavailable) && !givenUp
	err := x.change(ctx, r, func(tx *gate.Tx) error {
		state, next := "failed", tx.Now
		if !givenUp {
			state, next = "waiting", next.Add(x.o.Rules.Retry[b.tries])
		}
		tx.Note("code", fault.CodeOf(why))
		if err := setFailed(ctx, tx, r.ID, b, state, next, why); err != nil || !waits {
			return err
		}
		return setNext(ctx, tx, r.ID, next)
	})
	if err == nil && waits {
		err = errStopped
	}
	return err
}

// record takes in the answers to a batch, once: the results, and a task for each difference.
func (x *Interop) record(ctx context.Context, r Round, b sending, people []registry.Person, batch string, answers wire.Answers, body []byte) error {
	byRef := map[string]wire.Answer{}
	for _, a := range answers.Answers {
		byRef[a.Ref] = a
	}
	return x.change(ctx, r, func(tx *gate.Tx) error {
		first, err := setAnswered(ctx, tx, r.ID, b, digest(body))
		if err != nil || !first {
			return err
		}
		ids := make([]registry.PersonID, len(people))
		for i, p := range people {
			ids[i] = p.ID
		}
		open, err := standingOf(ctx, tx.Tx, r.Partner, ids)
		if err != nil {
			return err
		}
		w := &recording{rules: x.o.Rules, round: r, batch: batch, now: tx.Now}
		for i, p := range people {
			w.person(p, byRef[strconv.Itoa(i+1)], open[p.ID])
		}
		tx.Note("batch", batch)
		tx.Note("sha256", digest(body))
		tx.Note("differences", len(w.opened))
		return w.write(ctx, tx, b)
	})
}

// recording is the answers to a batch on their way into the tables.
type recording struct {
	rules *Rules
	round Round
	batch string
	now   time.Time

	results []result
	opened  []Difference // new tasks
	changed []Difference // tasks whose answer is another now, or the same once more
}

type result struct {
	person  registry.PersonID
	commune org.UnitID
	result  Result
	asked   string
}

// person holds an answer against what is known already: a difference that was found before stays the task it was, one
// that says something else now is open again, one that is no more is gone.
func (w *recording) person(p registry.Person, a wire.Answer, before []Difference) {
	found := w.rules.findings(p, a)
	w.results = append(w.results, result{p.ID, p.Commune, gravest(found), asked(p)})
	for _, d := range before {
		said, still := found[d.Kind]
		delete(found, d.Kind)
		switch {
		case !still:
			d.stored, d.DecidedAt, d.DecidedBy, d.Reason = gone, w.now, auth.System().Name, ""
		case said.mark() != d.Said.mark() || d.State == Taken:
			d = w.open(d, said)
		}
		d.lastRound = w.round.ID
		w.changed = append(w.changed, d)
	}
	for _, kind := range Kinds() {
		if said, ok := found[kind]; ok {
			d := Difference{Person: p, Kind: kind, Round: w.round.ID, lastRound: w.round.ID}
			w.opened = append(w.opened, w.open(d, said))
		}
	}
}

func (w *recording) open(d Difference, said Said) Difference {
	d.Said, d.stored, d.Batch, d.OpenedAt = said, open, w.batch, w.now
	d.Request, d.DecidedAt, d.DecidedBy, d.Reason = 0, time.Time{}, "", ""
	if s := w.rules.Settle[d.Kind]; !s.Request {
		d.form = s.Form
	}
	return d
}
