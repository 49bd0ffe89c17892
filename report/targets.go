package report

import (
	"math/big"
	"strconv"
	"strings"

	"ansinh/indicator"
	"ansinh/report/docx"
	"ansinh/returns"
	"ansinh/text"
)

// targets is the table of all targets by group, and a sentence on each that is behind.
func (a *Annual) targets(v values) []docx.Block {
	w := a.room.words.Targets
	t := docx.Table{Columns: []docx.Column{{Width: 6, Align: docx.Center}, {Width: 34, Align: docx.Left}, {Width: 14, Align: docx.Center},
		{Width: 16, Align: docx.Center}, {Width: 13, Align: docx.Center}, {Width: 17, Align: docx.Left}}, Head: head(w.Columns, v)}
	group := ""
	for i, s := range a.Standings {
		if g := s.Definition.Group; g.ID != group {
			group = g.ID
			t.Rows = append(t.Rows, []docx.Cell{{Lines: []string{g.VI}, Span: 6, Bold: true, Keep: true, Align: docx.Left}})
		}
		t.Rows = append(t.Rows, []docx.Cell{docx.C(strconv.Itoa(i + 1)), docx.C(s.Definition.Name.VI), docx.C(a.goal(s), "(năm "+strconv.Itoa(s.Goal.Year)+")"),
			docx.C(a.result(s)...), {Lines: []string{a.stateWord(s.State)}, Bold: s.State == indicator.Slow || s.State == indicator.AtRisk}, docx.C(a.source(s))})
	}
	tolerance := a.room.indicators.Book().Tolerance()
	out := []docx.Block{docx.Heading{Level: 1, Text: w.Say["heading"]},
		docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: v.fill(w.Say["caption"])}}}, t,
		docx.Paragraph{Note: true, Runs: []docx.Run{{Text: v.with(values{"on_track": percent(tolerance.OnTrack), "slow": percent(tolerance.Slow)}).fill(w.Say["note"])}}}}
	return append(out, a.behind(v)...)
}

// result is the value with its period, marked where it is illustrative; a dash where there is none.
func (a *Annual) result(s indicator.Standing) []string {
	if s.Latest == nil {
		return []string{"–"}
	}
	return []string{mark(a.unit(s, s.Definition.Show(s.Latest.Value)), s.Illustrative), "(" + s.Latest.Period.Vietnamese() + ")"}
}

// source names the agency's form or the people the value was counted from.
func (a *Annual) source(s indicator.Standing) string {
	agency, _ := a.room.agencies.Agency(s.Definition.Agency)
	if s.Definition.FromRows() {
		return a.say("indicator.source.rows")
	}
	form, _ := a.room.returns.Book().Form(s.Definition.Form())
	if agency.Short != "" {
		return agency.Short + ": " + form.Name.VI
	}
	return agency.Name.VI + ": " + form.Name.VI
}

func (a *Annual) behind(v values) []docx.Block {
	w := a.room.words.Targets.Say
	var out []docx.Block
	for _, s := range a.Standings {
		if s.State != indicator.Slow && s.State != indicator.AtRisk {
			continue
		}
		out = append(out, docx.P(v.with(values{"name": s.Definition.Name.VI, "value": a.bind(targetKey(s, "value"), a.value(s)),
			"period": s.Latest.Period.Vietnamese(), "goal": a.bind(targetKey(s, "goal"), a.goal(s)), "goal_year": strconv.Itoa(s.Goal.Year)}).fill(w["behind"])+a.effort(s, v)))
	}
	if len(out) == 0 {
		return []docx.Block{docx.P(w["none_behind"])}
	}
	return append([]docx.Block{docx.P(w["behind_heading"])}, out...)
}

// effort ends the sentence on a target that is behind: where the way stands and what must change each year.
func (a *Annual) effort(s indicator.Standing, v values) string {
	w := a.room.words.Targets.Say
	if s.Effort == nil || s.Required == nil {
		return w["time_over"]
	}
	change := w["increase"]
	if s.Effort.Sign() < 0 {
		change = w["decrease"]
	}
	return v.with(values{"required": a.bind(targetKey(s, "required"), a.unit(s, s.Definition.Show(s.Required))), "change": change,
		"effort": a.bind(targetKey(s, "effort"), a.need(s))}).fill(w["way"])
}

