package law

import "ansinh/calendar"

// A derived is a fact that the law computes from the day of birth and the month.
//
// Both ages are read so that a change in the month counts in favour of the person: a lower bound ("from 80") on the
// month's last day, so that it holds from the month of the birthday; an upper bound ("under 16") on its first day, so
// that it ceases to hold from the month after.
type derived struct {
	from string                             // the fact it is computed from
	on   func(calendar.Month) calendar.Date // the day the age is read
}

// derivation is how a fact is derived; nil for one that is not.
func derivation(id string) *derived {
	switch id {
	case "person.age_months":
		return &derived{from: "person.birth_date", on: calendar.Month.Last}
	case "person.age_months_start":
		return &derived{from: "person.birth_date", on: calendar.Month.First}
	}
	return nil
}

// value is the age in the month; negative before birth.
func (d *derived) value(birth calendar.Date, month calendar.Month) int64 {
	return int64(d.on(month).MonthsSince(birth))
}

// lastBirth is the latest day of birth whose age in the month is at least n months: age >= n is birth <= lastBirth.
// It is "no date" where nobody is that old. Ages grow with earlier births, so a search by halves finds it.
func (d *derived) lastBirth(n int64, month calendar.Month) calendar.Date {
	day := d.on(month)
	n = max(-maxAge, min(n, maxAge))
	low, high := calendar.Date(0), day.AddMonths(int(max(0, -n))).Add(62)
	for low+1 < high {
		mid := low + (high-low)/2
		if int64(day.MonthsSince(mid)) >= n {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// LatestBirth is the latest day of birth of somebody who is at least so many months old on the last day of the month.
func LatestBirth(months int, month calendar.Month) calendar.Date {
	return derivation("person.age_months").lastBirth(int64(months), month)
}

// maxAge is more months than anybody lives; bounds beyond it are never reached.
const maxAge = 12 * 400
