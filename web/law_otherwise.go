package web

import (
	"slices"
	"strings"

	"ansinh/law"
)

// otherwise is what one fact would change, and what the missing ones would decide, for the programme that is explained.
// It is nil where a benefit in it would tell a reader what they may not see.
func (s *Site) otherwise(f *frame, v whyView) (*law.Counterfactuals, error) {
	book := s.Benefits.Book()
	c, err := book.Counterfactuals(v.File.Law(v.Month), v.Month)
	if err != nil {
		return nil, err
	}
	c.Asks = slices.DeleteFunc(c.Asks, func(q law.Question) bool { return f.hidden(q.ID) || !v.asks(book, q.ID) })
	c.If = slices.DeleteFunc(c.If, func(x law.Supposition) bool { return !v.touches(x.Otherwise) })
	for _, x := range c.If {
		if f.telling(book, x.Otherwise) {
			return nil, nil
		}
	}
	for _, q := range c.Asks {
		for _, a := range q.Answers {
			if f.telling(book, a.Otherwise) {
				return nil, nil
			}
		}
	}
	return c, nil
}

// asks says whether the programme that is explained lacks the fact, or one derived from it.
func (v whyView) asks(book *law.Book, fact string) bool {
	return slices.ContainsFunc(v.Finding.Missing, func(m law.SeenFact) bool {
		def, ok := book.Vocabulary().Fact(m.ID)
		return m.ID == fact || ok && def.Derived == law.DerivedByLaw && fact == "person.birth_date"
	})
}

// touches says whether an outcome pays another benefit of the programme that is explained than now.
func (v whyView) touches(o law.Otherwise) bool {
	of := func(id string) bool {
		return slices.ContainsFunc(v.Finding.Categories, func(c law.CategoryFinding) bool { return c.ID == id })
	}
	return slices.ContainsFunc(o.Benefits, func(b law.BenefitFinding) bool {
		return of(b.Category) && !slices.ContainsFunc(v.Finding.Benefits, func(x law.BenefitFinding) bool {
			return x.Category == b.Category && x.Amount == b.Amount
		})
	})
}

// telling says whether an outcome names a ground that tells a sensitive fact to somebody who may not see it.
func (f *frame) telling(book *law.Book, o law.Otherwise) bool {
	return slices.ContainsFunc(o.Benefits, func(b law.BenefitFinding) bool {
		return book.Sensitive(b.Category) && !f.May("registry.sensitive")
	})
}

// grants names what an outcome pays.
func (f *frame) grants(o law.Otherwise) string {
	var parts []string
	for _, b := range o.Benefits {
		parts = append(parts, f.Law(b.Name)+" "+b.Amount.String())
	}
	return strings.Join(parts, "; ")
}

// valuesOf is the values of an answer in words, a few of them.
func (f *frame) valuesOf(a law.Answer) string {
	const shown = 3
	var names []string
	for _, n := range a.Says[:min(len(a.Says), shown)] {
		names = append(names, f.Law(n))
	}
	all := strings.Join(names, "; ")
	if more := len(a.Says) - len(names); more > 0 {
		all = f.T("law.otherwise.more", all, more)
	}
	return capital(all)
}

// together names the questions that decide only with others.
func (f *frame) together(c *law.Counterfactuals) string {
	var names []string
	for _, q := range c.Asks {
		if !q.Decides() {
			names = append(names, f.Law(q.Name))
		}
	}
	return strings.Join(names, "; ")
}
