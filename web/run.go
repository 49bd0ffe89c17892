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
	"ansinh/payment"
	"ansinh/registry"
)

// runView is one month's payment.
type runView struct {
	Run        payment.Run
	Before     *payment.Run         // last month's; nil: none
	None       bool                 // the month has no run
	Preparing  *payment.Preparation // and this is how far its preparation is; nil: nobody asked for one
	Month      calendar.Month
	Programmes []programmeSum
	Units      []unitSum
	Total      unitSum
	Was        unitSum // last month's, by channel
	Held       []counted64[benefit.Reason]
	Flags      []counted64[payment.Flag]
	Books      payment.Books // nil where the reader sees a part only
	Unbalanced string
	Banks      []string
	Short      []payment.BudgetLine // programmes whose year's money does not last
	settleView
}

// counted64 is how many lines have one reason.
type counted64[T ~string] struct {
	Of     T
	Lines  int64
	Amount money.Dong
}

type programmeSum struct {
	Programme     string
	Lines, Was    int64
	Amount, Spent money.Dong // this month, last month
}

type unitSum struct {
	Unit         org.UnitID
	Lines, Held  int64
	Amount, Bank money.Dong
	Cash         money.Dong
}

// cashless is the share of the money that goes to accounts.
func (u unitSum) cashless() string {
	if u.Bank+u.Cash == 0 {
		return "–"
	}
	return strconv.Itoa(percent(int64(u.Bank), int64(u.Bank+u.Cash))) + "%"
}

func runPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	f.Title, f.Wide = f.T("web.run.title", m.Vietnamese()), true
	v := runView{Month: m}
	v.Run, err = s.Payments.Run(r.Context(), f.Actor, m)
	if fault.CodeOf(err) == "payment.no_run" {
		v.None = true
		switch prep, err := s.Payments.Preparing(r.Context(), f.Actor, m); {
		case err == nil:
			v.Preparing = &prep
			s.sortParts(f, prep.Parts)
		case fault.CodeOf(err) != "payment.not_preparing":
			return nil, err
		}
		if v.waits() {
			w.Header().Set("Refresh", "2")
		}
		return runContent(f, v), nil
	}
	if err != nil {
		return nil, err
	}
	if err := s.fillRun(r.Context(), f, &v); err != nil {
		return nil, err
	}
	if f.wantsFile() {
		return nil, f.runFile(w, v)
	}
	return runContent(f, v), nil
}

// waits says whether a worker is on the run or will be.
func (v runView) waits() bool { return v.Preparing != nil && !v.Preparing.Stopped }

func (s *Site) fillRun(ctx context.Context, f *frame, v *runView) error {
	totals, err := s.Payments.Totals(ctx, f.Actor, v.Month, f.Map)
	if err != nil {
		return err
	}
	last, err := s.lastMonth(ctx, f, v)
	if err != nil {
		return err
	}
	v.sum(totals, last)
	if f.Actor.Unit != "" {
		narrow(&v.Run, totals)
		if v.Before != nil {
			narrow(v.Before, last)
		}
	}
	s.sortUnitSums(f, v.Units)
	if err := s.screen(ctx, f, v); err != nil {
		return err
	}
	if f.Actor.Unit == "" {
		if v.Books, err = s.Payments.Books(ctx, f.Actor, v.Month); fault.CodeOf(err) == "payment.unbalanced" {
			v.Unbalanced, err = f.fault(err), nil
		}
		if err != nil {
			return err
		}
		budgets, err := s.Payments.Budgets(ctx, f.Actor, v.Month)
		if err != nil {
			return err
		}
		v.Short = slices.DeleteFunc(budgets, func(b payment.BudgetLine) bool { return !b.Short(v.Month) })
	}
	if v.settleView, err = s.settlement(ctx, f, v.Run); err != nil {
		return err
	}
	if f.May(payment.MaySend) {
		v.Banks, err = s.Payments.Banks(ctx, f.Actor, v.Month)
	}
	return err
}

// lastMonth is the run before and its totals; both empty where there is none.
func (s *Site) lastMonth(ctx context.Context, f *frame, v *runView) ([]payment.Total, error) {
	before, err := s.Payments.Run(ctx, f.Actor, v.Month.Add(-1))
	if fault.CodeOf(err) == "payment.no_run" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v.Before = &before
	return s.Payments.Totals(ctx, f.Actor, v.Month.Add(-1), f.Map)
}

