package registry

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry/columnar"
)

// keeper keeps snapshots as Parquet files beside the database, one a month, and brings them up to date by reading only
// whom something changed for. Numbers of rows are given out in the order of commits, so "what has changed since" is
// "rows with a number that was not given out then": a correction supersedes a row by a new one of the same person, and
// nothing is changed without one. What comes into force or ends by itself on a later day is marked when it is read.
//
// A file is used only if it says of itself what it holds and that is what it holds (Snapshot.Hash), if the vocabulary is
// the same, and if the last row it rests on still stands in the database: a file of another database, or of a state
// that a backup took back, is not used. Whatever is amiss, everything is read anew.
type keeper struct {
	folder string  // "": nothing is kept
	key    FileKey // sensitive facts are not written to a disk in clear
}

// kept is a snapshot with what is needed to bring it up to date.
type kept struct {
	*Snapshot
	pending []uint64 // a bit a row: something changes later by itself
	at      position
	anchor  string // what the last row says that it rests on
	ground  string
	missing int // people recorded after the day of knowledge

	// What is read from a file is there once filled has said so, and is what the file says it is once verified has: the
	// database is asked meanwhile.
	filled, verified chan bool
}

// keptMonths is how many files are kept.
const keptMonths = 3

// mostChanged is the part of the people, one in so many, above which reading everything anew is cheaper.
const mostChanged = 8

// KeepIn makes the registry keep its snapshots in a folder, made if need be, with sensitive facts under a key.
func (r *Registry) KeepIn(folder string, key FileKey) { r.keep = keeper{folder, key} }

// snapshot is what build gives, from what is kept where that is possible. What cannot be written to the folder is not
// kept, and the month goes on.
func (k keeper) snapshot(ctx context.Context, b *builder) (*Snapshot, error) {
	if k.folder == "" {
		s, err := b.build(ctx)
		if err == nil {
			s.Hash = s.hash()
		}
		return s, err
	}
	at, anchor, err := readPosition(ctx, b.tx)
	if err != nil {
		return nil, err
	}
	if b.ground, err = readGround(ctx, b.tx, b.month, b.knownAt); err != nil {
		return nil, err
	}
	old := k.open(b)
	if old != nil && old.KnownAt > b.knownAt { // a question about the past: it must not take the place of the present
		s, err := b.build(ctx)
		if err == nil {
			s.Hash = s.hash()
		}
		return s, err
	}
	if old != nil {
		s, changed, err := k.update(ctx, b, old, at)
		if err != nil {
			return nil, err
		}
		if s != nil {
			if changed {
				s.at, s.anchor = at, anchor
				s.Hash = s.hash()
				k.write(s)
			}
			return s.Snapshot, nil
		}
	}
	s, err := b.build(ctx)
	if err != nil {
		return nil, err
	}
	s.Hash = s.hash()
	k.write(&kept{Snapshot: s, pending: bitmap(b.pending), at: at, anchor: anchor, ground: b.ground.sum, missing: b.missing})
	return s, nil
}

func bitmap(rows []bool) []uint64 {
	out := make([]uint64, (len(rows)+63)/64)
	for i, v := range rows {
		if v {
			out[i/64] |= 1 << (i % 64)
		}
	}
	return out
}

// update brings what was kept to the builder's month and day; nil where it cannot.
func (k keeper) update(ctx context.Context, b *builder, old *kept, at position) (*kept, bool, error) {
	sameDay := old.Month == b.month && old.KnownAt == b.knownAt
	if old.Month > b.month || old.ground != b.ground.sum || !sameDay && old.missing > 0 {
		return nil, false, nil
	}
	if ok, err := stillStands(ctx, b.tx, old); err != nil || !ok {
		return nil, false, err
	}
	if sameDay && old.at == at {
		if <-old.filled && <-old.verified {
			return old, false, nil
		}
		return nil, false, nil
	}
	changed, err := readChanged(ctx, b.tx, old.at)
	if err != nil {
		return nil, false, err
	}
	if !<-old.filled {
		return nil, false, nil
	}
	for i := range old.Persons {
		if changed.houses[old.Households[i]] || !sameDay && old.pending[i/64]>>(i%64)&1 == 1 {
			changed.people[old.Persons[i]] = true
		}
	}
	if len(changed.people) > len(old.Persons)/mostChanged+partSize {
		return nil, false, nil
	}
	b.only = make([]PersonID, 0, len(changed.people))
	for id := range changed.people {
		b.only = append(b.only, id)
	}
	slices.Sort(b.only)
	few, err := b.build(ctx)
	if err != nil || !<-old.verified {
		return nil, false, err
	}
	old.Month, old.KnownAt, old.Table.Month = b.month, b.knownAt, b.month
	old.missing += b.missing
	return old.overlay(b.registry.vocabulary, few, b.pending), true, nil
}

