package benefit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// Roster is the frozen list of what is to be paid for a month, and what it rests on.
type Roster struct {
	Month      calendar.Month
	Hash       string // over every line
	Snapshot   string
	Law        string
	KnownOn    calendar.Date
	Lines      int64 // to be paid
	Amount     money.Dong
	Held       int64 // not paid, with the reason
	HeldAmount money.Dong
}

// Line is what one decision comes to in a month. Of a held line Amount is what the law gives, or, where it gives
// nothing certain, what the decision names: what is held back until the reason is cleared.
type Line struct {
	Month     calendar.Month
	Person    registry.PersonID
	Programme string
	Category  string // what the law gives; another than the decision's where the ground has changed
	Commune   org.UnitID
	HomeUnit  org.UnitID
	Household registry.HouseholdID
	Decision  int64
	Amount    money.Dong
	Held      Reason // empty: pay it
}

// Freeze makes the roster of a month out of its determination and the decisions in force, and freezes the month. A
// month that is frozen is a conflict, and so is one in which the register knew nobody.
func (b *Benefits) Freeze(ctx context.Context, actor auth.Actor, month calendar.Month) (Roster, error) {
	var d Determination
	return b.freeze(ctx, actor, month, func(tx *gate.Tx) (l lists, err error) {
		if d, err = determination(ctx, tx.Tx, month); err != nil {
			return l, err
		}
		l.known = d.KnownOn
		if l.due, err = determinedIn(ctx, tx.Tx, month); err != nil {
			return l, err
		}
		l.rows, err = listRows(ctx, tx.Tx, rowQuery{month: month})
		return l, err
	}, func() (Determination, error) { return d, nil })
}

// lists are what a roster is made of besides the decisions.
type lists struct {
	known calendar.Date
	due   []Determined
	rows  []Row
}

// errAnew: the lists were made anew after the roster was made of them.
var errAnew = errors.New("lists were made anew")

// DetermineAndFreeze does both, for a month on whose lists nobody decides in between: the roster is made of what is
// still at hand, while the lists are written, and stands only where they stand.
func (b *Benefits) DetermineAndFreeze(ctx context.Context, actor auth.Actor, s *registry.Snapshot) (Roster, error) {
	made, listed := make(chan *comparison, 1), make(chan struct{})
	var d Determination
	var written *comparison
	var failed error
	go func() {
		defer close(listed)
		d, written, failed = b.determine(ctx, actor, s, func(c *comparison) {
			select {
			case made <- c:
			default:
			}
		})
	}()
	if !b.gate.Beside() {
		<-listed
	}
	var c *comparison
	select {
	case c = <-made:
	case <-listed:
		if c = written; failed != nil {
			return Roster{}, failed
		}
	}
	out, err := b.freeze(ctx, actor, s.Month, func(*gate.Tx) (lists, error) { return lists{s.KnownAt, c.due, c.rows}, nil },
		func() (Determination, error) {
			if <-listed; failed == nil && written != c {
				return d, errAnew
			}
			return d, failed
		})
	if <-listed; errors.Is(err, errAnew) {
		return b.Freeze(ctx, actor, s.Month)
	}
	return out, err
}

// freeze makes the roster out of what is given and writes it; stands waits until what it rests on stands.
func (b *Benefits) freeze(ctx context.Context, actor auth.Actor, month calendar.Month, given func(*gate.Tx) (lists, error),
	stands func() (Determination, error)) (Roster, error) {
	var out Roster
	act := gate.Act{Permission: MayDetermine, Subject: "roster:" + month.String()}
	err := b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if err := refuseFrozen(ctx, tx.Tx, month); err != nil {
			return err
		}
		l, err := given(tx)
		if err != nil {
			return err
		}
		lines, err := b.lines(ctx, tx, month, l)
		if err != nil {
			return err
		}
		if err := insertRosterLines(ctx, tx, lines); err != nil {
			return err
		}
		d, err := stands()
		if err != nil {
			return err
		}
		if d.People == 0 { // a month that was frozen over an empty register could never be paid
			return fault.New(fault.Conflict, "benefit.nobody", month.Vietnamese())
		}
		out = Roster{Month: month, Snapshot: d.Snapshot, Law: d.Law, KnownOn: d.KnownOn}
		out.sum(lines)
		tx.Note("roster", out.Hash)
		tx.Note("lines", out.Lines)
		tx.Note("amount", int64(out.Amount))
		tx.Note("held", out.Held)
		if err := insertRoster(ctx, tx, out); err != nil || b.frozen == nil {
			return err
		}
		return b.frozen(ctx, tx, month)
	})
	return out, err
}

