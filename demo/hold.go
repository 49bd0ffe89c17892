package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/fault"
	"ansinh/payment"
	"ansinh/registry"
)

// Kinds of faults, as they are counted in the table.
const (
	neverEnrolled = "never_enrolled"
	deadPaid      = "dead_paid"
	twice         = "twice"
	sharedAccount = "shared_accounts"
	unknownFact   = "pension_unknown"
)

// hold compares what the program found with what was planted, proves ledger and log, and opens the accounts. It fails
// where a planted fault was missed, somebody is in the gap who was not planted, or a sum does not balance.
func (m *maker) hold(ctx context.Context) error {
	m.summary.Found, m.summary.Stray = map[string]int{}, map[string]int{}
	for kind, find := range map[string]func(context.Context) (planted, found map[string]bool, err error){
		neverEnrolled: m.findGap, deadPaid: m.findDead, twice: m.findTwice, sharedAccount: m.findShared, unknownFact: m.findUnknown,
		verification: m.findDifferences,
	} {
		planted, found, err := find(ctx)
		if err != nil {
			return err
		}
		for id := range found {
			if planted[id] {
				m.summary.Found[kind]++
			} else {
				m.summary.Stray[kind]++
			}
		}
	}
	for _, s := range m.summary.Months {
		m.summary.Ledger += s.Ledger
	}
	if err := m.nameCredentials(ctx); err != nil {
		return err
	}
	proof, err := m.Log.Verify(ctx, m.Verifier, nil)
	if err != nil {
		return err
	}
	m.summary.Audit = proof.Events
	return m.summary.wrong()
}

// wrong is nil where every step did what it says.
func (s *Summary) wrong() error {
	w := fault.New(fault.Conflict, "demo.check")
	for _, kind := range slices.Sorted(maps.Keys(s.Planted)) {
		if s.Found[kind] != s.Planted[kind] {
			w.At(kind, "demo.missed", s.Planted[kind], s.Found[kind])
		}
	}
	if s.Stray[neverEnrolled] > 0 {
		w.At(neverEnrolled, "demo.stray", s.Stray[neverEnrolled])
	}
	if s.Stray[verification] > 0 {
		w.At(verification, "demo.stray_differences", s.Stray[verification])
	}
	if s.Ledger != 0 {
		w.At("", "demo.ledger", s.Ledger)
	}
	return w.OrNil()
}

func key(p registry.PersonID) string { return fmt.Sprint(int64(p)) }

// findGap takes the gap list of the last month, and counts its people and what they go without.
func (m *maker) findGap(ctx context.Context) (planted, found map[string]bool, err error) {
	planted, found = map[string]bool{}, map[string]bool{}
	for _, n := range m.planted.NeverEnrolled {
		planted[key(n.Person)] = true
	}
	rows, _, err := m.Benefits.Rows(ctx, auth.System(), benefit.Query{Month: m.options.Month, List: benefit.Gap})
	for _, r := range rows {
		found[key(r.Person)] = true
		m.summary.GapDong += int64(r.New)
	}
	m.summary.Gap = int64(len(found))
	return planted, found, err
}

// findDead takes whom the last run asks money back for.
func (m *maker) findDead(ctx context.Context) (planted, found map[string]bool, err error) {
	planted, found = map[string]bool{}, map[string]bool{}
	for _, d := range m.planted.DeadPaid {
		planted[key(d.Person)] = true
	}
	lines, _, err := m.Payments.Lines(ctx, auth.System(), payment.Query{Month: m.options.Month, Only: payment.OnlyRecovery})
	for _, l := range lines {
		found[key(l.Person)] = true
	}
	return planted, found, err
}

// findTwice takes the pairs of records that both hold a decision.
func (m *maker) findTwice(ctx context.Context) (planted, found map[string]bool, err error) {
	planted, found = map[string]bool{}, map[string]bool{}
	for _, t := range m.planted.Twice {
		planted[key(t.First)+"+"+key(t.Second)] = true
	}
	pairs, err := m.Registry.Duplicates(ctx, auth.System())
	for _, p := range pairs {
		found[key(p.First)+"+"+key(p.Second)] = true
	}
	return planted, found, err
}

func (m *maker) findShared(ctx context.Context) (planted, found map[string]bool, err error) {
	planted, found = map[string]bool{}, map[string]bool{}
	for _, s := range m.planted.SharedAccounts {
		planted[s.Bank+" "+s.Number] = true
	}
	known, err := RunDay(m.Policy, m.options.Month)
	if err != nil {
		return nil, nil, err
	}
	shared, err := m.Registry.SharedAccounts(ctx, auth.System(), registry.At{AsOf: known, KnownOn: known})
	for _, s := range shared {
		found[s.Bank+" "+s.Number] = true
	}
	return planted, found, err
}

// findUnknown takes the people of the unknown list.
func (m *maker) findUnknown(ctx context.Context) (planted, found map[string]bool, err error) {
	planted, found = map[string]bool{}, map[string]bool{}
	for _, p := range m.planted.PensionUnknown {
		planted[key(p)] = true
	}
	rows, _, err := m.Benefits.Rows(ctx, auth.System(), benefit.Query{Month: m.options.Month, List: benefit.Unknown})
	for _, r := range rows {
		if r.Reason != benefit.Unread { // nothing is wrong with the person's record
			found[key(r.Person)] = true
		}
	}
	m.summary.Unknown = int64(len(found))
	return planted, found, err
}
