package report

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/indicator"
	"ansinh/org"
)

// Annual gathers the report on a year. Nothing is written down until Keep.
func (s *Service) Annual(ctx context.Context, actor auth.Actor, r Request) (*Annual, error) {
	if r.Year < 2024 || r.Year > 2100 {
		return nil, fault.New(fault.Invalid, "report.year", r.Year)
	}
	act := gate.Act{Permission: "report.read", Subject: fmt.Sprintf("report:%d", r.Year)}
	if err := s.gate.Read(ctx, actor, act, func(*gate.Tx) error { return nil }); err != nil {
		return nil, err
	}
	a := &Annual{Request: r, room: s}
	if err := a.head(); err != nil {
		return nil, err
	}
	if err := a.gather(ctx, actor); err != nil {
		return nil, err
	}
	a.planIssuer, _ = s.agencies.Agency(a.Plan.Issuer)
	return a, nil
}

// head finds who issues the report on the day, and from where.
func (a *Annual) head() error {
	s, day := a.room, a.Request.AsOf
	var ok bool
	if a.Request.Issuer != "" {
		if a.issuer, ok = s.agencies.Agency(a.Request.Issuer); !ok {
			return fault.New(fault.Invalid, "report.no_issuer", a.Request.Issuer)
		}
	} else {
		a.issuer, a.steps = s.agencies.Responsible(s.words.Issuer.Agency, s.words.Issuer.Function, day)
	}
	if _, ok := s.words.Issuers[a.issuer.ID]; !ok {
		return fault.New(fault.Invalid, "report.no_issuer", a.issuer.ID)
	}
	a.superior, _ = s.agencies.Responsible(s.words.Committee.Agency, s.words.Committee.Function, day)
	unit, ok := s.tree.Find(a.superior.Province, org.Province, day)
	if !ok {
		return fault.New(fault.Invalid, "report.no_province", dayOf(day))
	}
	a.province = unit.Name
	return nil
}

func (a *Annual) gather(ctx context.Context, actor auth.Actor) (err error) {
	s, r := a.room, a.Request
	if a.Plan, err = s.plans.Plan(ctx, actor, r.AsOf); err != nil {
		return err
	}
	if a.Standings, err = s.indicators.Standings(ctx, actor, indicator.Query{Year: r.Year, Day: r.AsOf, Area: r.Area}); err != nil {
		return err
	}
	if a.Returns, err = s.returns.Status(ctx, actor, r.Area, r.Year, r.AsOf); err != nil {
		return err
	}
	if a.Conflicts, err = s.returns.Conflicts(ctx, actor, r.Year); err != nil {
		return err
	}
	if a.Filled, err = s.returns.Year(ctx, actor, r.Year); err != nil {
		return err
	}
	if s.treasury != nil {
		a.Payments, err = s.treasury.Payments(ctx, actor, r.Year)
	}
	for _, st := range a.Standings { // the people that were counted are the people that were paid
		for _, m := range st.Series {
			a.Payments.Simulated = a.Payments.Simulated || m.Source == indicator.FromRows && m.Illustrative
		}
	}
	return err
}

// values are what holds for the whole document.
func (a *Annual) values() values {
	w := a.room.words
	v := values{
		"plan_number": a.Plan.Number, "plan_date": dayOf(a.Plan.Date), "plan_issuer": a.planIssuer.Name.VI,
		"year": strconv.Itoa(a.Request.Year), "as_of": dayOf(a.Request.AsOf), "PROVINCE": strings.ToUpper(a.province),
		"symbol": w.Issuers[a.issuer.ID].Symbol, "number": a.Request.Number, "file": w.Issuers[a.issuer.ID].File,
		"superior_full": a.superior.Name.VI, "issuer_full": a.issuer.Name.VI,
	}
	v["number_text"], v["number_ref"] = v.fill(w.NoNumber), v.fill(w.NoNumberRef)
	if a.Request.Number != "" {
		v["number_text"], v["number_ref"] = v.fill(w.Number), v.fill(w.NumberRef)
	}
	return v
}

// committee says whether the committee itself issues the report.
func (a *Annual) committee() bool { return a.issuer.ID == a.superior.ID }

// months are the months with a payment, first and last; zero where there is none.
func (p Payments) months() (n int, first, last calendar.Month) {
	seen := map[calendar.Month]bool{}
	for _, x := range p.Programmes {
		for _, m := range x.Months {
			if !seen[m.Month] {
				seen[m.Month] = true
				n++
			}
			if first == 0 || m.Month < first {
				first = m.Month
			}
			last = max(last, m.Month)
		}
	}
	return n, first, last
}

// dayOf writes a day as documents do: 05/01/2026, 09/3/2026; only the months 1 and 2 have a leading zero.
func dayOf(d calendar.Date) string {
	s := d.Vietnamese()
	if _, month, _ := d.Civil(); !d.IsZero() && month > 2 && month < 10 {
		return s[:3] + s[4:]
	}
	return s
}

func monthOf(m calendar.Month) string {
	s := m.Vietnamese()
	if _, month := m.Civil(); m != 0 && month > 2 && month < 10 {
		return s[1:]
	}
	return s
}

// fullName is an agency with its province, where its name does not say it: departments of two provinces share theirs.
func (a *Annual) fullName(x org.Agency, day calendar.Date) string {
	unit, ok := a.room.tree.Find(x.Province, org.Province, day)
	if !ok || strings.Contains(x.Name.VI, unit.Name) {
		return x.Name.VI
	}
	name := strings.TrimSuffix(x.Name.VI, " tỉnh")
	return name + " " + unit.Title()
}
