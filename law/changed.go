package law

import (
	"slices"

	"ansinh/calendar"
)

// Changed is what of the law is another in one month than in an earlier one.
type Changed struct {
	From, To   calendar.Month
	Parameters []ChangedParameter
	New, Ended []SheetLine
	Reworded   []ChangedLine // another wording is in force
	Amounts    []ChangedLine // the same wording gives another amount
}

// ChangedParameter is a number of the law before and after; an empty text is none.
type ChangedParameter struct {
	ID            string
	Before, After Name
	Source        Source // of what holds after, or of what ended
	Name
}

// ChangedLine is a category before and after.
type ChangedLine struct{ Before, After SheetLine }

// Changed compares the law of two months.
func (b *Book) Changed(from, to calendar.Month) (*Changed, error) {
	c := &Changed{From: from, To: to}
	for _, onRequest := range []bool{false, true} {
		made := b.plans
		if onRequest {
			made = b.whole
		}
		before, err := b.planOf(from, made, onRequest)
		if err != nil {
			return nil, err
		}
		after, err := b.planOf(to, made, onRequest)
		if err != nil {
			return nil, err
		}
		if !onRequest {
			c.parameters(before, after)
		}
		c.categories(before, after)
	}
	return c, nil
}

func (c *Changed) parameters(before, after *plan) {
	for i, p := range before.book.params {
		old, now := before.params[i], after.params[i]
		if p.over > 0 && old == before.params[p.over-1] && now == after.params[p.over-1] {
			continue // the overlay counts on neither side
		}
		if old == now || old.ok && now.ok && old.value == now.value && old.unread == now.unread {
			continue
		}
		x := ChangedParameter{ID: p.field + "." + p.id, Name: p.Name, Source: now.source}
		if old.ok {
			x.Before = p.says(old)
		}
		if now.ok {
			x.After = p.says(now)
		}
		if !now.ok {
			x.Source = old.source
		}
		c.Parameters = append(c.Parameters, x)
	}
}

// says is a value in words, or that it was not read.
func (p *parameter) says(s setting) Name {
	if s.unread {
		return Name{VI: "chưa đọc được trong văn bản", EN: "not read in the text"}
	}
	return p.words(s.value)
}

func (c *Changed) categories(before, after *plan) {
	was, is := slices.Concat(before.categories, before.unread), slices.Concat(after.categories, after.unread)
	for _, old := range was {
		at := slices.IndexFunc(is, func(x planned) bool { return x.index == old.index })
		if at < 0 {
			c.Ended = append(c.Ended, before.sheetLine(old))
			continue
		}
		line := ChangedLine{Before: before.sheetLine(old), After: after.sheetLine(is[at])}
		switch {
		case old.wording != is[at].wording:
			c.Reworded = append(c.Reworded, line)
		case !slices.EqualFunc(line.Before.Amounts, line.After.Amounts, func(a, b SheetAmount) bool { return a.Formula == b.Formula && a.Amount == b.Amount }):
			c.Amounts = append(c.Amounts, line)
		}
	}
	for _, now := range is {
		if !slices.ContainsFunc(was, func(x planned) bool { return x.index == now.index }) {
			c.New = append(c.New, after.sheetLine(now))
		}
	}
}

// Days is every day on which something of the law begins, or has just ended, in order: the days between which the law
// stands still.
func (b *Book) Days() []calendar.Date {
	days := b.lawDays()
	slices.Sort(days)
	return slices.Compact(days)
}

// Value is what a parameter says on a day; false where it is not in force or was not read.
func (b *Book) Value(parameter string, day calendar.Date) (int64, bool) {
	for _, p := range b.params {
		if p.field+"."+p.id == parameter {
			s := p.on(day)
			return s.value, s.ok && !s.unread
		}
	}
	return 0, false
}
