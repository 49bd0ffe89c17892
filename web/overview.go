package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/money"
	"ansinh/org"
	"ansinh/payment"
)

// overviewView is the leader's one page: targets, money, gaps and agencies, with what the month before said, and a map.
type overviewView struct {
	Wall     bool
	Targets  []indicator.Standing
	States   []stateCount
	Care     []indicator.Standing // slow or at risk, the worst first
	Moved    []moved
	Changed  []changed
	Run      *payment.Run
	Before   *payment.Run
	Month    calendar.Month // of the lists; zero: none
	Lists    []monthPair
	Agencies []agencyState
	Returned int
	Forms    int
	Late     int
	Map      unitMap
}

// moved is a target measured every month, with its last two values.
type moved struct {
	Standing indicator.Standing
	Was      indicator.Measurement
	Better   int // 1 better, -1 worse, 0 the same
}

// changed is a target whose state is another than at the end of the month before.
type changed struct {
	Now indicator.Standing
	Was indicator.State
}

// better says whether the change is one for the better: 1, or -1 for the worse; a state that came or went is neither.
func (c changed) better() int {
	if c.Was == indicator.NoData || c.Now.State == indicator.NoData {
		return 0
	}
	return cmp.Compare(slices.Index(indicator.States(), c.Was), slices.Index(indicator.States(), c.Now.State))
}

// overviewChanges holds the targets against how they stood at the end of the month before.
func (s *Site) overviewChanges(ctx context.Context, f *frame, v *overviewView) error {
	if len(v.Targets) == 0 {
		return nil
	}
	was, err := s.Indicators.Before(ctx, f.Actor, s.question(ctx, f), v.Targets, f.On.Month())
	if err != nil {
		return err
	}
	for _, st := range v.Targets {
		if before := was[st.Definition.ID]; before != st.State {
			v.Changed = append(v.Changed, changed{st, before})
		}
	}
	slices.SortStableFunc(v.Changed, func(a, b changed) int { return cmp.Compare(changeOrder(a), changeOrder(b)) })
	return nil
}

// changeOrder puts what got worse first, then what got better, then what came to be known.
func changeOrder(c changed) int {
	return map[int]int{-1: 0, 1: 1, 0: 2}[c.better()]
}

// monthPair is how many rows a list has, and had a month before; Known says whether there was a month before.
type monthPair struct {
	List  benefit.List
	Now   int64
	Was   int64
	Known bool
}

// agencyState is what one agency answers for and how it stands.
type agencyState struct {
	Agency   org.Agency
	Lead     int
	States   []stateCount
	Returned int
	Forms    int
	Late     int
}

// mostCare is how many targets in trouble stand on the page; the rest are a click away.
const mostCare = 8

// overviewPage is for the leader's desk, for the wall of the meeting room (?wall=1), and for one sheet of paper.
func overviewPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx := r.Context()
	f.Title, f.Wide = f.T("web.overview.title"), true
	v := overviewView{Wall: f.Query.Get("wall") != ""}
	f.Wall = v.Wall
	for _, fill := range []func(context.Context, *frame, *overviewView) error{
		s.overviewTargets, s.overviewChanges, s.overviewMoney, s.overviewLists, s.overviewAgencies, s.overviewMap,
	} {
		if err := fill(ctx, f, &v); err != nil {
			return nil, err
		}
	}
	if f.wantsFile() {
		return nil, f.sendTable(w, "ban-do-"+v.Map.Measure.ID, []string{f.T("web.units.level.3"), f.T("web.units.code"), f.T("web.overview.district"),
			f.T("web.overview.measure." + v.Map.Measure.ID)}, v.Map.rows(f))
	}
	return overviewContent(f, v), nil
}

func (s *Site) overviewTargets(ctx context.Context, f *frame, v *overviewView) error {
	all, err := s.Indicators.Standings(ctx, f.Actor, s.question(ctx, f))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Targets, v.States = all, countStates(all)
	for _, st := range all {
		if st.State == indicator.Slow || st.State == indicator.AtRisk {
			v.Care = append(v.Care, st)
		}
		if m, ok := move(st); ok {
			v.Moved = append(v.Moved, m)
		}
	}
	worst := func(st indicator.Standing) int { return slices.Index(indicator.States(), st.State) }
	slices.SortStableFunc(v.Care, func(a, b indicator.Standing) int { return cmp.Compare(worst(b), worst(a)) })
	return nil
}

// move is a target whose last two values are those of two months that follow each other.
func move(st indicator.Standing) (moved, bool) {
	n := len(st.Series)
	if n < 2 || st.Series[n-1].Period != indicator.Month(st.Series[n-1].Period.End()) || st.Series[n-2].Period.End() != st.Series[n-1].Period.End()-1 {
		return moved{}, false
	}
	m := moved{Standing: st, Was: st.Series[n-2], Better: st.Series[n-1].Value.Cmp(st.Series[n-2].Value)}
	if st.Definition.Direction == indicator.Down {
		m.Better = -m.Better
	}
	return m, true
}

