package report

import (
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/indicator"
	"ansinh/money"
	"ansinh/org"
	"ansinh/report/docx"
	"ansinh/returns"
)

// Figure is a value that can stand in a text by its key.
type Figure struct {
	Key          string   `json:"key"` // target.T03.value
	Text         string   `json:"text"`
	Meaning      string   `json:"meaning"`
	Path         string   `json:"path"`            // the page that explains it
	Rests        []string `json:"rests,omitempty"` // cells of returns: labour.jobs
	Illustrative bool     `json:"illustrative,omitempty"`
}

// Bound writes a figure into a sentence with its key: [36,5%|target.T03.value].
func Bound(key, text string) string { return "[" + text + "|" + key + "]" }

func (a *Annual) bind(key, text string) string {
	if !a.bound || text == "" {
		return text
	}
	return Bound(key, text)
}

// Document is the report as a document whose sentences carry the keys of their figures.
func (a *Annual) Document() *docx.Document {
	b := *a
	b.bound = true
	return b.document()
}

func targetKey(s indicator.Standing, part string) string {
	return "target." + s.Definition.Target + "." + part
}

func (a *Annual) value(s indicator.Standing) string {
	if s.Latest == nil {
		return "–"
	}
	return mark(a.unit(s, s.Definition.Show(s.Latest.Value)), s.Illustrative)
}

// Figures are all values of the report, each with what it means and where it is explained, by group.
func (a *Annual) Figures() []Figure {
	var out []Figure
	add := func(key, text, path, meaning string, args ...any) {
		out = append(out, Figure{Key: key, Text: text, Meaning: a.say("report.field."+meaning, args...), Path: path})
	}
	year := "?year=" + strconv.Itoa(a.Request.Year)
	add("year", strconv.Itoa(a.Request.Year), "/plan", "year")
	add("day", dayOf(a.Request.AsOf), "/plan", "day")
	add("plan.number", a.Plan.Number, "/plan", "plan_number")
	add("plan.date", dayOf(a.Plan.Date), "/plan", "plan_date")
	add("plan.issuer", a.planIssuer.Name.VI, "/plan", "plan_issuer")
	add("issuer", a.issuer.Name.VI, "/agencies/"+a.issuer.ID, "issuer")
	add("province", a.province, "/units", "province")
	add("count.targets", strconv.Itoa(len(a.Standings)), "/plan", "targets")
	for _, s := range indicator.States() {
		add("count.state."+string(s), strconv.Itoa(a.counts()[s]), "/plan", "state", a.stateWord(s))
	}
	counts := a.plainly().returnCounts()
	for _, k := range []string{"received", "forms", "counted", "late"} {
		add("count.returns."+k, counts[k], "/returns"+year, "returns_"+k)
	}
	n, _, _ := a.Payments.months()
	total := a.Payments.total()
	add("money.months", strconv.Itoa(n), "/runs", "months")
	add("money.paid", mark(total.String(), a.Payments.Simulated), "/runs", "paid")
	add("money.paid.words", total.InWords(), "/runs", "paid_words")
	people, amount := a.Payments.gap()
	add("gap.people", mark(money.Group(people), a.Payments.Simulated), "/lists?list=gap", "gap_people")
	add("gap.amount", amount.String(), "/lists?list=gap", "gap_amount")
	for _, s := range a.Standings {
		out = append(out, a.targetFigures(s)...)
	}
	return append(out, a.cellFigures()...)
}

// plainly is the report whose sentences carry no keys.
func (a *Annual) plainly() *Annual {
	b := *a
	b.bound = false
	return &b
}

func (a *Annual) targetFigures(s indicator.Standing) []Figure {
	var rests []string
	for _, c := range s.Definition.Cells() {
		rests = append(rests, c.Form+"."+c.Field)
	}
	name := s.Definition.Name.VI
	make := func(part, text string) Figure {
		return Figure{Key: targetKey(s, part), Text: dash(text), Meaning: a.say("report.field.target_"+part, s.Definition.Target, name),
			Path: "/plan/targets/" + s.Definition.Target + "/why", Rests: rests, Illustrative: s.Illustrative}
	}
	required, effort := "", ""
	if s.Required != nil {
		required = a.unit(s, s.Definition.Show(s.Required))
	}
	if s.Effort != nil {
		effort = a.need(s)
	}
	return []Figure{make("name", name), make("value", a.value(s)), make("goal", a.goal(s)), make("state", a.stateWord(s.State)),
		make("required", required), make("effort", effort)}
}

// cellFigures are the figures that the agencies reported for the area.
func (a *Annual) cellFigures() []Figure {
	var out []Figure
	book := a.room.returns.Book()
	for _, r := range a.Returns {
		if r.Return == nil || !r.Received() {
			continue
		}
		for _, x := range a.Filled {
			if x.ID != r.Return.ID {
				continue
			}
			for _, f := range r.Form.Fields {
				c, ok := x.Cells[f.ID]
				if !ok {
					continue
				}
				key := r.Form.ID + "." + f.ID
				out = append(out, Figure{Key: "return." + key, Text: mark(returns.FormatNumber(c.Value, f.Scale), c.Illustrative),
					Meaning: a.say("report.field.return", r.Form.Name.VI, book.FieldName(r.Form.ID, f.ID).VI, f.Unit),
					Path:    "/returns/" + r.Form.ID + "?year=" + strconv.Itoa(a.Request.Year), Rests: []string{key}, Illustrative: c.Illustrative})
			}
		}
	}
	return out
}

// Plain takes the keys out of a text and leaves the values.
func Plain(s string) string {
	var b strings.Builder
	for {
		before, key, text, rest, ok := NextFigure(s)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_ = key
		b.WriteString(text)
		s = rest
	}
}

// NextFigure cuts a text at its first figure; where there is none, all of it comes before.
func NextFigure(s string) (before, key, text, rest string, ok bool) {
	for from := 0; ; {
		open := strings.IndexByte(s[from:], '[')
		if open < 0 {
			return s, "", "", "", false
		}
		open += from
		end := strings.IndexByte(s[open:], ']')
		if end < 0 {
			return s, "", "", "", false
		}
		inner := s[open+1 : open+end]
		if text, key, found := strings.Cut(inner, "|"); found && isKey(key) {
			return s[:open], key, text, s[open+end+1:], true
		}
		from = open + 1
	}
}

func isKey(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == ""
}

// Issuer is the agency that issues the consolidated report.
func (a *Annual) Issuer() org.Agency { return a.issuer }

// Province is the name of the province on the day.
func (a *Annual) Province() string { return a.province }

// PlanIssuer is who issued the plan, as it was called.
func (a *Annual) PlanIssuer() org.Agency { return a.planIssuer }

// Say is a text of the program as documents say it.
func (a *Annual) Say(code string, args ...any) string { return a.say(code, args...) }

// DayOf writes a day as documents do.
func DayOf(d calendar.Date) string { return dayOf(d) }
