package web

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ansinh/benefit"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/law/simulate"
	"ansinh/money"
	"ansinh/reform"
)

// simulateView is the question what another law would cost, and its answer.
type simulateView struct {
	simulateForm
	By       string
	Wrong    string
	Problems []wrongPlace
	Answer   *reform.Estimate // nil: nothing was asked yet, or it was wrong
}

// divisions are what an answer can be divided by.
var divisions = []string{"commune", "age", "sex", "ethnicity", "programme", "category"}

func simulatePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.newSimulation(r, f)
	if err != nil || !v.asked() {
		return simulateContent(f, v), err
	}
	err = s.answer(r, f, &v)
	var problems law.Problems
	if fault.Is(err, fault.Invalid) || errors.As(err, &problems) {
		return s.refusedSimulation(w, r, f, err)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case f.Query.Get("format") == "xlsx" && !f.wants("parts"): // the workbook for those who decide
		return nil, s.sendSimulation(w, f, v.Answer)
	case f.wantsFile():
		return nil, f.sendTable(w, "mo-phong-"+v.Answer.Month.String(), v.head(f), v.rows(f))
	}
	return simulateContent(f, v), nil
}

func (s *Site) newSimulation(r *http.Request, f *frame) (simulateView, error) {
	f.Title, f.Wide = f.T("web.law.simulate"), true
	v := simulateView{By: f.Query.Get("by")}
	if !slices.Contains(divisions, v.By) {
		v.By = divisions[0]
	}
	var err error
	v.simulateForm, err = s.simulateForm(r, f)
	return v, err
}

// refusedSimulation is the form as it was sent, with what is wrong in it.
func (s *Site) refusedSimulation(w http.ResponseWriter, r *http.Request, f *frame, wrong error) (view, error) {
	v, err := s.newSimulation(r, f)
	if err != nil {
		return nil, err
	}
	v.Wrong = f.fault(wrong)
	var files []reform.File
	for _, x := range v.Scenarios {
		if own, err := s.supposedFiles(r, f, x); err == nil {
			files = append(files, own...)
		}
	}
	if v.Problems = f.wrongPlaces(wrong, files); len(v.Problems) > 0 {
		v.Wrong = f.T("web.package.wrong", len(v.Problems))
	}
	s.write(w, r, f, simulateContent(f, v), http.StatusUnprocessableEntity)
	return nil, nil
}

// answer reckons what was asked.
func (s *Site) answer(r *http.Request, f *frame, v *simulateView) error {
	scenarios, err := s.scenarios(r, f, v.simulateForm)
	if err != nil {
		return err
	}
	month, known, of, err := s.whenAndWho(f, v.simulateForm)
	if err != nil {
		return err
	}
	if v.Answer, err = s.Reforms.SimulateKnown(r.Context(), f.Actor, month, known, scenarios); err != nil {
		return err
	}
	if of != nil {
		return of.SameSnapshot(v.Answer.Month, v.Answer.Snapshot)
	}
	return nil
}

func (s *Site) sendSimulation(w http.ResponseWriter, f *frame, e *reform.Estimate) error {
	var b bytes.Buffer
	if err := e.WriteXlsx(&b, s.Texts, f.Lang, s.Simulated, divisions...); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape("mo-phong-"+e.Month.String()+".xlsx"))
	_, err := io.Copy(w, &b)
	return err
}

// lines are the groups of one division that are due something under some scenario, those with the greatest change
// first.
func lines(s *simulate.Simulation, by string) []simulate.Line {
	var all []simulate.Line
	for _, d := range s.By {
		if d.By != by {
			continue
		}
		for _, l := range d.Lines {
			if slices.ContainsFunc(l.Outcomes, func(o simulate.Outcome) bool { return o.Cost > 0 || o.People > 0 }) {
				all = append(all, l)
			}
		}
	}
	if by == "age" {
		return all // ages have an order of their own
	}
	slices.SortStableFunc(all, func(a, b simulate.Line) int { return cmp.Compare(size(b), size(a)) })
	return all
}

// size is the greatest change of cost in a line.
func size(l simulate.Line) money.Dong {
	most := money.Dong(0)
	for _, o := range l.Outcomes[1:] {
		most = max(most, o.Cost-l.Outcomes[0].Cost, l.Outcomes[0].Cost-o.Cost)
	}
	return most
}

// groupName is a group as people read it.
func (f *frame) groupName(by string, l simulate.Line) string {
	if by == "age" && l.ID != "unknown" {
		return f.T("web.simulate.age", f.Law(l.Name))
	}
	return capital(f.Law(l.Name))
}

// percentChange is a change in hundredths of what was, to one decimal; a dash where nothing was.
func (f *frame) percentChange(was, will money.Dong) string {
	if was == 0 {
		return "–"
	}
	tenths := int64(will-was) * 1000 / int64(was)
	sign := "+"
	if tenths < 0 {
		sign, tenths = "−", -tenths
	}
	return sign + f.Number(tenths/10) + f.decimal() + number(tenths%10) + "%"
}

func (v simulateView) head(f *frame) []string {
	head := []string{f.T("reform.by." + v.By), f.T("web.simulate.all"), f.T("web.simulate.due_now"), f.T("web.simulate.cost_now")}
	for _, s := range v.Answer.Scenarios[1:] {
		for _, code := range []string{"cost", "gained", "lost", "raised", "lowered"} {
			head = append(head, s.Name+": "+f.T("web.simulate."+code))
		}
	}
	return head
}

func (v simulateView) rows(f *frame) [][]string {
	var out [][]string
	for _, l := range append(lines(v.Answer.Simulation, v.By), v.Answer.Total) {
		name := f.groupName(v.By, l)
		if l.ID == "total" {
			name = f.T("reform.by.total")
		}
		row := []string{name, number(l.All), number(l.Outcomes[0].People), number(int64(l.Outcomes[0].Cost))}
		for _, o := range l.Outcomes[1:] {
			row = append(row, number(int64(o.Cost)), number(o.Gained), number(o.Lost), number(o.Raised), number(o.Lowered))
		}
		out = append(out, row)
	}
	return out
}

// scenarioName is a scenario as people call it.
func (f *frame) scenarioName(s simulate.Scenario) string {
	if s.Name == "now" {
		return f.T("web.simulate.now")
	}
	return s.Name
}

// suppositions is what each scenario of the answer supposes, in words.
func (v simulateView) suppositions(f *frame) [][]string {
	var all [][]string
	for i, x := range v.Scenarios {
		if !x.empty() {
			all = append(all, v.supposed(f, i))
		}
	}
	return all
}

// division names what an answer is divided by, within a sentence.
func (f *frame) division(by string) string { return strings.ToLower(f.T("reform.by." + by)) }

// runDay names the people of a past run.
func (f *frame) runDay(d benefit.Determination) string {
	return f.T("web.simulate.as_run", d.Month.Vietnamese(), f.Date(d.KnownOn))
}

// option says what a number of the law is today, for choosing it.
func (f *frame) option(p law.ParameterValue) string {
	says := capital(f.Law(p.Name)) + ": " + f.Money(money.Dong(p.Value)) + " (" + f.field(fieldOf(p.ID)) + ")"
	if p.Source.Status != "verified" {
		says += " [" + strings.ToLower(f.T("web.confidence."+p.Source.Status)) + "]"
	}
	return says
}
