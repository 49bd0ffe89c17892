package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// listsView is one of the four lists of a month: how many in each commune, and the rows of the filter.
type listsView struct {
	Month     calendar.Month
	None      bool // nothing was determined for the month
	List      benefit.List
	Programme string
	Reason    benefit.Reason
	Unit      org.UnitID
	Letters   bool        // letters may be written for the list
	Left      bool        // only rows about which nothing was done
	Lists     []listTotal // of the month, by list, without a filter
	Units     []listTotal // of the filter, by unit
	Total     listTotal   // of the filter
	Programs  []string    // that the list holds
	Reasons   []benefit.Reason
	Rows      []benefit.Row
	People    map[registry.PersonID]registry.Person
	Cases     map[caseKey]benefit.Dossier // the latest applications of these people
	Next      string                      // where the next page goes on; "" at the end
}

// listTotal is a count with what it comes to a month.
type listTotal struct {
	List   benefit.List
	Unit   org.UnitID
	Rows   int64
	Amount money.Dong
	Done   int64 // of the rows
}

// left is how many rows are still to be dealt with.
func (t listTotal) left() int64 { return t.Rows - t.Done }

const rowsAPage = 50

func listsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.listsAsked(r.Context(), f)
	if err != nil {
		return nil, err
	}
	f.Title, f.Wide = f.T("benefit.list."+string(v.List)), true
	if v.None {
		return listsContent(f, v), nil
	}
	v.Letters = v.List == benefit.Gap && f.May(benefit.MayDecide)
	switch {
	case f.wantsFile():
		return nil, s.sendList(w, r, f, v)
	case v.Letters && f.Query.Get("format") == "letters":
		return nil, s.listLetters(w, r, f, v)
	}
	if err := s.countLists(r.Context(), f, &v); err != nil {
		return nil, err
	}
	if err := s.listRows(r.Context(), f, &v); err != nil {
		return nil, err
	}
	return listsContent(f, v), nil
}

func (s *Site) listsAsked(ctx context.Context, f *frame) (listsView, error) {
	v := listsView{List: benefit.List(f.Query.Get("list")), Programme: f.Query.Get("programme"), Reason: benefit.Reason(f.Query.Get("reason")),
		Unit: org.UnitID(f.Query.Get("unit")), Left: f.Query.Get("left") != ""}
	if v.List == "" {
		v.List = benefit.Gap
	}
	if !slices.Contains(benefit.Lists(), v.List) {
		return v, fault.New(fault.NotFound, "web.lists.no_list")
	}
	var err error
	if v.Month, err = s.monthAsked(ctx, f); err != nil {
		return v, err
	}
	v.None = v.Month.IsZero()
	return v, nil
}

// monthsBack is how far a page looks for the last month in which something was determined.
const monthsBack = 24

// monthAsked is the month of the query, or the last one up to the day looked at that was determined; zero where none was.
func (s *Site) monthAsked(ctx context.Context, f *frame) (calendar.Month, error) {
	if m := f.Query.Get("month"); m != "" {
		return calendar.ParseMonth(m)
	}
	for m := f.On.Month(); m > f.On.Month()-monthsBack; m-- {
		_, err := s.Benefits.Determination(ctx, f.Actor, m)
		if err == nil {
			return m, nil
		}
		if fault.CodeOf(err) != "benefit.not_determined" {
			return 0, err
		}
	}
	return 0, nil
}

// countLists counts the month on the map of the frame, and what the filter leaves of it.
func (s *Site) countLists(ctx context.Context, f *frame, v *listsView) error {
	counts, err := s.Benefits.Counts(ctx, f.Actor, v.Month, org.Commune, f.Map)
	if err != nil {
		return err
	}
	lists, units := map[benefit.List]*listTotal{}, map[org.UnitID]*listTotal{}
	for _, l := range benefit.Lists() {
		lists[l] = &listTotal{List: l}
	}
	for _, c := range counts {
		add(lists[c.List], c)
		if c.List != v.List {
			continue
		}
		if !slices.Contains(v.Programs, c.Programme) {
			v.Programs = append(v.Programs, c.Programme)
		}
		if !slices.Contains(v.Reasons, c.Reason) {
			v.Reasons = append(v.Reasons, c.Reason)
		}
		if v.Programme != "" && c.Programme != v.Programme || v.Reason != "" && c.Reason != v.Reason {
			continue
		}
		if units[c.Unit] == nil {
			units[c.Unit] = &listTotal{List: v.List, Unit: c.Unit}
		}
		add(units[c.Unit], c)
		if v.Unit == "" || v.Unit == c.Unit {
			add(&v.Total, c)
		}
	}
	for _, l := range benefit.Lists() {
		v.Lists = append(v.Lists, *lists[l])
	}
	for _, u := range units {
		v.Units = append(v.Units, *u)
	}
	s.sortUnits(f, v.Units)
	slices.Sort(v.Programs)
	slices.Sort(v.Reasons)
	return nil
}

func add(t *listTotal, c benefit.Count) {
	if t != nil {
		t.Rows += c.Rows
		t.Amount += c.Amount
		t.Done += c.Done
	}
}

