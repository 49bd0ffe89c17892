package benefit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// File is everything about one person here.
type File struct {
	Person    registry.PersonID
	Decisions []Decision   // latest first
	Months    []Determined // what the law gives, latest month first
	Rows      []Row        // where they stand in lists, latest month first
	Changes   []Change     // of the decisions, latest first
}

// Person opens a person's decisions, months and lists; the reading is recorded. A citizen may open their own. Somebody
// outside the actor's area has an empty file, as if nothing were known of them.
func (b *Benefits) Person(ctx context.Context, actor auth.Actor, id registry.PersonID) (*File, error) {
	may := MayRead
	if actor.Person != 0 {
		may = MayOwn
		if actor.Person != int64(id) {
			return nil, fault.New(fault.NotFound, "registry.no_person")
		}
	}
	f := &File{Person: id}
	records, err := b.registry.Records(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	act := gate.Act{Permission: may, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", id), Personal: true}
	err = b.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		f.Decisions = nil
		for _, record := range records { // merged into this one, or it itself
			some, err := decisionsOf(ctx, tx.Tx, record)
			if err != nil {
				return err
			}
			f.Decisions = append(f.Decisions, some...)
		}
		var err error
		if f.Months, err = determinedOf(ctx, tx.Tx, id, 0); err != nil {
			return err
		}
		if f.Changes, err = changesOf(ctx, tx.Tx, changeQuery{person: id}); err != nil {
			return err
		}
		f.Rows, err = listRows(ctx, tx.Tx, rowQuery{person: id, done: true})
		return err
	})
	if err != nil {
		return nil, err
	}
	outside := func(home org.UnitID) bool { return actor.Unit != "" && !b.tree.Within(home, org.UnitID(actor.Unit)) }
	came := map[int64]bool{} // decisions whose files came here
	for _, c := range f.Changes {
		came[c.Decision] = came[c.Decision] || c.Kind == Transfer && !outside(c.To)
	}
	f.Decisions = slices.DeleteFunc(f.Decisions, func(d Decision) bool { return outside(d.HomeUnit) && !came[d.ID] })
	f.Changes = slices.DeleteFunc(f.Changes, func(c Change) bool { return outside(c.HomeUnit) && !came[c.Decision] })
	f.Months = slices.DeleteFunc(f.Months, func(d Determined) bool { return outside(d.HomeUnit) })
	f.Rows = slices.DeleteFunc(f.Rows, func(r Row) bool { return outside(r.HomeUnit) })
	if actor.Person == 0 { // one's own file hides nothing
		b.hideRows(actor, f.Rows)
		for i := range f.Decisions {
			f.Decisions[i].Category = b.Shown(actor, f.Decisions[i].Category)
		}
		for i := range f.Months {
			f.Months[i].Category = b.Shown(actor, f.Months[i].Category)
		}
	}
	return f, nil
}

// Query chooses rows of a list; zero fields but Month choose all.
type Query struct {
	Month     calendar.Month
	List      List
	Programme string
	Reason    Reason
	Unit      org.UnitID // a unit of any level and time
	Left      bool       // only rows about which nothing was done
	After     *Row       // the last row of the page before; its person and programme count
	Limit     int        // 0: all
}

// together is the most rows that one person can have in the lists under one programme, with room to spare: a page is
// cut between programmes of a person, never inside one, so that its end needs no category to be named.
const together = 16

// Rows are the rows of a month's lists in the actor's area, by person, programme, category; more says that the limit
// cut them, which may leave a page a few rows shorter or longer. A reader who may not see sensitive facts gets the
// rows without the categories that tell one, and without such facts among the missing.
func (b *Benefits) Rows(ctx context.Context, actor auth.Actor, q Query) (rows []Row, more bool, err error) {
	err = b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		if _, err := determination(ctx, tx.Tx, q.Month); err != nil {
			return err
		}
		ask := rowQuery{month: q.Month, list: q.List, programme: q.Programme, reason: q.Reason, after: q.After, done: true, left: q.Left,
			homes: b.tree.Communes(q.Unit, org.UnitID(actor.Unit))}
		if q.Limit > 0 {
			ask.limit = q.Limit + together
		}
		rows, err = listRows(ctx, tx.Tx, ask)
		return err
	})
	rows, more = page(rows, q.Limit)
	b.hideRows(actor, rows)
	return rows, more, err
}