// overlay puts the rows of a few people over their rows, and behind all where they have none yet.
func (o *kept) overlay(v *law.Vocabulary, few *Snapshot, pending []bool) *kept {
	at := make([]int, len(few.Persons))
	rows := len(o.Persons)
	for i, id := range few.Persons {
		row, ok := o.Row(id)
		if !ok {
			row = rows
			rows++
		}
		at[i] = row
	}
	o.grow(v, rows)
	for i, row := range at {
		o.Persons[row], o.Households[row], o.HomeUnits[row] = few.Persons[i], few.Households[i], few.HomeUnits[i]
		o.pending[row/64] &^= 1 << (row % 64)
		if pending[i] {
			o.pending[row/64] |= 1 << (row % 64)
		}
	}
	for _, from := range few.columns() {
		to, _ := o.Table.Column(from.Fact.ID)
		for i, row := range at {
			if v, ok := from.Get(i); ok {
				to.Set(row, v)
			} else {
				to.Unset(row)
			}
		}
	}
	return o
}

// grow makes room for more rows.
func (o *kept) grow(v *law.Vocabulary, rows int) {
	if rows == len(o.Persons) {
		return
	}
	table := law.NewTable(v, o.Month, rows)
	for _, from := range o.columns() {
		to, _ := table.Column(from.Fact.ID)
		copy(to.Known, from.Known)
		copy(to.Bits, from.Bits)
		copy(to.Codes, from.Codes)
		copy(to.Ints, from.Ints)
		copy(to.Sums, from.Sums)
	}
	o.Table = table
	more := rows - len(o.Persons)
	o.Persons = append(o.Persons, make([]PersonID, more)...)
	o.Households = append(o.Households, make([]HouseholdID, more)...)
	o.HomeUnits = append(o.HomeUnits, make([]org.UnitID, more)...)
	o.pending = append(o.pending, make([]uint64, (rows+63)/64-len(o.pending))...)
}

