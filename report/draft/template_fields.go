package draft

import (
	"bytes"
	"context"
	"slices"
	"strconv"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/report"
	"ansinh/report/docx"
)

// fieldsOf are all fields that a template may name, each with what it means and, where there is one, its value today: also
// those of forms that nobody has sent yet.
func (s *Drafts) fieldsOf(ctx context.Context, actor auth.Actor) ([]report.Figure, error) {
	today := calendar.DateOf(s.gate.Now())
	d := Draft{Kind: FromTemplate, Year: today.Year(), Holder: actor.Agency, AsOf: today}
	one, _, contents, err := s.Plans.Current(ctx, auth.System(), "", today)
	if err != nil {
		return nil, err
	}
	if u, ok := s.Tree.Find(one.Province, org.Province, one.Date); ok {
		d.Area = u.ID
	}
	by, err := s.figuresNow(ctx, d)
	if err != nil {
		return nil, err
	}
	add := func(key, meaning string, args ...any) {
		if _, ok := by[key]; !ok {
			by[key] = report.Figure{Key: key, Meaning: s.say("report.field."+meaning, args...)}
		}
	}
	for _, key := range documentFields {
		add(key, key)
	}
	book := s.Returns.Book()
	for _, form := range book.Forms() {
		if form.Communal() {
			continue
		}
		for _, f := range form.Fields {
			add("return."+form.ID+"."+f.ID, "return", form.Name.VI, book.FieldName(form.ID, f.ID).VI, f.Unit)
		}
	}
	for _, t := range contents.Tasks {
		add("task."+t.Number+".state", "task_state", t.Number)
		add("task."+t.Number+".evidence", "task_evidence", t.Number)
	}
	var out []report.Figure
	for _, f := range by {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b report.Figure) int { return compareKeys(a.Key, b.Key) })
	return out, nil
}

// compareKeys puts the general fields before those of targets, tasks and returns.
func compareKeys(a, b string) int {
	rank := func(key string) string {
		for i, p := range []string{"target.", "task.", "return."} {
			if len(key) > len(p) && key[:len(p)] == p {
				return strconv.Itoa(i+1) + key
			}
		}
		return "0" + key
	}
	x, y := rank(a), rank(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// Sample is a template to begin with: an official document with fields in its sentences, and below it all fields there are
// with what they mean and what they are today. The list names fields without their marks, so that it is not filled in.
func (s *Drafts) Sample(ctx context.Context, actor auth.Actor) ([]byte, error) {
	if _, err := s.Templates(ctx, actor); err != nil { // who may not see templates needs no sample
		return nil, err
	}
	all, err := s.fieldsOf(ctx, actor)
	if err != nil {
		return nil, err
	}
	w := s.words
	v := values{"PROVINCE": "«province»", "issuer": "«holder»", "number": "«document.number»", "plan_number": "«plan.number»", "plan_date": "«plan.date»",
		"plan_issuer": "«plan.issuer»", "period": "«period»", "day": "«day»"}
	d := docx.Document{Superior: []string{w.fill("superior", v)}, Issuer: []string{"«holder»"}, Number: w.fill("number", v), Place: "«province»", Kind: w.Kind,
		Subject: []string{w.fill("sample_subject", v)}, Title: s.say("template.sample"),
		Signature: docx.Signature{Authority: w.Authority, Name: "«document.signer»"}, Recipients: docx.Recipients{Label: w.Recipients.Label, Lines: w.Recipients.Lines}}
	for _, line := range w.Sample {
		d.Body = append(d.Body, docx.P(fillIn(line, v)))
	}
	t := docx.Table{Columns: []docx.Column{{Width: 30, Align: docx.Left}, {Width: 50, Align: docx.Left}, {Width: 20, Align: docx.Left}},
		Head: headOf([]string{s.say("draft.sheet.key"), s.say("draft.sheet.meaning"), s.say("draft.sheet.value")})}
	for _, f := range all {
		t.Rows = append(t.Rows, []docx.Cell{docx.C(f.Key), docx.C(f.Meaning), docx.C(f.Text)})
	}
	d.Annexes = []docx.Annex{{Label: s.say("template.sample.fields"), Title: s.say("template.sample.remove"), Body: []docx.Block{t}}}
	var out bytes.Buffer
	if err := d.Write(&out, s.form); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "report.write")
	}
	return out.Bytes(), nil
}
