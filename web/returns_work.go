package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ansinh/fault"
	"ansinh/org"
	"ansinh/returns"
)

// returnUnit is the area of which returns are looked at: the reader's commune, the one asked for, or the plan's province.
func (s *Site) returnUnit(ctx context.Context, f *frame) org.UnitID {
	if f.Actor.Unit != "" {
		return org.UnitID(f.Actor.Unit)
	}
	if q := f.Query.Get("unit"); q != "" {
		return org.UnitID(q)
	}
	return s.area(ctx, f)
}

// path is the address of the return, with its year and its commune.
func (v returnView) path(f *frame) string { return v.pathOf(f, "") }

func (v returnView) pathOf(f *frame, below string) string {
	q := url.Values{"year": {strconv.Itoa(v.Year)}}
	if unit := f.Query.Get("unit"); unit != "" {
		q.Set("unit", unit)
	}
	return "/returns/" + v.Standing.Form.ID + below + "?" + q.Encode()
}

// fields are all fields, each followed by its details.
func (v returnView) fields() []returns.Field {
	var out []returns.Field
	for _, x := range v.Standing.Form.Fields {
		out = append(append(out, x), v.Standing.Form.Details(x.ID)...)
	}
	return out
}

// shown are the fields and those details that have a figure.
func (v returnView) shown() []returns.Field {
	return slices.DeleteFunc(v.fields(), func(x returns.Field) bool { return x.Of != "" && v.Typed[x.ID] == "" })
}

// fieldName is the label of a field where it stands alone: a detail names what it is a part of.
func (v returnView) fieldName(f *frame, x returns.Field) org.Name {
	if x.Of == "" {
		return x.Name()
	}
	of, by := f.site.Returns.Book().FieldName(v.Standing.Form.ID, x.Of), f.site.Returns.Book().Dimension(x.By[0])
	return org.Name{VI: of.VI + " – " + by.VI + ": " + x.VI, EN: of.EN + ", " + by.EN + ": " + x.EN}
}

// entryName is the label of a field or a part by its id.
func (v returnView) entryName(f *frame, id string) string {
	for _, x := range v.fields() {
		if x.ID == id {
			return f.say(v.fieldName(f, x))
		}
	}
	return id
}

// stands is the figure of a field or a part as it counts now; "" where there is none.
func (v returnView) stands(id string) string {
	i := slices.IndexFunc(v.fields(), func(x returns.Field) bool { return x.ID == id })
	c, ok := v.Return.Cells[id]
	if i < 0 || !ok {
		return ""
	}
	return returns.FormatNumber(c.Value, v.fields()[i].Scale)
}

// filledIn is what stands in a field: what was typed, or what is known already.
func (v returnView) filledIn(field string) string {
	if typed := v.Typed[field]; typed != "" || v.Wrong != "" {
		return typed
	}
	return v.Known[field].Text
}

func (v returnView) anyWrong(all []returns.Field) bool {
	return slices.ContainsFunc(all, func(x returns.Field) bool { return v.At[x.ID] != "" || v.Typed[x.ID] != "" })
}

// locked says why a return cannot be typed into, by whom, and until when.
func (v returnView) locked(f *frame) string {
	if v.Standing.Return == nil || len(v.Return.Steps) == 0 {
		return ""
	}
	last := v.Return.Steps[len(v.Return.Steps)-1]
	switch v.Return.State {
	case returns.Submitted, returns.Approved, returns.Locked:
		return f.T("web.return.locked."+string(v.Return.State), last.Actor, f.moment(last.At))
	}
	return ""
}

func returnSheetFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	words := returns.SheetWords{Title: f.Title, Unit: f.Unit(v.Unit), Note: f.T("web.return.sheet.note"), Figure: f.T("web.return.figure"), Measure: f.T("web.return.unit"),
		Value: f.T("web.return.value"), Of: f.T("web.fact.source")}
	if err := s.Returns.WriteSheet(&b, v.Standing.Form, v.Unit, v.Year, v.Return.Cells, words); err != nil {
		return nil, err
	}
	sendFile(w, "bieu-"+v.Standing.Form.ID+"-"+strconv.Itoa(v.Year)+".xlsx", spreadsheet, "", b.Bytes())
	return nil, nil
}

// takeSheet takes a workbook back, all or nothing. Where a figure is wrong the same workbook comes back with what is
// wrong in its place.
func takeSheet(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	body, err := uploaded(r)
	if err != nil {
		return nil, err
	}
	sheet, err := returns.ReadSheet(body)
	if err != nil {
		return nil, err
	}
	if sheet.Form != v.Standing.Form.ID || sheet.Year != v.Year || sheet.Unit != v.Unit {
		form, _ := s.Returns.Book().Form(sheet.Form)
		return nil, fault.New(fault.Conflict, "returns.sheet.other", f.say(form.Name), sheet.Year, f.Unit(sheet.Unit))
	}
	ctx := r.Context()
	id, err := s.Returns.Open(ctx, f.Actor, v.Standing.Form.ID, v.Unit, v.Year)
	if err != nil {
		return nil, err
	}
	entries := sheet.Keep(v.Standing.Form, v.Return.Cells)
	err = s.Returns.Enter(ctx, f.Actor, id, entries)
	if fault.Is(err, fault.Invalid) {
		v.refuse(f, err)
		marked, markErr := sheet.Marked(body, v.At)
		if markErr != nil {
			return nil, markErr
		}
		w.Header().Set("X-Refused", strconv.Itoa(len(v.At)))
		sendFile(w, "bieu-"+v.Standing.Form.ID+"-can-sua.xlsx", spreadsheet, "", marked)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, v.path(f), "web.return.sheet.taken", len(entries))
	return nil, nil
}

