package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// sample is the times of the counted runs of one measurement.
type sample []time.Duration

func (s sample) median() time.Duration {
	ordered := slices.Sorted(slices.Values(s))
	return ordered[len(ordered)/2]
}

func (s sample) best() time.Duration { return slices.Min(s) }

// perPerson is the median in nanoseconds a person.
func (s sample) perPerson(people int) float64 {
	return float64(s.median().Nanoseconds()) / float64(people)
}

func (s sample) String() string {
	return fmt.Sprintf("%s (%s–%s)", short(s.median()), short(s.best()), short(slices.Max(s)))
}

func short(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.0f µs", float64(d.Nanoseconds())/1000)
}

// timed runs a piece of work once to warm up and then so many times.
func timed(runs int, work func() error) (sample, error) {
	if err := work(); err != nil {
		return nil, err
	}
	var s sample
	for range runs {
		began := time.Now()
		if err := work(); err != nil {
			return nil, err
		}
		s = append(s, time.Since(began))
	}
	return s, nil
}

// inTurn runs several pieces of work in turn, A B A B, so that what disturbs the machine disturbs all of them.
func inTurn(runs int, works ...func() error) ([]sample, error) {
	out := make([]sample, len(works))
	for round := range runs + 1 {
		for i, work := range works {
			began := time.Now()
			if err := work(); err != nil {
				return nil, err
			}
			if round > 0 {
				out[i] = append(out[i], time.Since(began))
			}
		}
	}
	return out, nil
}

// cost is a sample of the time that passed and of the time that processors spent on it.
type cost struct{ wall, processor sample }

// oneAndTwo runs work in turn with one processor and with two.
func oneAndTwo(runs int, work func() error) (one, two cost, err error) {
	for round := range runs + 1 {
		for n, c := range []*cost{&one, &two} {
			began, spent := time.Now(), spentSoFar()
			if err := cores(n+1, work)(); err != nil {
				return one, two, err
			}
			if round > 0 {
				c.wall, c.processor = append(c.wall, time.Since(began)), append(c.processor, spentSoFar()-spent)
			}
		}
	}
	return one, two, nil
}

// spentSoFar is what processors have spent on this process.
func spentSoFar() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cores runs work with so many processors.
func cores(n int, work func() error) func() error {
	return func() error {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
		return work()
	}
}

// load is how busy the machine was over the last minute, as the system says.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(raw), " ")
	return first
}

// processor is what kind of machine this is; it names no machine.
func processor() string {
	raw, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(raw)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
