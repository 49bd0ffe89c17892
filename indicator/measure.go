package indicator

import (
	"iter"

	"ansinh/calendar"
	"ansinh/org"
)

// Fact is what is known of a yes or no.
type Fact uint8

// A fact may be unknown, which is neither yes nor no.
const (
	Unknown Fact = iota
	No
	Yes
)

// Row is the little of a person that the measures look at, in one month.
type Row struct {
	Home          org.UnitID    // the unit in which they live, on the finest map
	Household     int64         // 0: none known
	Birth         calendar.Date // zero: unknown
	Male          Fact
	Present       Fact // alive and resident
	Pension       Fact // a pension or monthly insurance allowance
	Pregnant      Fact
	Listed        Fact // in a poor or near-poor household
	Allowance     bool // an allowance of any programme is paid for the month
	SocialPension bool // the allowance is the social pension
}

// Rows is all rows of a month with the hash of the snapshot they were read from.
type Rows struct {
	Hash      string
	Simulated bool // an invented population: the value is illustrative
	Each      iter.Seq[Row]
}

// figure is a value in the making.
type figure struct{ numerator, denominator, unknown int64 }

// measure counts one indicator over the rows of a month; figures are asked for once, at the end.
type measure interface {
	add(Row)
	figures() map[org.UnitID]figure
}

// measures are the formulae over rows, by the name that definitions use.
var measures = map[string]func(*Book, calendar.Month) measure{
	"elderly-income":    newElderlyIncome,
	"listed-households": newListedHouseholds,
}

// elderlyIncome is the share of residents past retirement age who have a pension, an insurance allowance or the social
// pension. Whose pension is not known counts as without one, and is told apart as unknown.
type elderlyIncome struct {
	day          calendar.Date
	male, female int
	byUnit       map[org.UnitID]figure
}

func newElderlyIncome(b *Book, m calendar.Month) measure {
	male, female := b.parameters.Retirement.on(m.Last())
	return &elderlyIncome{day: m.Last(), male: male, female: female, byUnit: map[org.UnitID]figure{}}
}

func (e *elderlyIncome) add(r Row) {
	if r.Present != Yes || r.Birth.IsZero() || r.Male == Unknown {
		return
	}
	age := e.female
	if r.Male == Yes {
		age = e.male
	}
	if age == 0 || r.Birth.AddMonths(age) > e.day {
		return
	}
	f := e.byUnit[r.Home]
	f.denominator++
	switch {
	case r.Pension == Yes || r.SocialPension:
		f.numerator++
	case r.Pension == Unknown:
		f.unknown++
	}
	e.byUnit[r.Home] = f
}

func (e *elderlyIncome) figures() map[org.UnitID]figure { return e.byUnit }

// listedHouseholds is the share of poor and near-poor households with a small child, a pregnant woman or an elderly
// person in which somebody receives an allowance.
type listedHouseholds struct {
	day        calendar.Date
	names      listedParameters
	households map[int64]household
}

type household struct {
	home      org.UnitID
	counts    bool // holds somebody the target names
	allowance bool
	unknown   bool // a pregnancy that is not known could make it count
}

func newListedHouseholds(b *Book, m calendar.Month) measure {
	return &listedHouseholds{day: m.Last(), names: b.parameters.Listed, households: map[int64]household{}}
}

func (l *listedHouseholds) add(r Row) {
	if r.Listed != Yes || r.Household == 0 || r.Present != Yes {
		return
	}
	h := l.households[r.Household]
	h.home = r.Home
	h.allowance = h.allowance || r.Allowance
	if !r.Birth.IsZero() {
		young := r.Birth.AddMonths(l.names.ChildMonths) > l.day
		old := r.Birth.AddMonths(l.names.ElderlyMonths) <= l.day
		h.counts = h.counts || young || old
	}
	h.counts = h.counts || r.Pregnant == Yes
	h.unknown = h.unknown || r.Pregnant == Unknown && r.Male != Yes
	l.households[r.Household] = h
}

func (l *listedHouseholds) figures() map[org.UnitID]figure {
	out := map[org.UnitID]figure{}
	for _, h := range l.households {
		f := out[h.home]
		switch {
		case h.counts:
			f.denominator++
			if h.allowance {
				f.numerator++
			}
		case h.unknown:
			f.unknown++
		default:
			continue
		}
		out[h.home] = f
	}
	return out
}
