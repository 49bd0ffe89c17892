package draft

import (
	"strings"

	"ansinh/report"
	"ansinh/report/docx"
	"ansinh/returns"
)

// taskPart is the agency's tasks: a sentence on each, and the table of what it set itself and what shows it.
func (x *agency) taskPart() []docx.Block {
	if len(x.tasks) == 0 {
		return nil
	}
	w := x.room.words
	out := []docx.Block{heading(x.say("tasks"))}
	t := docx.Table{Columns: []docx.Column{{Width: 8, Align: docx.Center}, {Width: 34, Align: docx.Left}, {Width: 42, Align: docx.Left}, {Width: 16, Align: docx.Center}},
		Head: headOf(w.TasksColumns)}
	for _, k := range x.tasks {
		out = append(out, docx.P(x.say("task", "number", k.Number, "title", k.Title.VI, "state", x.bound("task."+k.Number+".state"), "evidence", x.bound("task."+k.Number+".evidence"))))
		var lines []string
		for _, m := range k.lines {
			lines = append(lines, report.DayOf(m.Due)+": "+m.What)
		}
		for _, e := range k.shown {
			lines = append(lines, "– "+e.Document+", "+report.DayOf(e.Day))
		}
		if len(lines) == 0 {
			lines = []string{"–"}
		}
		t.Rows = append(t.Rows, []docx.Cell{docx.C(k.Number), docx.C(k.Title.VI), docx.C(lines...), docx.C(x.annual.Say("plan.task.state." + string(k.state)))})
	}
	return append(out, caption(x.say("tasks_caption")), t)
}

// targetPart is the targets that the agency follows.
func (x *agency) targetPart() []docx.Block {
	out := []docx.Block{heading(x.say("targets"))}
	list := x.standings()
	if len(list) == 0 {
		return append(out, docx.P(x.say("no_targets")))
	}
	t := docx.Table{Columns: []docx.Column{{Width: 9, Align: docx.Center}, {Width: 43, Align: docx.Left}, {Width: 16, Align: docx.Center}, {Width: 16, Align: docx.Center},
		{Width: 16, Align: docx.Center}}, Head: headOf(x.room.words.TargetsColumns)}
	for _, s := range list {
		key := "target." + s.Definition.Target + "."
		t.Rows = append(t.Rows, []docx.Cell{docx.C(s.Definition.Target), docx.C(s.Definition.Name.VI), docx.C(x.plain(key + "goal")), docx.C(x.plain(key + "value")),
			docx.C(x.plain(key + "state"))})
		out = append(out, docx.P(x.say("target", "name", s.Definition.Name.VI, "value", x.bound(key+"value"), "goal", x.bound(key+"goal"), "state", x.bound(key+"state"))))
	}
	return append(out, caption(x.say("targets_caption")), t)
}

func (x *agency) plain(key string) string { return report.Plain(x.bound(key)) }

// figurePart is every figure of the returns that the agency sent.
func (x *agency) figurePart() []docx.Block {
	out := []docx.Block{heading(x.say("figures"))}
	t := docx.Table{Columns: []docx.Column{{Width: 22, Align: docx.Left}, {Width: 48, Align: docx.Left}, {Width: 14, Align: docx.Center}, {Width: 16, Align: docx.Right}},
		Head: headOf(x.room.words.FiguresColumns)}
	illustrative := false
	for _, r := range x.annual.Returns {
		if !x.mine(r.Form.Agency) || !r.Received() {
			continue
		}
		name := r.Form.Name.VI
		for _, f := range r.Form.Fields {
			key := "return." + r.Form.ID + "." + f.ID
			if b := x.plain(key); b != "" {
				illustrative = illustrative || strings.HasSuffix(b, "(*)")
				t.Rows = append(t.Rows, []docx.Cell{docx.C(name), docx.C(x.field(r, f)), docx.C(f.Unit), docx.C(b)})
				name = ""
			}
		}
	}
	if len(t.Rows) == 0 {
		return append(out, docx.P(x.say("no_figures")))
	}
	if illustrative {
		out = append(out, docx.Paragraph{Runs: []docx.Run{{Text: x.say("illustrative"), Italic: true}}})
	}
	return append(out, caption(x.say("figures_caption")), t)
}

func (x *agency) field(r returns.Standing, f returns.Field) string {
	return x.room.Returns.Book().FieldName(r.Form.ID, f.ID).VI
}

func headOf(columns []string) [][]docx.Cell {
	row := make([]docx.Cell, len(columns))
	for i, c := range columns {
		row[i] = docx.C(c)
	}
	return [][]docx.Cell{row}
}