// narrow gives a run the sums of the reader's area in place of the province's.
func narrow(r *payment.Run, totals []payment.Total) {
	r.Lines, r.Amount, r.Held, r.HeldAmount, r.Recoveries, r.Recovery = 0, 0, 0, 0, 0, 0
	for _, t := range totals {
		r.Lines += t.Lines
		r.Amount += t.Amount
		r.Held += t.Held
		r.HeldAmount += t.HeldAmount
		r.Recoveries += t.Recoveries
		r.Recovery += t.Recovery
	}
}

func (v *runView) sum(totals, last []payment.Total) {
	programmes, units := map[string]*programmeSum{}, map[org.UnitID]*unitSum{}
	of := func(id string) *programmeSum {
		if programmes[id] == nil {
			programmes[id] = &programmeSum{Programme: id}
		}
		return programmes[id]
	}
	for _, t := range totals {
		p := of(t.Programme)
		p.Lines += t.Lines
		p.Amount += t.Amount
		if units[t.Unit] == nil {
			units[t.Unit] = &unitSum{Unit: t.Unit}
		}
		for _, u := range []*unitSum{units[t.Unit], &v.Total} {
			u.Lines += t.Lines
			u.Held += t.Held
			u.Amount += t.Amount
			if t.Channel == payment.Bank {
				u.Bank += t.Amount
			} else {
				u.Cash += t.Amount
			}
		}
	}
	for _, t := range last {
		p := of(t.Programme)
		p.Was += t.Lines
		p.Spent += t.Amount
		if t.Channel == payment.Bank {
			v.Was.Bank += t.Amount
		} else {
			v.Was.Cash += t.Amount
		}
	}
	for _, p := range programmes {
		v.Programmes = append(v.Programmes, *p)
	}
	slices.SortFunc(v.Programmes, func(a, b programmeSum) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), strings.Compare(a.Programme, b.Programme))
	})
	for _, u := range units {
		v.Units = append(v.Units, *u)
	}
}

func (s *Site) sortUnitSums(f *frame, units []unitSum) {
	key, sign := f.sortedBy()
	slices.SortFunc(units, func(a, b unitSum) int {
		var c int
		switch key {
		case "lines":
			c = cmp.Compare(a.Lines, b.Lines)
		case "amount":
			c = cmp.Compare(a.Amount, b.Amount)
		case "held":
			c = cmp.Compare(a.Held, b.Held)
		case "cashless": // a share of nothing counts as none
			c = cmp.Compare(percent(int64(a.Bank), max(int64(a.Bank+a.Cash), 1)), percent(int64(b.Bank), max(int64(b.Bank+b.Cash), 1)))
		default:
			c = strings.Compare(fold(f.Unit(a.Unit)), fold(f.Unit(b.Unit)))
		}
		return cmp.Or(sign*c, strings.Compare(string(a.Unit), string(b.Unit)))
	})
}

// screen counts what the checker must look at: lines held, by reason, and lines with a flag.
func (s *Site) screen(ctx context.Context, f *frame, v *runView) error {
	held, _, err := s.Payments.Lines(ctx, f.Actor, payment.Query{Month: v.Month, Only: payment.OnlyHeld})
	if err != nil {
		return err
	}
	for _, l := range held {
		v.Held = count(v.Held, l.Held, l.Amount)
	}
	flagged, _, err := s.Payments.Lines(ctx, f.Actor, payment.Query{Month: v.Month, Only: payment.OnlyFlagged})
	for _, l := range flagged {
		for _, flag := range l.Flags {
			v.Flags = count(v.Flags, flag, l.Amount)
		}
	}
	return err
}

func count[T ~string](all []counted64[T], of T, amount money.Dong) []counted64[T] {
	i := slices.IndexFunc(all, func(c counted64[T]) bool { return c.Of == of })
	if i < 0 {
		all, i = append(all, counted64[T]{Of: of}), len(all)
	}
	all[i].Lines++
	all[i].Amount += amount
	return all
}

// step is a state on the line of steps, reached or not.
type step struct {
	State payment.State
	Done  *payment.Step
}