// page cuts rows at the last change of person or programme within the limit, or at the first one after it.
func page(rows []Row, limit int) ([]Row, bool) {
	if limit <= 0 || len(rows) <= limit {
		return rows, false
	}
	end := func(i int) bool {
		return rows[i].Person != rows[i-1].Person || rows[i].Programme != rows[i-1].Programme
	}
	for i := limit; i > 0; i-- {
		if end(i) {
			return rows[:i], true
		}
	}
	for i := limit + 1; i < len(rows); i++ {
		if end(i) {
			return rows[:i], true
		}
	}
	return rows, false
}

// hides says whether a category is to be kept from the actor.
func (b *Benefits) hides(actor auth.Actor, category string) bool {
	return !b.gate.May(actor, registry.MaySensitive) && b.Book().Sensitive(category)
}

// Shown is a category as the actor may see it: empty where it tells a sensitive fact that is not for them.
func (b *Benefits) Shown(actor auth.Actor, category string) string {
	if b.hides(actor, category) {
		return ""
	}
	return category
}

func (b *Benefits) hideRows(actor auth.Actor, rows []Row) {
	for i := range rows {
		r := &rows[i]
		r.Category, r.OldCategory = b.Shown(actor, r.Category), b.Shown(actor, r.OldCategory)
		r.Missing = slices.DeleteFunc(r.Missing, func(id string) bool {
			f, ok := b.Book().Vocabulary().Fact(id)
			return ok && f.Sensitive && !b.gate.May(actor, registry.MaySensitive)
		})
	}
}

// Count is how many rows a list has in a unit, and what the law gives them a month.
type Count struct {
	Unit      org.UnitID
	List      List
	Programme string
	Reason    Reason
	Rows      int64
	Amount    money.Dong

	Done       int64 // of the rows: something was done about them since
	DoneAmount money.Dong
}

// Counts are the rows of a month's lists in the actor's area by unit of a level on the map of a day, list, programme
// and reason. A home that has no unit on that map is counted under its own.
func (b *Benefits) Counts(ctx context.Context, actor auth.Actor, month calendar.Month, level int, onMap calendar.Date) ([]Count, error) {
	var found []homeCount
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		if _, err := determination(ctx, tx.Tx, month); err != nil {
			return err
		}
		var err error
		within := b.tree.Communes(org.UnitID(actor.Unit))
		if found, err = countByHome(ctx, tx.Tx, month, within); err != nil {
			return err
		}
		gaps := int64(0)
		for _, h := range found {
			if h.List == Gap {
				gaps += h.Rows
			}
		}
		done, err := doneByHome(ctx, tx.Tx, month, within, gaps)
		found = append(found, done...)
		return err
	})
	sums := map[Count]*Count{}
	for _, h := range found {
		unit, ok := b.tree.Parent(h.home, level, onMap)
		if !ok {
			unit = h.home
		}
		key := Count{Unit: unit, List: h.List, Programme: h.Programme, Reason: h.Reason}
		if sums[key] == nil {
			c := key
			sums[key] = &c
		}
		sums[key].Rows += h.Rows
		sums[key].Amount += h.Amount
		sums[key].Done += h.Done
		sums[key].DoneAmount += h.DoneAmount
	}
	out := make([]Count, 0, len(sums))
	for _, c := range sums {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Count) int {
		return cmpFirst(strings.Compare(string(a.Unit), string(b.Unit)), slices.Index(Lists(), a.List)-slices.Index(Lists(), b.List),
			strings.Compare(a.Programme, b.Programme), strings.Compare(string(a.Reason), string(b.Reason)))
	})
	return out, err
}
