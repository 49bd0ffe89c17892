package demo

import (
	"math"
	"slices"

	"ansinh/calendar"
)

// states draws what the registers know of everybody: disability, pensions, study and the rest.
func (v *village) states(houses []house) {
	for h := range houses {
		house := &houses[h]
		for _, i := range house.members {
			v.state(house, i)
		}
	}
	v.poverty(houses)
	for h := range houses {
		for _, i := range houses[h].members {
			v.oldAge(&houses[h], i)
			v.leave(&houses[h], i)
		}
	}
}

func (v *village) state(h *house, i int32) {
	s, age := &v.souls[i], v.age(i)
	s.recorded = v.entryDay
	if s.born > v.entryDay {
		s.recorded = min(s.born+3+calendar.Date(v.rng.IntN(12)), v.today)
	}
	s.alone = h.alone
	if v.chance(v.p.Disability.Value * v.p.DisabilityAges.at(age, 0) / v.meanDisability) {
		s.certified = v.certificateDay()
		if s.certified > s.born+90 {
			s.disability = v.levels.pick(v.rng)
		}
	}
	if v.chance(v.p.Pension.at(age, column(s.female))) {
		s.pension = v.pensions.pick(v.rng)
	}
	s.pregnant = s.female && age >= 18 && age < 42 && v.chance(v.pregnancy)
	switch {
	case age >= 18 && age < 55:
		s.hiv = v.chance(v.p.HIV.Value)
	case age < 18:
		s.hiv = v.chance(1.0 / 40000)
	}
	if s.clause != "" {
		s.takenIn = v.chance(v.p.TakenIn.Value)
	}
	if h.alone && len(h.members) == 1 {
		s.facility = v.chance(v.p.Facility.Value)
	}
}

func (v *village) certificateDay() calendar.Date {
	if v.chance(v.p.NewCertificates.Value) {
		return v.today - 5 - calendar.Date(v.rng.IntN(85))
	}
	return v.today - 95 - calendar.Date(v.rng.IntN(3000))
}

// poverty chooses the poor and the near-poor households, as many as the commune's rates ask for, the burdened first.
func (v *village) poverty(houses []house) {
	poor, near := v.poorRate, v.nearRate
	if v.commune.special {
		poor, near = v.p.PoorSpecial.Value, v.p.NearPoorSpecial.Value
	}
	key := make([]float64, len(houses))
	order := make([]int, len(houses))
	for i := range houses {
		order[i], key[i] = i, v.rng.ExpFloat64()/v.burden(&houses[i])
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(math.Copysign(1, key[a]-key[b])) })
	for _, part := range []struct {
		name string
		rate float64
	}{{"poor", poor}, {"near_poor", near}} {
		n := v.whole(part.rate * float64(len(houses)))
		for _, i := range order[:min(n, len(order))] {
			houses[i].poverty = part.name
		}
		order = order[min(n, len(order)):]
	}
}

// whole rounds by chance, so that the mean is exact.
func (v *village) whole(x float64) int {
	n := int(x)
	if v.chance(x - float64(n)) {
		n++
	}
	return n
}

func (v *village) burden(h *house) float64 {
	w, kinds := 1.0, &v.p.PovertyWeights.Kinds
	if h.alone {
		w *= kinds.Alone
	}
	if h.ethnicity != "kinh" {
		w *= kinds.Minority
	}
	disabled, orphan := false, false
	for _, i := range h.members {
		disabled = disabled || v.souls[i].disability == severe || v.souls[i].disability == extreme
		orphan = orphan || v.souls[i].clause != ""
	}
	if disabled {
		w *= kinds.Disabled
	}
	if orphan {
		w *= kinds.Orphan
	}
	if slices.ContainsFunc(h.kernels, func(k int32) bool { return v.lone(&v.kernels[k]) }) {
		w *= kinds.SingleParent
	}
	return w
}

// lone says whether a kernel is one parent with children.
func (v *village) lone(k *kernel) bool { return len(k.kids) > 0 && len(k.adults()) == 1 }

// oldAge draws who supports the old that live apart from kin.
func (v *village) oldAge(h *house, i int32) {
	s := &v.souls[i]
	if !h.alone {
		return
	}
	switch x := v.rng.Float64(); {
	case x < v.p.NoSupporter.Value:
		s.supporter = "none"
		s.takenIn = h.poverty == "poor" && v.chance(v.p.ElderlyTakenIn.Value)
	case x < v.p.NoSupporter.Value+v.p.SupporterOnAllowance.Value:
		s.supporter = "on_allowance"
	}
}

// leave draws deaths and departures since the registers were taken over. Who raises children neither dies nor leaves
// here, so that households stay whole.
func (v *village) leave(h *house, i int32) {
	s, age := &v.souls[i], v.age(i)
	k := &v.kernels[s.unit]
	raised := slices.Contains(k.kids, i) || slices.Contains(k.wards, i)
	if len(k.kids) > 0 || len(k.wards) > 0 || raised {
		return
	}
	span := int(v.today - 10 - v.entryDay)
	years := float64(span) / yearDays
	day := v.entryDay + 1 + calendar.Date(v.rng.IntN(span))
	switch {
	case age >= 40 && v.chance(v.p.Deaths.at(age, 0)*years):
		s.died = day
	case age < 45 && len(k.adults()) == 1 && len(h.kernels) > 1 && v.chance(v.p.Departures.Value*years):
		s.left = day
	}
}
