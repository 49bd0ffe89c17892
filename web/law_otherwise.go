package web

import (
	"slices"

	"ansinh/law"
	"ansinh/law/say"
)

// otherwise is what one fact would change, and what the missing ones would decide, for the programme that is explained.
// It is nil where a benefit in it would tell a reader what they may not see.
func (s *Site) otherwise(f *frame, v whyView, facts law.Facts) (*law.Counterfactuals, error) {
	book := s.Benefits.Book()
	var ask []string
	if v.Finding.Kind != law.Monthly {
		ask = []string{v.Finding.ID}
	}
	c, err := book.Counterfactuals(facts, v.Month, ask...)
	if err != nil {
		return nil, err
	}
	c.Asks = slices.DeleteFunc(c.Asks, func(q law.Question) bool { return f.hidden(q.ID) || !v.asks(book, q.ID) })
	c.If = slices.DeleteFunc(c.If, func(x law.Supposition) bool { return !v.touches(x.Otherwise) })
	told := f.tells(book, c.If, c.Asks)
	for i := range c.Asked {
		a := &c.Asked[i]
		a.Asks = slices.DeleteFunc(a.Asks, func(q law.Question) bool { return f.hidden(q.ID) })
		told = told || f.tells(book, a.If, a.Asks)
	}
	if told {
		return nil, nil
	}
	return c, nil
}

// tells says whether something of what would be otherwise names a ground that tells a sensitive fact to somebody who may
// not see it.
func (f *frame) tells(book *law.Book, ifs []law.Supposition, asks []law.Question) bool {
	for _, q := range asks {
		if slices.ContainsFunc(q.Answers, func(a law.Answer) bool { return f.telling(book, a.Otherwise) }) {
			return true
		}
	}
	return slices.ContainsFunc(ifs, func(x law.Supposition) bool { return f.telling(book, x.Otherwise) })
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
func (f *frame) grants(o law.Otherwise) string { return say.Grants(o, f.texts, f.Lang) }

// valuesOf is the values of an answer in words, a few of them.
func (f *frame) valuesOf(a law.Answer) string { return capital(say.Values(a, f.texts, f.Lang)) }

// together names the questions that decide only with others.
func (f *frame) together(asks []law.Question) string { return say.Together(asks, f.Lang) }

// gives is what a programme on request gives under an outcome, in words.
func (f *frame) gives(o law.Otherwise) string { return say.Gives(o, f.texts, f.Lang) }
