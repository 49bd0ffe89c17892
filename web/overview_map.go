package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"ansinh/benefit"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/org"
	"ansinh/payment"
)

// unitMap is one figure by commune: as shapes where the province gave them (policy/org/map.geojson), else as tiles that
// stand together by the district they belong to or belonged to.
type unitMap struct {
	Measure measure
	Counts  []benefit.Count
	Totals  []payment.Total
	Blocks  []block
	Drawn   *drawing
	Most    int64
}

// measure is a figure that can be drawn.
type measure struct {
	ID    string
	List  benefit.List // "" for money
	Money bool
}

// measures are the figures offered, in their order.
var measures = []measure{{ID: "gap", List: benefit.Gap}, {ID: "review", List: benefit.Review}, {ID: "unknown", List: benefit.Unknown},
	{ID: "paid", Money: true}}

// block is the tiles of one district.
type block struct {
	District org.Unit // zero: none is known
	Tiles    []tile
}

// tile is one commune.
type tile struct {
	Unit  org.Unit
	Value int64
	None  bool // nobody of the commune is in any list or run
	Step  int  // 0 to 4: how dark
}

// empty says whether nobody of the district is in any list or run.
func (b block) empty() bool {
	return !slices.ContainsFunc(b.Tiles, func(t tile) bool { return !t.None })
}

func (m unitMap) emptyBlocks() int {
	n := 0
	for _, b := range m.Blocks {
		if b.empty() {
			n++
		}
	}
	return n
}

func (s *Site) overviewMap(_ context.Context, f *frame, v *overviewView) error {
	m := &v.Map
	id := cmp.Or(f.Query.Get("figure"), measures[0].ID)
	i := slices.IndexFunc(measures, func(x measure) bool { return x.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "web.overview.no_measure", id)
	}
	m.Measure = measures[i]
	values, here := map[org.UnitID]int64{}, map[org.UnitID]bool{}
	for _, c := range m.Counts {
		here[c.Unit] = true
		if c.List == m.Measure.List {
			values[c.Unit] += c.Rows
		}
	}
	for _, t := range m.Totals {
		here[t.Unit] = true
		if m.Measure.Money {
			values[t.Unit] += int64(t.Amount)
		}
	}
	m.lay(s.blocks(f), values, here)
	m.Drawn = s.drawn
	return nil
}

// blocks are the communes of the map by the district above them, or above what they were made of.
func (s *Site) blocks(f *frame) []block {
	byDistrict := map[org.UnitID]*block{}
	for _, u := range s.Tree.Units(org.Commune, f.Map) {
		if f.Actor.Unit != "" && !s.Tree.Within(u.ID, org.UnitID(f.Actor.Unit)) {
			continue
		}
		d := s.districtOf(u, f)
		if byDistrict[d.ID] == nil {
			byDistrict[d.ID] = &block{District: d}
		}
		byDistrict[d.ID].Tiles = append(byDistrict[d.ID].Tiles, tile{Unit: u})
	}
	var out []block
	for _, b := range byDistrict {
		slices.SortFunc(b.Tiles, func(x, y tile) int {
			return cmp.Or(strings.Compare(fold(x.Unit.Name), fold(y.Unit.Name)), strings.Compare(string(x.Unit.ID), string(y.Unit.ID)))
		})
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b block) int { return strings.Compare(a.District.Code, b.District.Code) })
	return out
}

// districtOf is the district that a commune lies in, or that most of what it was made of lay in.
func (s *Site) districtOf(u org.Unit, f *frame) org.Unit {
	if d, ok := s.Tree.Parent(u.ID, org.District, f.Map); ok {
		unit, _ := s.Tree.Unit(d)
		return unit
	}
	votes := map[org.UnitID]int{}
	var best org.UnitID
	for _, from := range u.FormedFrom {
		d, ok := s.Tree.Parent(from, org.District, u.From.Add(-1))
		if !ok {
			continue
		}
		votes[d]++
		if best == "" || votes[d] > votes[best] || votes[d] == votes[best] && d < best {
			best = d
		}
	}
	unit, _ := s.Tree.Unit(best)
	return unit
}

// lay gives every tile its value and how dark it is, in steps of a fifth of the largest.
func (m *unitMap) lay(blocks []block, values map[org.UnitID]int64, here map[org.UnitID]bool) {
	for _, v := range values {
		m.Most = max(m.Most, v)
	}
	for _, b := range blocks {
		for i := range b.Tiles {
			t := &b.Tiles[i]
			t.Value, t.None = values[t.Unit.ID], !here[t.Unit.ID]
			if m.Most > 0 {
				t.Step = int(min(4, t.Value*5/(m.Most+1)))
			}
			if t.Value > 0 {
				t.Step = max(1, t.Step)
			}
		}
	}
	m.Blocks = blocks
}

// tile is the commune of a code; false where the map has none.
func (m unitMap) tile(code string) (tile, bool) {
	for _, b := range m.Blocks {
		for _, t := range b.Tiles {
			if t.Unit.Code == code {
				return t, true
			}
		}
	}
	return tile{}, false
}

// show writes a value as the measure counts it.
func (m unitMap) show(f *frame, t tile) string {
	switch {
	case t.None:
		return "–"
	case m.Measure.Money:
		return f.T("web.overview.million", f.Number((t.Value+500_000)/1_000_000))
	default:
		return f.Number(t.Value)
	}
}

// path is where a tile opens to.
func (m unitMap) path(f *frame, v overviewView, t tile) string {
	if m.Measure.Money {
		if v.Run == nil {
			return ""
		}
		return string(f.To("/runs/"+v.Run.Month.String()+"/lines", "unit", string(t.Unit.ID)))
	}
	return string(f.To("/lists", "list", string(m.Measure.List), "unit", string(t.Unit.ID)))
}

func (m unitMap) rows(f *frame) [][]string {
	var out [][]string
	for _, b := range m.Blocks {
		for _, t := range b.Tiles {
			value := number(t.Value)
			if t.None {
				value = ""
			}
			out = append(out, []string{f.Unit(t.Unit.ID), t.Unit.Code, b.District.Name, value})
		}
	}
	return out
}

// sum is the whole of the map.
func (m unitMap) sum(f *frame) string {
	var n int64
	for _, b := range m.Blocks {
		for _, t := range b.Tiles {
			n += t.Value
		}
	}
	if m.Measure.Money {
		return money.Dong(n).String()
	}
	return f.Number(n)
}

// unmapped are the tiles of a block that the province's own map does not show: all where there is no such map.
func (m unitMap) unmapped(b block) []tile {
	if m.Drawn == nil {
		return b.Tiles
	}
	return slices.DeleteFunc(slices.Clone(b.Tiles), func(t tile) bool {
		return slices.ContainsFunc(m.Drawn.Parts, func(p outlined) bool { return p.Code == t.Unit.Code })
	})
}
