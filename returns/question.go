package returns

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/gate"
	"ansinh/org"
)

// Question is something about a figure that whoever approves it should ask; it never stops a return.
type Question struct {
	Field Field
	Code  string // of its sentence
	Args  []any
}

// Questions compares the figures of a return with last year's, with what the register counts, and with other communes.
// Assumed figures of the demonstration are not held against the register of an invented population.
func (s *Service) Questions(ctx context.Context, actor auth.Actor, id ID) ([]Question, error) {
	r, err := s.Return(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	form, _ := s.book.Form(r.Form)
	var before, same []Return
	err = s.gate.Read(ctx, auth.System(), gate.Act{Permission: "returns.read", Subject: fmt.Sprintf("return:%d", id)}, func(tx *gate.Tx) (err error) {
		if before, err = formReturns(ctx, tx, r.Form, r.Year-1); err != nil || !form.Communal() {
			return err
		}
		same, err = formReturns(ctx, tx, r.Form, r.Year)
		return err
	})
	if err != nil {
		return nil, err
	}
	counted, err := s.counted(ctx, form, r.Unit, r.Year)
	if err != nil {
		return nil, err
	}
	var out []Question
	ask := func(f Field, code string, args ...any) { out = append(out, Question{Field: f, Code: code, Args: args}) }
	for _, f := range form.Fields {
		c, ok := r.Cells[f.ID]
		if !ok {
			continue
		}
		limit := f.Change
		if limit == 0 {
			limit = s.book.questions.Change
		}
		if i := slices.IndexFunc(before, func(x Return) bool { return x.Unit == r.Unit }); i >= 0 {
			if was, ok := before[i].Cells[f.ID]; ok && apart(c.Value, was.Value) > limit {
				ask(f, "returns.ask.change", FormatNumber(was.Value, f.Scale), apart(c.Value, was.Value))
			}
		}
		if n, ok := counted[f.Known]; ok && f.Known != "" && !c.Illustrative && apart(c.Value, n) > s.book.questions.Register {
			ask(f, "returns.ask.register", FormatNumber(n, f.Scale), apart(c.Value, n))
		}
		if middle, far := s.outlier(same, f.ID, c.Value); far {
			ask(f, "returns.ask.outlier", FormatNumber(middle, f.Scale))
		}
	}
	return out, nil
}

// apart is by how many percent a figure lies away from another; a figure where there was none is a hundred.
func apart(now, was int64) int64 {
	d := now - was
	if d < 0 {
		d = -d
	}
	if was == 0 {
		return min(d, 1) * 100
	}
	return d * 100 / was
}

// fewest is how many communes must have a figure before one of them can be out of line.
const fewest = 8

// outlier says whether a figure is out of line among communes, and gives the middle one.
func (s *Service) outlier(all []Return, field string, value int64) (middle int64, far bool) {
	var values []int64
	for _, r := range all {
		if c, ok := r.Cells[field]; ok {
			values = append(values, c.Value)
		}
	}
	if len(values) < fewest {
		return 0, false
	}
	slices.Sort(values)
	middle = values[len(values)/2]
	for i, v := range values {
		values[i] = max(v-middle, middle-v)
	}
	slices.Sort(values)
	spread := values[len(values)/2]
	return middle, spread > 0 && max(value-middle, middle-value) > spread*s.book.questions.Spread
}

// Known is a figure that is known already and need not be typed, with where it is known from.
type Known struct {
	Text string
	Code string // of the sentence that says from where
	Args []any
}

// Known are figures for the blank fields of a form: what another agency has reported of the same thing, what the
// register counts, and last year's where a figure stands for years.
func (s *Service) Known(ctx context.Context, actor auth.Actor, form Form, unit org.UnitID, year int) (map[string]Known, error) {
	out := map[string]Known{}
	var all, before []Return
	act := gate.Act{Permission: "returns.read", Unit: string(unit), Subject: fmt.Sprintf("return:%s:%d", form.ID, year)}
	err := s.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		if all, err = yearReturns(ctx, tx, year); err != nil {
			return err
		}
		before, err = formReturns(ctx, tx, form.ID, year-1)
		return err
	})
	if err != nil {
		return nil, err
	}
	counted, err := s.counted(ctx, form, unit, year)
	if err != nil {
		return nil, err
	}
	for _, f := range form.Fields {
		for _, x := range append([]Field{f}, form.Details(f.ID)...) {
			if k, ok := s.known(f, x, unit, counted, all, before); ok {
				out[x.ID] = k
			}
		}
	}
	return out, nil
}

// known is a figure for a field, or for a part x of it, from whoever gives it first: another agency, the register, last year.
func (s *Service) known(f, x Field, unit org.UnitID, counted map[string]int64, all, before []Return) (Known, bool) {
	from := func(list []Return, form, field string) (Cell, bool) {
		for _, r := range list {
			if c, ok := r.Cells[field]; ok && r.Form == form && r.Unit == unit && r.State.Counts() {
				return c, true
			}
		}
		return Cell{}, false
	}
	part := strings.TrimPrefix(x.ID, f.ID) // "" of the field itself
	if otherForm, otherField, shared := strings.Cut(f.SameAs, "."); shared {
		c, ok := from(all, otherForm, otherField+part)
		other, _ := s.book.Form(otherForm)
		return Known{FormatNumber(c.Value, f.Scale), "returns.known.other", []any{other.Name}}, ok
	}
	if n, has := counted[f.Known]; f.Known != "" && has && part == "" {
		return Known{FormatNumber(n, f.Scale), "returns.known.register", nil}, true
	}
	for _, r := range before {
		if c, ok := from([]Return{r}, r.Form, x.ID); ok && f.Known == "" {
			return Known{FormatNumber(c.Value, f.Scale), "returns.known.before", []any{r.Year}}, true
		}
	}
	return Known{}, false
}

// counted is what the register counts, where the form asks for it.
func (s *Service) counted(ctx context.Context, form Form, unit org.UnitID, year int) (map[string]int64, error) {
	if s.counts == nil || !slices.ContainsFunc(form.Fields, func(f Field) bool { return f.Known != "" }) {
		return nil, nil
	}
	return s.counts.Counts(ctx, unit, year)
}