// sum counts the lines and hashes them, in order, together with what they rest on.
func (r *Roster) sum(lines []Line) {
	h := sha256.New()
	fmt.Fprintf(h, "ansinh roster 1\n%s\t%s\t%s\n", r.Month, r.Snapshot, r.Law)
	row := make([]byte, 0, 256)
	for i := range lines {
		l := &lines[i]
		if l.Held == "" {
			r.Lines++
			r.Amount += l.Amount
		} else {
			r.Held++
			r.HeldAmount += l.Amount
		}
		row = strconv.AppendInt(row[:0], int64(l.Person), 10)
		for _, s := range []string{l.Programme, l.Category, string(l.HomeUnit)} {
			row = append(append(row, '\t'), s...)
		}
		row = strconv.AppendInt(append(row, '\t'), l.Decision, 10)
		row = strconv.AppendInt(append(row, '\t'), int64(l.Amount), 10)
		h.Write(append(append(append(row, '\t'), l.Held...), '\n'))
	}
	r.Hash = hex.EncodeToString(h.Sum(nil))
}

// lines are by person, programme, category: one for every decision in force.
func (b *Benefits) lines(ctx context.Context, tx *gate.Tx, month calendar.Month, l lists) ([]Line, error) {
	inForce, err := decisionsInForce(ctx, tx.Tx, month)
	if err != nil {
		return nil, err
	}
	survivors, err := registry.Survivors(ctx, tx.Tx, l.known)
	if err != nil {
		return nil, err
	}
	once, err := onceIn(ctx, tx.Tx, month)
	if err != nil {
		return nil, err
	}
	var dead map[registry.PersonID]calendar.Date
	if len(once) > 0 {
		if dead, err = registry.Dead(ctx, tx.Tx, l.known); err != nil {
			return nil, err
		}
	}
	c := b.communes(tx.Now)
	return withOnce(rosterOf(month, standingFor(inForce, survivors), l.due, l.rows, c), once, survivors, dead, c), nil
}

// rosterOf is the rule of the roster: a decision is paid what the law gives its category – or, where the ground has
// changed within the programme, the category that stands in the adjust list – and held where the law gives it nothing
// certain or another record of the same person goes first.
func rosterOf(month calendar.Month, inForce map[registry.PersonID][]Decision, due []Determined, rows []Row, c *communes) []Line {
	listed := map[int64]*Row{}
	for i := range rows {
		if rows[i].Decision != 0 {
			listed[rows[i].Decision] = &rows[i]
		}
	}
	given := slices.Clone(due) // by person, as the people below: one walk beside the other
	slices.SortFunc(given, func(a, b Determined) int { return cmp.Compare(a.Person, b.Person) })
	out, next := make([]Line, 0, len(due)), 0
	for _, p := range slices.Sorted(maps.Keys(inForce)) {
		for next < len(given) && given[next].Person < p {
			next++
		}
		theirs := given[next:]
		for n := range theirs {
			if theirs[n].Person != p {
				theirs = theirs[:n]
				break
			}
		}
		first := len(out)
		for _, d := range inForce[p] {
			l := Line{Month: month, Person: p, Programme: d.Programme, Category: d.Category, HomeUnit: d.HomeUnit, Decision: d.ID, Amount: d.Amount}
			r := listed[d.ID]
			if r != nil && r.Reason == Ground {
				l.Category = r.Category
			}
			g := slices.IndexFunc(theirs, func(x Determined) bool { return x.Programme == d.Programme && x.Category == l.Category })
			switch {
			case g >= 0:
				g := &theirs[g]
				l.Amount, l.HomeUnit, l.Household = g.Amount, g.HomeUnit, g.Household
				if g.Twin != 0 {
					l.Held = Twin
				}
			case r != nil:
				l.Held, l.HomeUnit = r.Reason, r.HomeUnit
			default:
				l.Held = Undetermined
			}
			if d.Suspended && l.Held == "" {
				l.Held = Suspended
			}
			if slices.ContainsFunc(out[first:], func(x Line) bool { return x.Programme == l.Programme && x.Category == l.Category }) {
				continue // a second decision of merged records: it stands in the review list
			}
			l.Commune = c.of(l.HomeUnit)
			out = append(out, l)
		}
	}
	slices.SortFunc(out, inOrder)
	return out
}

