// Package indicatortest makes rows of a month out of people written down one by one, so that a test can say of each what
// the registers know and see what indicators make of it. What is not said is not known.
package indicatortest

import (
	"ansinh/calendar"
	"ansinh/indicator"
	"ansinh/law"
	"ansinh/org"
)

// Person is somebody with the facts that are known, by the names and values of the law.
type Person struct {
	Home      org.UnitID
	Household int64
	Facts     map[string]string
	Paid      []string // programmes
	Account   bool     // paid to an account; where nobody is, nobody knows how the month was paid
}

// Old is somebody alive at home, past any age of retirement, of whom only the pension is still to be said.
func Old(home org.UnitID, pension string) Person {
	p := Person{Home: home, Facts: map[string]string{"person.birth_date": "1950-01-01", "person.sex": "male", "person.alive": "true",
		"person.resident": "true", "household.poverty": "none"}}
	if pension != "" {
		p.Facts["person.pension_monthly"] = pension
	}
	return p
}

// Rows are the rows of a month. A fact or value that the vocabulary lacks is a mistake of the test.
func Rows(v *law.Vocabulary, month calendar.Month, hash string, people []Person) indicator.Rows {
	out := indicator.Rows{Hash: hash, Table: law.NewTable(v, month, len(people))}
	for row, p := range people {
		out.Homes, out.Households = append(out.Homes, p.Home), append(out.Households, p.Household)
		for id, text := range p.Facts {
			column, ok := out.Table.Column(id)
			if !ok {
				panic("no column " + id)
			}
			value, ok := column.Fact.Parse(text)
			if !ok {
				panic(id + " cannot be " + text)
			}
			column.Set(row, value)
		}
		if p.Account {
			if out.Accounts == nil {
				out.Accounts = make([]uint64, (len(people)+63)/64)
			}
			out.Accounts[row>>6] |= 1 << (row & 63)
		}
		for _, programme := range p.Paid {
			out.Pay(row, programme)
		}
	}
	return out
}
