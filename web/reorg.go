package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/reorg"
)

func reorgRoutes() []route {
	return []route{
		{pattern: "GET /units/dossiers", permission: reorg.MayRead, show: reorgsPage},
		{pattern: "GET /units/dossiers/new", permission: reorg.MayPropose, show: newReorgPage},
		{pattern: "POST /units/dossiers", permission: reorg.MayPropose, show: proposeReorg},
		{pattern: "GET /units/dossiers/{number}", permission: reorg.MayRead, show: reorgPage},
		{pattern: "POST /units/dossiers/{number}", permission: reorg.MayPropose, or: reorg.MayApprove, show: moveReorg},
	}
}

func reorgPath(number int64) string { return "/units/dossiers/" + strconv.FormatInt(number, 10) }

func reorgsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.reorg.title")
	all, err := s.Reorg.Dossiers(r.Context(), f.Actor)
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "ho-so-sap-xep", f.heading("web.law.number", "web.law.document.name", "web.reorg.changes", "web.units.from", "web.units.legal", "web.run.state"),
			rowsOf(all, f.reorgRow))
	}
	return reorgsContent(f, all), err
}

func (f *frame) reorgRow(d reorg.Dossier) []string {
	var changes []string
	for _, c := range d.Changes {
		changes = append(changes, f.changedInto(c))
	}
	return []string{number(d.Number), d.Title, strings.Join(changes, "; "), f.Date(d.Day), d.Legal, f.T("reorg.state." + string(d.State))}
}

// reorgForm is a dossier being drawn up: one change, its parts in rows.
type reorgForm struct {
	Dossier reorg.Dossier
	Change  reorg.Change
	Day     string
	Rows    []reorgRow
	Units   []org.Unit
	Offices []org.Agency
	Wrong   string
	Impact  *reorg.Impact
}

// reorgRow is one part as it was typed.
type reorgRow struct{ ID, Code, Type, Name, Weight, Hamlets, Functions string }

// parts is how many rows the form has for what a change leads to.
const parts = 5

func (s *Site) reorgForm(f *frame) reorgForm {
	v := reorgForm{Change: reorg.Change{Kind: reorg.Kind(f.Query.Get("kind")), Agency: f.Query.Get("of") == "agency", By: reorg.ByPopulation},
		Rows: make([]reorgRow, parts), Day: f.Today.AddMonths(1).Month().First().Vietnamese()}
	if !slices.Contains(reorg.Kinds(), v.Change.Kind) {
		v.Change.Kind = reorg.Merge
	}
	v.choices(s, f)
	return v
}

func (v *reorgForm) choices(s *Site, f *frame) {
	v.Units = s.Tree.Units(org.Commune, f.Today)
	slices.SortFunc(v.Units, func(a, b org.Unit) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	for _, a := range s.Agencies.All() {
		if a.On(f.Today) {
			v.Offices = append(v.Offices, a)
		}
	}
	n := parts
	if v.Change.Kind == reorg.Merge || v.Change.Kind == reorg.Rename {
		n = 1
	}
	v.Rows = v.Rows[:n]
}

func newReorgPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v := s.reorgForm(f)
	f.Title, f.Wide = f.T("web.reorg.new"), true
	return reorgFormContent(f, v), nil
}

// proposeReorg tries a dossier out and, where that button was pressed, keeps it.
func proposeReorg(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v := readReorg(r)
	v.choices(s, f)
	f.Title, f.Wide = f.T("web.reorg.new"), true
	err := v.fill()
	if err == nil {
		v.Impact, err = s.Reorg.Try(r.Context(), f.Actor, v.Dossier)
	}
	if err == nil && r.PostForm.Get("do") == "propose" {
		var d reorg.Dossier
		if d, err = s.Reorg.Propose(r.Context(), f.Actor, v.Dossier); err == nil {
			s.done(w, r, f, reorgPath(d.Number), "web.reorg.proposed", d.Number)
			return nil, nil
		}
	}
	if err != nil && !fault.Is(err, fault.Invalid) {
		return nil, err
	}
	code := http.StatusOK
	if err != nil {
		v.Wrong, code = f.fault(err), http.StatusUnprocessableEntity
	}
	s.write(w, r, f, reorgFormContent(f, v), code)
	return nil, nil
}

// readReorg takes the form as it was typed.
func readReorg(r *http.Request) reorgForm {
	p := r.PostForm
	v := reorgForm{Dossier: reorg.Dossier{Title: strings.TrimSpace(p.Get("title")), Legal: strings.TrimSpace(p.Get("legal")), Note: p.Get("note")},
		Day:    p.Get("day"),
		Change: reorg.Change{Kind: reorg.Kind(p.Get("kind")), Agency: p.Get("of") == "agency", By: reorg.By(p.Get("by")), From: p["from"]}}
	for i := range parts {
		n := strconv.Itoa(i)
		v.Rows = append(v.Rows, reorgRow{ID: p.Get("id" + n), Code: p.Get("code" + n), Type: p.Get("type" + n), Name: p.Get("name" + n), Weight: p.Get("weight" + n),
			Hamlets: p.Get("hamlets" + n), Functions: p.Get("functions" + n)})
	}
	return v
}

