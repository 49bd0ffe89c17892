package registry

import (
	"context"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
)

// LaidFile is a list laid before the program, that waits for somebody to look at what it would change.
type LaidFile struct {
	Hash   string
	Name   string
	Source string // the document that vouches for it
	Since  calendar.Date
	Body   []byte
	LaidAt time.Time
	LaidBy string
}

// Lay keeps a file for the actor's area; laid again, the latest source and day count.
func (r *Registry) Lay(ctx context.Context, actor auth.Actor, f LaidFile) error {
	act := gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: "intake:" + f.Hash}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("bytes", len(f.Body))
		return layFile(ctx, tx, f)
	})
}

// Laid is a file laid for the actor's area.
func (r *Registry) Laid(ctx context.Context, actor auth.Actor, hash string) (LaidFile, error) {
	var f LaidFile
	err := r.gate.Read(ctx, actor, gate.Act{Permission: r.lists(actor), Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		f, err = laidFile(ctx, tx.Tx, actor, hash)
		return err
	})
	return f, err
}

// Taken is a list that was taken over.
type Taken struct {
	Hash, Name string
	Lines      int
	At         time.Time
	By         string
}

// Intakes are the latest lists taken over for the actor's area, latest first.
func (r *Registry) Intakes(ctx context.Context, actor auth.Actor) ([]Taken, error) {
	var out []Taken
	err := r.gate.Read(ctx, actor, gate.Act{Permission: r.lists(actor), Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = intakes(ctx, tx.Tx, actor)
		return err
	})
	return out, err
}

// Columns is what was last said of a heading in the actor's area; nil where nothing was.
func (r *Registry) Columns(ctx context.Context, actor auth.Actor, heading string) ([]string, error) {
	var out []string
	err := r.gate.Read(ctx, actor, gate.Act{Permission: r.lists(actor), Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = columnsOf(ctx, tx.Tx, actor, heading)
		return err
	})
	return out, err
}
