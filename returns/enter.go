package returns

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Entry is one figure as it was typed; an empty text clears the cell.
type Entry struct {
	Field        string
	Text         string
	Illustrative bool
	Source       string
	Assumption   string
	Was          *string // what stood in the field when it was shown to whoever types; nil: not asked
}

// Open gives the return of a form for an area and a year, as a draft where there is none yet.
func (s *Service) Open(ctx context.Context, actor auth.Actor, form string, unit org.UnitID, year int) (ID, error) {
	f, ok := s.book.Form(form)
	if !ok {
		return 0, noForm(form)
	}
	if year < 2024 || year > 2100 {
		return 0, fault.New(fault.Invalid, "returns.year", year)
	}
	if err := s.own(actor, f, unit); err != nil {
		return 0, err
	}
	var id ID
	act := gate.Act{Permission: "returns.enter", Unit: string(unit), Subject: fmt.Sprintf("return:%s:%d", form, year)}
	err := s.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		r, err := findReturn(ctx, tx, form, unit, year)
		if err == nil {
			id = r.ID
			return nil
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		id, err = insertReturn(ctx, tx, Return{Form: form, Agency: f.Agency, Unit: unit, Year: year, State: Draft})
		tx.Note("return", int64(id))
		return err
	})
	return id, err
}

// Enter writes figures into a draft, all or none; every field that is wrong is named.
func (s *Service) Enter(ctx context.Context, actor auth.Actor, id ID, entries []Entry) error {
	return s.change(ctx, actor, id, "returns.enter", func(tx *gate.Tx, r Return) error {
		form, ok := s.book.Form(r.Form)
		if !ok {
			return noForm(r.Form)
		}
		if err := s.own(actor, form, r.Unit); err != nil {
			return err
		}
		if r.State != Draft && r.State != SentBack {
			return fault.New(fault.Conflict, "returns.not_open", r.State)
		}
		cells, err := s.read(form, r.Cells, entries)
		if err != nil {
			return err
		}
		tx.Note("cells", len(cells))
		return insertCells(ctx, tx, id, cells)
	})
}

// entered is a cell to be written; nil clears it.
type entered struct {
	field string
	cell  *Cell
}

// read parses the entries and holds the form's rules on what the return would then contain.
func (s *Service) read(form Form, before map[string]Cell, entries []Entry) ([]entered, error) {
	wrong := fault.New(fault.Invalid, "returns.values")
	after := map[string]Cell{}
	for k, c := range before {
		after[k] = c
	}
	var out []entered
	for _, e := range entries {
		field, ok := s.book.Field(form.ID, e.Field)
		if !ok {
			wrong.At(e.Field, "returns.no_field", e.Field)
			continue
		}
		if now := Written(before, field); e.Was != nil && now != *e.Was && now != strings.TrimSpace(e.Text) {
			wrong.At(e.Field, "returns.changed_since", cmp.Or(now, "–"))
			continue
		}
		if strings.TrimSpace(e.Text) == "" {
			if _, had := after[e.Field]; had {
				out = append(out, entered{field: e.Field})
				delete(after, e.Field)
			}
			continue
		}
		v, err := ParseNumber(e.Text, field.Scale)
		if err != nil {
			wrong.At(e.Field, "returns.not_a_number", e.Text)
			continue
		}
		c := Cell{Value: v, Illustrative: e.Illustrative, Source: e.Source, Assumption: e.Assumption}
		if old, had := after[e.Field]; had && same(old, c) {
			continue
		}
		after[e.Field] = c
		out = append(out, entered{field: e.Field, cell: &c})
	}
	breaks(form, after, wrong)
	s.book.partsBreak(form, after, wrong)
	return out, wrong.OrNil()
}

// Written is a figure as a form shows it; "" where there is none.
func Written(cells map[string]Cell, field Field) string {
	if c, had := cells[field.ID]; had {
		return FormatNumber(c.Value, field.Scale)
	}
	return ""
}

func same(a, b Cell) bool {
	a.EnteredBy, b.EnteredBy = "", ""
	return a == b
}

// breaks adds one field error for every rule that the filled cells break.
func breaks(form Form, cells map[string]Cell, wrong *fault.Error) {
	for _, r := range form.Rules {
		if len(r.Parts) == 0 {
			less, ok1 := cells[r.Less]
			more, ok2 := cells[r.More]
			if ok1 && ok2 && less.Value > more.Value {
				wrong.At(r.Less, "returns.above", label(form, r.More))
			}
			continue
		}
		sum, all := int64(0), true
		for _, p := range r.Parts {
			c, ok := cells[p]
			sum, all = sum+c.Value, all && ok
		}
		if whole, ok := cells[r.Whole]; ok && all && whole.Value != sum {
			wrong.At(r.Whole, "returns.parts", FormatNumber(sum, scale(form, r.Whole)))
		}
	}
}

