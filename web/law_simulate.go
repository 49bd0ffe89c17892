package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/money"
	"ansinh/reform"
)

// simulateView is the question what other values of the law would cost, and its answer.
type simulateView struct {
	Parameters []law.ParameterName
	Now        map[string]string // what they are today, in words
	Forms      [2]supposedForm
	By         string
	Wrong      string
	Answer     *reform.Estimate // nil: nothing was asked yet, or it was wrong
}

// supposedForm is one scenario as it was typed.
type supposedForm struct{ Parameter, Value, Day string }

// divisions are what an answer can be divided by.
var divisions = []string{"commune", "age", "sex", "ethnicity", "programme", "category"}

func simulatePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.law.simulate"), true
	v := s.simulateForm(f)
	asked := f.Query.Get("v1") != ""
	if !asked {
		return simulateContent(f, v), nil
	}
	scenarios, err := v.scenarios(f)
	if err == nil {
		v.Answer, err = s.Reforms.Simulate(r.Context(), f.Actor, 0, scenarios)
	}
	if fault.Is(err, fault.Invalid) {
		v.Wrong = f.fault(err)
		s.write(w, r, f, simulateContent(f, v), http.StatusUnprocessableEntity)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if f.wantsCSV() {
		return nil, sendCSV(w, "mo-phong-"+v.Answer.Month.String()+".csv", v.head(f), v.rows(f))
	}
	return simulateContent(f, v), nil
}

// simulateForm is the form as it was sent, or with the first number of the law and the first day of next year.
func (s *Site) simulateForm(f *frame) simulateView {
	book := s.Reforms.Book()
	v := simulateView{Now: map[string]string{}, By: f.Query.Get("by")}
	for _, p := range book.ParameterNames() {
		if value, ok := book.Value(p.ID, f.Today); ok && p.Money {
			v.Parameters = append(v.Parameters, p)
			v.Now[p.ID] = money.Dong(value).String()
		}
	}
	slices.SortStableFunc(v.Parameters, func(a, b law.ParameterName) int { return cmp.Compare(monthlyRank(book, a.ID), monthlyRank(book, b.ID)) })
	if !slices.Contains(divisions, v.By) {
		v.By = divisions[0]
	}
	year, _ := f.Today.Month().Civil()
	for i := range v.Forms {
		n := strconv.Itoa(i + 1)
		v.Forms[i] = supposedForm{f.Query.Get("p" + n), f.Query.Get("v" + n), f.Query.Get("d" + n)}
		if v.Forms[i].Day == "" {
			v.Forms[i].Day = calendar.MonthOf(year+1, 1).First().String()
		}
	}
	return v
}

// scenarios reads the form; the second scenario may be left empty.
func (v simulateView) scenarios(f *frame) ([]reform.Supposed, error) {
	var all []reform.Supposed
	for i, x := range v.Forms {
		if x.Value == "" && i > 0 {
			continue
		}
		value := strings.NewReplacer(".", "", " ", "", "đ", "").Replace(x.Value)
		setting, err := law.ParseSetting(x.Parameter + "=" + value + "@" + x.Day)
		if fault.CodeOf(err) == "law.reform.bad_setting" {
			return nil, fault.New(fault.Invalid, "web.simulate.bad_value", x.Value)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, reform.Supposed{Name: f.T("web.simulate.name", string(rune('A'+i))), Settings: []law.Setting{setting}})
	}
	return all, nil
}

// scenario says in words what a form supposes.
func (v simulateView) scenario(f *frame, i int) string {
	x := v.Forms[i]
	name := x.Parameter
	for _, p := range v.Parameters {
		if p.ID == x.Parameter {
			name = f.Law(p.Name)
		}
	}
	day, _ := calendar.ParseDate(x.Day)
	value, _ := strconv.ParseInt(strings.NewReplacer(".", "", " ", "", "đ", "").Replace(x.Value), 10, 64)
	return f.T("web.simulate.supposed", name, money.Dong(value).String(), f.Date(day))
}

// lines are the groups of one division that are due something under some scenario, those with the greatest change
// first.
func lines(s *law.Simulation, by string) []law.Line {
	var all []law.Line
	for _, d := range s.By {
		if d.By != by {
			continue
		}
		for _, l := range d.Lines {
			if slices.ContainsFunc(l.Outcomes, func(o law.Outcome) bool { return o.Cost > 0 || o.People > 0 }) {
				all = append(all, l)
			}
		}
	}
	if by == "age" {
		return all // ages have an order of their own
	}
	slices.SortStableFunc(all, func(a, b law.Line) int { return cmp.Compare(size(b), size(a)) })
	return all
}

// size is the greatest change of cost in a line.
func size(l law.Line) money.Dong {
	most := money.Dong(0)
	for _, o := range l.Outcomes[1:] {
		most = max(most, o.Cost-l.Outcomes[0].Cost, l.Outcomes[0].Cost-o.Cost)
	}
	return most
}

// groupName is a group as people read it.
func (f *frame) groupName(by string, l law.Line) string {
	if by == "age" && l.ID != "unknown" {
		return f.T("web.simulate.age", f.Law(l.Name))
	}
	return capital(f.Law(l.Name))
}

// percentChange is a change in hundredths of what was, to one decimal; a dash where nothing was.
func percentChange(was, will money.Dong) string {
	if was == 0 {
		return "–"
	}
	tenths := int64(will-was) * 1000 / int64(was)
	sign := "+"
	if tenths < 0 {
		sign, tenths = "−", -tenths
	}
	return sign + number(tenths/10) + "," + number(tenths%10) + "%"
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
func (f *frame) scenarioName(s law.Scenario) string {
	if s.Name == "now" {
		return f.T("web.simulate.now")
	}
	return s.Name
}

// fieldOf is the field in the full name of a number.
func fieldOf(parameter string) string {
	field, _, _ := strings.Cut(parameter, ".")
	return field
}

// monthlyRank puts the numbers of a field that is paid every month before those of the others, of which a simulation
// says nothing.
func monthlyRank(book *law.Book, parameter string) int {
	if i, ok := book.Programme(fieldOf(parameter)); ok && !book.Programmes()[i].OnRequest() {
		return int(i)
	}
	return len(book.Programmes())
}
