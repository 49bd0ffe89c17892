package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"ansinh/fault"
	"ansinh/org"
	"ansinh/returns"
)

// returnsView is what every agency owes for a year, and where it stands.
type returnsView struct {
	Year      int
	Years     []int
	Lines     []returns.Standing
	Received  int
	Late      int
	Fields    int
	Filled    int
	Conflicts []returns.Conflict
	Communal  []returns.Form // forms that each commune fills in
}

// firstYear is the first year for which returns can be due.
const firstYear = 2024

// yearAsked is the year of the query, or that of the day looked at.
func yearAsked(f *frame) (int, error) {
	q := f.Query.Get("year")
	if q == "" {
		return f.On.Year(), nil
	}
	y, err := strconv.Atoi(q)
	if err != nil || y < firstYear || y > 2100 {
		return 0, fault.New(fault.Invalid, "web.bad_year")
	}
	return y, nil
}

func returnsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnsOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	f.Title = f.T("web.returns.title", strconv.Itoa(v.Year))
	if f.wantsFile() {
		var rows [][]string
		for _, st := range v.Lines {
			rows = append(rows, []string{f.Say(st.Form.Name.VI, st.Form.Name.EN), f.Agency(st.Form.Agency), st.LastDay.String(), f.T(stateCode(st)),
				strconv.Itoa(st.Filled), strconv.Itoa(len(st.Form.Fields))})
		}
		return nil, f.sendTable(w, "bao-cao-"+strconv.Itoa(v.Year), []string{f.T("web.returns.form"), f.T("web.returns.agency"), f.T("web.returns.due"),
			f.T("web.returns.state"), f.T("web.returns.filled"), f.T("web.returns.fields")}, rows)
	}
	return returnsContent(f, v), nil
}

