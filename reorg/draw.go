package reorg

import (
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/viet"
)

// draw lays one dossier over units and agencies; what is wrong is told all at once.
func draw(units []org.Unit, offices []org.Agency, d Dossier) ([]org.Unit, []org.Agency, error) {
	p := &pen{units: slices.Clone(units), offices: slices.Clone(offices), day: d.Day, legal: d.Legal,
		wrong: fault.New(fault.Invalid, "reorg.wrong"), touched: map[string]bool{}}
	for i, c := range d.Changes {
		p.where = "change " + strconv.Itoa(i+1)
		p.shape(c)
		if len(p.wrong.Fields) > 0 {
			continue
		}
		if c.Agency {
			p.agencies(c)
		} else {
			p.areas(c)
		}
	}
	return p.units, p.offices, p.wrong.OrNil()
}

type pen struct {
	units   []org.Unit
	offices []org.Agency
	day     calendar.Date
	legal   string
	where   string
	wrong   *fault.Error
	touched map[string]bool
}

// shape holds what every kind needs.
func (p *pen) shape(c Change) {
	from, to := len(c.From), len(c.To)
	ok := from > 0 && to > 0
	switch c.Kind {
	case Merge:
		ok = ok && from > 1 && to == 1
	case Split:
		ok = ok && from == 1 && to > 1
	case Rename:
		ok = ok && from == 1 && to == 1
	case Dissolve:
		ok = ok && from == 1
	default:
		ok = false
	}
	if !ok {
		p.wrong.At(p.where, "reorg.shape", string(c.Kind))
	}
	for _, id := range c.From {
		p.once(id)
	}
	for _, t := range c.To {
		switch {
		case c.Kind == Dissolve && t.ID == "":
			p.wrong.At(p.where, "reorg.no_heir")
		case c.Kind == Dissolve:
			p.once(t.ID)
		case strings.TrimSpace(t.Name) == "":
			p.wrong.At(p.where, "reorg.no_name")
		}
	}
}

// once refuses what is named twice in one dossier.
func (p *pen) once(id string) {
	if p.touched[id] {
		p.wrong.At(p.where, "reorg.twice", id)
	}
	p.touched[id] = true
}

// areas ends the old units on the day and begins the new ones.
func (p *pen) areas(c Change) {
	var old []int
	for _, id := range c.From {
		if i := p.open(id); i >= 0 {
			old = append(old, i)
		}
	}
	if len(old) != len(c.From) {
		return
	}
	for _, i := range old {
		if p.units[i].Level != p.units[old[0]].Level {
			p.wrong.At(p.where, "reorg.levels")
			return
		}
	}
	if c.Kind == Dissolve {
		p.absorb(old[0], c)
		return
	}
	weights := map[org.UnitID]int64{}
	for _, t := range c.To {
		u := p.fresh(p.units[old[0]], t)
		for _, i := range old {
			u.FormedFrom = append(u.FormedFrom, p.units[i].ID)
		}
		p.measure(&u, old, c, t)
		weights[u.ID] = t.Weight
		if !p.add(u) {
			return
		}
		for _, i := range old {
			p.units[i].Successors = append(p.units[i].Successors, u.ID)
		}
	}
	for _, i := range old {
		p.units[i].To = p.day
		if c.Kind == Split {
			p.weigh(i, c, weights)
		}
	}
}

// open is the place of a unit that exists on the day and has not ended.
func (p *pen) open(id string) int {
	i := slices.IndexFunc(p.units, func(u org.Unit) bool { return string(u.ID) == id })
	switch {
	case i < 0:
		p.wrong.At(p.where, "reorg.no_unit", id)
		return -1
	case !p.units[i].To.IsZero() || p.units[i].From >= p.day:
		p.wrong.At(p.where, "reorg.not_open", p.units[i].Title(), p.day.Vietnamese())
		return -1
	}
	p.units[i].Successors = nil
	return i
}

// fresh is a new unit in the place of an old one.
func (p *pen) fresh(was org.Unit, t Target) org.Unit {
	u := org.Unit{Code: t.Code, Name: strings.TrimSpace(t.Name), Type: t.Type, Level: was.Level, ParentCode: was.ParentCode, From: p.day, Legal: p.legal,
		Certainty: "dossier"}
	if u.Code == "" {
		u.Code = was.Code
	}
	if u.Type == "" {
		u.Type = was.Type
	}
	u.ID = org.UnitID(u.Code + "@" + p.day.String())
	return u
}

