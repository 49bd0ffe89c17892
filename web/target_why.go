package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"ansinh/indicator"
	"ansinh/plan"
	"ansinh/returns"
)

// soon is how many days before it is due something is said to be near.
const soon = 30

// figureView is what a target's value rests on.
type figureView struct {
	Standing indicator.Standing
	Latest   *indicator.Measurement
	From     []origin
}

// origin is one thing a value was taken from, with the page it opens to.
type origin struct {
	Words string
	Path  string // "" where the reader may not open it
}

func targetWhyPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx := r.Context()
	st, err := s.Indicators.Standing(ctx, f.Actor, r.PathValue("id"), s.question(ctx, f))
	if err != nil {
		return nil, err
	}
	v := figureView{Standing: st, Latest: st.Latest}
	f.Title = f.T("web.figure.title", f.say(st.Definition.Name))
	if st.Latest != nil {
		for _, p := range st.Latest.Provenance {
			v.From = append(v.From, s.originOf(ctx, f, st, p))
		}
	}
	return figureContent(f, v), nil
}

// originOf finds the signed return or the month of people that a value came from.
func (s *Site) originOf(ctx context.Context, f *frame, st indicator.Standing, provenance string) origin {
	kind, id, isReturn := strings.Cut(provenance, ":")
	if !isReturn || kind != "return" {
		o := origin{Words: f.T("web.figure.rows", st.Latest.Period.Vietnamese(), short(provenance))}
		if f.May("payment.read") {
			o.Path = "/runs/" + st.Latest.Period.End().String()
		}
		return o
	}
	o := origin{Words: f.T("web.figure.return", f.say(formOf(s, st.Definition.Form()).Name), f.Agency(formOf(s, st.Definition.Form()).Agency), st.Latest.Period.Vietnamese())}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || !f.May("returns.read") {
		return o
	}
	if ret, err := s.Returns.Return(ctx, f.Actor, returns.ID(n)); err == nil {
		form := formOf(s, ret.Form)
		o.Words = f.T("web.figure.return", f.say(form.Name), f.Agency(form.Agency), st.Latest.Period.Vietnamese())
		o.Path = "/returns/" + ret.Form + "?year=" + strconv.Itoa(ret.Year)
		if form.Communal() {
			o.Path += "&unit=" + string(ret.Unit)
		}
	}
	return o
}

func formOf(s *Site, id string) returns.Form {
	form, _ := s.Returns.Book().Form(id)
	return form
}

// measured says when and from what the latest value is.
func (f *frame) measured(st indicator.Standing) string {
	if st.Latest == nil {
		return f.T("web.target.no_value")
	}
	words := st.Latest.Period.Vietnamese() + ", " + f.T("indicator.source."+string(st.Latest.Source))
	if st.Latest.Illustrative {
		words += ", " + f.T("web.illustrative")
	}
	return words
}

// sourceOf says whence an indicator's values come.
func (f *frame) sourceOf(d indicator.Definition) string {
	if d.FromRows() {
		return f.T("web.target.from_rows")
	}
	form := formOf(f.site, d.Form())
	return f.T("web.target.from_form", f.say(form.Name), f.Agency(form.Agency))
}

// tookOver says whose duties an agency took over.
func (f *frame) tookOver(l agencyLine) string {
	if len(l.From) == 0 {
		return ""
	}
	return f.T("web.agencies.took_over", strings.Join(l.From, "; "))
}

// every says how often a duty comes and when.
func (f *frame) every(d plan.Duty) string {
	var days []string
	for _, s := range d.Due {
		if strings.HasPrefix(s, "--") && len(s) == 7 {
			days = append(days, s[5:]+"/"+s[2:4])
		} else {
			days = append(days, vietnamese(s))
		}
	}
	return strings.TrimSuffix(f.T("web.every."+string(d.Every), strings.Join(days, ", ")), " ")
}

// judged says how the state came about.
func (f *frame) judged(st indicator.Standing) string {
	d := st.Definition
	if st.Required == nil {
		return f.T("web.figure.no_way")
	}
	return f.T("web.figure.way", f.withUnit(d, d.Show(st.Required)), f.now(st))
}
