package indicator

import (
	"context"
	"slices"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// MayMeasure is the right to have indicators measured.
const MayMeasure auth.Permission = "indicator.measure"

// Stage is how far a measuring is.
type Stage string

// The stages, in order.
const (
	ReadPeople Stage = "people"
	Count      Stage = "count"
	Store      Stage = "store"
)

// Stages are all stages, in order.
func Stages() []Stage { return []Stage{ReadPeople, Count, Store} }

// MeasuringState is what became of a measuring that was asked for.
type MeasuringState string

// The states.
const (
	Waiting MeasuringState = "waits"
	Running MeasuringState = "runs"
	Done    MeasuringState = "done"
	Failed  MeasuringState = "failed"
)

// Measuring is one time that a month of people was measured: what for, from what, and what came of it.
type Measuring struct {
	Month    calendar.Month
	Number   int64
	State    MeasuringState
	Stage    Stage         // "": not begun
	KnownOn  calendar.Date // whose knowledge is counted; zero: that of the frozen roster
	Asked    time.Time
	By, Name string // who asked for it
	Began    time.Time
	Ended    time.Time
	Snapshot string // hash of what was counted
	Differs  bool   // it is not what the month was closed with: facts came later on that day
	Changed  int    // values that were new, changed or gone
	Trouble  *fault.Error
}

// Open says whether it is still to be done.
func (m Measuring) Open() bool { return m.State == Waiting || m.State == Running }

// Took is how long it took; zero where it has not ended.
func (m Measuring) Took() time.Duration {
	if m.Ended.IsZero() || m.Began.IsZero() {
		return 0
	}
	return m.Ended.Sub(m.Began)
}

// Ask asks for a month to be measured, as it was known at the end of a day (zero: as its frozen roster knows it). also is
// done in the same transaction. A month that is asked for and not done stays as it is.
func (s *Service) Ask(ctx context.Context, actor auth.Actor, month calendar.Month, known calendar.Date, also func(*gate.Tx) error) error {
	if err := s.closed(ctx, month); err != nil {
		return err
	}
	act := gate.Act{Permission: MayMeasure, Subject: measuringSubject(month)}
	return s.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if _, err := s.Asked(ctx, tx, month, known); err != nil {
			return err
		}
		return also(tx)
	})
}

// closed says so where a month is not closed: what is counted would be another thing tomorrow.
func (s *Service) closed(ctx context.Context, month calendar.Month) error {
	months, err := s.Months(ctx)
	if err == nil && !slices.Contains(months, month) {
		err = fault.New(fault.Conflict, "indicator.not_closed", month.Vietnamese())
	}
	return err
}

// Months are the closed months, the newest first: those that can be measured.
func (s *Service) Months(ctx context.Context) ([]calendar.Month, error) {
	if s.people == nil {
		return nil, nil
	}
	return s.people.Months(ctx)
}

// Asked writes in the transaction of another act that a month is to be measured: what closes the month and what measures
// it stand or fall together. One that waits already is the same.
func (s *Service) Asked(ctx context.Context, tx *gate.Tx, month calendar.Month, known calendar.Date) (Measuring, error) {
	all, err := measurings(ctx, tx, month)
	if err != nil {
		return Measuring{}, err
	}
	next := int64(1)
	for _, m := range all {
		if m.Open() && m.KnownOn == known {
			return m, nil
		}
		next = max(next, m.Number+1)
	}
	m := Measuring{Month: month, Number: next, State: Waiting, KnownOn: known, Asked: tx.Now, By: tx.Actor.ID, Name: tx.Actor.Name}
	tx.Note("measuring", month.String())
	return m, insertMeasuring(ctx, tx, m)
}

// LastAsked is, in the transaction of another act, the last month that was ever to be measured; zero where there is none.
func (s *Service) LastAsked(ctx context.Context, tx *gate.Tx) (calendar.Month, error) {
	all, err := measurings(ctx, tx, 0)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0].Month, nil
}

