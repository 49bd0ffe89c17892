package benefit

import (
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/law"
	"ansinh/money"
	"ansinh/registry"
)

// Effect is what a change of the register does to one benefit of a person over months that follow each other.
type Effect struct {
	Person    registry.Person
	Programme string
	Category  string // "" where it is one the reader may not see
	Name      law.Name
	From, To  calendar.Month // To is the last month looked at
	Had, Has  bool           // the law gives it before, after the change
	Open      bool           // after the change nobody can tell: a fact is missing
	Before    money.Dong
	After     money.Dong
}

// given is what the law gives somebody under one category in a month.
type given struct {
	programme string
	name      law.Name
	amount    money.Dong
	value     int64
}

// Effects compares what the law gives before and after a change that was tried, in every month of the trial. What the
// reader may not see is told without its category.
func (b *Benefits) Effects(actor auth.Actor, t *registry.Trial) ([]Effect, error) {
	book := b.Book()
	var out []Effect
	for _, p := range t.People {
		var own []Effect
		for i, month := range t.Months {
			var before map[string]given
			var err error
			if files := t.Before[p.ID]; len(files) > i {
				if before, _, err = gives(book, files[i], month); err != nil {
					return nil, err
				}
			}
			after, open, err := gives(book, t.After[p.ID][i], month)
			if err != nil {
				return nil, err
			}
			own = b.compare(actor, own, p, month, before, after, open)
		}
		out = append(out, own...)
	}
	return out, nil
}

func gives(book *law.Book, f *registry.File, month calendar.Month) (map[string]given, map[string]bool, error) {
	e, err := book.Explain(f.Law(month), month)
	if err != nil {
		return nil, nil, err
	}
	out, open := map[string]given{}, map[string]bool{}
	for _, p := range e.Programmes {
		open[p.ID] = p.Outcome == "unknown"
		for _, x := range p.Benefits {
			g := out[x.Category]
			out[x.Category] = given{p.ID, x.Name, g.amount + x.Amount, x.Value}
		}
	}
	return out, open, nil
}

// compare adds what differs in a month: to the effect that ran up to the month before, where it is the same.
func (b *Benefits) compare(actor auth.Actor, own []Effect, p registry.Person, month calendar.Month, before, after map[string]given, open map[string]bool) []Effect {
	var categories []string
	for c, was := range before {
		if is, ok := after[c]; !ok || is.amount != was.amount || is.value != was.value {
			categories = append(categories, c)
		}
	}
	for c := range after {
		if _, ok := before[c]; !ok {
			categories = append(categories, c)
		}
	}
	slices.Sort(categories)
	for _, c := range categories {
		was, had := before[c]
		is, has := after[c]
		e := Effect{Person: p, Programme: was.programme + is.programme, Category: b.Shown(actor, c), Name: was.name, From: month, To: month,
			Had: had, Has: has, Before: was.amount, After: is.amount}
		if had && has {
			e.Programme = is.programme
		}
		if has {
			e.Name = is.name
		}
		if e.Category == "" {
			e.Name = law.Name{}
		}
		e.Open = !has && open[e.Programme]
		i := slices.IndexFunc(own, func(o Effect) bool {
			return o.Programme == e.Programme && o.Category == e.Category && o.Name == e.Name && o.To.Add(1) == month &&
				o.Had == e.Had && o.Has == e.Has && o.Open == e.Open && o.Before == e.Before && o.After == e.After
		})
		if i >= 0 {
			own[i].To = month
			continue
		}
		own = append(own, e)
	}
	slices.SortStableFunc(own, func(a, b Effect) int {
		return cmpFirst(strings.Compare(a.Programme, b.Programme), int(a.From)-int(b.From))
	})
	return own
}
