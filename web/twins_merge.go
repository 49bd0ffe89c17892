package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/registry"
)

// mergeRoutes are the addresses at which records of one person are made one.
func mergeRoutes() []route {
	return []route{
		{pattern: "GET /mergers", permission: registry.MayRead, show: mergersPage},
		{pattern: "GET /mergers/new", permission: registry.MayWrite, show: mergeForm},
		{pattern: "POST /mergers", permission: registry.MayWrite, show: mergeRecords},
		{pattern: "POST /mergers/{merger}/undo", permission: registry.MayWrite, show: undoMerger},
	}
}

// mergeView is two records before they are made one.
type mergeView struct {
	Keep, Drop *registry.File // the record that stays, the one that will count no longer
	Facts      []mergeFact
	Reason     string
	Wrong      string
}

// pickView is one record, and the question which other is of the same person.
type pickView struct {
	Keep  *registry.File
	Typed string // the code of the other, as typed
	Wrong string
}

// mergeFact is what both records say of one fact.
type mergeFact struct {
	Fact       registry.Fact
	Keep, Drop string // "" where a record says nothing
}

// Both says whether somebody must choose.
func (m mergeFact) Both() bool { return m.Keep != "" && m.Drop != "" && m.Keep != m.Drop }

// mergersView is the mergers there were.
type mergersView struct {
	Mergers []registry.Merger
	Names   map[registry.PersonID]registry.Person
}

func mergersPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.merge.list")
	all, err := s.Registry.Mergers(r.Context(), f.Actor)
	if err != nil {
		return nil, err
	}
	v := mergersView{Mergers: all}
	var ids []registry.PersonID
	for _, m := range all {
		if m.Kind == registry.OfPerson {
			ids = append(ids, registry.PersonID(m.Record), registry.PersonID(m.Survivor))
		}
	}
	slices.Sort(ids)
	v.Names, err = s.Registry.Brief(r.Context(), f.Actor, slices.Compact(ids))
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "ho-so-da-gop", f.heading("web.merge.drop", "web.merge.keep", "web.person.name", "web.event.reason", "web.event.by", "web.audit.at", "web.merge.undone_at"),
			rowsOf(v.Mergers, func(m registry.Merger) []string { return f.mergerRow(v, m) }))
	}
	return mergersContent(f, v), err
}

// pairOf reads which two records are meant, and which of them stays.
func pairOf(keep, drop string) (registry.PersonID, registry.PersonID, error) {
	a, err := strconv.ParseInt(keep, 10, 64)
	b, other := strconv.ParseInt(drop, 10, 64)
	if err != nil || other != nil {
		return 0, 0, fault.New(fault.NotFound, "registry.no_person")
	}
	return registry.PersonID(a), registry.PersonID(b), nil
}

func (s *Site) mergeOf(r *http.Request, f *frame, keep, drop registry.PersonID) (mergeView, error) {
	var v mergeView
	var err error
	if v.Keep, err = s.Registry.Person(r.Context(), f.Actor, keep, registry.At{}); err != nil {
		return v, err
	}
	if v.Drop, err = s.Registry.Person(r.Context(), f.Actor, drop, registry.At{}); err != nil {
		return v, err
	}
	f.Title = f.T("web.merge.title")
	at := map[string]int{}
	for i, file := range []*registry.File{v.Keep, v.Drop} {
		for _, x := range file.Facts {
			if !s.Registry.OwnWord(x.Fact) {
				continue
			}
			n, ok := at[x.Fact]
			if !ok {
				n = len(v.Facts)
				at[x.Fact] = n
				v.Facts = append(v.Facts, mergeFact{Fact: x})
			}
			if said := f.value(x); i == 0 {
				v.Facts[n].Keep = said
			} else {
				v.Facts[n].Drop = said
			}
		}
	}
	return v, nil
}

