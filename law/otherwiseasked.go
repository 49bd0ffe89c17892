package law

// Asked is what would be otherwise of a programme that answers on request: if one fact were another, and once a missing
// fact of the person, or of the event, is known. Its sums are given once, or are no money, and so never join the month's.
type Asked struct {
	ID   string        `json:"id"`
	Kind string        `json:"kind"`
	Now  Otherwise     `json:"now"`
	If   []Supposition `json:"if"`
	Asks []Question    `json:"asks"`
	Name `json:"name"`
}

// request is one programme on request while it is supposed about.
type request struct {
	index     uint16
	programme *Programme
	now       Otherwise
}

// askedOtherwise works out what would be otherwise of each programme on request that is asked for.
func (b *Book) askedOtherwise(table *Table, monthly *outcome, f Facts, ask []string) ([]Asked, error) {
	all := []Asked{}
	want, err := b.wanted(f, ask)
	if err != nil {
		return all, err
	}
	var now *outcome
	for i := range b.programmes {
		p := &b.programmes[i]
		if !want[uint16(i)] || !p.OnRequest() || p.From.Month() > table.Month {
			continue
		}
		if now == nil {
			if now, err = b.onRequest(table, monthly); err != nil {
				return all, err
			}
		}
		s := supposing{book: b, table: table, month: table.Month, request: &request{index: uint16(i), programme: p}}
		s.request.now = s.outcome(now, &s.missing)
		a := Asked{ID: p.ID, Kind: p.Kind, Name: p.Name, Now: s.request.now, If: []Supposition{}, Asks: []Question{}}
		touched := b.touches(uint16(i))
		for k := range b.vocabulary.facts {
			switch {
			case table.columns[k] == nil || touched[k>>6]>>(k&63)&1 == 0:
			case s.open(k):
				a.Asks = append(a.Asks, s.question(k))
			default:
				a.If = append(a.If, s.suppositions(k)...)
			}
		}
		if s.err != nil {
			return all, s.err
		}
		all = append(all, a)
	}
	return all, nil
}

// touches is the facts on which a programme can depend, those from which others are derived among them; where it asks
// what another programme pays, every fact.
func (b *Book) touches(programme uint16) factSet {
	all, others := b.askedBy(programme)
	if others {
		for i := range b.vocabulary.facts {
			all.add(i)
		}
	}
	return all
}

// askedBy is the facts that a programme itself asks, those from which others are derived among them, and whether it asks
// what another programme pays.
func (b *Book) askedBy(programme uint16) (all factSet, others bool) {
	add := func(e *expression) {
		if e == nil {
			return
		}
		found := asks(b.terms, e.node)
		for _, f := range found.facts.numbers() {
			all.add(int(f))
			all.add(b.vocabulary.from[f])
		}
		others = others || len(found.programmes) > 0
	}
	for _, r := range b.programmes[programme].requires {
		add(r.when)
	}
	for i := range b.categories {
		if b.categories[i].Programme != programme {
			continue
		}
		for _, v := range b.categories[i].history.versions {
			add(v.body.when)
			add(v.body.value)
			for _, a := range v.body.amounts {
				add(a.when)
				add(a.amount)
			}
		}
	}
	return all, others
}

// outcome is what the programme gives.
func (r *request) outcome(o *outcome, missing *[]SeenFact) Otherwise {
	w := &witness{outcome: o, given: Facts{}}
	p := w.programme(r.index, r.programme)
	f := Otherwise{Total: p.Total, Benefits: p.Benefits, Open: len(p.Missing) > 0}
	for i := range p.Categories {
		if c := &p.Categories[i]; c.Unread != nil && c.Answer == "met" {
			f.Unread = append(f.Unread, c.Name)
		}
	}
	if missing != nil {
		*missing = append(*missing, p.Missing...)
	}
	return f
}

// more says whether an outcome brings what there is not now: a higher sum or number, or a class other than none.
func (r *request) more(f Otherwise) bool {
	values := func(o Otherwise) (sum int64) {
		for _, b := range o.Benefits {
			sum += b.Value
		}
		return sum
	}
	switch was, is := values(r.now), values(f); {
	case f.Total != r.now.Total:
		return f.Total > r.now.Total
	case was != is:
		return is > was
	case len(f.Unread) != len(r.now.Unread):
		return len(f.Unread) > len(r.now.Unread)
	}
	return r.programme.Kind == Classification && len(f.Benefits) > 0 &&
		(len(r.now.Benefits) == 0 || r.now.Benefits[0].Category != f.Benefits[0].Category)
}
