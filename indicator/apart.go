package indicator

import (
	"cmp"
	"context"
	"math/big"
	"slices"

	"ansinh/auth"
	"ansinh/gate"
)

// Share is what one part of a dimension makes of a value.
type Share struct {
	Part                   string // "": what could not be told apart
	Numerator, Denominator Amount
	Value                  *big.Rat // nil where a half is not known
	Hidden                 bool     // too few people to be shown to who may not see people
}

// Breakdown is a value told apart by one dimension. Its parts with what could not be told apart sum to the whole.
type Breakdown struct {
	Dimension string
	Whole     Share
	Parts     []Share
}

// MayRows is the right to see the people behind a figure; without it small figures are not shown by parts.
const MayRows auth.Permission = "registry.read"

// Apart tells the latest value up to the year apart by every dimension of its definition. Numerators and denominators are
// summed over units; a share is computed of the sums, and only where both halves are known in the same units.
func (s *Service) Apart(ctx context.Context, actor auth.Actor, id string, q Query) (Period, []Breakdown, error) {
	d, ok := s.book.Definition(id)
	if !ok {
		return "", nil, noTarget(id)
	}
	last, values, err := s.latestApart(ctx, actor, d, q)
	if err != nil {
		return "", nil, err
	}
	out := s.book.apart(d, values)
	if !s.gate.May(actor, MayRows) {
		s.cover(out)
	}
	return last, out, nil
}

// apart sums the parts of the values of several units.
func (b *Book) apart(d Definition, values []Value) []Breakdown {
	var out []Breakdown
	for _, by := range d.By {
		w := Breakdown{Dimension: by}
		for _, v := range values {
			w.Whole.add(d, Amount{v.Numerator, true}, Amount{v.Denominator, true})
		}
		w.Whole.Value = d.share(w.Whole, true)
		known := false
		for _, part := range b.forms.Parts(by) {
			p := Share{Part: part}
			pairs := true
			for _, v := range values {
				i := slices.IndexFunc(v.Parts, func(x Part) bool { return x.Dimension == by && x.Part == part })
				if i < 0 {
					pairs = false
					continue
				}
				pairs = pairs && v.Parts[i].Numerator.Known && v.Parts[i].Denominator.Known
				p.add(d, v.Parts[i].Numerator, v.Parts[i].Denominator)
			}
			p.Value = d.share(p, pairs)
			known = known || p.Numerator.Known || d.bottom != nil && p.Denominator.Known
			w.Parts = append(w.Parts, p)
		}
		if known {
			w.rest(d)
			out = append(out, w)
		}
	}
	return out
}

func (s *Share) add(d Definition, top, bottom Amount) {
	if top.Known {
		s.Numerator = Amount{s.Numerator.N + top.N, true}
	}
	if !bottom.Known {
		return
	}
	if d.bottom == nil {
		s.Denominator = bottom // a scale, the same everywhere
		return
	}
	s.Denominator = Amount{s.Denominator.N + bottom.N, true}
}

func (d Definition) share(s Share, pairs bool) *big.Rat {
	if !pairs || !s.Numerator.Known || !s.Denominator.Known {
		return nil
	}
	return d.Rat(s.Numerator.N, s.Denominator.N)
}

// rest adds what the parts lack to the whole; of an average there is none.
func (w *Breakdown) rest(d Definition) {
	if d.bottom == nil && d.top.node.scale > 0 {
		return
	}
	r := Share{Numerator: w.Whole.Numerator, Denominator: w.Whole.Denominator}
	for _, p := range w.Parts {
		r.Numerator.N -= p.Numerator.N
		r.Denominator.N -= p.Denominator.N
	}
	if d.bottom == nil {
		r.Denominator = w.Whole.Denominator
	}
	if r.Numerator.N != 0 || d.bottom != nil && r.Denominator.N != 0 {
		w.Parts = append(w.Parts, r)
	}
}

// hide covers figures of few people. Where only one part would be covered it could be reckoned from the others, so the
// next smallest is covered with it.
func (w *Breakdown) hide(smallest int64) {
	few := func(a Amount) bool { return a.Known && a.N > 0 && a.N < smallest }
	covered := 0
	for i, p := range w.Parts {
		if few(p.Numerator) || few(p.Denominator) {
			w.Parts[i].cover()
			covered++
		}
	}
	if covered != 1 || len(w.Parts) < 2 {
		return
	}
	next := -1
	for i, p := range w.Parts {
		if !p.Hidden && (next < 0 || cmp.Less(p.Numerator.N, w.Parts[next].Numerator.N)) {
			next = i
		}
	}
	w.Parts[next].cover()
}

func (s *Share) cover() { *s = Share{Part: s.Part, Hidden: true} }

// Recorded is when the values of an indicator were last written; "" where there are none.
func (s *Service) Recorded(ctx context.Context, actor auth.Actor, id string) (at string, err error) {
	act := gate.Act{Permission: "indicator.read", Unit: actor.Unit, Subject: "indicator:" + id}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		at, err = lastWritten(ctx, tx, id)
		return err
	})
	return at, err
}
