package plan

import (
	"context"
	"strconv"
	"strings"

	"ansinh/db"
)

// writer inserts the rows of one version and keeps the first error.
type writer struct {
	ctx     context.Context
	tx      *db.Tx
	version string
	err     error
}

func (w *writer) insert(table, columns string, values ...any) {
	if w.err != nil {
		return
	}
	marks := make([]string, 0, len(values)+1)
	for i := range len(values) + 1 {
		marks = append(marks, "$"+strconv.Itoa(i+1))
	}
	_, w.err = w.tx.Exec(w.ctx, `INSERT INTO `+table+` (version, `+columns+`) VALUES (`+strings.Join(marks, ", ")+`)`,
		append([]any{w.version}, values...)...)
}

func writeContents(ctx context.Context, tx *db.Tx, id VersionID, c Contents) []error {
	w := &writer{ctx: ctx, tx: tx, version: string(id)}
	for i, t := range c.Targets {
		w.insert("plan_target", "id, seq, clause, title_vi, title_en, population_vi, population_en, comparator, low, high, unit, year, part_of, mention, note_vi, note_en, source, confidence",
			t.ID, i, t.Clause, t.Title.VI, t.Title.EN, t.Population.VI, t.Population.EN, string(t.Goal.Comparator), string(t.Goal.Low), string(t.Goal.High),
			t.Goal.Unit, t.Goal.Year, t.PartOf, t.Mention, t.Note.VI, t.Note.EN, t.Source, int(t.Confidence))
	}
	for i, t := range c.Tasks {
		w.insert("plan_task", "number, seq, clause, title_vi, title_en, functions, time_vi, time_en, deadline, serves, reading, note_vi, note_en, source, confidence",
			t.Number, i, t.Clause, t.Title.VI, t.Title.EN, strings.Join(t.Functions, ","), t.Time.VI, t.Time.EN, t.Deadline, strings.Join(t.Serves, ","),
			t.Reading, t.Note.VI, t.Note.EN, t.Source, int(t.Confidence))
		w.parties("task:"+t.Number, "lead", t.Lead...)
		w.parties("task:"+t.Number, "with", t.Coordinating...)
	}
	for i, d := range c.Duties {
		w.insert("plan_duty", "id, seq, clause, function, what_vi, what_en, every, due, before_day, source, confidence",
			d.ID, i, d.Clause, d.Function, d.What.VI, d.What.EN, string(d.Every), strings.Join(d.Due, ","), d.Before, d.Source, int(d.Confidence))
		w.parties("duty:"+d.ID, "who", d.Who...)
		w.parties("duty:"+d.ID, "to", d.To)
	}
	for i, o := range c.Organisation {
		w.insert("plan_organisation", "id, seq, clause, what_vi, what_en", o.ID, i, o.Clause, o.What.VI, o.What.EN)
		for k, agency := range o.Who {
			w.insert("plan_party", "subject, role, seq, agency, named", "organisation:"+o.ID, "who", k, agency, "")
		}
	}
	for i, d := range c.Deliverables {
		w.insert("plan_deliverable", "id, seq, task, clause, owner, due, target, what_vi, what_en, source, confidence",
			d.ID, i, d.Task, d.Clause, d.Owner, d.Due, d.Target, d.What.VI, d.What.EN, d.Source, int(d.Confidence))
	}
	for i, d := range c.Citations {
		w.insert("plan_citation", "seq, number, kind, issued_on, issuer, subject_vi, subject_en", i, d.Number, d.Kind, d.Date, d.Issuer, d.Subject.VI, d.Subject.EN)
	}
	for i, d := range c.Doubts {
		w.insert("plan_doubt", "seq, words, why, source", i, d.Words, d.Why, d.Source)
	}
	return []error{w.err}
}

func (w *writer) parties(subject, role string, list ...Party) {
	for i, p := range list {
		w.insert("plan_party", "subject, role, seq, agency, named", subject, role, i, p.Agency, p.Named)
	}
}
