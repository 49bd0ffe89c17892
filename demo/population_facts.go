package demo

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ansinh/calendar"
	"ansinh/registry"
)

const (
	severe  = "severe"
	extreme = "extremely_severe"
)

// writer adds a village to a batch of the registry.
type writer struct {
	*village
	*registry.Batch
	places       []int // of a soul in Batch.Persons
	payeesBefore int   // payees of other communes in the batch
	faults       candidates
}

// at is nine in the morning of a day in Bắc Giang.
func at(day calendar.Date) time.Time {
	y, m, d := day.Civil()
	return time.Date(y, time.Month(m), d, 2, 0, 0, 0, time.UTC)
}

// write fills the batch: households, people, facts, payees, the area and what registers cover it.
func (w *writer) write(houses []house) {
	w.places = make([]int, len(w.souls))
	for h := range houses {
		w.house(&houses[h])
	}
	w.area()
}

func (w *writer) area() {
	home := w.commune.unit.ID
	for _, register := range w.registers {
		w.Coverage = append(w.Coverage, registry.NewCoverage{HomeUnit: home, Register: register, From: w.entryDay,
			Recorded: at(w.entryDay), Source: w.source("population")})
	}
	if w.commune.special {
		w.Facts = append(w.Facts, registry.LoadFact{Kind: registry.OfArea, Area: home, Fact: "area.special_difficulty",
			Value: "true", From: w.entryDay, Recorded: at(w.entryDay), Source: w.source("area")})
	}
}

func (w *writer) house(h *house) {
	place := len(w.Households)
	w.Households = append(w.Households, registry.NewHousehold{HomeUnit: w.commune.unit.ID,
		Address: w.p.Names.Hamlets[w.rng.IntN(len(w.p.Names.Hamlets))], Recorded: at(w.entryDay), Source: w.source("population")})
	if h.poverty != "" {
		w.Facts = append(w.Facts, registry.LoadFact{Kind: registry.OfHousehold, Subject: place, Fact: "household.poverty",
			Value: h.poverty, From: w.entryDay, Recorded: at(w.entryDay), Source: w.source("poverty")})
	}
	for _, i := range h.members {
		w.person(h, place, i)
	}
	account := ""
	for _, i := range h.members {
		account = w.payee(h, i, account)
	}
}

func (w *writer) person(h *house, place int, i int32) {
	s := &w.souls[i]
	p := registry.NewPerson{Household: place, Relation: s.relation, Name: w.fullName(i), BirthDate: s.born, Sex: sexOf(s),
		Ethnicity: h.ethnicity, Recorded: at(s.recorded), Source: w.source("population")}
	if s.born < w.today-60 && !w.chance(w.p.NoPersonalNumber.Value) {
		p.PersonalNumber = w.personal(s)
	}
	if s.born.Year() < 2005 && w.chance(w.p.OldNumber.Value) {
		p.OldNumber = w.nineDigits()
	}
	w.places[i] = len(w.Persons)
	w.Persons = append(w.Persons, p)
	w.facts(h, i)
	w.offer(h, i)
}

// know adds a fact that holds from a day, recorded some days after it but not before the registers were taken over.
func (w *writer) know(i int32, register, fact, value string, from calendar.Date) {
	recorded := max(w.souls[i].recorded, min(from+calendar.Date(1+w.rng.IntN(5)), w.today))
	w.learn(i, register, fact, value, from, recorded)
}

func (w *writer) learn(i int32, register, fact, value string, from, recorded calendar.Date) {
	w.Facts = append(w.Facts, registry.LoadFact{Kind: registry.OfPerson, Subject: w.places[i], Fact: fact, Value: value,
		From: from, Recorded: at(recorded), Source: w.source(register)})
}

