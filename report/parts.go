package report

import (
	"slices"
	"strconv"
	"strings"

	"ansinh/indicator"
	"ansinh/money"
	"ansinh/report/docx"
	"ansinh/returns"
)

// tasks is the plan's tasks under the agency that answers today, with the agency the plan named and how it came.
func (a *Annual) tasks(v values) []docx.Block {
	w := a.room.words.Tasks
	t := docx.Table{Columns: []docx.Column{{Width: 7, Align: docx.Center}, {Width: 45, Align: docx.Left}, {Width: 30, Align: docx.Left},
		{Width: 18, Align: docx.Center}}, Head: head(w.Columns, v)}
	for _, agency := range a.leadsNow() {
		t.Rows = append(t.Rows, []docx.Cell{{Lines: []string{agency.name}, Span: 4, Bold: true, Keep: true, Align: docx.Left}})
		for _, task := range a.Plan.Tasks {
			for _, l := range task.Leads {
				if l.Now.ID == agency.id {
					t.Rows = append(t.Rows, []docx.Cell{docx.C(task.Number), docx.C(task.Title), docx.C(a.succession(l, v)), docx.C(a.taskReturns(task.Number))})
				}
			}
		}
	}
	return []docx.Block{docx.Heading{Level: 1, Text: w.Say["heading"]}, docx.P(v.fill(w.Say["lead"])),
		docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: v.fill(w.Say["caption"])}}}, t}
}

type leadNow struct{ id, name string }

// leadsNow are the agencies that answer on the day, in the order in which the plan first comes to them.
func (a *Annual) leadsNow() []leadNow {
	var out []leadNow
	for _, task := range a.Plan.Tasks {
		for _, l := range task.Leads {
			if !slices.ContainsFunc(out, func(x leadNow) bool { return x.id == l.Now.ID }) {
				out = append(out, leadNow{l.Now.ID, l.Now.Name.VI})
			}
		}
	}
	return out
}

// succession is the agency as the plan names it and, where it is another by now, each step on the way.
func (a *Annual) succession(l Lead, v values) string {
	out := l.Named.Name.VI
	var steps []string
	for _, s := range l.Steps {
		if s.To.Name.VI != s.From.Name.VI {
			steps = append(steps, v.with(values{"to": s.To.Name.VI, "on": dayOf(s.On)}).fill(a.room.words.Tasks.Say["now"]))
		}
	}
	if len(steps) > 0 {
		out += " (" + strings.Join(steps, "; ") + ")"
	}
	return out
}

// taskReturns is where the returns stand that serve a task.
func (a *Annual) taskReturns(number string) string {
	var out []string
	for _, r := range a.Returns {
		if r.Form.Task == number {
			out = append(out, r.Form.Name.VI+": "+a.returnState(r))
		}
	}
	return dash(strings.Join(out, "; "))
}

func (a *Annual) returnState(r returns.Standing) string {
	state := "none"
	if r.Return != nil {
		state = string(r.Return.State)
	}
	return a.say("returns.state." + state)
}

// money is the table of payments and of people who are entitled and get nothing.
func (a *Annual) money(v values) []docx.Block {
	w := a.room.words.Money
	out := []docx.Block{docx.Heading{Level: 1, Text: w.Say["heading"]}}
	n, _, last := a.Payments.months()
	if n == 0 {
		return append(out, docx.P(v.fill(w.Say["none"])))
	}
	v = v.with(values{"last_month": monthOf(last)})
	t := docx.Table{Columns: []docx.Column{{Width: 44, Align: docx.Left}, {Width: 14, Align: docx.Center}, {Width: 16, Align: docx.Right},
		{Width: 26, Align: docx.Right}}, Head: head(w.Columns, v)}
	for _, p := range a.Payments.Programmes {
		for i, m := range p.Months {
			name := ""
			if i == 0 {
				name = p.Name.VI
			}
			t.Rows = append(t.Rows, []docx.Cell{docx.C(name), docx.C(monthOf(m.Month)), docx.C(money.Group(m.Lines)), docx.C(money.Group(int64(m.Amount)))})
		}
	}
	t.Rows = append(t.Rows, []docx.Cell{{Lines: []string{w.Say["total"]}, Span: 3, Bold: true, Align: docx.Left},
		{Lines: []string{money.Group(int64(a.Payments.total()))}, Bold: true}})
	out = append(out, docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: mark(v.fill(w.Say["caption"]), a.Payments.Simulated)}}}, t)
	return append(out, a.gap(v)...)
}

func (a *Annual) gap(v values) []docx.Block {
	w := a.room.words.Money
	people, amount := a.Payments.gap()
	if people == 0 {
		return []docx.Block{docx.P(w.Say["no_gap"])}
	}
	v = v.with(values{"gap_people": a.bind("gap.people", mark(money.Group(people), a.Payments.Simulated)), "gap_amount": a.bind("gap.amount", amount.String())})
	t := docx.Table{Columns: []docx.Column{{Width: 50, Align: docx.Left}, {Width: 20, Align: docx.Right}, {Width: 30, Align: docx.Right}}, Head: head(w.GapColumns, v)}
	for _, g := range a.Payments.Gap {
		t.Rows = append(t.Rows, []docx.Cell{docx.C(g.Name.VI), docx.C(money.Group(g.People)), docx.C(money.Group(int64(g.Amount)))})
	}
	return []docx.Block{docx.P(v.fill(w.Say["gap"])), docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: mark(v.fill(w.Say["gap_caption"]), a.Payments.Simulated)}}}, t}
}

