package registry

import (
	"context"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/viet"
)

// Entry is one line of somebody's list: a person as that list knows them. What the list does not say is empty.
type Entry struct {
	Code           string // social security code
	PersonalNumber string
	OldNumber      string
	Name           string
	BirthDate      calendar.Date
	BirthPrecision Precision
	Sex            viet.Sex
	Ethnicity      string
	Household      string // lines of one text live together; empty: alone
	Relation       Relation
	Address        string
	HomeUnit       org.UnitID
	Facts          []EntryFact
}

// EntryFact is a fact of a line: of the person, or of the household where the vocabulary says so.
type EntryFact struct {
	Fact  string
	Value string
	From  calendar.Date // zero: the list's day
}

// Intake is a list to be taken over, whole or not at all.
type Intake struct {
	Name    string // of the file
	Hash    string // of the file: the same file is taken over once
	Source  Source
	Since   calendar.Date // since when its facts hold where a line does not say
	Entries []Entry

	Progress func(done, total int) // hears how many lines were compared; may be nil
}

// Wrong is what is wrong with one field of one line.
type Wrong struct {
	Line  int    // place in Intake.Entries
	Field string // name of the field of Entry, or a fact
	Code  string
	Args  []any
}

// Outcome is what a list would change, or has changed.
type Outcome struct {
	New, Changed, Same int   // persons
	Facts              int   // facts recorded anew
	Lines              []Did // what becomes of each line, in order
	Wrong              []Wrong
	Before             time.Time // when the same file was taken over; zero: never
	Taken              bool
}

// Did says what becomes of one line.
type Did string

// What can become of a line.
const (
	DidNew     Did = "new"
	DidChanged Did = "changed"
	DidSame    Did = "same"
	DidWrong   Did = "wrong"
)

// Preview says what a list would change, and changes nothing.
func (r *Registry) Preview(ctx context.Context, actor auth.Actor, in Intake) (*Outcome, error) {
	var out *Outcome
	err := r.gate.Read(ctx, actor, intakeAct(actor, in, true), func(tx *gate.Tx) error {
		w, err := r.weigh(ctx, tx, actor, in)
		if w != nil {
			out = w.out
		}
		tx.Note("lines", len(in.Entries))
		return err
	})
	return out, err
}

// Take takes a list over. A line that is wrong, and nothing is taken over: the outcome says which. The same file, and
// nothing changes either: the outcome says when it was taken over. A line about a person who is known already, by
// social security code, personal number or, where neither is given, by name, birth date, sex and home, changes what
// differs and nothing else. Homes are not changed: a move is an event of its own.
func (r *Registry) Take(ctx context.Context, actor auth.Actor, in Intake) (*Outcome, error) {
	var out *Outcome
	err := r.gate.Change(ctx, actor, intakeAct(actor, in, false), func(tx *gate.Tx) error {
		w, err := r.weigh(ctx, tx, actor, in)
		if err != nil {
			return err
		}
		out = w.out
		if len(out.Wrong) > 0 || !out.Before.IsZero() {
			return nil
		}
		if err := w.write(ctx); err != nil {
			return err
		}
		out.Taken = true
		tx.Note("new", out.New)
		tx.Note("changed", out.Changed)
		tx.Note("facts", out.Facts)
		return noteIntake(ctx, tx, actor, in)
	})
	return out, err
}

func intakeAct(actor auth.Actor, in Intake, dry bool) gate.Act {
	return gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: "intake:" + in.Hash, Personal: dry}
}

// weigh compares a list with the register.
func (r *Registry) weigh(ctx context.Context, tx *gate.Tx, actor auth.Actor, in Intake) (*weighing, error) {
	wrong := fault.New(fault.Invalid, "registry.intake")
	if in.Source.Title == "" {
		wrong.At("source", "registry.source")
	}
	if in.Since.IsZero() {
		wrong.At("since", "registry.period")
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	w := &weighing{registry: r, tx: tx, actor: actor, in: in, out: &Outcome{Lines: make([]Did, len(in.Entries))}}
	var err error
	if w.out.Before, err = takenBefore(ctx, tx.Tx, actor, in.Hash); err != nil {
		return nil, err
	}
	w.scope = r.scope(actor)
	return w, w.compare(ctx)
}