// measure sums population and area of the parts of a merged unit, where all are known; a part of a divided unit has
// what it was weighed by.
func (p *pen) measure(u *org.Unit, old []int, c Change, t Target) {
	if c.Kind == Split {
		switch c.By {
		case ByPopulation, ByHamlets:
			u.Population = t.Weight
		case ByArea:
			u.AreaM2 = t.Weight
		}
		return
	}
	people, area := true, true
	for _, i := range old {
		people, area = people && p.units[i].Population > 0, area && p.units[i].AreaM2 > 0
		u.Population, u.AreaM2 = u.Population+p.units[i].Population, u.AreaM2+p.units[i].AreaM2
	}
	if !people {
		u.Population = 0
	}
	if !area {
		u.AreaM2 = 0
	}
}

func (p *pen) add(u org.Unit) bool {
	for _, x := range p.units {
		if x.ID == u.ID || x.Code == u.Code && x.Level == u.Level && x.From < p.day && x.To.IsZero() && !p.touched[string(x.ID)] {
			p.wrong.At(p.where, "reorg.code_taken", u.Code)
			return false
		}
	}
	p.units = append(p.units, u)
	return true
}

// weigh gives a divided unit the weights of its parts. A division by hamlets is weighed when it applies.
func (p *pen) weigh(i int, c Change, weights map[org.UnitID]int64) {
	sum := int64(0)
	for _, w := range weights {
		if w < 0 {
			p.wrong.At(p.where, "reorg.weight")
			return
		}
		sum += w
	}
	switch {
	case sum > 0:
		p.units[i].Weights = weights
	case c.By == ByHamlets:
	case len(weights) > 1:
		p.wrong.At(p.where, "reorg.weight")
	}
}

// absorb ends a unit and begins those that take it over anew, larger by their part.
func (p *pen) absorb(gone int, c Change) {
	weights := map[org.UnitID]int64{}
	for _, t := range c.To {
		i := p.open(t.ID)
		if i < 0 {
			return
		}
		u := p.units[i]
		u.ID, u.From, u.Legal, u.Certainty = org.UnitID(u.Code+"@"+p.day.String()), p.day, p.legal, "dossier"
		u.FormedFrom, u.Population, u.AreaM2 = []org.UnitID{p.units[i].ID, p.units[gone].ID}, 0, 0
		weights[u.ID] = t.Weight
		p.touched[string(p.units[i].ID)] = true
		if !p.add(u) {
			return
		}
		p.units[i].To, p.units[i].Successors = p.day, []org.UnitID{u.ID}
		p.units[gone].Successors = append(p.units[gone].Successors, u.ID)
	}
	p.units[gone].To = p.day
	p.weigh(gone, c, weights)
}

// agencies ends the old agencies on the day and lets the new ones follow them.
func (p *pen) agencies(c Change) {
	var old []int
	for _, id := range c.From {
		i := slices.IndexFunc(p.offices, func(a org.Agency) bool { return a.ID == id })
		switch {
		case i < 0:
			p.wrong.At(p.where, "reorg.no_agency", id)
			return
		case !p.offices[i].To.IsZero() || p.offices[i].From >= p.day:
			p.wrong.At(p.where, "reorg.not_open", p.offices[i].Name.VI, p.day.Vietnamese())
			return
		}
		old = append(old, i)
	}
	rest := 0
	var follow []org.Succession
	for _, t := range c.To {
		if len(t.Functions) == 0 {
			rest++
		}
		id := t.ID
		if c.Kind != Dissolve {
			id = p.office(p.offices[old[0]], t)
		} else if !slices.ContainsFunc(p.offices, func(a org.Agency) bool { return a.ID == id && a.On(p.day) }) {
			p.wrong.At(p.where, "reorg.no_agency", id)
			return
		}
		follow = append(follow, org.Succession{Agency: id, Functions: t.Functions, From: p.day, Legal: p.legal, Confidence: "V"})
	}
	if rest != 1 {
		p.wrong.At(p.where, "reorg.rest")
		return
	}
	for _, i := range old {
		p.offices[i].To = p.day
		p.offices[i].Successors = append(slices.Clone(p.offices[i].Successors), follow...)
	}
}

// office begins a new agency in the place of an old one and gives its id.
func (p *pen) office(was org.Agency, t Target) string {
	prefix, _, _ := strings.Cut(was.ID, "-")
	slug := strings.Join(strings.FieldsFunc(viet.Fold(t.Name), func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' }), "-")
	id := prefix + "-" + slug + "-" + p.day.String()
	for n := 2; slices.ContainsFunc(p.offices, func(a org.Agency) bool { return a.ID == id }); n++ {
		id = prefix + "-" + slug + "-" + p.day.String() + "-" + strconv.Itoa(n)
	}
	name := strings.TrimSpace(t.Name)
	p.offices = append(p.offices, org.Agency{ID: id, Name: org.Name{VI: name, EN: t.NameEN}, Short: name, Level: was.Level, Province: was.Province,
		From: p.day, Source: p.legal, Confidence: "V"})
	return id
}