// open is the file of the month, or of the latest before it; nil where there is none that may be used.
func (k keeper) open(b *builder) *kept {
	path := ""
	for _, p := range k.files() {
		if strings.TrimSuffix(filepath.Base(p), suffix) <= b.month.String() {
			path = p
		}
	}
	if path == "" {
		return nil
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	out, err := k.read(b.registry.vocabulary, body)
	if err != nil {
		return nil
	}
	return out
}

const suffix = ".parquet"

// files are the files kept, by month.
func (k keeper) files() []string {
	found, _ := filepath.Glob(filepath.Join(k.folder, "????-??"+suffix))
	slices.Sort(found)
	return found
}

func (k keeper) read(v *law.Vocabulary, body []byte) (*kept, error) {
	f, err := columnar.Open(body)
	if err != nil {
		return nil, err
	}
	month, err := calendar.ParseMonth(f.Note("month"))
	if err != nil {
		return nil, err
	}
	known, err := calendar.ParseDate(f.Note("known_at"))
	if err != nil {
		return nil, err
	}
	if f.Note("vocabulary") != meaning(v) {
		return nil, fault.New(fault.Invalid, "registry.columnar.broken")
	}
	o := &kept{Snapshot: newSnapshot(v, month, known, f.Rows), pending: make([]uint64, (f.Rows+63)/64),
		anchor: f.Note("anchor"), ground: f.Note("ground")}
	o.Hash = f.Note("sha256")
	if _, err := fmt.Sscan(f.Note("position"), &o.at.fact, &o.at.person, &o.at.residence, &o.at.touched, &o.missing); err != nil {
		return nil, err
	}
	o.filled, o.verified = make(chan bool, 1), make(chan bool, 1)
	go func() {
		err := k.fill(f, o)
		o.filled <- err == nil
		o.verified <- err == nil && o.hash() == o.Hash
	}()
	return o, nil
}

// fill reads the columns; the sensitive ones lie sealed in a note.
func (k keeper) fill(f *columnar.File, o *kept) error {
	homes, err := f.Labels("home_unit")
	if err != nil {
		return err
	}
	own := []columnar.Column{{Name: "person", Longs: make([]int64, f.Rows)}, {Name: "household", Longs: make([]int64, f.Rows)},
		{Name: "home_unit", Marks: make([]uint16, f.Rows), Labels: homes}}
	sealed, err := base64.StdEncoding.DecodeString(f.Note("sealed"))
	if err != nil {
		return err
	}
	inner, err := k.key.Open(sealed, []byte(o.Hash))
	if err != nil {
		return err
	}
	hidden, err := columnar.Open(inner)
	if err != nil || hidden.Rows != f.Rows {
		return fault.New(fault.Invalid, "registry.columnar.broken")
	}
	open, secret := o.split()
	if err := f.Fill(append(append(own, o.pendingColumn()), open...)); err != nil {
		return err
	}
	if err := hidden.Fill(secret); err != nil {
		return err
	}
	for i := range o.Persons {
		o.Persons[i], o.Households[i], o.HomeUnits[i] = PersonID(own[0].Longs[i]), HouseholdID(own[1].Longs[i]), org.UnitID(own[2].Labels[own[2].Marks[i]])
	}
	return nil
}

func (o *kept) pendingColumn() columnar.Column {
	return columnar.Column{Name: "pending", Bits: o.pending}
}

// split gives the columns of facts, those that may lie open and those that may not.
func (o *kept) split() (open, secret []columnar.Column) {
	for _, c := range o.columns() {
		if c.Fact.Sensitive {
			secret = append(secret, factColumn(c))
		} else {
			open = append(open, factColumn(c))
		}
	}
	return open, secret
}

// write keeps a snapshot in place of what was kept of its month, and takes away the oldest. The file is complete before
// it has its name; it needs no other safety, since one that is broken is not used.
func (k keeper) write(o *kept) {
	if os.MkdirAll(k.folder, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(k.folder, "new-*")
	if err != nil {
		return
	}
	err = cmp.Or(k.writeTo(f, o), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(k.folder, o.Month.String()+suffix))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return
	}
	files := k.files()
	for _, old := range files[:max(0, len(files)-keptMonths)] {
		_ = os.Remove(old)
	}
}

func (k keeper) writeTo(w io.Writer, o *kept) error {
	open, secret := o.split()
	var inner bytes.Buffer
	if err := columnar.Write(&inner, len(o.Persons), secret, nil); err != nil {
		return err
	}
	sealed, err := k.key.Seal(inner.Bytes(), []byte(o.Hash))
	if err != nil {
		return err
	}
	notes := append(o.notes(), columnar.Note{Key: "anchor", Value: o.anchor}, columnar.Note{Key: "ground", Value: o.ground},
		columnar.Note{Key: "position", Value: fmt.Sprint(o.at.fact, o.at.person, o.at.residence, o.at.touched, o.missing)},
		columnar.Note{Key: "vocabulary", Value: meaning(o.Table.Vocabulary())},
		columnar.Note{Key: "sealed", Value: base64.StdEncoding.EncodeToString(sealed)})
	out := bufio.NewWriterSize(w, 1<<16)
	if err := columnar.Write(out, len(o.Persons), append(append(o.ownColumns(), o.pendingColumn()), open...), notes); err != nil {
		return err
	}
	return out.Flush()
}

// meaning is a hash of what the columns mean and how silence is read.
func meaning(v *law.Vocabulary) string {
	sum := sha256.New()
	for _, f := range v.Facts() {
		fmt.Fprintf(sum, "%q %v %q %q %q %q %v", f.ID, f.Type, f.Of, f.Register, f.Absent, f.Derived, f.Sensitive)
		for _, c := range f.Values {
			fmt.Fprintf(sum, " %q", c.ID)
		}
		fmt.Fprintln(sum)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