// inOrder is the order of a roster's lines: by person, programme, category.
func inOrder(a, b Line) int {
	return cmpFirst(int(a.Person-b.Person), strings.Compare(a.Programme, b.Programme), strings.Compare(a.Category, b.Category))
}

// Roster is the frozen roster of a month; fault benefit.not_frozen where there is none.
func (b *Benefits) Roster(ctx context.Context, actor auth.Actor, month calendar.Month) (Roster, error) {
	var out Roster
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = roster(ctx, tx.Tx, month)
		return err
	})
	return out, err
}

// FrozenMonths are the months whose roster is frozen, the newest first.
func (b *Benefits) FrozenMonths(ctx context.Context, actor auth.Actor) (out []calendar.Month, err error) {
	err = b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		out, err = frozenMonths(ctx, tx.Tx)
		return err
	})
	return out, err
}

// RosterLines are the lines of a frozen month, all of the province, by person, programme, category.
func (b *Benefits) RosterLines(ctx context.Context, actor auth.Actor, month calendar.Month) ([]Line, error) {
	var out []Line
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDetermine}, func(tx *gate.Tx) error {
		if _, err := roster(ctx, tx.Tx, month); err != nil {
			return err
		}
		var err error
		out, err = rosterLines(ctx, tx.Tx, month)
		return err
	})
	return out, err
}

// RosterPart are the lines of a frozen month in one commune, by person, programme, category.
func (b *Benefits) RosterPart(ctx context.Context, actor auth.Actor, month calendar.Month, commune org.UnitID) ([]Line, error) {
	var out []Line
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDetermine}, func(tx *gate.Tx) (err error) {
		out, err = rosterPart(ctx, tx.Tx, month, commune)
		return err
	})
	return out, err
}

// RosterCommunes are the communes of a frozen month with their lines.
func (b *Benefits) RosterCommunes(ctx context.Context, actor auth.Actor, month calendar.Month) (map[org.UnitID]int64, error) {
	var out map[org.UnitID]int64
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDetermine}, func(tx *gate.Tx) (err error) {
		out, err = rosterCommunes(ctx, tx.Tx, month)
		return err
	})
	return out, err
}

// RosterHomes are the communes in which those of some people whom a frozen month pays are paid; the map's values are
// not looked at. A person is paid in one commune.
func (b *Benefits) RosterHomes(ctx context.Context, actor auth.Actor, month calendar.Month, of map[registry.PersonID]org.UnitID) (map[registry.PersonID]org.UnitID, error) {
	var out map[registry.PersonID]org.UnitID
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDetermine}, func(tx *gate.Tx) (err error) {
		out, err = rosterHomes(ctx, tx.Tx, month, slices.Sorted(maps.Keys(of)))
		return err
	})
	return out, err
}

// Late are the months before a month whose rosters were frozen before a decision that grants them was recorded: what
// is still owed for them, by month, person, programme, category.
func (b *Benefits) Late(ctx context.Context, actor auth.Actor, before calendar.Month) ([]Line, error) {
	var out []Line
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDetermine}, func(tx *gate.Tx) error {
		var err error
		if out, err = lateLines(ctx, tx.Tx, before); err != nil {
			return err
		}
		return holdOfDead(ctx, tx, out)
	})
	return out, err
}
