package law

import (
	"slices"

	"ansinh/calendar"
)

// A version is one row of the law in its time: a value of a parameter, a wording of a term or a category.
type version[T any] struct {
	Span
	body   T
	source Source
	open   bool // the file gives no end: a later version may end it
	unread bool // the law says something here that was not read: there is no value to work with
	place  object
	key    string // the key whose place a problem points at
}

// A timeline is everything the law ever said under one name, by date, without overlaps once closed.
type timeline[T any] struct {
	name     string
	versions []version[T]
}

// at is the version that holds on a day; nil where none does.
func (t *timeline[T]) at(day calendar.Date) *version[T] {
	for i := range t.versions {
		if t.versions[i].holds(day) {
			return &t.versions[i]
		}
	}
	return nil
}

// close orders the versions and ends those that a later document replaces. Two that hold at once, where the later
// does not amend the earlier, are a problem, and so is a hole between two.
func (t *timeline[T]) close() {
	slices.SortStableFunc(t.versions, func(a, b version[T]) int { return int(a.From - b.From) })
	for i := 1; i < len(t.versions); i++ {
		earlier, later := &t.versions[i-1], &t.versions[i]
		amends := later.source.Instrument.amends[earlier.source.Instrument]
		switch {
		case earlier.From == later.From, earlier.open && !amends, !earlier.open && earlier.end() >= later.From:
			later.place.bad(later.key, "law.overlap", t.name, later.From.String(), earlier.source.Number)
		case earlier.open:
			earlier.To = later.From.Add(-1)
		case earlier.end().Add(1) < later.From:
			later.place.bad(later.key, "law.gap", t.name, earlier.To.Add(1).String(), later.From.Add(-1).String())
		}
	}
}

// repeal ends the version in force on a day; false where there is none.
func (t *timeline[T]) repeal(from calendar.Date) bool {
	v := t.at(from)
	if v == nil || v.From >= from {
		return false
	}
	v.To = from.Add(-1)
	return true
}

// covers says whether some version holds on every day of a span, and from which day none does.
func (t *timeline[T]) covers(s Span) (calendar.Date, bool) {
	day := s.From
	for day <= s.end() {
		v := t.at(day)
		if v == nil {
			return day, false
		}
		if v.To.IsZero() {
			return 0, true
		}
		day = v.To.Add(1)
	}
	return 0, true
}
