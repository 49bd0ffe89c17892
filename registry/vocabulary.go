package registry

import (
	"ansinh/calendar"
	"ansinh/law"
)

// Life events are kept as facts of the register's own, so that they have both clocks like everything else. What the
// law asks (alive, resident) is derived from them.
const (
	deathDate     = "person.death_date"     // the day of death; holds from that day
	departureDate = "person.departure_date" // the day of leaving the province for good; holds from that day
)

// The facts that stand in the person's own row until they are corrected.
const (
	birthDate = "person.birth_date"
	sexFact   = "person.sex"
	ethnicity = "person.ethnicity"
	aliveFact = "person.alive"
	residence = "person.resident"
)

// What stands in the person's own row and the law never asks: corrected like a birth date, with both clocks.
const (
	nameFact      = "person.name"
	numberFact    = "person.personal_number"
	oldNumberFact = "person.old_number"
	precisionFact = "person.birth_precision"
)

// always is since when a fact holds that has no beginning, such as a sex or a birth date.
const always calendar.Date = 1

var lifeFacts = map[string]law.Fact{
	deathDate: {ID: deathDate, Type: law.Day, Of: "person", Register: "population",
		Name: law.Name{VI: "Ngày chết", EN: "Date of death"}},
	departureDate: {ID: departureDate, Type: law.Day, Of: "person", Register: "population",
		Name: law.Name{VI: "Ngày chuyển đi khỏi tỉnh", EN: "Date of leaving the province"}},
	nameFact:   {ID: nameFact, Type: law.Enum, Of: "person", Register: "population", Name: law.Name{VI: "Họ và tên", EN: "Name"}},
	numberFact: {ID: numberFact, Type: law.Enum, Of: "person", Register: "population", Name: law.Name{VI: "Số định danh cá nhân", EN: "Personal number"}},
	precisionFact: {ID: precisionFact, Type: law.Enum, Of: "person", Register: "population", Name: law.Name{VI: "Ngày sinh biết đến", EN: "Date of birth known to"},
		Values: []law.Choice{{ID: string(ToDay), Name: law.Name{VI: "ngày", EN: "the day"}}, {ID: string(ToMonth), Name: law.Name{VI: "tháng", EN: "the month"}},
			{ID: string(ToYear), Name: law.Name{VI: "năm", EN: "the year"}}}},
	oldNumberFact: {ID: oldNumberFact, Type: law.Enum, Of: "person", Register: "population", Name: law.Name{VI: "Số chứng minh nhân dân cũ", EN: "Old identity number"}},
}

// homeFact names a home where it stands among facts.
var homeFact = law.Fact{ID: "person.home", Type: law.Enum, Of: "person", Register: "population", Name: law.Name{VI: "Nơi ở", EN: "Home"}}

// identity says whether a fact stands in the person's own row.
func identity(fact string) bool { return fact == birthDate || fact == sexFact || fact == ethnicity }

// ownRow says whether a fact stands in the person's own row, be it one the law asks or not.
func ownRow(fact string) bool {
	return identity(fact) || fact == nameFact || fact == numberFact || fact == oldNumberFact || fact == precisionFact
}

// define finds what a fact means, in the law's vocabulary or among what only the register keeps.
func (r *Registry) define(fact string) (*law.Fact, bool) {
	if f, ok := lifeFacts[fact]; ok {
		return &f, true
	}
	if f, ok := r.forms.Kept(fact); ok {
		return &f, true
	}
	return r.vocabulary.Fact(fact)
}