// pickTwin asks which other record is of the same person: one of the household, where nobody looks for pairs, or any by
// its code.
func (s *Site) pickTwin(r *http.Request, f *frame) (view, error) {
	keep, _, err := pairOf(f.Query.Get("keep"), "0")
	if err != nil {
		return nil, err
	}
	v := pickView{Typed: strings.ReplaceAll(f.Query.Get("code"), " ", "")}
	if v.Keep, err = s.Registry.Person(r.Context(), f.Actor, keep, registry.At{}); err != nil {
		return nil, err
	}
	f.Title = f.T("web.merge.pick")
	if v.Typed == "" {
		return pickContent(f, v), nil
	}
	drop, err := registry.ParseCode(v.Typed)
	if err == nil && drop == keep {
		err = fault.New(fault.Invalid, "registry.merge.itself")
	}
	if err == nil {
		var m mergeView
		if m, err = s.mergeOf(r, f, keep, drop); err == nil {
			return mergeContent(f, m), nil
		}
	}
	if code := status(err); code != http.StatusNotFound && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v.Wrong = f.fault(err)
	return pickContent(f, v), nil
}

func mergeForm(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if !f.Query.Has("drop") {
		return s.pickTwin(r, f)
	}
	keep, drop, err := pairOf(f.Query.Get("keep"), f.Query.Get("drop"))
	if err != nil {
		return nil, err
	}
	v, err := s.mergeOf(r, f, keep, drop)
	return mergeContent(f, v), err
}

// mergeRecords lets one record stand for another.
func mergeRecords(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	keep, drop, err := pairOf(r.PostForm.Get("keep"), r.PostForm.Get("drop"))
	if err != nil {
		return nil, err
	}
	var choices []string
	for name, values := range r.PostForm {
		if fact, ok := strings.CutPrefix(name, "of_"); ok && values[0] == "drop" {
			choices = append(choices, fact)
		}
	}
	slices.Sort(choices)
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	_, err = s.Registry.Merge(r.Context(), f.Actor, keep, drop, choices, reason)
	if err == nil {
		s.done(w, r, f, personPath(keep), "web.merge.done", drop.Code())
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v, again := s.mergeOf(r, f, keep, drop)
	if again != nil {
		return nil, again
	}
	v.Reason, v.Wrong = reason, f.fault(err)
	s.write(w, r, f, mergeContent(f, v), status(err))
	return nil, nil
}

func undoMerger(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := strconv.ParseInt(r.PathValue("merger"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "registry.merge.none")
	}
	if err := s.Registry.UndoMerger(r.Context(), f.Actor, registry.MergerID(id)); err != nil {
		return nil, err
	}
	s.done(w, r, f, "/mergers", "web.merge.undone")
	return nil, nil
}

// led leads from a record that counts no longer to the one that stands for it; true where it has answered.
func (s *Site) led(w http.ResponseWriter, r *http.Request, f *frame, id registry.PersonID) (bool, error) {
	if f.Query.Has("record") || f.On != f.Today || f.Known() < f.Today {
		return false, nil // the record as such, or as it was known once
	}
	to, ok, err := s.Registry.Standing(r.Context(), f.Actor, id)
	if err != nil || !ok || to == id {
		return false, err
	}
	if _, err := s.Registry.Person(r.Context(), f.Actor, id, registry.At{}); err != nil {
		return false, err // not for this reader: no trace of where it leads
	}
	s.done(w, r, f, personPath(to), "web.merge.led", id.Code())
	return true, nil
}

// Known is the day of knowledge that is looked at.
func (f *frame) Known() calendar.Date {
	if d, err := calendar.ParseDate(f.Query.Get("known")); err == nil && d < f.Today {
		return d
	}
	return f.Today
}

// mergerRow is a merger in one line: people by their codes, households by their numbers.
func (f *frame) mergerRow(v mergersView, m registry.Merger) []string {
	row := []string{number(m.Record), number(m.Survivor), ""}
	if m.Kind == registry.OfPerson {
		row[0] = registry.PersonID(m.Record).Code()
		if row[1] = ""; m.Survivor != 0 {
			row[1], row[2] = registry.PersonID(m.Survivor).Code(), v.name(m.Survivor)
		}
	}
	undone := ""
	if !m.UndoneAt.IsZero() {
		undone = f.Moment(m.UndoneAt)
	}
	return append(row, m.Reason, m.By, f.Moment(m.At), undone)
}

func (v mergersView) name(id int64) string {
	if p, ok := v.Names[registry.PersonID(id)]; ok {
		return p.Name
	}
	return registry.PersonID(id).Code()
}
