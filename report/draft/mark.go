package draft

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/report"
	"ansinh/returns"
)

// Mark is a figure of a signed report that was corrected since: what stands in the report, what it is now, and by which
// correction. Correction is nil where none that was decided after the signing touches it: other data changed.
type Mark struct {
	Change
	Correction *returns.Correction
	Form       string
}

// Marks are what of a signed report is another by now. The report itself stays as it was signed.
func (s *Drafts) Marks(ctx context.Context, actor auth.Actor, id ID) ([]Mark, error) {
	d, c, err := s.Draft(ctx, actor, id, 0)
	if err != nil || d.State != Signed {
		return nil, err
	}
	now, err := s.figuresNow(ctx, d)
	if fault.Is(err, fault.NotFound) {
		return nil, nil // the plan is no more; nothing can be compared
	}
	if err != nil {
		return nil, err
	}
	changed := c.changedSince(now)
	if len(changed) == 0 {
		return nil, nil
	}
	corrections, err := s.corrections(ctx, d)
	if err != nil {
		return nil, err
	}
	var out []Mark
	for _, x := range changed {
		m := Mark{Change: x}
		for i := range corrections {
			if k := &corrections[i]; touches(*k, x.Figure) {
				m.Correction, m.Form = &k.Correction, k.form
			}
		}
		out = append(out, m)
	}
	return out, nil
}

// figuresNow are the figures of a report's question as they would stand in it today, for the same day of the report.
func (s *Drafts) figuresNow(ctx context.Context, d Draft) (map[string]report.Figure, error) {
	a, err := s.gather(ctx, d)
	if err != nil {
		return nil, err
	}
	all := append(a.Figures(), s.period(d)...)
	if d.Kind == OfAgency || d.Kind == FromTemplate {
		x, err := s.agencyOf(ctx, d, a)
		if err != nil {
			return nil, err
		}
		all = append(all, x.own...)
	}
	out := map[string]report.Figure{}
	for _, f := range all {
		out[f.Key] = f
	}
	return out, nil
}

// changedSince are the figures of the content that are others by now, by key.
func (c Content) changedSince(now map[string]report.Figure) []Change {
	var out []Change
	for _, key := range c.keys() {
		was := c.Figures[key]
		if f, ok := now[key]; ok && f.Text != was.Text && !strings.HasSuffix(key, ".name") {
			out = append(out, Change{Figure: was, From: was.Text, To: f.Text})
		}
	}
	return out
}

// correction is one that was decided, with its form.
type correction struct {
	returns.Correction
	form string
}

// corrections are those of the year's returns that were approved after the report was signed, the newest last.
func (s *Drafts) corrections(ctx context.Context, d Draft) ([]correction, error) {
	all, err := s.Returns.Year(ctx, auth.System(), d.Year)
	if err != nil {
		return nil, err
	}
	signed := d.Steps[len(d.Steps)-1].At
	var out []correction
	for _, r := range all {
		list, err := s.Returns.Corrections(ctx, auth.System(), r.ID)
		if err != nil {
			return nil, err
		}
		for _, k := range list {
			if k.State == "approved" && k.DecidedAt >= signed {
				out = append(out, correction{k, r.Form})
			}
		}
	}
	slices.SortFunc(out, func(a, b correction) int { return strings.Compare(a.DecidedAt, b.DecidedAt) })
	return out, nil
}

// touches says whether a correction changed a cell that a figure rests on.
func touches(k correction, f report.Figure) bool {
	return slices.ContainsFunc(k.Entries, func(e returns.Entry) bool { return slices.Contains(f.Rests, k.form+"."+e.Field) })
}
