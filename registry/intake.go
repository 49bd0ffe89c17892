package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
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
	Heading string   // of the file, as its columns are remembered by
	Columns []string // what they mean; nil: nothing is to be remembered

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
	New, Changed, Same int      // persons
	Facts              int      // facts recorded anew
	Lines              []Did    // what becomes of each line, in order
	Changes            []Change // in people known already, by line
	Second             int      // of them those that only two people may make together
	Wrong              []Wrong
	Before             time.Time // when the same file was taken over; zero: never
	Taken              bool
}

// Change is one thing that changes in a person known already.
type Change struct {
	Line   int
	Person Person
	Fact   string
	Name   law.Name
	Before string // "": nothing was known
	Value  string
	Second bool // two people together only
}

// Mark says in short what a list would change of what only two people may change: an approver sends it back, so that
// nothing is accepted that they have not seen.
func (o *Outcome) Mark() string {
	sum := sha256.New()
	for _, c := range o.Changes {
		if c.Second {
			fmt.Fprintf(sum, "%d %d %s %q %q\n", c.Line, c.Person.ID, c.Fact, c.Before, c.Value)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
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

// Mistake counts a line among the wrong ones.
func (o *Outcome) Mistake(line int) {
	switch o.Lines[line] {
	case DidNew:
		o.New--
	case DidChanged:
		o.Changed--
	case DidSame:
		o.Same--
	}
	o.Lines[line] = DidWrong
}

// Preview says what a list would change, and changes nothing.
func (r *Registry) Preview(ctx context.Context, actor auth.Actor, in Intake) (*Outcome, error) {
	var out *Outcome
	err := r.gate.Read(ctx, actor, r.intakeAct(actor, in, true), func(tx *gate.Tx) error {
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
// differs and nothing else. Homes are not changed: a move is an event of its own. What only two people may change
// together is not taken over by one: fault registry.intake.second; Agree takes it over.
func (r *Registry) Take(ctx context.Context, actor auth.Actor, in Intake) (*Outcome, error) {
	return r.take(ctx, actor, r.intakeAct(actor, in, false), in, func(tx *gate.Tx, o *Outcome) error {
		if o.Second > 0 {
			return fault.New(fault.Conflict, "registry.intake.second", o.Second)
		}
		return nil
	})
}

// take takes a list over where nothing speaks against it, and remembers what its columns mean.
func (r *Registry) take(ctx context.Context, actor auth.Actor, act gate.Act, in Intake, may func(*gate.Tx, *Outcome) error) (*Outcome, error) {
	var out *Outcome
	err := r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		w, err := r.weigh(ctx, tx, actor, in)
		if err != nil {
			return err
		}
		out = w.out
		if len(out.Wrong) > 0 || !out.Before.IsZero() {
			return nil
		}
		if err := may(tx, out); err != nil {
			return err
		}
		if err := w.write(ctx); err != nil {
			return err
		}
		out.Taken = true
		tx.Note("new", out.New)
		tx.Note("changed", out.Changed)
		tx.Note("facts", out.Facts)
		if err := noteIntake(ctx, tx, actor, in); err != nil || in.Columns == nil {
			return err
		}
		return keepColumns(ctx, tx.Tx, actor, in.Heading, in.Columns)
	})
	return out, err
}

func (r *Registry) intakeAct(actor auth.Actor, in Intake, dry bool) gate.Act {
	may := MayWrite
	if dry {
		may = r.lists(actor)
	}
	return gate.Act{Permission: may, Unit: actor.Unit, Subject: "intake:" + in.Hash, Personal: dry}
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
	if err := w.compare(ctx); err != nil {
		return nil, err
	}
	w.tell()
	return w, nil
}