// MeasureMonth measures what was asked for of a month, or asks for it and measures it. Done twice it changes nothing; a
// measuring whose process died is begun again. tell hears each stage as it begins, and may be nil.
func (s *Service) MeasureMonth(ctx context.Context, actor auth.Actor, month calendar.Month, known calendar.Date, tell func(Stage)) (Measuring, error) {
	if s.people == nil {
		return Measuring{}, nil
	}
	if err := s.closed(ctx, month); err != nil {
		return Measuring{}, err
	}
	var m Measuring
	act := gate.Act{Permission: MayMeasure, Subject: measuringSubject(month)}
	err := s.gate.Change(ctx, actor, act, func(tx *gate.Tx) (err error) {
		if m, err = s.Asked(ctx, tx, month, known); err != nil {
			return err
		}
		m.State, m.Stage, m.Began = Running, ReadPeople, tx.Now
		return setMeasuring(ctx, tx, m)
	})
	if err != nil {
		return m, err
	}
	if tell == nil {
		tell = func(Stage) {}
	}
	tell(ReadPeople)
	if err := s.measure(ctx, actor, &m, tell); err != nil {
		return m, s.trouble(ctx, actor, m, err)
	}
	return m, nil
}

// measure counts the month and writes what came out, with the measuring's own end, in one transaction.
func (s *Service) measure(ctx context.Context, actor auth.Actor, m *Measuring, tell func(Stage)) error {
	rows, err := s.people.Rows(ctx, actor, m.Month, m.KnownOn)
	if err != nil {
		return err
	}
	if err := s.stage(ctx, actor, m, Count); err != nil {
		return err
	}
	tell(Count)
	before, err := s.simulated(ctx, actor, m.Month)
	if err != nil {
		return err
	}
	rows.Simulated = rows.Simulated || before
	values := s.count(m.Month, &rows)
	if err := s.stage(ctx, actor, m, Store); err != nil {
		return err
	}
	tell(Store)
	_, err = s.store(ctx, actor, Month(m.Month), FromRows, values, func(tx *gate.Tx, changed int) error {
		m.State, m.Ended, m.Snapshot, m.Differs, m.Changed, m.Trouble = Done, tx.Now, rows.Hash, rows.Differs, changed, nil
		return setMeasuring(ctx, tx, *m)
	})
	return err
}

// stage is a step of the measuring, sealed with it.
func (s *Service) stage(ctx context.Context, actor auth.Actor, m *Measuring, to Stage) error {
	m.Stage = to
	return s.gate.Change(gate.Step(ctx), actor, gate.Act{Permission: MayMeasure, Subject: measuringSubject(m.Month)}, func(tx *gate.Tx) error {
		return setMeasuring(ctx, tx, *m)
	})
}

// trouble keeps what went wrong. What cannot succeed as things are has failed; anything else waits to be tried again.
func (s *Service) trouble(ctx context.Context, actor auth.Actor, m Measuring, why error) error {
	if ctx.Err() != nil { // the process ends: it is begun again as it is
		return why
	}
	m.State = Waiting
	if Hopeless(why) {
		m.State = Failed
	}
	err := s.gate.Change(ctx, actor, gate.Act{Permission: MayMeasure, Subject: measuringSubject(m.Month)}, func(tx *gate.Tx) error {
		m.Ended = tx.Now
		tx.Note("trouble", fault.CodeOf(why))
		return failMeasuring(ctx, tx, m, fault.Keep(why, "indicator.trouble"))
	})
	if err != nil {
		return err
	}
	return why
}

// Hopeless says whether an error will be there again however often the month is measured.
func Hopeless(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Forbidden, fault.Conflict, fault.NotFound:
		return true
	}
	return false
}

// Measurings are all measurings of one month or, for month zero, of all, the newest first.
func (s *Service) Measurings(ctx context.Context, actor auth.Actor, month calendar.Month) (list []Measuring, err error) {
	act := gate.Act{Permission: "indicator.read", Unit: actor.Unit, Subject: "indicators"}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		list, err = measurings(ctx, tx, month)
		return err
	})
	return list, err
}

func measuringSubject(m calendar.Month) string { return "indicators:" + m.String() }