func (w *writer) facts(h *house, i int32) {
	s, age := &w.souls[i], w.age(i)
	w.disability(h, i)
	if s.clause != "" {
		w.know(i, "child_protection", "person.no_nurture", s.clause, max(s.born+30, w.entryDay-700))
	}
	if s.takenIn {
		w.know(i, "care", "person.taken_in", "true", max(s.born+40, w.entryDay-600))
	}
	if s.studies && age >= 6 {
		w.know(i, "school", "person.first_study", "true", w.entryDay-120)
	}
	if s.hiv {
		w.know(i, "hiv", "person.hiv", "true", w.entryDay-400)
		if age >= 18 {
			w.know(i, "population", "person.stable_income", strconv.FormatBool(w.chance(w.p.StableIncome.Value)), w.entryDay-30)
		}
	}
	if s.pregnant {
		from := w.today - 5 - calendar.Date(w.rng.IntN(215))
		w.know(i, "health", "person.pregnant", "true", from)
		w.Facts[len(w.Facts)-1].To = from + 230
	}
	if s.pension > 0 {
		w.know(i, "social_insurance", "person.pension_monthly", strconv.FormatInt(s.pension, 10), s.born.AddMonths(60*12))
	}
	if w.chance(w.p.Merit.at(age, 0)) {
		w.know(i, "merit", "person.merit_allowance", "true", w.entryDay-365-calendar.Date(w.rng.IntN(3600)))
	}
	if s.facility {
		w.know(i, "facility", "person.in_facility", "true", w.entryDay-200)
	}
	if s.supporter != "has" {
		w.know(i, "family", "person.supporter", s.supporter, w.entryDay-400)
	}
	w.family(i)
	w.leaving(i)
}

func (w *writer) disability(h *house, i int32) {
	s := &w.souls[i]
	if s.disability == "none" {
		return
	}
	w.know(i, "disability", "person.disability", s.disability, s.certified)
	if s.disability != extreme {
		return
	}
	switch x := w.rng.Float64(); {
	case x < w.p.CaregiverTakenIn.Value:
		w.know(i, "care", "person.caregiver", "taken_in", s.certified)
	case x < w.p.Caregiver.Value && len(h.members) > 1:
		w.know(i, "care", "person.caregiver", "household", s.certified)
	}
}

// leaving records deaths and departures in time: before the register is read for the month after.
func (w *writer) leaving(i int32) {
	s := &w.souls[i]
	fact, day := "person.death_date", s.died
	if day.IsZero() {
		fact, day = "person.departure_date", s.left
	}
	if day.IsZero() {
		return
	}
	inTime := w.p.runDay(day.Month()+1) - 1
	recorded := min(day+1+calendar.Date(w.rng.IntN(6)), inTime, w.today)
	w.learn(i, "death", fact, day.String(), day, recorded)
}

// payee says how people who may be due money take it. Members of a household often share one account; a child's is in
// the name of who heads the household.
func (w *writer) payee(h *house, i int32, account string) string {
	s := &w.souls[i]
	k := &w.kernels[s.unit]
	due := w.age(i) > 59 || s.clause != "" || s.disability == severe || s.disability == extreme || s.hiv || w.lone(k) && !slices.Contains(k.kids, i)
	if !due {
		return account
	}
	p := registry.NewPayee{Person: w.places[i], Channel: registry.ToAccount, From: max(s.recorded, w.entryDay), Recorded: at(s.recorded),
		Source: w.source("payee")}
	switch {
	case account != "" && w.chance(0.5):
	case w.chance(w.p.Account.Value):
		account = w.banks.pick(w.rng) + " " + w.accountNumber()
	case w.chance(w.p.HomeDelivery.Value):
		p.Channel = registry.ToHome
		w.Payees = append(w.Payees, p)
		return account
	default:
		return account
	}
	p.Bank, p.Number, _ = strings.Cut(account, " ")
	holder := w.places[i]
	if w.age(i) < 18 {
		holder = w.places[h.members[0]]
	}
	p.Holder = w.Persons[holder].Name
	w.Payees = append(w.Payees, p)
	return account
}
