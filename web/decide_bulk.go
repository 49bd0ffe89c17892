package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
)

// manyView is a change of a whole list before it is made.
type manyView struct {
	benefit.Many
	benefit.Touched
	Units  []listTotal
	People map[registry.PersonID]registry.Person // of the first rows
	Form   url.Values
	Wrong  string
}

// manyShown is how many people the summary names.
const manyShown = 20

// manyOf reads the form of a change of a whole list.
func manyOf(form url.Values) (benefit.Many, error) {
	m := benefit.Many{Reason: benefit.Reason(form.Get("why")), Programme: form.Get("programme"), Unit: org.UnitID(form.Get("unit"))}
	var err error
	if m.Month, err = calendar.ParseMonth(form.Get("month")); err != nil {
		return m, err
	}
	o := &m.Order
	o.Kind, o.Reason, o.Signer = benefit.ChangeKind(form.Get("do")), orElse(form.Get("other"), form.Get("reason")), form.Get("signer")
	if o.From, err = calendar.ParseMonth(form.Get("from")); err != nil {
		return m, err
	}
	if on := form.Get("on"); on != "" {
		o.On, err = calendar.ParseDate(on)
	}
	return m, err
}

func confirmMany(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.manySeen(r.Context(), f, f.Query)
	if err != nil {
		return nil, err
	}
	return manyContent(f, v), nil
}

func (s *Site) manySeen(ctx context.Context, f *frame, form url.Values) (manyView, error) {
	v := manyView{Form: form}
	f.Title = f.T("web.many.title")
	var err error
	if v.Many, err = manyOf(form); err != nil {
		return v, err
	}
	if v.Touched, err = s.Benefits.TouchedBy(ctx, f.Actor, v.Many); err != nil {
		return v, err
	}
	for _, row := range v.Rows {
		if n := len(v.Units); n == 0 || v.Units[n-1].Unit != row.Commune {
			v.Units = append(v.Units, listTotal{Unit: row.Commune})
		}
		last := &v.Units[len(v.Units)-1]
		last.Rows++
		last.Amount += row.Old
	}
	v.People, err = s.whoAre(ctx, f, v.first())
	return v, err
}

// first are the rows that the summary names.
func (v manyView) first() []benefit.Row { return v.Rows[:min(len(v.Rows), manyShown)] }

func changeMany(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := manyOf(r.PostForm)
	if err != nil {
		return nil, err
	}
	seen, err := strconv.Atoi(r.PostForm.Get("seen"))
	if err != nil {
		return nil, fault.New(fault.Invalid, "web.form")
	}
	made, err := s.Benefits.ChangeAll(r.Context(), f.Actor, m, seen)
	if fault.CodeOf(err) == "benefit.bulk.changed" {
		v, again := s.manySeen(r.Context(), f, r.PostForm)
		if again != nil {
			return nil, again
		}
		v.Wrong = f.fault(err)
		s.write(w, r, f, manyContent(f, v), status(err))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, batchPath(made.ID), "web.many.done", f.Number(made.Rows), made.From.Vietnamese())
	return nil, nil
}

func batchPath(id int64) string { return "/lists/changes/" + strconv.FormatInt(id, 10) }

func batchesPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.many.list")
	all, err := s.Benefits.Batches(r.Context(), f.Actor)
	if err != nil {
		return nil, err
	}
	if f.wantsFile() {
		return nil, f.sendTable(w, "thay-doi-hang-loat", f.heading("web.many.do", "web.audit.at", "web.many.by", "web.decide.reason", "web.many.decisions", "web.many.amount", "web.run.state"),
			rowsOf(all, func(b benefit.Batch) []string {
				return []string{f.batchSays(b), f.Moment(b.At), b.Name, f.endReason(b.Reason), number(b.Rows), number(int64(b.Amount)), f.batchStands(b)}
			}))
	}
	return batchesContent(f, all), nil
}

// batchView is a change of a whole list that was made.
type batchView struct {
	benefit.Batch
	Who  map[registry.PersonID]registry.Person
	Upto int // so many of the people are named
}

func batchPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := batchID(r)
	if err != nil {
		return nil, err
	}
	v := batchView{}
	if v.Batch, err = s.Benefits.Batch(r.Context(), f.Actor, id); err != nil {
		return nil, err
	}
	f.Title = f.batchSays(v.Batch)
	if f.wantsFile() {
		return nil, f.sendTable(w, "thay-doi-hang-loat-"+number(id), f.heading("web.person.code", "web.many.do", "web.decide.reason", "web.run.state"),
			rowsOf(v.People, func(p registry.PersonID) []string {
				return []string{p.Code(), f.Title, f.endReason(v.Reason), f.batchStands(v.Batch)}
			}))
	}
	const named = 200
	v.Upto = min(len(v.People), named)
	if f.May(registry.MaySearch) {
		ids := slices.Clone(v.People[:v.Upto])
		slices.Sort(ids)
		v.Who, err = s.Registry.Brief(r.Context(), f.Actor, slices.Compact(ids))
	}
	if err != nil {
		return nil, err
	}
	return batchContent(f, v), nil
}

func batchID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "benefit.no_batch")
	}
	return id, nil
}

func undoBatch(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := batchID(r)
	if err != nil {
		return nil, err
	}
	b, err := s.Benefits.UndoAll(r.Context(), f.Actor, id)
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, batchPath(id), "web.many.undone.done", f.Number(b.Rows))
	return nil, nil
}

// batchStands says whether a change of a whole list still stands.
func (f *frame) batchStands(b benefit.Batch) string {
	if b.Undone.IsZero() {
		return f.T("web.many.stands")
	}
	return f.T("web.many.undone", f.Moment(b.Undone))
}

// batchSays is a change of a whole list in one sentence.
func (f *frame) batchSays(b benefit.Batch) string {
	return f.T("web.many.kind."+string(b.Kind), b.From.Vietnamese())
}