func askCorrection(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	if v.Standing.Return == nil {
		return nil, fault.New(fault.NotFound, "returns.no_form", v.Standing.Form.ID)
	}
	var entries []returns.Entry
	for _, x := range v.fields() {
		typed := strings.TrimSpace(r.PostForm.Get("f." + x.ID))
		if !r.PostForm.Has("f." + x.ID) { // whoever sends only what changes leaves the rest as it is
			continue
		}
		if typed != v.Typed[x.ID] {
			entries = append(entries, returns.Entry{Field: x.ID, Text: typed, Source: strings.TrimSpace(r.PostForm.Get("reason"))})
		}
		v.Typed[x.ID] = typed
	}
	_, err = s.Returns.Propose(r.Context(), f.Actor, v.Return.ID, r.PostForm.Get("reason"), entries)
	if fault.Is(err, fault.Invalid) {
		v.refuse(f, err)
		s.write(w, r, f, returnContent(f, v), http.StatusUnprocessableEntity)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, v.path(f), "web.return.correction.asked")
	return nil, nil
}

func decideCorrection(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	approve := r.PostForm.Get("do") == "approve"
	if err := s.Returns.DecideCorrection(r.Context(), f.Actor, int64(v.Return.ID), id, approve, r.PostForm.Get("note")); err != nil {
		return nil, err
	}
	if approve {
		if _, err := s.Indicators.MeasureReturns(r.Context(), f.Actor, f.Today.Year()); err != nil {
			return nil, err
		}
	}
	s.done(w, r, f, v.path(f), "web.return.correction.decided")
	return nil, nil
}

// communesView is one form of a year by commune.
type communesView struct {
	Form     returns.Form
	Year     int
	Lines    []communeLine
	Received int
	Late     int
	Sums     []returns.Sum
	Off      []string // units that sent the form and are not on the map looked at
}

type communeLine struct {
	Unit     org.Unit
	Standing returns.Standing
}

func communesPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	year, err := yearAsked(f)
	if err != nil {
		return nil, err
	}
	v := communesView{Year: year}
	var ok bool
	if v.Form, ok = s.Returns.Book().Form(r.PathValue("form")); !ok || !v.Form.Communal() {
		return nil, fault.New(fault.NotFound, "returns.no_form", r.PathValue("form"))
	}
	ctx := r.Context()
	all, err := s.Returns.Year(ctx, f.Actor, year)
	if err != nil {
		return nil, err
	}
	for _, u := range s.Tree.Units(org.Commune, f.Map) {
		st := s.Returns.Stand(v.Form, u.ID, year, all, f.On)
		v.Lines = append(v.Lines, communeLine{u, st})
		if st.Received() {
			v.Received++
		}
		if st.Late {
			v.Late++
		}
	}
	for _, r := range all {
		if r.Form == v.Form.ID && !slices.ContainsFunc(v.Lines, func(l communeLine) bool { return l.Unit.ID == r.Unit }) {
			v.Off = append(v.Off, f.Unit(r.Unit))
		}
	}
	slices.SortStableFunc(v.Lines, func(a, b communeLine) int {
		return 10*(urgency(a.Standing)-urgency(b.Standing)) + strings.Compare(fold(a.Unit.Name), fold(b.Unit.Name))
	})
	if f.May("returns.approve") {
		sums, err := s.Returns.Sums(ctx, f.Actor, year, year)
		if err != nil {
			return nil, err
		}
		v.Sums = slices.DeleteFunc(sums, func(x returns.Sum) bool { return x.Form != v.Form.ID || strings.Contains(x.Field, ".") })
	}
	f.Title = f.T("web.returns.communes.title", f.say(v.Form.Name), strconv.Itoa(year))
	if f.wantsFile() {
		var rows [][]string
		for _, l := range v.Lines {
			rows = append(rows, []string{l.Unit.Code, capital(l.Unit.Title()), f.T(stateCode(l.Standing)), strconv.Itoa(l.Standing.Filled)})
		}
		return nil, f.sendTable(w, "bao-cao-xa-"+strconv.Itoa(year), []string{f.T("web.units.code"), f.T("web.units.name"), f.T("web.returns.state"), f.T("web.returns.filled")}, rows)
	}
	return communesContent(f, v), nil
}

// uploaded is the file of a form.
func uploaded(r *http.Request) ([]byte, error) {
	part, _, err := r.FormFile("file")
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.settle.no_file")
	}
	defer part.Close()
	body, err := io.ReadAll(io.LimitReader(part, maxForm+1))
	if err != nil || len(body) > maxForm {
		return nil, fault.Wrap(err, fault.Invalid, "returns.sheet.not_excel")
	}
	return body, nil
}