// partsBreak holds that the parts of a figure by one dimension, where all are filled in, sum to it, and that none is above
// it.
func (b *Book) partsBreak(form Form, cells map[string]Cell, wrong *fault.Error) {
	for _, x := range form.Fields {
		whole, ok := cells[x.ID]
		if !ok || x.Scale > 0 { // parts of an average do not sum
			continue
		}
		for _, by := range x.By {
			sum, all := int64(0), true
			for _, part := range b.dimensions[by].Parts {
				id := x.ID + "." + by + "." + part.ID
				c, has := cells[id]
				sum, all = sum+c.Value, all && has
				if has && c.Value > whole.Value {
					wrong.At(id, "returns.above", x.VI)
				}
			}
			if all && sum != whole.Value {
				wrong.At(x.ID, "returns.parts_by", b.dimensions[by].VI, FormatNumber(sum, x.Scale))
			}
		}
	}
}

func label(form Form, id string) string {
	for _, f := range form.Fields {
		if f.ID == id {
			return f.VI
		}
	}
	return id
}

func scale(form Form, id string) int {
	for _, f := range form.Fields {
		if f.ID == id {
			return f.Scale
		}
	}
	return 0
}

// Submit sends a draft to be approved. received is the day the return reached the gathering agency, for one that came
// on paper before it was typed; the zero date is today. A return without any figure is refused; blank fields are not.
func (s *Service) Submit(ctx context.Context, actor auth.Actor, id ID, received calendar.Date) error {
	return s.change(ctx, actor, id, "returns.enter", func(tx *gate.Tx, r Return) error {
		form, _ := s.book.Form(r.Form)
		if err := s.own(actor, form, r.Unit); err != nil {
			return err
		}
		if r.State != Draft && r.State != SentBack {
			return fault.New(fault.Conflict, "returns.not_open", r.State)
		}
		if len(r.Cells) == 0 {
			return fault.New(fault.Invalid, "returns.blank")
		}
		today := calendar.DateOf(tx.Now)
		if received.IsZero() {
			received = today
		}
		if received > today {
			return fault.New(fault.Invalid, "returns.future", received.Vietnamese())
		}
		r.State, r.Received, r.Sender = Submitted, received, actor.ID
		return moveReturn(ctx, tx, r, "")
	})
}

// Approve accepts a submitted return; not by the one who sent it.
func (s *Service) Approve(ctx context.Context, actor auth.Actor, id ID) error {
	return s.move(ctx, actor, id, Submitted, Approved, "")
}

// SendBack gives a submitted return back to its agency with what is to be mended.
func (s *Service) SendBack(ctx context.Context, actor auth.Actor, id ID, note string) error {
	if strings.TrimSpace(note) == "" {
		return fault.New(fault.Invalid, "returns.no_reason")
	}
	return s.move(ctx, actor, id, Submitted, SentBack, note)
}

// Lock closes an approved return for good.
func (s *Service) Lock(ctx context.Context, actor auth.Actor, id ID) error {
	return s.move(ctx, actor, id, Approved, Locked, "")
}

func (s *Service) move(ctx context.Context, actor auth.Actor, id ID, from, to State, note string) error {
	return s.change(ctx, actor, id, "returns.approve", func(tx *gate.Tx, r Return) error {
		if r.State != from {
			return fault.New(fault.Conflict, "returns.wrong_state", r.State)
		}
		if r.Sender == actor.ID {
			return fault.New(fault.Forbidden, "returns.own")
		}
		r.State = to
		return moveReturn(ctx, tx, r, note)
	})
}

// change reads the return's area first, because the gate asks for it before it opens the transaction.
func (s *Service) change(ctx context.Context, actor auth.Actor, id ID, p auth.Permission, work func(*gate.Tx, Return) error) error {
	unit, err := s.area(ctx, id)
	if err != nil {
		return err
	}
	act := gate.Act{Permission: p, Unit: unit, Subject: fmt.Sprintf("return:%d", id)}
	return s.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		r, err := readReturn(ctx, tx, id)
		if err != nil {
			return err
		}
		return work(tx, r)
	})
}

// area is the unit of a return. It reads nothing else, so it asks as the program itself.
func (s *Service) area(ctx context.Context, id ID) (string, error) {
	var unit org.UnitID
	act := gate.Act{Permission: "returns.read", Subject: fmt.Sprintf("return:%d", id)}
	err := s.gate.Read(ctx, auth.System(), act, func(tx *gate.Tx) error {
		r, err := readReturn(ctx, tx, id)
		unit = r.Unit
		return err
	})
	return string(unit), err
}

// own keeps an agency's officer to the agency's returns, and a commune's to the commune's.
func (s *Service) own(actor auth.Actor, f Form, unit org.UnitID) error {
	if f.Communal() {
		if s.tree != nil {
			if u, ok := s.tree.Unit(unit); !ok || u.Level != org.Commune {
				return fault.New(fault.Invalid, "returns.commune", f.Name.VI)
			}
		}
		if actor.Agency != "" {
			return fault.New(fault.Forbidden, "returns.other_agency")
		}
		return nil
	}
	if actor.Unit != "" || actor.Agency != "" && actor.Agency != s.answers(f.Agency) {
		return fault.New(fault.Forbidden, "returns.other_agency")
	}
	return nil
}
