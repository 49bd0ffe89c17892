package returns

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
)

// Return is one return with its cells and steps.
func (s *Service) Return(ctx context.Context, actor auth.Actor, id ID) (Return, error) {
	unit, err := s.area(ctx, id)
	if err != nil {
		return Return{}, err
	}
	var r Return
	act := gate.Act{Permission: "returns.read", Unit: unit, Subject: fmt.Sprintf("return:%d", id)}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		if r, err = readReturn(ctx, tx, id); err != nil {
			return err
		}
		r.Steps, err = readSteps(ctx, tx, id)
		return err
	})
	return r, err
}

// Year are all returns of a year with their cells, whatever their state, by form and area.
func (s *Service) Year(ctx context.Context, actor auth.Actor, year int) ([]Return, error) {
	var list []Return
	act := gate.Act{Permission: "returns.read", Unit: actor.Unit, Subject: fmt.Sprintf("returns:%d", year)}
	err := s.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		list, err = yearReturns(ctx, tx, year)
		return err
	})
	if actor.Unit != "" { // a commune sees its own
		list = slices.DeleteFunc(list, func(r Return) bool { return s.tree == nil || !s.tree.Within(r.Unit, org.UnitID(actor.Unit)) })
	}
	return list, err
}

// Years are the years up to one for which there is any return, oldest first.
func (s *Service) Years(ctx context.Context, actor auth.Actor, upTo int) ([]int, error) {
	var years []int
	act := gate.Act{Permission: "returns.read", Subject: "returns"}
	err := s.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		years, err = returnYears(ctx, tx, upTo)
		return err
	})
	return years, err
}

// Standing is where one form of a year stands on a day.
type Standing struct {
	Form    Form
	Return  *Return // nil: the agency has not begun
	LastDay calendar.Date
	Late    bool // received after the last day, or not received and the last day is over
	Filled  int  // fields with a figure, of len(Form.Fields)
}

// filled counts the fields with a figure, their details left aside.
func (f Form) filled(cells map[string]Cell) (n int) {
	for _, x := range f.Fields {
		if _, ok := cells[x.ID]; ok {
			n++
		}
	}
	return n
}

// Blank are the fields without a figure.
func (s Standing) Blank() []Field {
	var out []Field
	for _, f := range s.Form.Fields {
		if s.Return == nil {
			out = append(out, f)
		} else if _, ok := s.Return.Cells[f.ID]; !ok {
			out = append(out, f)
		}
	}
	return out
}

// Received says whether the return has reached the gathering agency and was not sent back.
func (s Standing) Received() bool {
	return s.Return != nil && (s.Return.State == Submitted || s.Return.State.Counts())
}

// Status is one line a form: what came, what is missing, what is late on the day.
func (s *Service) Status(ctx context.Context, actor auth.Actor, unit org.UnitID, year int, day calendar.Date) ([]Standing, error) {
	list, err := s.Year(ctx, actor, year)
	if err != nil {
		return nil, err
	}
	var out []Standing
	communal := false
	if s.tree != nil {
		u, _ := s.tree.Unit(unit)
		communal = u.Level == org.Commune
	}
	for _, f := range s.book.Forms() {
		if f.Communal() != communal {
			continue
		}
		out = append(out, s.Stand(f, unit, year, list, day))
	}
	return out, nil
}

// Stand is where one form of a unit stands among the returns of a year.
func (s *Service) Stand(f Form, unit org.UnitID, year int, list []Return, day calendar.Date) Standing {
	f.Agency = s.answers(f.Agency)
	st := Standing{Form: f, LastDay: s.book.LastDay(f.ID, year)}
	for i, r := range list {
		if r.Form == f.ID && r.Unit == unit {
			st.Return, st.Filled = &list[i], f.filled(r.Cells)
		}
	}
	if st.Received() {
		st.Late = st.Return.Received > st.LastDay
	} else {
		st.Late = day > st.LastDay
	}
	return st
}

// Conflict is one figure that two agencies gave differently.
type Conflict struct {
	Unit              org.UnitID
	Field, Other      Field
	Form, OtherForm   Form
	Value, OtherValue int64
	Illustrative      bool // one of the two is an assumption of the demonstration
}

// Conflicts compares the fields that are declared to be the same figure, among returns that were sent.
func (s *Service) Conflicts(ctx context.Context, actor auth.Actor, year int) ([]Conflict, error) {
	list, err := s.Year(ctx, actor, year)
	if err != nil {
		return nil, err
	}
	type key struct {
		form string
		unit org.UnitID
	}
	sent := map[key]Return{}
	for _, r := range list {
		if r.State == Submitted || r.State.Counts() {
			sent[key{r.Form, r.Unit}] = r
		}
	}
	var out []Conflict
	for _, r := range list {
		form, _ := s.book.Form(r.Form)
		if _, ok := sent[key{r.Form, r.Unit}]; !ok {
			continue
		}
		for _, f := range form.Fields {
			otherForm, otherField, ok := strings.Cut(f.SameAs, ".")
			other, was := sent[key{otherForm, r.Unit}]
			mine, have := r.Cells[f.ID]
			theirs, has := other.Cells[otherField]
			if !ok || !was || !have || !has || mine.Value == theirs.Value {
				continue
			}
			of, _ := s.book.Form(otherForm)
			ofield, _ := s.book.Field(otherForm, otherField)
			out = append(out, Conflict{Unit: r.Unit, Field: f, Other: ofield, Form: form, OtherForm: of, Value: mine.Value,
				OtherValue: theirs.Value, Illustrative: mine.Illustrative || theirs.Illustrative})
		}
	}
	return out, nil
}
