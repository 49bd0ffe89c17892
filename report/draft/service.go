package draft

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/report"
)

// drafting is the permission under which an actor writes a holder's report: their own agency's, or anybody's.
func (s *Drafts) drafting(actor auth.Actor, holder string) (auth.Permission, error) {
	if holder == actor.Agency && s.gate.May(actor, MayDraft) {
		return MayDraft, nil
	}
	if actor.Agency != holder && s.gate.May(actor, MayDraft) && !s.gate.May(actor, MayWrite) {
		return MayDraft, fault.New(fault.Forbidden, "draft.other_agency")
	}
	return MayWrite, nil
}

// reading is the permission under which an actor reads a holder's report.
func (s *Drafts) reading(actor auth.Actor, holder string) (auth.Permission, error) {
	if s.gate.May(actor, MayRead) {
		return MayRead, nil
	}
	return MayDraft, map[bool]error{true: nil, false: fault.New(fault.Forbidden, "draft.other_agency")}[holder == actor.Agency]
}

func subject(id ID) string { return fmt.Sprintf("report_draft:%d", id) }

// Make draws up a report. One that is not signed yet is a conflict, which names it.
func (s *Drafts) Make(ctx context.Context, actor auth.Actor, a Ask) (Draft, error) {
	if a.Kind != Consolidated && a.Holder == "" {
		a.Holder = actor.Agency
	}
	d := Draft{Kind: a.Kind, Year: a.Year, Period: a.Period, Holder: a.Holder, Area: a.Area, AsOf: a.AsOf, Template: a.Template, State: Open}
	p, err := s.drafting(actor, a.Holder)
	if a.Kind == Consolidated {
		p, err = MayWrite, nil
	}
	if err != nil {
		return d, err
	}
	if err := s.gate.Read(ctx, actor, gate.Act{Permission: p, Subject: "report_drafts"}, func(*gate.Tx) error { return nil }); err != nil {
		return d, err
	}
	if err := s.inUse(ctx, actor, d); err != nil {
		return d, err
	}
	c, err := s.fresh(ctx, &d)
	if err != nil {
		return d, err
	}
	err = s.gate.Change(ctx, actor, gate.Act{Permission: p, Subject: "report_drafts"}, func(tx *gate.Tx) error {
		if same, err := sameDraft(ctx, tx, d); err != nil || same != 0 {
			return orFault(err, fault.New(fault.Conflict, "draft.exists", same))
		}
		d.Version = 0
		if err := insertDraft(ctx, tx, &d); err != nil {
			return err
		}
		if err := addVersion(ctx, tx, &d, c, ""); err != nil {
			return err
		}
		tx.Note("report", int64(d.ID))
		return moveDraft(ctx, tx, &d, Open, "")
	})
	return d, err
}

// inUse refuses a new report from a template that was taken out of use.
func (s *Drafts) inUse(ctx context.Context, actor auth.Actor, d Draft) error {
	if d.Kind != FromTemplate {
		return nil
	}
	id, _, err := parseRef(d.Template)
	if err != nil {
		return err
	}
	list, err := s.Templates(ctx, actor)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.ID == id && t.Retired == "" {
			return nil
		}
	}
	return fault.New(fault.Conflict, "template.retired")
}

