package house_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/registry/exchange"
	"ansinh/seal"
	"ansinh/text"
)

// planted is what must not be found anywhere but by who may open it.
const planted = "ZQXchẩn-đoán-gài-7731"

// raw is every byte of the database: the files of SQLite, every row of every table of PostgreSQL as text.
func raw(t *testing.T, h *house.House) []byte {
	t.Helper()
	var out bytes.Buffer
	if !h.DB.Postgres() {
		for _, more := range []string{"", "-wal"} {
			body, err := os.ReadFile(h.DB.URL() + more)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			out.Write(body)
		}
		return out.Bytes()
	}
	rows, err := h.DB.Handle().Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	rows.Close()
	for _, name := range tables {
		rows, err := h.DB.Handle().Query(`SELECT CAST(x AS TEXT) FROM "` + name + `" x`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			out.WriteString(row + "\n")
		}
		rows.Close()
	}
	return out.Bytes()
}

// clear counts sensitive values that lie in clear.
func clear(t *testing.T, h *house.House) (open, sealed int) {
	t.Helper()
	rows, err := h.DB.Handle().Query(`SELECT value FROM fact WHERE value IS NOT NULL AND fact IN ('person.hiv', 'person.disability_diagnosis')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		if seal.Is(v) {
			sealed++
		} else {
			open++
		}
	}
	return open, sealed
}

// TestASensitiveFactIsFoundNowhereInClear plants one and runs the whole line: import, forms, taking back, snapshot,
// determination, lists, export, proof of the log; then it reads every byte that was written.
func TestASensitiveFactIsFoundNowhereInClear(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx, month := context.Background(), calendar.MonthOf(2026, 11)
		if _, err := demo.Population(ctx, auth.System(), h.Registry, demo.PopulationOptions{Persons: 1500, Seed: 3, Month: month, Policy: h.Policy, Tree: h.Tree}); err != nil {
			t.Fatal(err)
		}
		var who registry.Person
		err := h.Registry.List(ctx, auth.System(), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error { who = p; return nil })
		if err != nil {
			t.Fatal(err)
		}
		day, papers := calendar.MustDay(2026, 10, 1), registry.Source{Kind: registry.Document, Title: "Giấy xác nhận số 1"}
		write := func(form string, fields map[string]string) registry.Event {
			e, err := h.Registry.RecordEvent(ctx, auth.System(), registry.NewEvent{Form: form, Person: who.ID, Day: day, Fields: fields, Source: papers})
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		mistake := write("disability", map[string]string{"level": "severe", "diagnosis": planted})
		if _, err := h.Registry.ReverseEvent(ctx, auth.System(), mistake.ID, "ghi nhầm"); err != nil {
			t.Fatal(err)
		}
		kept := write("disability", map[string]string{"level": "severe", "diagnosis": planted})
		write("hiv", map[string]string{"hiv": "true"})
		list := registry.LaidFile{Hash: "abc", Name: "ds.csv", Source: "Danh sách", Since: day, Body: []byte("Mã số;Chẩn đoán\n" + who.Code + ";" + planted)}
		if err := h.Registry.Lay(ctx, auth.System(), list); err != nil {
			t.Fatal(err)
		}
		rules, err := exchange.Load(h.Policy, h.Law.Vocabulary(), h.Tree)
		if err != nil {
			t.Fatal(err)
		}
		desk := exchange.Desk{Registry: h.Registry, Rules: rules}
		taken, err := desk.Take(ctx, auth.System(), registry.LaidFile{Name: "hiv.csv", Source: "Danh sách", Since: day,
			Body: []byte("Họ và tên;Ngày sinh;Giới tính;Dân tộc;Xã/phường;Nhiễm HIV\nNguyễn Văn Gài;1/2/1990;Nam;Kinh;Đồng Kỳ;có\n")}, nil, day)
		if err != nil || !taken.Outcome.Taken || taken.Outcome.Facts == 0 {
			t.Fatalf("taken over: %+v, %v", taken, err)
		}
		s, err := h.Registry.Snapshot(ctx, auth.System(), month, calendar.DateOf(gatetest.Now))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Benefits.Determine(ctx, auth.System(), s); err != nil {
			t.Fatal(err)
		}
		var export bytes.Buffer
		if err := s.WriteParquet(&export); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Log.Verify(ctx, h.Verifier, nil); err != nil {
			t.Fatal(err)
		}
		check := func(when string) {
			t.Helper()
			if body := raw(t, h); bytes.Contains(body, []byte(planted)) || !bytes.Contains(body, []byte(who.Name)) {
				t.Errorf("%s: the value lies in clear in the database: %v", when, bytes.Contains(body, []byte(planted)))
			}
			if open, sealed := clear(t, h); open > 0 || sealed < 3 {
				t.Errorf("%s: %d sensitive values in clear, %d sealed", when, open, sealed)
			}
		}
		check("after the line")
		if bytes.Contains(export.Bytes(), []byte(planted)) {
			t.Error("the snapshot holds the value")
		}
		files := 0
		err = filepath.WalkDir(h.Keys, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			files++
			body, err := os.ReadFile(path)
			if bytes.Contains(body, []byte(planted)) {
				t.Errorf("%s holds the value", path)
			}
			return err
		})
		if err != nil || files < 3 {
			t.Errorf("%d files were read, %v", files, err)
		}
		said := func(when string) {
			t.Helper()
			f, err := h.Registry.Person(ctx, auth.System(), who.ID, registry.At{})
			if err != nil {
				t.Fatal(err)
			}
			found := ""
			for _, x := range f.Facts {
				if x.Fact == "person.disability_diagnosis" {
					found = x.Value
				}
			}
			e, err := h.Registry.Event(ctx, auth.System(), kept.ID)
			l, again := h.Registry.Laid(ctx, auth.System(), "abc")
			if found != planted || err != nil || e.Fields["diagnosis"] != planted || again != nil || !strings.Contains(string(l.Body), planted) {
				t.Errorf("%s: who may see reads %q, %v, %v, %v", when, found, e.Fields, err, again)
			}
		}
		said("after the line")
		before := s.Hash
		rotate(t, h)
		check("after another key")
		said("after another key")
		if s, err = h.Registry.Snapshot(ctx, auth.System(), month, calendar.DateOf(gatetest.Now)); err != nil || s.Hash != before {
			t.Errorf("the snapshot is another under another key: %v", err)
		}
	})
}

// rotate makes a key, is stopped once while sealing anew, goes on, and takes the old key out.
func rotate(t *testing.T, h *house.House) {
	t.Helper()
	ctx := context.Background()
	if _, err := h.Registry.AddKey(ctx, gatetest.Actor("administrator")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an administrator of accounts makes keys: %v", err)
	}
	id, err := h.Registry.AddKey(ctx, auth.System())
	if err != nil || id != 2 {
		t.Fatalf("key %d, %v", id, err)
	}
	if err := h.Registry.RemoveKey(ctx, auth.System(), 1); fault.CodeOf(err) != "seal.in_use" {
		t.Errorf("a key in use is removed: %v", err)
	}
	if err := h.Registry.RemoveKey(ctx, auth.System(), 2); fault.CodeOf(err) != "seal.newest" && fault.CodeOf(err) != "seal.in_use" {
		t.Errorf("the newest key is removed: %v", err)
	}
	stopped := errors.New("stopped")
	first, err := h.Registry.Reseal(ctx, auth.System(), func(int) error { return stopped })
	if !errors.Is(err, stopped) || first == 0 {
		t.Fatalf("%d sealed, %v", first, err)
	}
	rest, err := h.Registry.Reseal(ctx, auth.System(), nil)
	if err != nil || rest == 0 {
		t.Fatalf("%d more sealed, %v", rest, err)
	}
	if again, err := h.Registry.Reseal(ctx, auth.System(), nil); err != nil || again != 0 {
		t.Errorf("nothing is left to seal: %d, %v", again, err)
	}
	if err := h.Registry.RemoveKey(ctx, auth.System(), 1); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(h.DB.SealFile())
	if ring, wrong := seal.Parse(string(file)); err != nil || wrong != nil || len(ring.IDs()) != 1 || ring.IDs()[0] != 2 {
		t.Errorf("the file holds %s, %v", file, wrong)
	}
}

// TestALostOrWrongKeyStopsTheProgram: one sentence, and nothing is written.
func TestALostOrWrongKeyStopsTheProgram(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return dbtest.NewPostgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, keys := url(t), t.TempDir()
			data, err := policy.Open("")
			if err != nil {
				t.Fatal(err)
			}
			texts, err := text.Load(data)
			if err != nil {
				t.Fatal(err)
			}
			open := func(seals string) error {
				h, err := house.Open(context.Background(), house.Options{DB: at, Keys: keys, Seals: seals, Policy: data, Texts: texts, Clock: func() time.Time { return gatetest.Now }})
				if err == nil {
					err = h.Close()
				}
				return err
			}
			if err := open(""); err != nil {
				t.Fatal(err)
			}
			own := filepath.Join(keys, "seal.keys")
			if info, err := os.Stat(own); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the file of keys: %v, %v", info, err)
			}
			lost, wrong, torn := filepath.Join(t.TempDir(), "lost"), filepath.Join(t.TempDir(), "wrong"), filepath.Join(t.TempDir(), "torn")
			other := &seal.Ring{}
			if _, err := other.Add(0); err != nil {
				t.Fatal(err)
			}
			for path, body := range map[string]string{wrong: other.String(), torn: "1 AAAA"} {
				if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for path, code := range map[string]string{lost: "seal.lost", wrong: "seal.wrong", torn: "seal.not_keys"} {
				err := open(path)
				if fault.CodeOf(err) != code || texts.Error("vi", err) == "" || strings.Contains(fmt.Sprint(texts.Error("vi", err)), "%!") {
					t.Errorf("%s: %v, %q", code, err, texts.Error("vi", err))
				}
			}
			if _, err := os.Stat(lost); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a new key was made in place of the lost one: %v", err)
			}
			if err := open(own); err != nil {
				t.Errorf("with the right key: %v", err)
			}
		})
	}
}
