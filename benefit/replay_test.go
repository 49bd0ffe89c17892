package benefit_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/policy"
	"ansinh/registry"
)

func TestReplayDerivesTheSameAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determineKnown(t, october, today-1)
		for place, want := range map[int][]string{
			elder:     {"social-pension P75 540000"},
			helpless:  {"care C-home 540000", "social-assistance K6dbn 1080000"},
			healthy:   nil,
			uncertain: nil,
		} {
			got, err := r.Replay(ctx, auth.System(), october, r.id(place))
			if err != nil {
				t.Fatal(err)
			}
			same(t, "stored", got.Stored, want...)
			same(t, "derived again", got.Again, want...)
		}
		// What is learned later changes nothing of what was known then.
		if err := r.registry.RecordDeath(ctx, auth.System(), r.id(elder), october.First()-30, papers); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Replay(ctx, auth.System(), october, r.id(elder)); err != nil {
			t.Errorf("after a later record: %v", err)
		}
	})
}

// determineKnown determines a month from what was known at the end of a day.
func (r *rooms) determineKnown(t *testing.T, month calendar.Month, day calendar.Date) {
	t.Helper()
	s, err := r.registry.Snapshot(ctx, auth.System(), month, day)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Determine(ctx, auth.System(), s); err != nil {
		t.Fatal(err)
	}
}

func TestReplaySaysWhatIsNotAsItWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determineKnown(t, october, today-1)
		refused := func(code string, err error) {
			t.Helper()
			if fault.CodeOf(err) != code {
				t.Errorf("%v, want %s", err, code)
			}
		}
		_, err := r.Replay(ctx, auth.System(), november, r.id(elder))
		refused("benefit.not_determined", err)
		_, err = r.Replay(ctx, auth.System(), october, r.id(0)+1000)
		refused("benefit.replay.nobody", err)
		_, err = r.Replay(ctx, gatetest.Actor("leader"), october, r.id(elder))
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
		_, err = r.otherLaw(t, d).Replay(ctx, auth.System(), october, r.id(elder))
		refused("benefit.replay.other_law", err)

		alter(t, d, `UPDATE determined SET amount = amount + 1 WHERE person = $1`, int64(r.id(elder)))
		got, err := r.Replay(ctx, auth.System(), october, r.id(elder))
		refused("benefit.replay.differs", err)
		same(t, "stored", got.Stored, "social-pension P75 540001")
		same(t, "derived again", got.Again, "social-pension P75 540000")

		alter(t, d, `UPDATE person SET birth_date = '1990-01-01' WHERE id = $1`, int64(r.id(elder)))
		_, err = r.Replay(ctx, auth.System(), october, r.id(orphan))
		refused("benefit.replay.other_snapshot", err)
	})
}

// alter changes the database past every rule, as nobody should.
func alter(t *testing.T, d *db.DB, text string, args ...any) {
	t.Helper()
	err := d.Update(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, text, args...)
		if err == nil && n == 0 {
			t.Errorf("nothing altered: %s", text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// otherLaw is the room with a law that has one word more.
func (r *rooms) otherLaw(t *testing.T, d *db.DB) *benefit.Benefits {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	procedure, err := benefit.LoadProcedure(data)
	if err != nil {
		t.Fatal(err)
	}
	changed := fstest.MapFS{}
	copyLaw(t, changed, data)
	area := changed["law/area.yaml"]
	area.Data = []byte(strings.TrimSpace(string(area.Data)) + "\n# another word\n")
	book, err := law.Load(changed)
	if err != nil {
		t.Fatal(err)
	}
	g := gatetest.New(t, d)
	return benefit.New(g, r.tree, registry.New(g, r.tree, book.Vocabulary()), book, procedure)
}

func copyLaw(t *testing.T, to fstest.MapFS, from fs.FS) {
	t.Helper()
	err := fs.WalkDir(from, "law", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(from, path)
		to[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
