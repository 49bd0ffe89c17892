package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/indicator"
	"ansinh/payment"
	"ansinh/policy"
	"ansinh/text"
)

// monthOptions say on whom a month is measured. The zero value is the whole province in a folder that is thrown away.
type monthOptions struct {
	people int
	dir    string // the databases are kept here, and used again
	engine string // only this one; empty: both
}

// monthRuns is how many months are measured: each is a month of its own, since a month is prepared once.
const monthRuns = 3

// helpers is how many workers prepare a month: on SQLite there is one writer.
var helpers = map[string]int{"PostgreSQL": 2, "SQLite": 1}

// openHouse opens the rooms over a database, with the folder that keeps the snapshots.
func openHouse(url, keys string) (*house.House, error) {
	data, err := policy.Open("")
	if err != nil {
		return nil, err
	}
	texts, err := text.Load(data)
	if err != nil {
		return nil, err
	}
	return house.Open(context.Background(), house.Options{DB: url, Keys: keys, Policy: data, Texts: texts, Clock: time.Now})
}

// helpMonths is a worker as a process of its own: it works until its input ends and then says the most memory it held.
func helpMonths(url, keys string) error {
	h, err := openHouse(url, keys)
	if err != nil {
		return err
	}
	defer h.Close()
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	fmt.Println("ready")
	err = h.Work(ctx, 1, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	fmt.Println(mostMemory("self"))
	return err
}

// mostMemory is the most memory a process held, in KiB.
func mostMemory(process string) int {
	raw, _ := os.ReadFile("/proc/" + process + "/status")
	for line := range strings.Lines(string(raw)) {
		var n int
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &n); err == nil {
			return n
		}
	}
	return 0
}

