package exchange

import (
	"cmp"
	"context"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/org"
	"ansinh/registry"
)

// Desk takes lists over: it reads them, asks the registry, and remembers what columns mean.
type Desk struct {
	Registry *registry.Registry
	Rules    *Rules
	Progress func(done, total int) // hears how many lines were compared; may be nil
}

// Result is what a list would change, or has changed, and what is wrong with it.
type Result struct {
	Sheet   *Sheet
	Columns []string
	Bad     []Bad
	Outcome *registry.Outcome
}

// Preview says what a file would change and changes nothing. columns nil is what was last said of its heading, else
// what its heading means. Where no column says who a line is about, the result has no outcome beside the error: its
// columns can be asked for.
func (d *Desk) Preview(ctx context.Context, actor auth.Actor, f registry.LaidFile, columns []string, today calendar.Date) (*Result, error) {
	r, in, err := d.read(ctx, actor, f, columns, today)
	if err != nil {
		return r, err
	}
	return r.with(d.Registry.Preview(ctx, actor, in))
}

// Take takes a file over, whole or not at all, and remembers its columns.
func (d *Desk) Take(ctx context.Context, actor auth.Actor, f registry.LaidFile, columns []string, today calendar.Date) (*Result, error) {
	r, in, err := d.read(ctx, actor, f, columns, today)
	if err != nil {
		return nil, err
	}
	if len(r.Bad) > 0 {
		return r.with(d.Registry.Preview(ctx, actor, in))
	}
	return r.with(d.Registry.Take(ctx, actor, in))
}

// Agree takes over, as the second person, a file that somebody else sent for it; seen is the outcome's mark as it was
// shown.
func (d *Desk) Agree(ctx context.Context, actor auth.Actor, f registry.LaidFile, columns []string, today calendar.Date, seen string) (*Result, error) {
	r, in, err := d.read(ctx, actor, f, columns, today)
	if err != nil || len(r.Bad) > 0 {
		return r, err
	}
	return r.with(d.Registry.Agree(ctx, actor, in, seen))
}

func (r *Result) with(o *registry.Outcome, err error) (*Result, error) {
	if err != nil {
		return nil, err
	}
	r.Outcome, r.Bad = o, Locate(r.Columns, o.Wrong, r.Bad)
	for _, b := range r.Bad { // a line that could not be read changes nothing, whatever the register made of the rest of it
		o.Mistake(b.Line)
	}
	return r, nil
}

func (d *Desk) read(ctx context.Context, actor auth.Actor, f registry.LaidFile, columns []string, today calendar.Date) (*Result, registry.Intake, error) {
	in := registry.Intake{Name: f.Name, Source: registry.Source{Kind: registry.Document, Title: f.Source}, Since: f.Since,
		Progress: d.Progress}
	s, err := d.Rules.Read(f.Name, f.Body)
	if err != nil {
		return nil, in, err
	}
	in.Hash = s.Hash
	if columns == nil {
		if columns, err = d.Registry.Columns(ctx, actor, s.Headings()); err != nil {
			return nil, in, err
		}
	}
	if len(columns) != len(s.Heading) {
		columns = d.Rules.Map(s)
	}
	r := &Result{Sheet: s, Columns: columns}
	in.Heading, in.Columns = s.Headings(), columns
	in.Entries, r.Bad, err = d.Rules.Entries(s, columns, today)
	if u, ok := d.Rules.tree.Unit(org.UnitID(actor.Unit)); ok && u.Level == org.Commune { // a commune's list seldom says which
		for i := range in.Entries {
			in.Entries[i].HomeUnit = cmp.Or(in.Entries[i].HomeUnit, u.ID)
		}
	}
	return r, in, err
}