func (p Payments) gap() (people int64, amount money.Dong) {
	for _, g := range p.Gap {
		people, amount = people+g.People, amount+g.Amount
	}
	return people, amount
}

// returnsPart is which return came when, and which figures two agencies gave differently.
func (a *Annual) returnsPart(v values) []docx.Block {
	w := a.room.words.Returns
	t := docx.Table{Columns: []docx.Column{{Width: 6, Align: docx.Center}, {Width: 22, Align: docx.Left}, {Width: 18, Align: docx.Left},
		{Width: 15, Align: docx.Center}, {Width: 15, Align: docx.Center}, {Width: 15, Align: docx.Center}, {Width: 9, Align: docx.Center}}, Head: head(w.Columns, v)}
	for i, r := range a.Returns {
		received, state := "–", a.returnState(r)
		if r.Received() {
			received = dayOf(r.Return.Received)
		}
		if r.Late {
			state += " (" + w.Say["late"] + ")"
		}
		t.Rows = append(t.Rows, []docx.Cell{docx.C(strconv.Itoa(i + 1)), docx.C(r.Form.Name.VI), docx.C(a.agency(r.Form.Agency)),
			docx.C(dayOf(r.LastDay)), docx.C(received), {Lines: []string{state}, Bold: r.Late},
			docx.C(strconv.Itoa(r.Filled) + "/" + strconv.Itoa(len(r.Form.Fields)))})
	}
	out := []docx.Block{docx.Heading{Level: 1, Text: w.Say["heading"]}, docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: v.fill(w.Say["caption"])}}}, t}
	if len(a.Conflicts) > 0 {
		out = append(out, docx.P(w.Say["conflicts_heading"]))
	}
	for _, c := range a.Conflicts {
		out = append(out, docx.P(v.with(values{"field": c.Field.VI, "agency": a.agency(c.Form.Agency), "other_agency": a.agency(c.OtherForm.Agency),
			"value":       mark(returns.FormatNumber(c.Value, c.Field.Scale), c.Illustrative),
			"other_value": mark(returns.FormatNumber(c.OtherValue, c.Other.Scale), c.Illustrative)}).fill(w.Say["conflict"])))
	}
	return out
}

func (a *Annual) agency(id string) string {
	x, _ := a.room.agencies.Agency(id)
	return x.Name.VI
}

// next is what follows from what is missing, late or behind.
func (a *Annual) next(v values) []docx.Block {
	w := a.room.words.Next
	out := []docx.Block{docx.Heading{Level: 1, Text: w["heading"]}}
	for _, r := range a.Returns {
		out = append(out, a.ask(r, v)...)
	}
	for _, agency := range a.behindBy() {
		out = append(out, docx.P(v.with(values{"agency": a.agency(agency.id), "names": agency.name}).fill(w["behind"])))
	}
	if people, _ := a.Payments.gap(); people > 0 {
		out = append(out, docx.P(v.with(values{"gap_people": a.bind("gap.people", mark(money.Group(people), a.Payments.Simulated))}).fill(w["gap"])))
	}
	return out
}

// ask is what one agency is asked for: the return, or the blank fields of one that came.
func (a *Annual) ask(r returns.Standing, v values) []docx.Block {
	w := a.room.words.Next
	v = v.with(values{"agency": a.agency(r.Form.Agency), "form": r.Form.Name.VI, "state": a.returnState(r), "last_day": dayOf(r.LastDay + 1)})
	switch {
	case !r.Received() && r.Late:
		return []docx.Block{docx.P(v.with(values{"last_day": dayOf(r.LastDay)}).fill(w["returns_late"]))}
	case !r.Received():
		return []docx.Block{docx.P(v.fill(w["returns"]))}
	}
	var blank []string
	for _, f := range r.Blank() {
		if a.needed(r.Form.ID, f.ID) {
			blank = append(blank, a.room.returns.Book().FieldName(r.Form.ID, f.ID).VI)
		}
	}
	if len(blank) == 0 {
		return nil
	}
	return []docx.Block{docx.P(v.with(values{"fields": strings.ToLower(strings.Join(blank, "; "))}).fill(w["blank"]))}
}

// needed says whether a target without judgement waits for the field.
func (a *Annual) needed(form, field string) bool {
	return slices.ContainsFunc(a.Standings, func(s indicator.Standing) bool {
		return s.State == indicator.NoData && slices.Contains(s.Definition.Cells(), indicator.Cell{Form: form, Field: field})
	})
}

// behindBy gathers the names of the targets behind by the agency that answers for them.
func (a *Annual) behindBy() []leadNow {
	var out []leadNow
	for _, s := range a.Standings {
		if s.State != indicator.Slow && s.State != indicator.AtRisk {
			continue
		}
		name := strings.ToLower(s.Definition.Name.VI)
		if i := slices.IndexFunc(out, func(x leadNow) bool { return x.id == s.Definition.Agency }); i >= 0 {
			out[i].name += "; " + name
			continue
		}
		out = append(out, leadNow{s.Definition.Agency, name})
	}
	return out
}

func figure(n int64) string { return money.Group(n) }