// helper is a worker process.
type helper struct {
	*exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

func startHelper(url, keys string) (*helper, error) {
	c := exec.Command(os.Args[0], "-worker", url, "-keys", keys)
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	h := &helper{c, in, bufio.NewReader(out)}
	_, err = h.out.ReadString('\n')
	return h, err
}

// end lets the worker end and gives the most memory it held.
func (h *helper) end() (kib int, err error) {
	h.in.Close()
	said, err := io.ReadAll(h.out)
	if err != nil {
		return 0, err
	}
	if err := h.Wait(); err != nil {
		return 0, err
	}
	_, err = fmt.Sscan(string(said), &kib)
	return kib, err
}

// monthly measures one engine.
type monthly struct {
	*house.House
	ctx    context.Context
	url    string
	keys   string
	last   calendar.Month // the last month that was prepared
	known  calendar.Date
	people int64
}

// openMonthly opens a database that holds people who were paid for two months, and makes it where it is not there.
func openMonthly(url, keys string, people int) (*monthly, error) {
	h, err := openHouse(url, keys)
	if err != nil {
		return nil, err
	}
	m := &monthly{House: h, ctx: context.Background(), url: url, keys: keys, known: calendar.DateOf(time.Now())}
	runs, err := h.Payments.Runs(m.ctx, auth.System())
	if err != nil {
		return nil, err
	}
	if len(runs) == 0 {
		if err := m.populate(people); err != nil {
			return nil, fmt.Errorf("people: %w", err)
		}
		if runs, err = h.Payments.Runs(m.ctx, auth.System()); err != nil {
			return nil, err
		}
	}
	m.last = runs[0].Month
	d, err := h.Benefits.Determination(m.ctx, auth.System(), m.last)
	m.people = d.People
	return m, err
}

// steps are the times of a month's steps, in their order.
type steps struct {
	names []string
	times map[string]time.Duration
	whole time.Duration
}

// fresh brings the next month's snapshot up to date before the month is measured.
func (m *monthly) fresh() (calendar.Month, error) {
	m.last = m.last.Add(1)
	_, err := m.Registry.Snapshot(m.ctx, auth.System(), m.last, m.known)
	return m.last, err
}

// alone prepares the next month in this process.
func (m *monthly) alone() (payment.Run, steps, error) {
	month, err := m.fresh()
	if err != nil {
		return payment.Run{}, steps{}, err
	}
	s := steps{times: map[string]time.Duration{}}
	began := time.Now()
	since, step := began, ""
	next := func(name string) {
		if step != "" {
			s.names, s.times[step] = append(s.names, step), time.Since(since)
		}
		step, since = name, time.Now()
	}
	done, err := m.Payments.RunMonth(m.ctx, auth.System(), month, payment.Options{KnownOn: m.known, Progress: func(name string, _, _ int) { next(name) }})
	next("")
	s.whole = time.Since(began)
	return done.Run, s, err
}

// together asks for the next month and waits until workers have prepared it.
func (m *monthly) together() (payment.Run, time.Duration, error) {
	month, err := m.fresh()
	if err != nil {
		return payment.Run{}, 0, err
	}
	if err := m.measured(); err != nil {
		return payment.Run{}, 0, err
	}
	began := time.Now()
	if err := m.AskMonth(m.ctx, auth.System(), month); err != nil {
		return payment.Run{}, 0, err
	}
	for {
		run, err := m.Payments.Run(m.ctx, auth.System(), month)
		if !fault.Is(err, fault.NotFound) {
			return run, time.Since(began), err
		}
		if prep, err := m.Payments.Preparing(m.ctx, auth.System(), month); err == nil && prep.Stopped {
			return payment.Run{}, 0, fmt.Errorf("the month was stopped: %s", prep.Reason)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// measured waits until the workers have measured the indicators of the months before.
func (m *monthly) measured() error {
	for {
		all, err := m.Indicators.Measurings(m.ctx, auth.System(), 0)
		if err != nil || !slices.ContainsFunc(all, func(x indicator.Measuring) bool { return x.Open() }) {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// wholeMonth measures a month on both databases.
func wholeMonth(r *report) error {
	dir := r.month.dir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "ansinh-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	urls := map[string]string{"SQLite": filepath.Join(dir, "month.db")}
	if pg := os.Getenv("ANSINH_BENCH_POSTGRES"); pg != "" {
		urls["PostgreSQL"] = pg
	} else if !r.partial {
		return fmt.Errorf("ANSINH_BENCH_POSTGRES names no server: build/with-postgres gives one")
	}
	r.line("%s invented people, every programme. A month is prepared from a snapshot that is up to date: determination and lists, roster,", grouped(r.month.people))
	r.line("lines, ledger entries, all committed. Alone: one process. By workers: asked for and prepared by two `ansinh worker` processes (one on SQLite), from the")
	r.line("request to the run, the third of a second in which workers look for work counted in. Median of %d months (lowest–highest).\n", monthRuns)
	for _, engine := range []string{"PostgreSQL", "SQLite"} {
		url, ok := urls[engine]
		if !ok || r.month.engine != "" && r.month.engine != engine {
			continue
		}
		keys := filepath.Join(dir, "keys-"+strings.ToLower(engine))
		if err := os.MkdirAll(keys, 0o755); err != nil {
			return err
		}
		m, err := openMonthly(url, keys, r.month.people)
		if err != nil {
			return err
		}
		err = m.measure(r, engine)
		m.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// measure takes the steps that are asked for; the run that the later ones rest on is that of the last month there is.
func (m *monthly) measure(r *report, engine string) error {
	r.line("### %s\n", engine)
	last, err := m.Payments.Run(m.ctx, auth.System(), m.last)
	if err != nil {
		return err
	}
	if r.step("alone") {
		if last, err = m.measureAlone(r); err != nil {
			return err
		}
	}
	most := 0
	var shared sample
	if r.step("workers") {
		if last, shared, most, err = m.measureWorkers(engine); err != nil {
			return err
		}
		r.line("| the month, by workers | %s |", shared)
	}
	r.line("\n%s people, %s lines, %s held, %s.\n", grouped(int(m.people)), grouped(int(last.Lines)), grouped(int(last.Held)), last.Amount)
	r.line("| goal | reached | must | |\n|---|---|---|---|")
	if len(shared) > 0 {
		goal, bound := shared.median(), 15*time.Second
		if m.DB.Postgres() {
			bound = 10 * time.Second
		}
		r.goal("a month, "+engine, short(goal), "under "+short(bound), goal < bound)
		r.goal("the most memory of a worker", fmt.Sprintf("%d MiB", most/1024), "under 1024 MiB", most < 1<<20)
	}
	if r.step("writing") {
		if err := m.writing(r, engine, last.Month); err != nil {
			return err
		}
	}
	if r.step("reading") {
		if err := m.reading(r); err != nil {
			return err
		}
	}
	if !r.step("files") {
		return nil
	}
	return m.files(r, last.Month)
}

// measureAlone prepares months in this process and tells how long each of their steps takes.
func (m *monthly) measureAlone(r *report) (last payment.Run, err error) {
	var alone sample
	var each []steps
	for range monthRuns {
		run, s, err := m.alone()
		if err != nil {
			return last, err
		}
		last, alone, each = run, append(alone, s.whole), append(each, s)
	}
	r.line("| step | time |\n|---|---|")
	for _, name := range each[0].names {
		var times sample
		for i := range each {
			times = append(times, each[i].times[name])
		}
		r.line("| %s | %s |", m.Texts.Of("en", "payment.step."+name), times)
	}
	r.line("| the month, alone | %s |", alone)
	return last, nil
}

// measureWorkers has months prepared by processes of their own; most is the most memory that one of them held, in KiB.
func (m *monthly) measureWorkers(engine string) (last payment.Run, shared sample, most int, err error) {
	var workers []*helper
	for range helpers[engine] {
		w, err := startHelper(m.url, m.keys)
		if err != nil {
			return last, nil, 0, err
		}
		workers = append(workers, w)
	}
	for range monthRuns {
		run, took, err := m.together()
		if err != nil {
			return last, nil, 0, err
		}
		last, shared = run, append(shared, took)
	}
	for _, w := range workers {
		kib, err := w.end()
		if err != nil {
			return last, nil, 0, err
		}
		most = max(most, kib)
	}
	return last, shared, most, nil
}

func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
