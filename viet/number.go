package viet

import (
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
)

// Sex as identity papers know it.
type Sex string

// The two values papers have; the empty Sex is unknown.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// CheckPersonalNumber checks the structure of a 12-digit personal identification number: three digits for the place
// of birth registration, one for century and sex, two for the year of birth, six at random. It has no check digit,
// so a well-formed number may still belong to nobody. The place is not compared with any residence: it is where the
// birth was registered, and codes of merged provinces stay in the numbers given out. Zero born and empty sex are
// not compared.
func CheckPersonalNumber(number string, born calendar.Date, sex Sex) error {
	if len(number) != 12 {
		return fault.New(fault.Invalid, "viet.personal_number.length")
	}
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return fault.New(fault.Invalid, "viet.personal_number.digits")
		}
	}
	c := int(number[3] - '0')
	century, female := 1900+c/2*100, c%2 == 1
	year := century + int(number[4]-'0')*10 + int(number[5]-'0')
	if !born.IsZero() && born.Year() != year {
		return fault.New(fault.Invalid, "viet.personal_number.year")
	}
	if (sex == Male && female) || (sex == Female && !female) {
		return fault.New(fault.Invalid, "viet.personal_number.sex")
	}
	return nil
}

// CenturySexDigit is the fourth digit of the personal number of somebody born in that year.
func CenturySexDigit(year int, sex Sex) byte {
	d := byte((year-1900)/100) * 2
	if sex == Female {
		d++
	}
	return '0' + d
}

// Ungroup is a whole number without the marks between its groups of three digits: 1.500.000 and 1 500 000 become 1500000.
// What is not grouped so stays as it is, for whoever reads it to refuse: 1.5 is not 15.
func Ungroup(s string) string {
	for _, mark := range []string{".", ",", " "} {
		groups := strings.Split(s, mark)
		if len(groups) < 2 || groups[0] == "" || len(groups[0]) > 3 {
			continue
		}
		grouped := true
		for i, g := range groups {
			grouped = grouped && (i == 0 || len(g) == 3) && strings.Trim(g, "0123456789") == ""
		}
		if grouped {
			return strings.Join(groups, "")
		}
	}
	return s
}
