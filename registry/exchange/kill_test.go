package exchange_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/registry/exchange"
	"ansinh/seal"
	"ansinh/text"
)

// The test program takes a list over as a process of its own when this is set.
const childURL = "ANSINH_TEST_INTAKE_DB"

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		if err := child(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// long is a list that takes a while.
func long() string {
	var b strings.Builder
	b.WriteString("Họ và tên;Ngày sinh;Giới tính;Dân tộc;Xã/phường;Mã hộ;Tình trạng nghèo của hộ (theo rà soát);Mức độ khuyết tật (theo giấy xác nhận)\n")
	for i := range 6000 {
		fmt.Fprintf(&b, "Nguyễn Văn %c%c;%d/%d/%d;Nam;Kinh;Đồng Kỳ;H%d;hộ nghèo;khuyết tật nặng\n", 'A'+rune(i%25), 'a'+rune(i/25%25), i%28+1, i%12+1, 1940+i%70, i/4)
	}
	return b.String()
}

// sealsOf is where the keys of a test's database lie, for every process that opens it.
func sealsOf(url string) string {
	sum := sha256.Sum256([]byte(url))
	return filepath.Join(os.TempDir(), fmt.Sprintf("seal-%x.keys", sum[:8]))
}

func child(url string) error {
	data, err := policy.Open("")
	if err != nil {
		return err
	}
	texts, err := text.Load(data)
	if err != nil {
		return err
	}
	keys, err := os.MkdirTemp("", "intake")
	if err != nil {
		return err
	}
	defer os.RemoveAll(keys)
	h, err := house.Open(ctx, house.Options{DB: url, Keys: keys, Seals: sealsOf(url), Policy: data, Texts: texts, Clock: func() time.Time { return gatetest.Now }})
	if err != nil {
		return err
	}
	defer h.Close()
	rules, err := exchange.Load(h.Policy, h.Law.Vocabulary(), h.Tree)
	if err != nil {
		return err
	}
	d := exchange.Desk{Registry: h.Registry, Rules: rules}
	fmt.Println("begun")
	_, err = d.Take(ctx, auth.System(), file(long()), nil, today)
	return err
}

// TestAKilledIntakeEndsAsOneThatWasNot kills the process that takes a list over, again and again, lets it end at last, and
// compares with a register into which the list was taken at once.
func TestAKilledIntakeEndsAsOneThatWasNot(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return dbtest.NewPostgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calm, killed := url(t), url(t)
			t.Cleanup(func() { os.Remove(sealsOf(calm)); os.Remove(sealsOf(killed)) })
			if err := intake(t, calm, -1); err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(5, 6))
			kills := 0
			for range 8 {
				if intake(t, killed, time.Duration(r.IntN(500))*time.Millisecond) != nil {
					kills++
				}
			}
			if err := intake(t, killed, -1); err != nil {
				t.Fatal(err)
			}
			if kills == 0 {
				t.Error("no process was killed before it ended")
			}
			compare(t, registerOf(t, calm), registerOf(t, killed), kills)
		})
	}
}

// intake takes the list over in a process of its own, and kills it so long after it began; below zero it lets it end. It
// says how that ended.
func intake(t *testing.T, url string, after time.Duration) error {
	t.Helper()
	c := dbtest.NewChild(childURL+"="+url, "GOMAXPROCS=1")
	c.Begin(t)
	if after >= 0 {
		time.Sleep(after)
		c.Kill()
	}
	return <-c.Ended
}

// register is what a database tells: its snapshot, every row of every table, and what history tells of people, sealed facts
// opened.
type register struct {
	snapshot string
	tables   map[string][]string
	told     []string
}

// unequal are the tables that differ between two registers that know the same, each with why. The clock of both stands
// still, so that no instant differs, and what a killed attempt had numbered was taken back with it.
var unequal = map[string]string{
	"audit_event": "each attempt reads anew", "audit_hash": "likewise", "audit_head": "likewise",
	"seal_key":         "each register has keys of its own",
	"goose_db_version": "says when the database was made", "river_migration": "likewise",
}

// registerOf reads a register.
func registerOf(t *testing.T, url string) register {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(ctx, house.Options{DB: url, Keys: t.TempDir(), Seals: sealsOf(url), Policy: data, Texts: texts, Clock: func() time.Time { return gatetest.Now }})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	out := register{tables: map[string][]string{}}
	for _, name := range dbtest.Tables(t, h.DB) {
		if _, differs := unequal[name]; !differs {
			out.tables[name] = dbtest.Rows(t, h.DB, name, nil, inClear)
		}
	}
	s, err := h.Registry.Snapshot(ctx, auth.System(), calendar.MonthOf(2026, 11), today)
	if err != nil {
		t.Fatal(err)
	}
	out.snapshot = s.Hash
	if len(s.Persons) != 6000 || len(out.tables["fact"]) < 6000 || len(out.tables["household"]) != 1500 {
		t.Errorf("%d people, %d facts, %d households", len(s.Persons), len(out.tables["fact"]), len(out.tables["household"]))
	}
	out.tell(t, h)
	return out
}

// inClear writes a value; one that is sealed differs each time it is written.
func inClear(v any) string {
	if text := fmt.Sprint(v); !seal.Is(text) {
		return text
	}
	return "sealed"
}

// tell opens one person in twenty: number, household and everything ever recorded, with source, certainty and days.
func (x *register) tell(t *testing.T, h *house.House) {
	t.Helper()
	var people []registry.Person
	err := h.Registry.List(ctx, auth.System(), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		people = append(people, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range people {
		x.told = append(x.told, fmt.Sprintf("%+v", p))
		if i%20 != 0 {
			continue
		}
		history, err := h.Registry.History(ctx, auth.System(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		events, err := h.Registry.Events(ctx, auth.System(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		household, err := h.Registry.Household(ctx, auth.System(), p.Household)
		if err != nil {
			t.Fatal(err)
		}
		if len(history) == 0 {
			t.Errorf("nothing is told of %s", p.Code)
		}
		x.told = append(x.told, fmt.Sprintf("%+v %+v %+v", history, events, household))
	}
}

// compare says where two registers differ.
func compare(t *testing.T, calm, killed register, kills int) {
	t.Helper()
	if calm.snapshot != killed.snapshot {
		t.Errorf("after %d kills the snapshot is %s, was %s", kills, killed.snapshot, calm.snapshot)
	}
	if len(calm.tables) < 100 {
		t.Errorf("only %d tables are compared", len(calm.tables))
	}
	for name, rows := range calm.tables {
		first(t, name, rows, killed.tables[name])
	}
	first(t, "what is told", calm.told, killed.told)
}

// first names the first line in which two lists differ.
func first(t *testing.T, what string, a, b []string) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%s: %d rows, and %d where it was killed", what, len(a), len(b))
		return
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("%s differs:\n%s\n%s", what, a[i], b[i])
			return
		}
	}
}
