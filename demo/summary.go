package demo

import (
	"ansinh/calendar"
)

// Summary is the table of what was done; sums are đồng.
type Summary struct {
	Persons      int            `json:"persons"` // asked for
	Seed         uint64         `json:"seed"`
	Month        calendar.Month `json:"month"`
	People       int64          `json:"people"` // records made, those planted twice included
	Households   int64          `json:"households"`
	Communes     int64          `json:"communes"`
	Entitled     int64          `json:"entitled"`        // benefits due in the last month
	EntitledDong int64          `json:"entitled_amount"` // what they come to
	Decisions    int64          `json:"decisions"`       // opened over the three months
	Months       []MonthSummary `json:"months"`
	Paid         int64          `json:"paid"` // lines of the three months
	PaidDong     int64          `json:"paid_amount"`
	Gap          int64          `json:"gap"` // people entitled and not enrolled
	GapDong      int64          `json:"gap_amount"`
	Unknown      int64          `json:"unknown"` // people of whom a fact is missing
	Returns      int            `json:"returns"` // sent by agencies
	Targets      map[string]int `json:"targets"` // by state
	Planted      map[string]int `json:"planted"`
	Found        map[string]int `json:"found"` // of those planted
	Stray        map[string]int `json:"stray"` // found and not planted
	Ledger       int64          `json:"ledger_sum"`
	Audit        int64          `json:"audit_events"`
	Files        []string       `json:"files"`
	Logins       []Credential   `json:"logins,omitempty"`
}

// MonthSummary is one month of the table.
type MonthSummary struct {
	Month     calendar.Month   `json:"month"`
	Entitled  int64            `json:"entitled"`
	Decisions int64            `json:"decisions"`
	Lines     int64            `json:"lines"`
	Amount    int64            `json:"amount"`
	Held      int64            `json:"held"`
	Recovery  int64            `json:"recovery_amount"`
	Lists     map[string]int64 `json:"lists"`
	Snapshot  string           `json:"snapshot"`
	Roster    string           `json:"roster"`
	Ledger    int64            `json:"ledger_sum"`
}

// Credential is a login of the demonstration.
type Credential struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Role     string `json:"role"`
}