func (s *Site) returnsOf(ctx context.Context, f *frame) (returnsView, error) {
	year, err := yearAsked(f)
	if err != nil {
		return returnsView{}, err
	}
	v := returnsView{Year: year}
	for y := f.Today.Year(); y >= firstYear; y-- {
		v.Years = append(v.Years, y)
	}
	if v.Lines, err = s.Returns.Status(ctx, f.Actor, s.returnUnit(ctx, f), year, f.On); err != nil {
		return v, err
	}
	for _, st := range v.Lines {
		v.Fields += len(st.Form.Fields)
		v.Filled += st.Filled
		if st.Received() {
			v.Received++
		}
		if st.Late {
			v.Late++
		}
	}
	if f.Actor.Unit == "" {
		for _, form := range s.Returns.Book().Forms() {
			if form.Communal() {
				v.Communal = append(v.Communal, form)
			}
		}
	}
	mine := func(st returns.Standing) int {
		if st.Form.Agency == f.Actor.Agency {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(v.Lines, func(a, b returns.Standing) int {
		return cmp.Or(cmp.Compare(mine(a), mine(b)), cmp.Compare(urgency(a), urgency(b)), cmp.Compare(a.LastDay, b.LastDay))
	})
	v.Conflicts, err = s.Returns.Conflicts(ctx, f.Actor, year)
	return v, err
}

// urgency puts what is late and has not come first, what has come last.
func urgency(st returns.Standing) int {
	switch {
	case st.Late && !st.Received():
		return 0
	case !st.Received():
		return 1
	default:
		return 2
	}
}

func stateCode(st returns.Standing) string {
	if st.Return == nil {
		return "returns.state.none"
	}
	return "returns.state." + string(st.Return.State)
}

// returnView is one form of a year: the figures, and for its agency the fields to fill in.
type returnView struct {
	Year     int
	Standing returns.Standing
	Return   returns.Return
	Editing  bool
	Mine     bool              // of the reader's own agency
	Typed    map[string]string // what was typed, by field
	Wrong    string
	At       map[string]string // what is wrong, by field
	Source   string

	Unit        org.UnitID
	Known       map[string]returns.Known
	Questions   []returns.Question
	Corrections []returns.Correction
}

func (s *Site) returnAsked(r *http.Request, f *frame) (returnView, error) {
	ctx := r.Context()
	year, err := yearAsked(f)
	if err != nil {
		return returnView{}, err
	}
	v := returnView{Year: year, Typed: map[string]string{}, At: map[string]string{}}
	all, err := s.Returns.Status(ctx, f.Actor, s.returnUnit(ctx, f), year, f.On)
	if err != nil {
		return v, err
	}
	i := slices.IndexFunc(all, func(st returns.Standing) bool { return st.Form.ID == r.PathValue("form") })
	if i < 0 {
		return v, fault.New(fault.NotFound, "returns.no_form", r.PathValue("form"))
	}
	v.Standing = all[i]
	v.Unit = s.returnUnit(ctx, f)
	v.Mine = f.May("returns.enter") && (v.Standing.Form.Agency == f.Actor.Agency || v.Standing.Form.Communal() && f.Actor.Unit != "")
	open := v.Standing.Return == nil || v.Standing.Return.State == returns.Draft || v.Standing.Return.State == returns.SentBack
	v.Editing = v.Mine && open
	if v.Standing.Return != nil {
		if v.Return, err = s.Returns.Return(ctx, f.Actor, v.Standing.Return.ID); err != nil {
			return v, err
		}
		if v.Corrections, err = s.Returns.Corrections(ctx, f.Actor, v.Return.ID); err != nil {
			return v, err
		}
		if f.May("returns.approve") && v.Return.State == returns.Submitted {
			if v.Questions, err = s.Returns.Questions(ctx, f.Actor, v.Return.ID); err != nil {
				return v, err
			}
		}
	}
	if v.Editing {
		if v.Known, err = s.Returns.Known(ctx, f.Actor, v.Standing.Form, v.Unit, year); err != nil {
			return v, err
		}
	}
	for _, field := range v.fields() {
		if now := returns.Written(v.Return.Cells, field); now != "" {
			v.Typed[field.ID] = now
		}
	}
	if v.Standing.Form.Communal() {
		f.Title = f.T("web.return.title.unit", f.Say(v.Standing.Form.Name.VI, v.Standing.Form.Name.EN), f.Unit(v.Unit), strconv.Itoa(year))
		return v, err
	}
	f.Title = f.T("web.return.title", f.Say(v.Standing.Form.Name.VI, v.Standing.Form.Name.EN), strconv.Itoa(year))
	return v, err
}

func returnPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	return returnContent(f, v), nil
}

// enterReturn writes the figures down, and sends the return where that button was pressed. Figures that are wrong are
// shown again as they were typed, each with what is wrong beside it.
func enterReturn(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	id, err := s.Returns.Open(ctx, f.Actor, v.Standing.Form.ID, v.Unit, v.Year)
	if err != nil {
		return nil, err
	}
	v.Source = r.PostForm.Get("source")
	entries := v.entries(r)
	err = s.Returns.Enter(ctx, f.Actor, id, entries)
	if err == nil && r.PostForm.Get("do") == "send" {
		err = s.Returns.Submit(ctx, f.Actor, id, 0)
	}
	if fault.Is(err, fault.Invalid) {
		v.refuse(f, err)
		s.write(w, r, f, returnContent(f, v), http.StatusUnprocessableEntity)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	code := "web.return.saved"
	if r.PostForm.Get("do") == "send" {
		code = "web.return.sent"
	}
	s.done(w, r, f, v.path(f), code)
	return nil, nil
}

// entries are the fields as typed. A figure that was not touched keeps what was said of it; where the form says what stood
// in it when it was shown, what was not touched is left as it is now, whoever wrote it meanwhile.
func (v *returnView) entries(r *http.Request) []returns.Entry {
	var out []returns.Entry
	for _, field := range v.fields() {
		typed := r.PostForm.Get("f." + field.ID)
		e := returns.Entry{Field: field.ID, Text: typed, Source: v.Source}
		if shown, ok := r.PostForm["w."+field.ID]; ok {
			if typed == shown[0] {
				continue
			}
			e.Was = &shown[0]
		}
		if c, ok := v.Return.Cells[field.ID]; ok && typed == v.Typed[field.ID] {
			e.Illustrative, e.Source, e.Assumption = c.Illustrative, c.Source, c.Assumption
		}
		v.Typed[field.ID] = typed
		out = append(out, e)
	}
	return out
}

func (v *returnView) refuse(f *frame, err error) {
	var wrong *fault.Error
	if !errors.As(err, &wrong) {
		return
	}
	v.Wrong = f.T(wrong.Code, f.spoken(wrong.Args)...)
	for _, at := range wrong.Fields {
		v.At[at.Where] = f.T(at.Code, f.spoken(at.Args)...)
	}
}

// judgeReturn approves a return or gives it back.
func judgeReturn(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	if v.Standing.Return == nil {
		return nil, fault.New(fault.NotFound, "returns.no_form", v.Standing.Form.ID)
	}
	id, code := v.Standing.Return.ID, "web.return.approved"
	if r.PostForm.Get("do") == "approve" {
		err = s.Returns.Approve(r.Context(), f.Actor, id)
	} else {
		code = "web.return.given_back"
		err = s.Returns.SendBack(r.Context(), f.Actor, id, r.PostForm.Get("note"))
	}
	if err != nil {
		return nil, err
	}
	if _, err := s.Indicators.MeasureReturns(r.Context(), f.Actor, f.Today.Year()); err != nil {
		return nil, err
	}
	s.done(w, r, f, v.path(f), code)
	return nil, nil
}

// unit is a unit of measure in the reader's language.
func (f *frame) unit(unit string) string {
	n := f.site.Returns.Book().Unit(unit)
	return f.Say(n.VI, n.EN)
}
