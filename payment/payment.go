// Package payment pays what the frozen roster of a month says: a run with its lines, the screen before approval, the
// ledger, the bank files and the cash list, and what is to be got back for earlier months.
//
// Who is entitled, and to how much, is benefit's business; this room never asks the law. Its invariants: a line is
// paid once, whatever is run again, because its id is the hash of what it pays; a run is prepared, checked and approved
// by three different people; ledger entries are only added, and every run's balance to zero.
//
// A run is prepared a commune at a time, each in one transaction with its entries, by as many processes as help; it
// stands when all communes are written, and until then nothing of it is paid, checked or shown. A process killed
// anywhere has written a commune whole or not at all. What only the whole shows, one account for many households, is
// screened at the end.
package payment

import (
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/jobs"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// What an actor must be allowed to do here.
const (
	MayRead    auth.Permission = "payment.read"
	MayOwn     auth.Permission = "registry.own" // a citizen reading their own
	MayPrepare auth.Permission = "payment.prepare"
	MayCheck   auth.Permission = "payment.check"
	MayApprove auth.Permission = "payment.approve"
	MaySend    auth.Permission = "payment.send"
	MayClose   auth.Permission = "payment.close"
)

// Payments is the room. It is safe for use by many goroutines.
type Payments struct {
	gate     *gate.Gate
	tree     *org.Tree
	registry *registry.Registry
	benefits *benefit.Benefits
	policy   *Policy
	leases   *jobs.Leases
}

// New makes the room over a database that the gate guards.
func New(g *gate.Gate, tree *org.Tree, r *registry.Registry, b *benefit.Benefits, p *Policy, l *jobs.Leases) *Payments {
	return &Payments{gate: g, tree: tree, registry: r, benefits: b, policy: p, leases: l}
}

// Policy is the banks, the screen's thresholds and the forms of the files.
func (p *Payments) Policy() *Policy { return p.policy }

// State of a run; each follows the one before it and none is skipped.
type State string

// The states, in their order.
const (
	Prepared State = "prepared"
	Checked  State = "checked"
	Approved State = "approved"
	Sent     State = "sent"
	Closed   State = "closed"
)

// States are all states in their order.
func States() []State { return []State{Prepared, Checked, Approved, Sent, Closed} }

// Kind of a line.
type Kind string

// The kinds.
const (
	Regular  Kind = "regular"    // for the run's month
	Arrears  Kind = "arrears"    // for an earlier month, decided after its roster was frozen
	Recovery Kind = "recovery"   // asked back for an earlier month; negative, and nothing is paid
	Repeat   Kind = "repeat"     // what a channel gave back, paid again
	More     Kind = "difference" // what a later law gives more for a month that was paid
)

// Channel is how a line is paid.
type Channel string

// The channels.
const (
	Bank Channel = "bank"
	Cash Channel = "cash"
)

// Flag is something the screen says of a line; it is paid all the same unless it is held.
type Flag string

// The flags.
const (
	SharedAccount Flag = "shared_account"
	Jump          Flag = "jump"
	NoPayee       Flag = "no_payee" // the register does not have the person any more
	UnknownBank   Flag = "unknown_bank"
	Died          Flag = "died_since" // known to be dead since the roster was frozen
	Dormant       Flag = "dormant"    // what was paid lately came back each time
	Duplicate     Flag = "duplicate"  // looks like one person paid twice
)

// Step is a state a run has reached, and by whom.
type Step struct {
	State State
	Actor string
	Name  string
	At    time.Time
}

// Run is one month's payment.
type Run struct {
	Month      calendar.Month
	State      State
	Roster     string // hashes of what it rests on
	Snapshot   string
	Law        string
	Lines      int64 // paid
	Amount     money.Dong
	Held       int64
	HeldAmount money.Dong
	Recoveries int64
	Recovery   money.Dong // to be got back, as a positive sum
	Flagged    int64
	Steps      []Step // in their order

	Attempt     int64 // 1, and one more for each cancelled run of the month
	Instalments int64
	Instalment  money.Dong // of recoveries, kept back from the lines; Amount is without it
	Hash        string     // over its lines, by commune; the same whoever wrote them
}

// Line is one payment, held payment or recovery.
type Line struct {
	ID        string // hash of person, programme, category, month it is for, kind
	Month     calendar.Month
	Person    registry.PersonID
	Programme string
	Category  string
	Kind      Kind
	For       calendar.Month
	Commune   org.UnitID
	HomeUnit  org.UnitID
	Household registry.HouseholdID
	Decision  int64
	Amount    money.Dong
	Channel   Channel
	Bank      string
	Account   string // masked but in the files
	Holder    string
	BirthYear int
	Address   string
	Held      benefit.Reason // empty: paid
	Flags     []Flag
	Again     string     // id of the returned line it pays again; of a difference, and where one is asked back, its law
	Deducted  money.Dong // kept back as instalments of recoveries
}

// Net is what goes out by a line that is paid.
func (l *Line) Net() money.Dong { return l.Amount - l.Deducted }

// Paid says whether money goes out by it.
func (l *Line) Paid() bool { return l.Held == "" && l.Kind != Recovery }

// Mask hides an account number but for its last four digits.
func Mask(account string) string {
	r := []rune(account)
	for i := range max(0, len(r)-4) {
		r[i] = '•'
	}
	return string(r)
}
