package indicator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ansinh/org"
	"ansinh/returns"
)

// Amount is a figure that may not be known.
type Amount struct {
	N     int64
	Known bool
}

// Part is a value's figures for one part of one dimension.
type Part struct {
	Dimension, Part        string
	Numerator, Denominator Amount
}

// ledger is the values of a period in the making: what an indicator that asks others finds.
type ledger map[string]map[org.UnitID]Value

// amount is a half of the value of another indicator, in the whole or for a part.
func (l ledger) amount(b *Book, name string, unit org.UnitID, of slice) (int64, bool) {
	id, _ := strings.CutPrefix(name, othersName)
	id, half, _ := strings.Cut(id, ".")
	i := slices.IndexFunc(b.definitions, func(d Definition) bool { return underscored(d.ID) == id })
	if i < 0 {
		return 0, false
	}
	v, ok := l[b.definitions[i].ID][unit]
	if !ok {
		return 0, false
	}
	top, bottom := Amount{v.Numerator, true}, Amount{v.Denominator, true}
	if of != (slice{}) {
		k := slices.IndexFunc(v.Parts, func(p Part) bool { return p.Dimension == of.dimension && p.Part == of.part })
		if k < 0 {
			return 0, false
		}
		top, bottom = v.Parts[k].Numerator, v.Parts[k].Denominator
	}
	if half == "denominator" {
		top = bottom
	}
	return top.N, top.Known
}

// halves reckons both formulae with what is known; a plain figure has its scale below. Both are brought to whole numbers.
func (d Definition) halves(of lookup) (top, bottom Amount) {
	top.N, top.Known = d.top.node.eval(of)
	if d.bottom == nil {
		return top, Amount{tenTo(d.top.node.scale), true}
	}
	bottom.N, bottom.Known = d.bottom.node.eval(of)
	top.N *= tenTo(d.bottom.node.scale)
	bottom.N *= tenTo(d.top.node.scale)
	return top, bottom
}

// valued makes the value of a unit, with its parts; false where it is not known or its denominator is zero.
func (d Definition) valued(parts []slice, of func(slice) lookup) (Value, bool) {
	top, bottom := d.halves(of(slice{}))
	if !top.Known || !bottom.Known || bottom.N == 0 {
		return Value{}, false
	}
	v := Value{Indicator: d.ID, Numerator: top.N, Denominator: bottom.N}
	for _, s := range parts {
		p := Part{Dimension: s.dimension, Part: s.part}
		if p.Numerator, p.Denominator = d.halves(of(s)); p.Numerator.Known || d.bottom != nil && p.Denominator.Known {
			v.Parts = append(v.Parts, p)
		}
	}
	slices.SortFunc(v.Parts, func(a, b Part) int {
		return cmp.Or(strings.Compare(a.Dimension, b.Dimension), strings.Compare(a.Part, b.Part))
	})
	return v, true
}

// fromTally is the value of what was counted in a unit.
func (b *Book) fromTally(d Definition, unit org.UnitID, t *tally, parts []slice, before ledger) (Value, bool) {
	place := func(n *node) int {
		return slices.IndexFunc(d.counted, func(k *node) bool { return k.op == n.op && k.text == n.text })
	}
	v, ok := d.valued(parts, func(s slice) lookup {
		counts := t.counts
		if i := slices.Index(parts, s); i >= 0 {
			counts = t.parts[i]
		}
		return func(n *node) (int64, bool) {
			if n.op.counts() {
				return counts[place(n)], true
			}
			return before.amount(b, n.name, unit, s)
		}
	})
	v.Unknown = t.unknown
	return v, ok
}

// place is where returned figures are about: all approved returns of a unit in a year.
type reported struct {
	unit    org.UnitID
	returns map[string]returns.Return // by form
}

// cell is a figure by its name in a formula, in the whole or for a part.
func (r reported) cell(name string, of slice) (returns.Cell, bool) {
	form, field, _ := strings.Cut(name, ".")
	if of != (slice{}) {
		field += "." + of.dimension + "." + of.part
	}
	c, ok := r.returns[form].Cells[field]
	return c, ok
}

// fromReturns is the value that a unit's returns hold for an indicator; false where a figure it needs is blank or the
// denominator is zero.
func (b *Book) fromReturns(d Definition, r reported, before ledger) (Value, bool) {
	parts := b.slices(d)
	v, ok := d.valued(parts, func(s slice) lookup {
		return func(n *node) (int64, bool) {
			if strings.HasPrefix(n.name, othersName) {
				return before.amount(b, n.name, r.unit, s)
			}
			c, ok := r.cell(n.name, s)
			return c.Value, ok
		}
	})
	if !ok {
		return v, false
	}
	var from []string
	for _, c := range d.cells {
		of := r.returns[c.Form]
		cell, has := of.Cells[c.Field]
		v.Illustrative = v.Illustrative || has && cell.Illustrative
		if at := fmt.Sprintf("return:%d", of.ID); has && !slices.Contains(from, at) {
			from = append(from, at)
		}
	}
	v.Provenance = strings.Join(from, provenances)
	return v, true
}

// provenances stands between several returns that one value rests on.
const provenances = ";"