func (v runView) steps() []step {
	var out []step
	for _, st := range payment.States() {
		x := step{State: st}
		if i := slices.IndexFunc(v.Run.Steps, func(d payment.Step) bool { return d.State == st }); i >= 0 {
			x.Done = &v.Run.Steps[i]
		}
		out = append(out, x)
	}
	return out
}

// next is the step that the reader may take now; "" where there is none. Somebody who took an earlier step that must
// be another person's is told so by the use case.
func (v runView) next(f *frame) string {
	for _, m := range []struct {
		from payment.State
		step string
	}{{payment.Prepared, "check"}, {payment.Checked, "approve"}, {payment.Approved, "send"}, {payment.Sent, "close"}} {
		if v.Run.State == m.from && f.mayStep(m.step) {
			return m.step
		}
	}
	return ""
}

func (f *frame) mayStep(step string) bool {
	switch step {
	case "check":
		return f.May(payment.MayCheck)
	case "approve":
		return f.May(payment.MayApprove)
	case "send":
		return f.May(payment.MaySend)
	default:
		return f.May(payment.MayClose)
	}
}

// linesView is the lines of a run that a filter leaves.
type linesView struct {
	Month  calendar.Month
	Only   payment.Only
	Lines  []payment.Line
	People map[registry.PersonID]registry.Person
	Next   string
}

func linesPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	v := linesView{Month: m, Only: payment.Only(f.Query.Get("only"))}
	f.Title, f.Wide = f.T("web.lines.title", m.Vietnamese()), true
	q := payment.Query{Month: m, Only: v.Only, Programme: f.Query.Get("programme"), Channel: payment.Channel(f.Query.Get("channel")),
		Unit: org.UnitID(f.Query.Get("unit")), After: lineAfter(f.Query.Get("after")), Limit: rowsAPage}
	if f.wantsFile() {
		return nil, s.linesFile(w, r, f, q)
	}
	lines, more, err := s.Payments.Lines(r.Context(), f.Actor, q)
	if err != nil {
		return nil, err
	}
	v.Lines = lines
	if more {
		v.Next = lineKey(lines[len(lines)-1])
	}
	v.People, err = s.whoIsPaid(r.Context(), f, lines)
	return linesContent(f, v), err
}

func (s *Site) whoIsPaid(ctx context.Context, f *frame, lines []payment.Line) (map[registry.PersonID]registry.Person, error) {
	if !f.May(registry.MaySearch) {
		return nil, nil
	}
	var ids []registry.PersonID
	for _, l := range lines {
		ids = append(ids, l.Person)
	}
	slices.Sort(ids)
	return s.Registry.Brief(ctx, f.Actor, slices.Compact(ids))
}

// linesFile is all lines of the filter, page after page, by code of person.
func (s *Site) linesFile(w http.ResponseWriter, r *http.Request, f *frame, q payment.Query) error {
	q.After, q.Limit = nil, rowsAtOnce
	head := f.heading("web.person.code", "web.units.level.3", "web.lists.programme", "web.lists.category", "web.lines.kind", "web.lines.for", "web.run.amount",
		"web.lines.channel", "web.run.held")
	return f.streamTable(w, "chi-tra-"+q.Month.String(), head, following(func() ([][]string, bool, error) {
		lines, more, err := s.Payments.Lines(r.Context(), f.Actor, q)
		if len(lines) > 0 {
			q.After = &lines[len(lines)-1]
		}
		return rowsOf(lines, f.lineRow), more, err
	}))
}

func (f *frame) lineRow(l payment.Line) []string {
	held := ""
	if l.Held != "" {
		held = f.T("benefit.reason." + string(l.Held))
	}
	return []string{l.Person.Code(), f.Unit(l.Commune), f.Programme(l.Programme), f.Category(l.Category), f.T("payment.kind." + string(l.Kind)),
		l.For.String(), number(int64(l.Amount)), f.T("payment.channel." + string(l.Channel)), held}
}

// lineKey and lineAfter carry the last line of a page through the address.
func lineKey(l payment.Line) string {
	return strings.Join([]string{number(int64(l.Person)), l.ID}, "~")
}

func lineAfter(key string) *payment.Line {
	person, id, ok := strings.Cut(key, "~")
	n, err := strconv.ParseInt(person, 10, 64)
	if !ok || err != nil {
		return nil
	}
	return &payment.Line{Person: registry.PersonID(n), ID: id}
}
