package draft

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/report"
)

// fresh draws a report up from the data of the day and names it.
func (s *Drafts) fresh(ctx context.Context, d *Draft) (Content, error) {
	c, _, err := s.freshAll(ctx, d)
	return c, err
}

// freshAll is a report drawn up anew, with all figures that may stand in it by key.
func (s *Drafts) freshAll(ctx context.Context, d *Draft) (Content, map[string]report.Figure, error) {
	d.AsOf = s.today(*d)
	a, err := s.gather(ctx, *d)
	if err != nil {
		return Content{}, nil, err
	}
	all := append(a.Figures(), s.period(*d)...)
	var c Content
	v := values{"period": s.inWords(*d)}
	switch d.Kind {
	case Consolidated:
		d.Holder = a.Issuer().ID
		c = contentOf(a.Document(), all, func(key string) bool { return strings.HasPrefix(key, "target.") })
		c.Sheets = sheetsOf(c)
		d.Title = s.words.fill("title_consolidated", v)
	case OfAgency:
		x, err := s.agencyOf(ctx, *d, a)
		if err != nil {
			return Content{}, nil, err
		}
		all = append(all, x.own...)
		c = contentOf(x.document(), all, x.inTables)
		c.Sheets = sheetsOf(c)
		v["issuer"] = s.name(d.Holder)
		d.Title = s.words.fill("title_agency", v)
	case FromTemplate:
		x, err := s.agencyOf(ctx, *d, a)
		if err != nil {
			return Content{}, nil, err
		}
		all = append(all, x.own...)
		if c, err = s.fromTemplate(ctx, d, all); err != nil {
			return Content{}, nil, err
		}
	default:
		return Content{}, nil, fault.New(fault.Invalid, "draft.kind")
	}
	by := map[string]report.Figure{}
	for _, f := range all {
		by[f.Key] = f
	}
	return c, by, nil
}

// period are the figures that say of which time and whose a report is.
func (s *Drafts) period(d Draft) []report.Figure {
	return []report.Figure{{Key: "period", Text: s.inWords(d), Meaning: s.say("report.field.period"), Path: "/plan"},
		{Key: "holder", Text: s.name(d.Holder), Meaning: s.say("report.field.holder"), Path: "/agencies/" + d.Holder}}
}

// gather reads what all reports rest on. Who may draft their agency's report may not read the whole of it: it is read
// as the program itself, and what stands in the report is the agency's.
func (s *Drafts) gather(ctx context.Context, d Draft) (*report.Annual, error) {
	return s.Reports.Annual(ctx, auth.System(), report.Request{Year: d.Year, AsOf: d.AsOf, Area: d.Area})
}

// lead is the agency that gathers the reports on the day.
func (s *Drafts) lead(a *report.Annual) org.Agency { return a.Issuer() }

// Fields are all figures that may stand in a report, as they are now.
func (s *Drafts) Fields(ctx context.Context, actor auth.Actor, id ID) ([]report.Figure, error) {
	d, _, err := s.Draft(ctx, actor, id, 0)
	if err != nil {
		return nil, err
	}
	by, err := s.figuresNow(ctx, d)
	if err != nil {
		return nil, err
	}
	var out []report.Figure
	for _, f := range by {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b report.Figure) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}
