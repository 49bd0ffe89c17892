package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// section is one table of the results.
type section struct {
	name    string
	measure func(r *report) error
}

// report gathers what is measured.
type report struct {
	bytes.Buffer
	runs    int
	month   monthOptions
	partial bool // only some sections, and printed
	into    bool // or put into the file in place of their older ones
	steps   string
}

// step says whether a step of a measurement is asked for.
func (r *report) step(name string) bool {
	return r.steps == "" || slices.Contains(strings.Split(r.steps, ","), name)
}

func (r *report) line(format string, args ...any) { fmt.Fprintf(r, format+"\n", args...) }

// goal writes a row that compares what was reached with what must be.
func (r *report) goal(what, reached, must string, met bool) {
	mark := "met"
	if !met {
		mark = "**not met**"
	}
	r.line("| %s | %s | %s | %s |", what, reached, must, mark)
}

func sections() []section {
	return []section{
		{"Social assistance alone", socialAssistance}, {"All packages", allPackages}, {"Ten million people", tenMillion},
		{"Loading, explaining, simulating", oneByOne}, {"The register at scale (registry)", measureRegistry},
		{"The month", wholeMonth}, {"The promise: indicators, returns, report, pages (promise)", promises},
		{"Reading a plan", readingPlans},
	}
}

func measureAll(out, only string, r *report) error {
	r.partial = only != ""
	r.line("# Measurements\n")
	r.line("Written by `make bench`; what the numbers mean is in `docs/performance.md`. All times and ratios are of one run.\n")
	r.line("| | |\n|---|---|")
	r.line("| Day | %s |", time.Now().UTC().Format(time.DateOnly))
	r.line("| Machine | %s, %d processors, %s/%s |", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	r.line("| Go | %s |", runtime.Version())
	r.line("| Load before | %s |", load())
	r.line("| Times | median of %d runs after one to warm up (lowest–highest) |\n", r.runs)
	for _, s := range sections() {
		if !strings.Contains(s.name, only) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s …\n", s.name)
		r.line("## %s\n", s.name)
		if err := s.measure(r); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r.line("")
		runtime.GC()
	}
	r.line("Load after: %s. Above the number of processors the machine was busy with other work: times are then longer than the", load())
	r.line("engine needs, and only ratios of work done in turn say something.")
	if only != "" {
		if r.into {
			return replaceSections(out, r.String())
		}
		_, err := os.Stdout.Write(r.Bytes())
		return err
	}
	return os.WriteFile(filepath.FromSlash(out), r.Bytes(), 0o644)
}