// sortUnits puts the units in the order asked for: most rows first where nothing is asked.
func (s *Site) sortUnits(f *frame, units []listTotal) {
	key, sign := f.sortedBy()
	if key == "" {
		key, sign = "rows", -1
	}
	slices.SortFunc(units, func(a, b listTotal) int {
		var c int
		switch key {
		case "rows":
			c = cmp.Compare(a.Rows, b.Rows)
		case "amount":
			c = cmp.Compare(a.Amount, b.Amount)
		case "left":
			c = cmp.Compare(a.left(), b.left())
		default:
			c = strings.Compare(fold(f.Unit(a.Unit)), fold(f.Unit(b.Unit)))
		}
		return cmp.Or(sign*c, strings.Compare(string(a.Unit), string(b.Unit)))
	})
}

func (v listsView) query(limit int) benefit.Query {
	return benefit.Query{Month: v.Month, List: v.List, Programme: v.Programme, Reason: v.Reason, Unit: v.Unit, Left: v.Left, Limit: limit}
}

// listRows reads one page of rows and, for a reader who may find people, who they are.
func (s *Site) listRows(ctx context.Context, f *frame, v *listsView) error {
	q := v.query(rowsAPage)
	q.After = rowAfter(f.Query.Get("after"))
	rows, more, err := s.Benefits.Rows(ctx, f.Actor, q)
	if err != nil {
		return err
	}
	v.Rows = rows
	if more {
		v.Next = rowKey(rows[len(rows)-1])
	}
	if v.Cases, err = s.casesOf(ctx, f, rows); err != nil {
		return err
	}
	v.People, err = s.whoAre(ctx, f, rows)
	return err
}

func (s *Site) whoAre(ctx context.Context, f *frame, rows []benefit.Row) (map[registry.PersonID]registry.Person, error) {
	if !f.May(registry.MaySearch) {
		return nil, nil
	}
	var ids []registry.PersonID
	for _, r := range rows {
		ids = append(ids, r.Person)
	}
	slices.Sort(ids)
	return s.Registry.Brief(ctx, f.Actor, slices.Compact(ids))
}

// rowKey and rowAfter carry the last row of a page through the address.
func rowKey(r benefit.Row) string {
	return strings.Join([]string{strconv.FormatInt(int64(r.Person), 10), r.Programme, r.Category}, "~")
}

func rowAfter(key string) *benefit.Row {
	parts := strings.Split(key, "~")
	if len(parts) != 3 {
		return nil
	}
	id, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return nil
	}
	return &benefit.Row{Person: registry.PersonID(id), Programme: parts[1], Category: parts[2]}
}

// sendList sends all rows of the filter, by code of person: a file that leaves the house holds no names.
func (s *Site) sendList(w http.ResponseWriter, r *http.Request, f *frame, v listsView) error {
	q := v.query(rowsAtOnce)
	q.After = nil
	more := true
	next := func() ([][]string, error) {
		if !more {
			return nil, nil
		}
		rows, further, err := s.Benefits.Rows(r.Context(), f.Actor, q)
		if more = further && len(rows) > 0; more {
			q.After = &rows[len(rows)-1]
		}
		var out [][]string
		for _, x := range rows {
			out = append(out, []string{x.Month.String(), x.Person.Code(), f.Unit(x.Commune), f.Programme(x.Programme), f.categoryOf(x),
				f.T("benefit.reason." + string(x.Reason)), strconv.FormatInt(int64(x.Old), 10), strconv.FormatInt(int64(x.New), 10), f.unknown(x.Missing), f.doneSays(x.Done)})
		}
		return out, err
	}
	head := []string{f.T("web.month"), f.T("web.person.code"), f.T("web.units.level.3"), f.T("web.lists.programme"), f.T("web.lists.category"),
		f.T("web.lists.reason"), f.T("web.lists.old"), f.T("web.lists.new"), f.T("web.lists.missing"), f.T("web.lists.dealt")}
	return f.streamTable(w, "danh-sach-"+string(v.List)+"-"+v.Month.String(), head, next)
}

// categoryOf names the category of a row: as it is decided where nothing is due any more.
func (f *frame) categoryOf(r benefit.Row) string {
	return f.Category(cmp.Or(r.Category, r.OldCategory))
}

// counted says whether a sum of the law's amounts says something of the list: of people who may not be entitled at all it
// does not.
func (v listsView) counted() bool { return v.List == benefit.Gap || v.List == benefit.Adjust }

// unitNames are the units of the list by name, for the filter.
func (v listsView) unitNames(f *frame) []listTotal {
	units := slices.Clone(v.Units)
	slices.SortFunc(units, func(a, b listTotal) int { return strings.Compare(fold(f.Unit(a.Unit)), fold(f.Unit(b.Unit))) })
	return units
}

// doneSays is what was done about a row, in one sentence; empty where nothing was.
func (f *frame) doneSays(d *benefit.Done) string {
	if d == nil {
		return ""
	}
	return f.T("web.lists.done."+d.How, d.Number, f.Date(d.On), d.By)
}