func orFault(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Drafts are all reports that the actor may read, the newest first.
func (s *Drafts) Drafts(ctx context.Context, actor auth.Actor) (list []Draft, err error) {
	holder := actor.Agency
	p := MayDraft
	if s.gate.May(actor, MayRead) {
		holder, p = "", MayRead
	}
	err = s.gate.Read(ctx, actor, gate.Act{Permission: p, Subject: "report_drafts"}, func(tx *gate.Tx) (err error) {
		list, err = readDrafts(ctx, tx, holder)
		return err
	})
	return list, err
}

// SignedKinds are the kinds of the reports on a whole year that were signed, each once: whether one was is open to whoever
// sees what is owed, so it is read as the program itself.
func (s *Drafts) SignedKinds(ctx context.Context, year int) ([]string, error) {
	all, err := s.Drafts(ctx, auth.System())
	if err != nil {
		return nil, err
	}
	var out []string
	for _, d := range all {
		if kind := string(d.Kind); d.Year == year && d.Period == "" && d.State == Signed && !slices.Contains(out, kind) {
			out = append(out, kind)
		}
	}
	return out, nil
}

// Draft is one report with its history and what a version says; version 0 is the newest.
func (s *Drafts) Draft(ctx context.Context, actor auth.Actor, id ID, version int) (d Draft, c Content, err error) {
	p := MayDraft
	if s.gate.May(actor, MayRead) {
		p = MayRead
	}
	err = s.gate.Read(ctx, actor, gate.Act{Permission: p, Subject: subject(id)}, func(tx *gate.Tx) (err error) {
		if d, err = readDraft(ctx, tx, id); err != nil {
			return err
		}
		if _, err = s.reading(actor, d.Holder); err != nil {
			return err
		}
		if version == 0 {
			version = d.Version
		}
		c, err = readContent(ctx, tx, id, version)
		return err
	})
	return d, c, err
}

// change is the way of every change of a report's text.
func (s *Drafts) change(ctx context.Context, actor auth.Actor, id ID, work func(*gate.Tx, *Draft) error) (Draft, error) {
	d, _, err := s.Draft(ctx, actor, id, 0)
	if err != nil {
		return d, err
	}
	p, err := s.drafting(actor, d.Holder)
	if err != nil {
		return d, err
	}
	err = s.gate.Change(ctx, actor, gate.Act{Permission: p, Subject: subject(id)}, func(tx *gate.Tx) (err error) {
		if d, err = readDraft(ctx, tx, id); err != nil {
			return err
		}
		if !d.State.Editable() {
			return fault.New(fault.Conflict, "draft.locked", d.ID)
		}
		return work(tx, &d)
	})
	return d, err
}

// Edit is what came from the page: the text of blocks by id, new paragraphs below blocks, and the version they were
// made from.
type Edit struct {
	Base  int
	Texts map[int]string
	Added map[int]string
	Note  string
}

// Save keeps a text as the next version, with today's figures and tables. A figure that was typed over, a key that is no
// field: all mistakes at once, each with its paragraph. Where somebody saved since the base nothing is kept.
func (s *Drafts) Save(ctx context.Context, actor auth.Actor, id ID, e Edit) (Draft, error) {
	before, base, err := s.Draft(ctx, actor, id, e.Base)
	if err != nil {
		return before, err
	}
	now, all, err := s.freshAll(ctx, &before)
	if err != nil {
		return before, err
	}
	c, err := base.edited(e, all)
	if err != nil {
		return before, err
	}
	c.renew(now)
	return s.change(ctx, actor, id, func(tx *gate.Tx, d *Draft) error {
		if d.Version != e.Base {
			last := d.Versions[len(d.Versions)-1]
			return fault.New(fault.Conflict, "draft.moved", last.Name, moment(last.At))
		}
		d.Title, d.AsOf = before.Title, before.AsOf
		tx.Note("version", d.Version+1)
		return addVersion(ctx, tx, d, c, strings.TrimSpace(e.Note))
	})
}

func moment(at string) string { return strings.Replace(at[:min(len(at), 16)], "T", " ", 1) }

// edited is the content with a text, its figures as they are now.
func (c Content) edited(e Edit, all map[string]report.Figure) (Content, error) {
	wrong := fault.New(fault.Invalid, "draft.wrong")
	next, inTables := 1, c.Figures
	for _, b := range c.Blocks {
		next = max(next, b.ID+1)
	}
	for _, a := range c.Annexes {
		for _, b := range a.Blocks {
			next = max(next, b.ID+1)
		}
	}
	out := c
	out.Blocks = nil
	for _, b := range c.Blocks {
		if t, ok := e.Texts[b.ID]; ok && b.Edited() {
			b.Text = c.bind(t, c.place(b.ID), all, wrong)
		}
		if b.Text != "" || b.Table != nil {
			out.Blocks = append(out.Blocks, b)
		}
		for _, line := range strings.Split(e.Added[b.ID], "\n") {
			if line = strings.TrimSpace(line); line != "" {
				out.Blocks = append(out.Blocks, Block{ID: next, Kind: "text", Text: c.bind(line, c.place(b.ID), all, wrong)})
				next++
			}
		}
	}
	used := out.used()
	out.Figures = map[string]report.Figure{}
	for key, f := range all {
		if _, had := inTables[key]; had || used[key] {
			out.Figures[key] = f
		}
	}
	return out, wrong.OrNil()
}

// bind holds every figure of a text to its source: {{key}} becomes one, and one whose value was changed is a mistake.
func (c Content) bind(text, place string, all map[string]report.Figure, wrong *fault.Error) string {
	text = strings.Join(strings.Fields(text), " ")
	text = hole.ReplaceAllStringFunc(text, func(h string) string { return report.Bound(strings.TrimSpace(h[2:len(h)-2]), "") })
	return mapFigures(text, func(key, typed string) string {
		f, ok := all[key]
		if !ok {
			wrong.At(place, "draft.no_field", key)
			return report.Bound(key, typed)
		}
		if was := c.Figures[key]; typed != "" && typed != f.Text && typed != was.Text {
			wrong.At(place, "draft.typed_over", typed, f.Text, f.Meaning)
		}
		return report.Bound(key, f.Text)
	})
}

// Restore makes the text of an earlier version the newest again; what came between is kept.
func (s *Drafts) Restore(ctx context.Context, actor auth.Actor, id ID, version int) (Draft, error) {
	return s.change(ctx, actor, id, func(tx *gate.Tx, d *Draft) error {
		c, err := readContent(ctx, tx, id, version)
		if err != nil {
			return err
		}
		tx.Note("restored", version)
		return addVersion(ctx, tx, d, c, fmt.Sprintf("↶ %d", version))
	})
}

// Renewed is an open report with its figures as they are now, and which of them changed since it was saved.
func (s *Drafts) Renewed(ctx context.Context, actor auth.Actor, id ID) (Draft, Content, []Change, error) {
	d, c, err := s.Draft(ctx, actor, id, 0)
	if err != nil || !d.State.Editable() {
		return d, c, nil, err
	}
	now, all, err := s.freshAll(ctx, &d)
	if err != nil {
		return d, c, nil, err
	}
	changed := c.renewFigures(all)
	c.renew(now)
	return d, c, changed, nil
}

// today is the day a report speaks of: the end of its period, or today where that is not over.
func (s *Drafts) today(d Draft) calendar.Date {
	return min(calendar.DateOf(s.gate.Now()), period(d.Year, d.Period).last)
}
