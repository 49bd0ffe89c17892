package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/registry"
	"ansinh/registry/exchange"
)

// measureRegistry measures the register at the size of a province, on each engine that is at hand: a SQLite file in
// a folder (-dir, else var/bench), and the PostgreSQL database that ANSINH_BENCH_REGISTRY names. An empty one is filled
// first.
func measureRegistry(r *report) error {
	folder := r.month.dir
	if folder == "" {
		folder = filepath.Join("var", "bench")
	}
	targets := [][2]string{{"SQLite", filepath.Join(folder, "sqlite", "registry.db")}}
	if url := os.Getenv("ANSINH_BENCH_REGISTRY"); url != "" {
		targets = append(targets, [2]string{"PostgreSQL", url})
	}
	for _, t := range targets {
		if r.month.engine != "" && r.month.engine != t[0] {
			continue
		}
		b, err := openRegister(t[0], t[1], filepath.Join(folder, strings.ToLower(t[0])), r.month.people)
		if err != nil {
			return err
		}
		if err := b.measure(r); err != nil {
			return fmt.Errorf("%s: %w", t[0], err)
		}
		if err := b.Close(); err != nil {
			return err
		}
	}
	if len(targets) == 1 {
		r.line("PostgreSQL was not measured: ANSINH_BENCH_REGISTRY names no database.\n")
	}
	return nil
}

func (b *register) measure(r *report) error {
	ctx := context.Background()
	s, err := b.Registry.Snapshot(ctx, auth.System(), provinceMonth, b.today)
	if err != nil {
		return err
	}
	r.line("### %s, %d people\n", b.engine, len(s.Persons))
	r.line("| what | reached | must | |\n|---|---|---|---|")
	for _, step := range []struct {
		name string
		run  func(context.Context, *report, *registry.Snapshot) error
	}{{"snapshots", b.snapshots}, {"intake", b.intake}, {"export", b.export}, {"searches", b.searches}, {"pages", b.pages}, {"twins", b.twins}} {
		if !r.step(step.name) {
			continue
		}
		if err := step.run(ctx, r, s); err != nil {
			return err
		}
	}
	r.line("")
	return nil
}

// snapshots measures reading everything, loading what is kept, and bringing it up to date after one percent of changes.
func (b *register) snapshots(ctx context.Context, r *report, s *registry.Snapshot) error {
	take := func() (*registry.Snapshot, time.Duration, error) {
		began := time.Now()
		s, err := b.Registry.Snapshot(ctx, auth.System(), provinceMonth, b.today)
		return s, time.Since(began), err
	}
	if err := os.RemoveAll(filepath.Join(b.Keys, "columns")); err != nil {
		return err
	}
	_, full, err := take()
	if err != nil {
		return err
	}
	_, loaded, err := take()
	if err != nil {
		return err
	}
	in := registry.Intake{Name: "bench", Hash: b.unique(), Source: registry.Source{Kind: registry.Document, Title: benchSource}, Since: b.today - 100}
	at := rand.IntN(100)
	for i := at; i < len(s.Persons); i += 100 {
		in.Entries = append(in.Entries, registry.Entry{Code: s.Persons[i].Code(), Facts: []registry.EntryFact{
			{Fact: "person.pension_monthly", Value: strconv.FormatInt(time.Now().UnixNano()/1000%9_000_000, 10)}}})
	}
	out, err := b.Registry.Take(ctx, auth.System(), in)
	if err != nil {
		return err
	}
	updated, after, err := take()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(b.Keys, "columns")); err != nil {
		return err
	}
	anew, _, err := take()
	if err != nil {
		return err
	}
	if anew.Hash != updated.Hash {
		return fmt.Errorf("what is kept differs from what is there")
	}
	r.goal("snapshot read in full", short(full), "under 15 s", full < 15*time.Second)
	r.goal("snapshot loaded into columns", short(loaded), "under 0.5 s", loaded < 500*time.Millisecond)
	r.goal(fmt.Sprintf("snapshot brought up to date, loaded, after %d people changed (same hash as read in full)", out.Changed), short(after), "under 1 s", after < time.Second)
	return nil
}

// intake measures a list of a hundred thousand people, against the same rows written without any check.
func (b *register) intake(ctx context.Context, r *report, _ *registry.Snapshot) error {
	rules, err := exchange.Load(b.Policy, b.Registry.Vocabulary(), b.Tree)
	if err != nil {
		return err
	}
	const lines = 100_000
	desk := exchange.Desk{Registry: b.Registry, Rules: rules}
	file := registry.LaidFile{Name: "bench.csv", Source: benchSource, Since: b.today - 100,
		Body: peopleList(lines, uint64(time.Now().UnixNano()), fmt.Sprintf("%03d", 100+time.Now().UnixNano()/1000%800))}
	began := time.Now()
	out, err := desk.Take(ctx, auth.System(), file, nil, b.today)
	first := time.Since(began)
	if err != nil {
		return err
	}
	if !out.Outcome.Taken {
		return fmt.Errorf("the list was refused: %d cells", len(out.Bad))
	}
	file.Body = append(file.Body, '\n', '\n')
	began = time.Now()
	if out, err = desk.Take(ctx, auth.System(), file, nil, b.today); err != nil {
		return err
	}
	again := time.Since(began)
	bare, err := b.bare(ctx, lines)
	if err != nil {
		return err
	}
	rate := lines / first.Seconds()
	r.goal(fmt.Sprintf("list of %d people with households and facts, read, checked and taken over; %.1f times the bare rows", lines, first.Seconds()/bare.Seconds()),
		fmt.Sprintf("%.0f people a second (%s)", rate, short(first)), "20,000 a second", rate >= 20_000)
	r.goal("the same list in another file: nobody changes", fmt.Sprintf("%.0f people a second, %d as they were", lines/again.Seconds(), out.Outcome.Same), "20,000 a second",
		lines/again.Seconds() >= 20_000)
	return nil
}

// timer notes when the first bytes came.
type timer struct {
	began time.Time
	first time.Duration
	bytes int
}

// Write counts.
func (t *timer) Write(p []byte) (int, error) {
	if t.bytes += len(p); t.first == 0 && t.bytes > 1000 {
		t.first = time.Since(t.began)
	}
	return len(p), nil
}

// export measures the list of everybody in each format that leaves as it is written, and of a hundred thousand as a workbook.
func (b *register) export(ctx context.Context, r *report, _ *registry.Snapshot) error {
	for _, format := range []string{"csv", "parquet", "xlsx"} {
		t := &timer{began: time.Now()}
		var w exchange.Writer
		rows := 0
		err := b.Registry.List(ctx, auth.System(), registry.ListFilter{}, func(int64) (err error) {
			w, err = exchange.NewWriter(io.Writer(t), format, exchange.Heading(b.Texts, "vi"))
			return err
		}, func(p registry.Person) error {
			if rows++; rows > 1_000_000 {
				return io.EOF
			}
			return w.Row(exchange.RowOf(p))
		})
		if err != nil && err != io.EOF {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		r.goal(fmt.Sprintf("a million people as %s (%s, %d MB), first kilobyte", strings.ToUpper(format), short(time.Since(t.began)), t.bytes>>20), short(t.first), "under 1 s",
			t.first < time.Second)
	}
	return nil
}

func (b *register) unique() string { return strconv.FormatInt(time.Now().UnixNano(), 10) }

// benchSource is the document that the measured lists name.
const benchSource = "bench"

// today is the day on which the register is asked.
func today() calendar.Date { return calendar.DateOf(time.Now()) }