// need is what must change each year, without its direction.
func (a *Annual) need(s indicator.Standing) string {
	need := new(big.Rat).Abs(s.Effort)
	if s.Definition.Unit == "%" {
		return s.Definition.Show(need) + " " + a.room.words.Targets.Say["points"]
	}
	return a.unit(s, s.Definition.Show(need))
}

// missing names every target without a judgement and what is missing for it.
func (a *Annual) missing(v values) []docx.Block {
	w := a.room.words.Missing
	out := []docx.Block{docx.Heading{Level: 1, Text: w["heading"]}}
	var items []docx.Block
	for _, s := range a.Standings {
		if s.State != indicator.NoData {
			continue
		}
		var said []string
		for _, m := range s.Missing {
			said = append(said, m.In(a.room.texts, text.VI))
		}
		items = append(items, docx.P(v.with(values{"name": s.Definition.Name.VI, "missing": strings.Join(said, " ")}).fill(w["item"])))
	}
	if len(items) == 0 {
		return append(out, docx.P(w["none"]))
	}
	return append(append(out, docx.P(w["lead"])), items...)
}

// annex gives each target's numerator, denominator, start and way.
func (a *Annual) annex(v values) docx.Annex {
	w := a.room.words.Annex
	t := docx.Table{Columns: []docx.Column{{Width: 6, Align: docx.Center}, {Width: 29, Align: docx.Left}, {Width: 10, Align: docx.Right},
		{Width: 10, Align: docx.Right}, {Width: 11, Align: docx.Right}, {Width: 11, Align: docx.Right}, {Width: 8, Align: docx.Right},
		{Width: 8, Align: docx.Right}, {Width: 12, Align: docx.Left}}, Head: head(w.Columns, v)}
	for _, s := range a.Standings {
		t.Rows = append(t.Rows, a.annexRow(s, v))
	}
	return docx.Annex{Label: w.Say["label"], Title: v.fill(w.Say["title"]), Reference: v.fill(w.Say["reference"]), Landscape: true, Body: []docx.Block{t}}
}

func (a *Annual) annexRow(s indicator.Standing, v values) []docx.Cell {
	d := s.Definition
	top, bottom, value, basis := "–", "–", "–", ""
	if s.Latest != nil {
		top, bottom = figure(s.Latest.Numerator), figure(s.Latest.Denominator)
		if d.Denominator.VI == "" {
			top, bottom = d.Show(s.Latest.Value), "–"
		}
		value, basis = mark(a.unit(s, d.Show(s.Latest.Value)), s.Illustrative), a.basis(*s.Latest, v)
	}
	start := "–"
	if s.Start != nil {
		start = a.unit(s, d.Show(s.Start.Value)) + " (" + s.Start.Period.Vietnamese() + ")"
	}
	effort := d.Show(s.Effort)
	if s.State == indicator.Achieved {
		effort = ""
	}
	return []docx.Cell{docx.C(d.Target), docx.C(d.Name.VI), docx.C(top), docx.C(bottom), docx.C(value), docx.C(start),
		docx.C(dash(d.Show(s.Required))), docx.C(dash(effort)), docx.C(basis)}
}

// basis says on which snapshot or return a value rests.
func (a *Annual) basis(m indicator.Measurement, v values) string {
	w := a.room.words.Annex.Say
	var out []string
	for _, p := range m.Provenance {
		if id, ok := strings.CutPrefix(p, "return:"); ok {
			out = append(out, v.with(values{"id": id}).fill(w["return_from"]))
			continue
		}
		out = append(out, v.with(values{"hash": p[:min(len(p), 12)]}).fill(w["rows_from"]))
	}
	return strings.Join(out, "; ")
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// head is one row of column titles.
func head(columns []string, v values) [][]docx.Cell {
	row := make([]docx.Cell, len(columns))
	for i, c := range columns {
		row[i] = docx.C(v.fill(c))
	}
	return [][]docx.Cell{row}
}

// percent writes permille as a percentage: 50 is 5, 25 is 2,5.
func percent(permille int64) string {
	return strings.TrimSuffix(returns.FormatNumber(permille, 1), ",0")
}
