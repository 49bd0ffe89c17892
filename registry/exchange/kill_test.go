package exchange_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
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
	"ansinh/registry/exchange"
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
			if out, err := intake(t, calm).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			r := rand.New(rand.NewPCG(5, 6))
			kills := 0
			for range 8 {
				if kill(t, killed, time.Duration(r.IntN(500))*time.Millisecond) {
					kills++
				}
			}
			if out, err := intake(t, killed).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if kills == 0 {
				t.Error("no process was killed before it ended")
			}
			if a, b := state(t, calm), state(t, killed); a != b {
				t.Errorf("the register differs after %d kills: %s, %s", kills, a, b)
			}
		})
	}
}

func intake(t *testing.T, url string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childURL+"="+url, "GOMAXPROCS=1")
	return c
}

// kill ends an intake a while after it began; false where it had ended by itself.
func kill(t *testing.T, url string, after time.Duration) bool {
	t.Helper()
	c := intake(t, url)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	bufio.NewReader(out).ReadString('\n')
	time.Sleep(after)
	_ = c.Process.Kill()
	return c.Wait() != nil
}

// state is everything the register knows, as a hash.
func state(t *testing.T, url string) string {
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
	s, err := h.Registry.Snapshot(ctx, auth.System(), calendar.MonthOf(2026, 11), today)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Persons) != 6000 {
		t.Errorf("%d people", len(s.Persons))
	}
	return s.Hash
}
