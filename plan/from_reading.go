package plan

import (
	"fmt"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/org"
	"ansinh/viet"
)

// editionOf makes a version of what was read from a document. Names of agencies stay as the document writes them: which
// office of ours each is, a person says when the version is confirmed.
func editionOf(x *Reading) edition {
	date, err := calendar.ParseDate(x.Date)
	if err != nil {
		date = 0
	}
	e := edition{
		Plan:    Plan{ID: idOf(x), Number: x.Number, Kind: x.Type, Issuer: Party{Named: x.IssuingBody}, Province: x.Province, Date: date},
		Version: Version{From: date, Title: org.Name{VI: x.Title}, Horizon: x.Horizon, Origin: FromDocument, State: Draft, SHA256: x.SHA256},
	}
	e.targets(x)
	e.tasks(x)
	e.duties(x)
	for i, d := range x.Deliverables {
		due, err := calendar.ParseDate(d.Due)
		if err != nil {
			due = 0
		}
		e.Deliverables = append(e.Deliverables, Deliverable{ID: "D" + strconv.Itoa(i+1), Task: d.Task, Due: due,
			What: org.Name{VI: d.Text}, Source: d.Source.String(), Confidence: d.Confidence})
	}
	for _, c := range x.Cited {
		day, err := calendar.ParseDate(c.Date)
		if err != nil {
			day = 0
		}
		e.Citations = append(e.Citations, Citation{Number: c.Number, Kind: c.Kind, Date: day, Issuer: c.Issuer, Subject: org.Name{VI: c.Title}})
	}
	for _, u := range x.Unsure {
		e.Doubts = append(e.Doubts, Doubt{Words: u.Text, Why: u.Why, Source: u.Source.String()})
	}
	return e
}

// idOf is the id of a plan from its number, year and province: 30-kh-ubnd-2024-bac-giang.
func idOf(x *Reading) ID {
	parts := []string{x.Number, x.Date[:min(4, len(x.Date))], x.Province}
	if x.Number == "" {
		parts[0] = x.Type + " " + x.SHA256[:min(8, len(x.SHA256))]
	}
	slug := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, viet.Fold(strings.Join(parts, " ")))
	return ID(strings.Join(strings.Fields(slug), "-"))
}

func (e *edition) targets(x *Reading) {
	for _, t := range x.Targets {
		mention := strings.TrimRight(t.ID, "abcdefghijklmnopqrstuvwxyz")
		if mention == t.ID {
			mention = ""
		}
		e.Targets = append(e.Targets, Target{ID: t.ID, Title: org.Name{VI: t.Indicator}, Population: org.Name{VI: t.Population},
			Goal: Goal{Comparator: t.Comparator, Low: t.Value.Low, High: t.Value.High, Unit: t.Unit, Year: t.Year}, Mention: mention,
			Note: org.Name{VI: t.Text}, Source: t.Source.String(), Confidence: t.Confidence})
	}
}

func (e *edition) tasks(x *Reading) {
	seen := map[string]int{}
	for _, t := range x.Tasks {
		number := t.Number
		if seen[number]++; seen[number] > 1 { // parts that count from 1 again
			number += fmt.Sprintf("#%d", seen[number])
		}
		deadline, err := calendar.ParseDate(t.Deadline)
		if err != nil {
			deadline = 0
		}
		e.Tasks = append(e.Tasks, Task{Number: number, Title: org.Name{VI: t.Title}, Lead: named(t.Lead), Coordinating: named(t.Coordinating),
			Time: org.Name{VI: t.Time}, Deadline: deadline, Source: t.Source.String(), Confidence: t.Confidence})
	}
}

func (e *edition) duties(x *Reading) {
	for i, d := range x.Reporting {
		e.Duties = append(e.Duties, Duty{ID: "R" + strconv.Itoa(i+1), Who: named(d.Who), To: Party{Named: d.To}, What: org.Name{VI: d.What},
			Every: everyOf(d.Due), Due: d.Due, Before: strings.Contains(viet.Fold(d.Text), "truoc"), Source: d.Source.String(), Confidence: d.Confidence})
	}
}

func everyOf(due Due) Every {
	switch {
	case len(due) == 0:
		return WhenNeeded
	case !strings.HasPrefix(due[0], "--"):
		return Once
	case len(due) > 1:
		return SeveralAYear
	}
	return EveryYear
}

func named(names []string) []Party {
	out := make([]Party, len(names))
	for i, n := range names {
		out[i] = Party{Named: n}
	}
	return out
}
