package web

import (
	"net/http"
	"slices"
	"strconv"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/reform"
)

func dossiersPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.law.dossiers")
	all, err := s.Reforms.Dossiers(r.Context(), f.Actor)
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "ho-so-van-ban", f.heading("web.law.number", "web.law.document.name", "web.law.note", "web.units.from", "web.event.by", "web.audit.at", "web.run.state"),
			rowsOf(all, func(d reform.Dossier) []string {
				return []string{number(d.Number), d.Title, d.Note, d.Begins.Vietnamese(), d.Steps[0].Name, f.Moment(d.Steps[0].At), f.T("reform.state." + string(d.State))}
			}))
	}
	return dossiersContent(f, all), err
}

// dossierView is one change of the law on its way.
type dossierView struct {
	Dossier  reform.Dossier
	Previews []reform.Preview
	Fresh    bool // the last preview shows what the dossier would change now
	By       string
}

func dossierPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	number, err := dossierNumber(r)
	if err != nil {
		return nil, err
	}
	v := dossierView{By: f.Query.Get("by")}
	if v.Dossier, err = s.Reforms.Dossier(r.Context(), f.Actor, number); err != nil {
		return nil, err
	}
	if v.Previews, err = s.Reforms.Previews(r.Context(), f.Actor, number); err != nil {
		return nil, err
	}
	if !slices.Contains(divisions, v.By) {
		v.By = divisions[0]
	}
	v.Fresh = len(v.Previews) > 0 && v.Previews[0].Before == s.Reforms.Book().Hash()
	f.Title, f.Wide = f.T("web.dossier.title", strconv.FormatInt(number, 10), v.Dossier.Title), true
	return dossierContent(f, v), nil
}

func dossierNumber(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "web.no_page")
	}
	return n, nil
}

func dossierPath(number int64) string { return "/law/dossiers/" + strconv.FormatInt(number, 10) }

// moveDossier reckons, approves or withdraws.
func moveDossier(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	number, err := dossierNumber(r)
	if err != nil {
		return nil, err
	}
	to := dossierPath(number)
	switch r.PostForm.Get("do") {
	case "preview":
		p, err := s.Reforms.Preview(r.Context(), f.Actor, number, 0)
		if err != nil {
			return nil, err
		}
		s.done(w, r, f, to, "web.dossier.previewed", p.Month.Vietnamese())
	case "approve":
		d, err := s.Reforms.Approve(r.Context(), f.Actor, number)
		if err != nil {
			return nil, err
		}
		s.done(w, r, f, to, "web.dossier.moved", number, f.T("reform.state."+string(d.State)))
	case "withdraw":
		if _, err := s.Reforms.Withdraw(r.Context(), f.Actor, number); err != nil {
			return nil, err
		}
		s.done(w, r, f, to, "web.dossier.moved", number, f.T("reform.state."+string(reform.Withdrawn)))
	default:
		return nil, fault.New(fault.Invalid, "web.form")
	}
	return nil, nil
}

// dossierStep is a state on the line of steps, reached or not.
type dossierStep struct {
	State reform.State
	Done  *reform.Step
}

func (v dossierView) steps() []dossierStep {
	var out []dossierStep
	for _, state := range reform.States() {
		x := dossierStep{State: state}
		if i := slices.IndexFunc(v.Dossier.Steps, func(d reform.Step) bool { return d.State == state }); i >= 0 {
			x.Done = &v.Dossier.Steps[i]
		}
		if x.Done != nil || v.Dossier.State != reform.Withdrawn {
			out = append(out, x)
		}
	}
	if i := slices.IndexFunc(v.Dossier.Steps, func(d reform.Step) bool { return d.State == reform.Withdrawn }); i >= 0 {
		out = append(out, dossierStep{State: reform.Withdrawn, Done: &v.Dossier.Steps[i]})
	}
	return out
}

// open says whether the dossier can still be worked on.
func (v dossierView) open() bool {
	return v.Dossier.State == reform.Proposed || v.Dossier.State == reform.Endorsed
}

// mayReckon, mayApprove and mayWithdraw say what the reader may do; the use case says so too.
func (v dossierView) mayReckon(f *frame) bool {
	return v.open() && (f.May(reform.MayPropose) || f.May(reform.MayApprove))
}

func (v dossierView) mayApprove(f *frame) bool {
	return v.open() && v.Fresh && f.May(reform.MayApprove) && !v.took(f.Actor)
}

func (v dossierView) mayWithdraw(f *frame) bool {
	return v.open() && (f.May(reform.MayApprove) || f.May(reform.MayPropose) && v.Dossier.Steps[0].Actor == f.Actor.ID)
}

func (v dossierView) took(a auth.Actor) bool {
	return slices.ContainsFunc(v.Dossier.Steps, func(s reform.Step) bool { return s.Actor == a.ID })
}

// ownDocuments are the documents of a dossier that the law in force knows already, for a link to their text.
func (f *frame) ownDocuments(d reform.Dossier) []*law.Instrument {
	var all []*law.Instrument
	for _, i := range f.site.Benefits.Book().Instruments() {
		if slices.ContainsFunc(d.Files, func(x reform.File) bool { return x.Path == "law/"+i.ID+"/instrument.yaml" }) {
			all = append(all, i)
		}
	}
	return all
}

// late says that the change reaches months that may be paid already.
func (v dossierView) late(today calendar.Date) bool { return v.Dossier.Begins < today.Month() }