func (s *Site) overviewMoney(ctx context.Context, f *frame, v *overviewView) error {
	if !f.May(payment.MayRead) {
		return nil
	}
	runs, err := s.Payments.Runs(ctx, f.Actor)
	if err != nil {
		return err
	}
	runs = slices.DeleteFunc(runs, func(r payment.Run) bool { return r.Month > f.On.Month() })
	for i := range runs[:min(2, len(runs))] {
		if i > 0 && f.Actor.Unit == "" {
			break // the run itself says what the province came to
		}
		totals, err := s.Payments.Totals(ctx, f.Actor, runs[i].Month, f.Map)
		if err != nil {
			return err
		}
		if f.Actor.Unit != "" {
			narrow(&runs[i], totals)
		}
		if i == 0 {
			v.Map.Totals = totals
		}
	}
	if len(runs) > 0 {
		v.Run = &runs[0]
	}
	if len(runs) > 1 && runs[1].Month == runs[0].Month-1 {
		v.Before = &runs[1]
	}
	return nil
}

func (s *Site) overviewLists(ctx context.Context, f *frame, v *overviewView) error {
	if !f.May(benefit.MayLists) {
		return nil
	}
	m, err := s.monthAsked(ctx, f)
	if err != nil || m.IsZero() {
		return err
	}
	v.Month = m
	now, err := s.Benefits.Counts(ctx, f.Actor, m, org.Commune, f.Map)
	if err != nil {
		return err
	}
	before, err := s.Benefits.Counts(ctx, f.Actor, m-1, org.Commune, f.Map)
	known := fault.CodeOf(err) != "benefit.not_determined"
	if err != nil && known {
		return err
	}
	for _, l := range benefit.Lists() {
		v.Lists = append(v.Lists, monthPair{List: l, Now: rowsOfList(now, l), Was: rowsOfList(before, l), Known: known})
	}
	v.Map.Counts = now
	return nil
}

func rowsOfList(counts []benefit.Count, l benefit.List) int64 {
	var n int64
	for _, c := range counts {
		if c.List == l {
			n += c.Rows
		}
	}
	return n
}

// overviewAgencies gathers what each agency leads, the targets it answers for, and the returns it owes.
func (s *Site) overviewAgencies(ctx context.Context, f *frame, v *overviewView) error {
	lines := map[string]*agencyState{}
	of := func(id, function string) *agencyState {
		now, _ := s.Agencies.Responsible(id, function, f.On)
		if lines[now.ID] == nil {
			lines[now.ID] = &agencyState{Agency: now, States: countStates(nil)}
		}
		return lines[now.ID]
	}
	if f.May("plan.read") {
		p, err := s.planOf(ctx, f)
		if err != nil {
			return err
		}
		for _, l := range s.byAgency(f, p) {
			if len(l.Lead) > 0 {
				of(l.Agency.ID, "").Lead = len(l.Lead)
			}
		}
	}
	for _, st := range v.Targets {
		if st.Definition.Agency != "" {
			of(st.Definition.Agency, "").States[slices.Index(indicator.States(), st.State)].N++
		}
	}
	if f.May("returns.read") {
		if err := s.overviewReturns(ctx, f, v, of); err != nil {
			return err
		}
	}
	for _, l := range lines {
		v.Agencies = append(v.Agencies, *l)
	}
	slices.SortFunc(v.Agencies, func(a, b agencyState) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.trouble(), a.trouble()), cmp.Compare(b.Lead, a.Lead), strings.Compare(a.Agency.ID, b.Agency.ID))
	})
	return nil
}

// trouble counts the targets that are slow or at risk.
func (a agencyState) trouble() int {
	n := 0
	for _, c := range a.States {
		if c.State == indicator.Slow || c.State == indicator.AtRisk {
			n += c.N
		}
	}
	return n
}

func (s *Site) overviewReturns(ctx context.Context, f *frame, v *overviewView, of func(id, function string) *agencyState) error {
	all, err := s.Returns.Status(ctx, f.Actor, s.area(ctx, f), f.On.Year(), f.On)
	if err != nil {
		return err
	}
	v.Forms = len(all)
	for _, st := range all {
		a := of(st.Form.Agency, "")
		a.Forms++
		if st.Received() {
			a.Returned++
			v.Returned++
		}
		if st.Late {
			a.Late++
			v.Late++
		}
	}
	return nil
}

// more says how a count stands against the month before: +12, −3, or that it is the same.
func (f *frame) more(now, was int64) string {
	switch d := now - was; {
	case d > 0:
		return f.T("web.overview.up", f.Number(d))
	case d < 0:
		return f.T("web.overview.down", f.Number(-d))
	default:
		return f.T("web.overview.same")
	}
}

func (f *frame) moreMoney(now, was money.Dong) string {
	switch d := now - was; {
	case d > 0:
		return f.T("web.overview.up", d.String())
	case d < 0:
		return f.T("web.overview.down", (-d).String())
	default:
		return f.T("web.overview.same")
	}
}

// onWay counts the targets that are reached or on their way.
func (v overviewView) onWay() int {
	n := 0
	for _, c := range v.States {
		if c.State == indicator.Achieved || c.State == indicator.OnTrack {
			n += c.N
		}
	}
	return n
}

func (v overviewView) list(l benefit.List) (monthPair, bool) {
	for _, p := range v.Lists {
		if p.List == l {
			return p, true
		}
	}
	return monthPair{}, false
}

// whole names the area that the page is about.
func (f *frame) whole() string {
	if scope := f.Scope(); f.Actor.Unit != "" && scope != "" {
		return scope
	}
	return f.T("web.overview.province")
}

// responsible is who answers on the day looked at for what was given to an agency.
func (f *frame) responsible(agency string) string {
	now, _ := f.site.Agencies.Responsible(agency, "", f.On)
	return now.ID
}
