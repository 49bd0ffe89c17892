package law

import (
	"slices"

	"ansinh/calendar"
)

// Document is what one document of the law says, as the book reads it: for reading beside the document itself.
type Document struct {
	*Instrument
	Parameters []DocumentValue
	Tariffs    []DocumentTariff
	Terms      []DocumentTerm
	Categories []DocumentCategory
	Repeals    []DocumentRepeal
	Stackings  []DocumentRule
}

// DocumentValue is a value of a parameter and its time. To is the last day before a later document sets another; zero
// while none does.
type DocumentValue struct {
	ID string
	Name
	Span
	Says   Name // the value in words
	Unread bool // the document gives a value that was not read
	Source Source
}

// DocumentTariff is a printing of a table and its time.
type DocumentTariff struct {
	Span
	*Tariff
}

// DocumentTerm is a definition and its time.
type DocumentTerm struct {
	Name
	Span
	Says   []Name
	Source Source
}

// DocumentCategory is a wording of a category and its time, with amounts as of its first month.
type DocumentCategory struct {
	SheetLine
	Programme *Programme
	Span
}

// DocumentRepeal is a category that the document ends.
type DocumentRepeal struct {
	ID string
	Name
	From   calendar.Date
	Source Source
}

// DocumentRule is a rule on benefits that meet.
type DocumentRule struct {
	Name
	Span
	Source Source
}

// Document is one document by its id, field/folder; false where there is none.
func (b *Book) Document(id string) (*Document, bool) {
	at := slices.IndexFunc(b.instruments, func(i *Instrument) bool { return i.ID == id })
	if at < 0 {
		return nil, false
	}
	d := &Document{Instrument: b.instruments[at]}
	b.numbersOf(d)
	b.wordsOf(d)
	for i := range b.categories {
		if c := &b.categories[i]; c.repeal != nil && c.repeal.source.Instrument == d.Instrument {
			d.Repeals = append(d.Repeals, DocumentRepeal{ID: c.ID, Name: c.Name, From: c.repeal.from, Source: c.repeal.source})
		}
	}
	for _, s := range b.stackings {
		if s.source.Instrument == d.Instrument {
			d.Stackings = append(d.Stackings, DocumentRule{Name: s.Name, Span: s.Span, Source: s.source})
		}
	}
	return d, true
}

// numbersOf gathers the values and tables that a document sets.
func (b *Book) numbersOf(d *Document) {
	for _, p := range b.params {
		versions := slices.Clone(p.national.versions)
		if l := p.local[d.Area]; l != nil {
			versions = append(versions, l.versions...)
		}
		for _, v := range versions {
			if v.source.Instrument == d.Instrument {
				d.Parameters = append(d.Parameters, DocumentValue{ID: p.id, Name: p.Name, Span: v.Span, Says: p.words(v.body), Unread: v.unread, Source: v.source})
			}
		}
	}
	for n, t := range b.tariffs {
		for _, v := range t.history.versions {
			if p := b.reading(v.From, true); p != nil && v.source.Instrument == d.Instrument && p.tariffs[n] != nil {
				d.Tariffs = append(d.Tariffs, DocumentTariff{Span: v.Span, Tariff: p.table(n)})
			}
		}
	}
}

// wordsOf gathers the definitions and categories that a document words.
func (b *Book) wordsOf(d *Document) {
	for _, t := range b.terms {
		for _, v := range t.history.versions {
			if p := b.reading(v.From, true); p != nil && v.source.Instrument == d.Instrument {
				says := []Name{p.rate(v.body.when.node)}
				if t.kind == kindBool {
					says = p.parts(v.body.when.node)
				}
				d.Terms = append(d.Terms, DocumentTerm{Name: v.body.Name, Span: v.Span, Says: says, Source: v.source})
			}
		}
	}
	for i := range b.categories {
		c := &b.categories[i]
		for _, v := range c.history.versions {
			if v.source.Instrument != d.Instrument {
				continue
			}
			if l, ok := b.lineOf(uint16(i), v.body, v.From); ok {
				d.Categories = append(d.Categories, DocumentCategory{SheetLine: l, Programme: &b.programmes[c.Programme], Span: v.Span})
			}
		}
	}
}

// lineOf is a wording of a category as of the first month in which it holds.
func (b *Book) lineOf(category uint16, w *wording, from calendar.Date) (SheetLine, bool) {
	p := b.reading(from, b.programmes[b.categories[category].Programme].OnRequest())
	if p == nil {
		return SheetLine{}, false
	}
	for _, c := range slices.Concat(p.categories, p.unread) {
		if c.index == category && c.wording == w {
			return p.sheetLine(c), true
		}
	}
	return SheetLine{}, false
}

// reading is the law of the first whole month from a day on, or of the book's first month; nil where there is none.
func (b *Book) reading(from calendar.Date, onRequest bool) *plan {
	m := from.Month()
	if m.First() != from {
		m = m.Add(1)
	}
	made := b.plans
	if onRequest {
		made = b.whole
	}
	p, err := b.planOf(max(m, b.first), made, onRequest)
	if err != nil {
		return nil
	}
	return p
}

// words is a value of a parameter as people say it.
func (p *parameter) words(v int64) Name {
	if p.kind == kindMoney {
		return AmountWords(v)
	}
	return number(v)
}