// fill makes the dossier of what was typed; rows left blank are none.
func (v *reorgForm) fill() error {
	wrong := fault.New(fault.Invalid, "reorg.wrong")
	day, err := calendar.ParseDate(strings.TrimSpace(v.Day))
	if err != nil {
		wrong.At("day", "calendar.not_a_date", v.Day)
	}
	v.Dossier.Day = day
	for i, row := range v.Rows {
		if row.ID == "" && strings.TrimSpace(row.Name) == "" {
			continue
		}
		t := reorg.Target{ID: row.ID, Code: strings.TrimSpace(row.Code), Type: row.Type, Name: row.Name, Hamlets: entriesOf(row.Hamlets), Functions: entriesOf(row.Functions)}
		if weight := strings.ReplaceAll(strings.TrimSpace(row.Weight), ".", ""); weight != "" {
			if t.Weight, err = strconv.ParseInt(weight, 10, 64); err != nil {
				wrong.At(strconv.Itoa(i+1), "reorg.weight")
			}
		}
		v.Change.To = append(v.Change.To, t)
	}
	v.Dossier.Changes = []reorg.Change{v.Change}
	return wrong.OrNil()
}

// entriesOf are the entries of a list typed with commas, semicolons or lines between.
func entriesOf(s string) []string {
	var out []string
	for _, x := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' }) {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

// reorgView is one dossier with what it would move, or what it moved.
type reorgView struct {
	Dossier reorg.Dossier
	Impact  *reorg.Impact
	Tried   bool
	Wrong   string // why it cannot be carried out any more
}

func reorgPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.reorgAsked(r, f)
	if err != nil {
		return nil, err
	}
	f.Title, f.Wide = v.Dossier.Title, true
	return reorgContent(f, v), nil
}

func (s *Site) reorgAsked(r *http.Request, f *frame) (v reorgView, err error) {
	number, err := dossierNumber(r)
	if err != nil {
		return v, err
	}
	if v.Dossier, err = s.Reorg.Dossier(r.Context(), f.Actor, number); err != nil {
		return v, err
	}
	v.Impact = v.Dossier.Impact
	if v.open() {
		v.Tried = true
		if v.Impact, err = s.Reorg.Try(r.Context(), f.Actor, v.Dossier); fault.Is(err, fault.Invalid) {
			v.Wrong, err = f.fault(err), nil
		}
	}
	return v, err
}

func (v reorgView) open() bool {
	return v.Dossier.State == reorg.Proposed || v.Dossier.State == reorg.Endorsed
}

// mayApprove says whether the reader may take the next step; the use case says so too.
func (v reorgView) mayApprove(f *frame) bool {
	return (v.open() && v.Wrong == "" || v.Dossier.State == reorg.UndoAsked) && f.May(reorg.MayApprove) && !v.took(f)
}

func (v reorgView) took(f *frame) bool {
	steps := v.Dossier.Steps
	if v.Dossier.State == reorg.UndoAsked {
		steps = steps[len(steps)-1:]
	}
	return slices.ContainsFunc(steps, func(s reorg.Step) bool { return s.Actor == f.Actor.ID })
}

func moveReorg(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	number, err := dossierNumber(r)
	if err != nil {
		return nil, err
	}
	var d reorg.Dossier
	switch r.PostForm.Get("do") {
	case "approve":
		d, err = s.Reorg.Approve(r.Context(), f.Actor, number)
	case "withdraw":
		d, err = s.Reorg.Withdraw(r.Context(), f.Actor, number)
	case "undo":
		d, err = s.Reorg.AskUndo(r.Context(), f.Actor, number, r.PostForm.Get("reason"))
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, reorgPath(number), "web.reorg.moved", number, f.T("reorg.state."+string(d.State)))
	return nil, nil
}

// place is the name of a unit or an agency by its id.
func (f *frame) place(id string) string {
	if _, ok := f.site.Tree.Unit(org.UnitID(id)); ok {
		return f.Unit(org.UnitID(id))
	}
	return f.Agency(id)
}

func (f *frame) places(ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, f.place(id))
	}
	return strings.Join(names, ", ")
}

// changed says one change of a dossier in a sentence.
func (f *frame) changedInto(c reorg.Change) string {
	var to []string
	for _, t := range c.To {
		if t.ID != "" {
			to = append(to, f.place(t.ID))
		} else {
			to = append(to, strings.TrimSpace(t.Type+" "+t.Name))
		}
	}
	return f.T("web.reorg.into", f.T("reorg.kind."+string(c.Kind)), f.places(c.From), strings.Join(to, ", "))
}

// targetName is the name of a target by its id.
func (f *frame) targetName(id string) string {
	if d, ok := f.site.Indicators.Book().Definition(id); ok {
		return f.say(d.Name)
	}
	return id
}

func sumText(f *frame, s indicator.Sum) string {
	return f.Number(s.Numerator) + " / " + f.Number(s.Denominator)
}

func (v reorgForm) size() string {
	if v.Change.Kind == reorg.Merge {
		return "10"
	}
	return "1"
}

// partNumber is the number of a row as people count.
func partNumber(n string) string {
	i, _ := strconv.Atoi(n)
	return strconv.Itoa(i + 1)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
