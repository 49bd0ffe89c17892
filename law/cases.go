package law

import (
	"ansinh/calendar"
	"ansinh/money"
)

// Case is one example of a package: facts, a month, and what the law must answer.
type Case struct {
	ID      string
	File    string
	Line    int
	Month   calendar.Month
	Facts   Facts
	Expect  []Expected
	Removed []string            // ids of categories that are met but not paid
	Unknown map[string][]string // by programme, the facts that are missing
}

// Expected is one benefit of a case.
type Expected struct {
	Category string
	Amount   money.Dong
}
