package plan

import (
	"context"
	"errors"
	"strings"

	"ansinh/db"
)

func targets(ctx context.Context, t *db.Tx, id VersionID) ([]Target, error) {
	return db.All(ctx, t, func(s db.Scanner) (Target, error) {
		var x Target
		err := s.Scan(&x.ID, &x.Clause, &x.Title.VI, &x.Title.EN, &x.Population.VI, &x.Population.EN, &x.Goal.Comparator, &x.Goal.Low, &x.Goal.High,
			&x.Goal.Unit, &x.Goal.Year, &x.PartOf, &x.Mention, &x.Note.VI, &x.Note.EN, &x.Source, &x.Confidence)
		return x, err
	}, `SELECT id, clause, title_vi, title_en, population_vi, population_en, comparator, low, high, unit, year, part_of, mention, note_vi, note_en,
			source, confidence
		FROM plan_target WHERE version = $1 ORDER BY seq, id`, string(id))
}

// roles are the parties of a version by subject and role.
type roles map[string][]Party

func parties(ctx context.Context, t *db.Tx, id VersionID) (roles, error) {
	out := roles{}
	err := db.Each(ctx, t, func(s db.Scanner) error {
		var subject, role string
		var p Party
		if err := s.Scan(&subject, &role, &p.Agency, &p.Named); err != nil {
			return err
		}
		out[subject+" "+role] = append(out[subject+" "+role], p)
		return nil
	}, `SELECT subject, role, agency, named FROM plan_party WHERE version = $1 ORDER BY subject, role, seq`, string(id))
	return out, err
}

func tasks(ctx context.Context, t *db.Tx, id VersionID) ([]Task, error) {
	by, err := parties(ctx, t, id)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, t, func(s db.Scanner) (Task, error) {
		var x Task
		var functions, serves string
		err := s.Scan(&x.Number, &x.Clause, &x.Title.VI, &x.Title.EN, &functions, &x.Time.VI, &x.Time.EN, &x.Deadline, &serves, &x.Reading,
			&x.Note.VI, &x.Note.EN, &x.Source, &x.Confidence)
		x.Functions, x.Serves = listOf(functions), listOf(serves)
		x.Lead, x.Coordinating = by["task:"+x.Number+" lead"], by["task:"+x.Number+" with"]
		return x, err
	}, `SELECT number, clause, title_vi, title_en, functions, time_vi, time_en, deadline, serves, reading, note_vi, note_en, source, confidence
		FROM plan_task WHERE version = $1 ORDER BY seq, number`, string(id))
}

func duties(ctx context.Context, t *db.Tx, id VersionID) ([]Duty, error) {
	by, err := parties(ctx, t, id)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, t, func(s db.Scanner) (Duty, error) {
		var x Duty
		var due string
		err := s.Scan(&x.ID, &x.Clause, &x.Function, &x.What.VI, &x.What.EN, &x.Every, &due, &x.Before, &x.Source, &x.Confidence)
		x.Due, x.Who = listOf(due), by["duty:"+x.ID+" who"]
		if to := by["duty:"+x.ID+" to"]; len(to) > 0 {
			x.To = to[0]
		}
		return x, err
	}, `SELECT id, clause, function, what_vi, what_en, every, due, before_day, source, confidence FROM plan_duty WHERE version = $1
		ORDER BY seq, id`, string(id))
}

func charges(ctx context.Context, t *db.Tx, id VersionID) ([]Charge, error) {
	by, err := parties(ctx, t, id)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, t, func(s db.Scanner) (Charge, error) {
		var x Charge
		err := s.Scan(&x.ID, &x.Clause, &x.What.VI, &x.What.EN)
		for _, p := range by["organisation:"+x.ID+" who"] {
			x.Who = append(x.Who, p.Agency)
		}
		return x, err
	}, `SELECT id, clause, what_vi, what_en FROM plan_organisation WHERE version = $1 ORDER BY seq, id`, string(id))
}

func deliverables(ctx context.Context, t *db.Tx, id VersionID) ([]Deliverable, error) {
	return db.All(ctx, t, func(s db.Scanner) (Deliverable, error) {
		var x Deliverable
		err := s.Scan(&x.ID, &x.Task, &x.Clause, &x.Owner, &x.Due, &x.Target, &x.What.VI, &x.What.EN, &x.Source, &x.Confidence)
		return x, err
	}, `SELECT id, task, clause, owner, due, target, what_vi, what_en, source, confidence FROM plan_deliverable WHERE version = $1
		ORDER BY seq, id`, string(id))
}

func citations(ctx context.Context, t *db.Tx, id VersionID) ([]Citation, error) {
	return db.All(ctx, t, func(s db.Scanner) (Citation, error) {
		var x Citation
		err := s.Scan(&x.Number, &x.Kind, &x.Date, &x.Issuer, &x.Subject.VI, &x.Subject.EN)
		return x, err
	}, `SELECT number, kind, issued_on, issuer, subject_vi, subject_en FROM plan_citation WHERE version = $1 ORDER BY seq`, string(id))
}

func doubts(ctx context.Context, t *db.Tx, id VersionID) ([]Doubt, error) {
	return db.All(ctx, t, func(s db.Scanner) (Doubt, error) {
		var x Doubt
		err := s.Scan(&x.Words, &x.Why, &x.Source)
		return x, err
	}, `SELECT words, why, source FROM plan_doubt WHERE version = $1 ORDER BY seq`, string(id))
}

func contents(ctx context.Context, t *db.Tx, id VersionID) (c Contents, err error) {
	var errs [7]error
	c.Targets, errs[0] = targets(ctx, t, id)
	c.Tasks, errs[1] = tasks(ctx, t, id)
	c.Duties, errs[2] = duties(ctx, t, id)
	c.Organisation, errs[3] = charges(ctx, t, id)
	c.Deliverables, errs[4] = deliverables(ctx, t, id)
	c.Citations, errs[5] = citations(ctx, t, id)
	c.Doubts, errs[6] = doubts(ctx, t, id)
	return c, errors.Join(errs[:]...)
}

// listOf reads what strings.Join with a comma wrote.
func listOf(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
