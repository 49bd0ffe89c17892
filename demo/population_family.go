package demo

import (
	"slices"
	"strconv"

	"ansinh/calendar"
	"ansinh/registry"
	"ansinh/viet"
)

func sexOf(s *soul) viet.Sex {
	if s.female {
		return viet.Female
	}
	return viet.Male
}

// span is a time over which a number of children counts.
type span struct {
	from, to calendar.Date // zero to: no end in sight
	count    int
}

// family records what depends on the children somebody raises. How many there are on a day is known ahead for those
// that are born; a birth is news, from which on the register says otherwise.
func (w *writer) family(i int32) {
	k := &w.kernels[w.souls[i].unit]
	if len(k.kids) == 0 || k.man != i && k.woman != i {
		return
	}
	w.children(i, "person.dependent_children", k.kids, func(s *soul) calendar.Date {
		if s.studies {
			return s.born.AddMonths(22 * 12)
		}
		return s.born.AddMonths(16 * 12)
	})
	w.children(i, "person.children_under36m", k.kids, func(s *soul) calendar.Date { return s.born.AddMonths(36) })
	if w.lone(k) {
		w.know(i, "family", "person.single_parent", "true", max(w.souls[k.kids[0]].born, w.entryDay-1500))
	}
}

// children records a count of children for every state of knowledge: what was known at the start, and anew at each
// birth recorded since.
func (w *writer) children(i int32, fact string, kids []int32, until func(*soul) calendar.Date) {
	news := []calendar.Date{w.entryDay}
	for _, kid := range kids {
		if r := w.souls[kid].recorded; !slices.Contains(news, r) {
			news = append(news, r)
		}
	}
	slices.Sort(news)
	for at, day := range news {
		var next calendar.Date
		if at+1 < len(news) {
			next = news[at+1]
		}
		w.count(i, fact, w.spans(kids, day, until), day, next)
	}
}

// spans are the counts over time from the registers' start on, of the children known on a day.
func (w *writer) spans(kids []int32, known calendar.Date, until func(*soul) calendar.Date) []span {
	var turns []calendar.Date
	var counted [][2]calendar.Date
	for _, kid := range kids {
		s := &w.souls[kid]
		if s.recorded > known || until(s) <= w.entryDay {
			continue
		}
		counted = append(counted, [2]calendar.Date{s.born, until(s)})
		turns = append(turns, s.born, until(s))
	}
	slices.Sort(turns)
	turns = slices.Compact(turns)
	var out []span
	for at, from := range turns[:max(len(turns)-1, 0)] {
		n := 0
		for _, c := range counted {
			if c[0] <= from && from < c[1] {
				n++
			}
		}
		if to := turns[at+1]; n > 0 && to > w.entryDay {
			out = append(out, span{from, to, n})
		}
	}
	return out
}

func (w *writer) count(i int32, fact string, spans []span, recorded, superseded calendar.Date) {
	for _, s := range spans {
		f := registry.LoadFact{Kind: registry.OfPerson, Subject: w.places[i], Fact: fact, Value: strconv.Itoa(s.count),
			From: s.from, To: s.to, Recorded: at(recorded), Source: w.source("family")}
		if !superseded.IsZero() {
			f.Superseded = at(superseded)
		}
		w.Facts = append(w.Facts, f)
		if s.from > w.today+366 {
			return // later turns are known too, but a year ahead is all anybody asks
		}
	}
}
