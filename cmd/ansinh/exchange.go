package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/registry"
	"ansinh/registry/exchange"
)

type exchangeCmd struct {
	Import exchangeImportCmd `cmd:"" help:"Take a list of people over from CSV or XLSX, whole or not at all."`
	Export exchangeExportCmd `cmd:"" help:"Write a list of people as CSV, XLSX or Parquet."`
}

type exchangeImportCmd struct {
	File   string `arg:"" type:"existingfile" help:"CSV (UTF-8) or XLSX, headings in the first line."`
	Source string `name:"source" required:"" help:"The document that vouches for the list."`
	Since  string `name:"since" help:"Day since when its facts hold where a line does not say (yyyy-mm-dd); today if not given."`
	Apply  bool   `name:"apply" help:"Take it over; without this it is only said what would change."`
	Errors string `name:"errors" type:"path" help:"Write the list with its errors to this XLSX file." placeholder:"FILE"`
}

// Help shows an example.
func (exchangeImportCmd) Help() string {
	return `A line that is wrong, and nothing is taken over.

  ansinh exchange import ho-ngheo.xlsx --source "Danh sách số 12" --errors loi.xlsx
  ansinh exchange import ho-ngheo.xlsx --source "Danh sách số 12" --apply`
}

// Run takes a list over.
func (c exchangeImportCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	rules, err := exchange.Load(h.Policy, h.Registry.Vocabulary(), h.Tree)
	if err != nil {
		return err
	}
	body, err := readAtMost(c.File, rules.Limits.Bytes)
	if err != nil {
		return err
	}
	today := calendar.DateOf(time.Now())
	f := registry.LaidFile{Name: filepath.Base(c.File), Source: c.Source, Since: today, Body: body}
	if c.Since != "" {
		if f.Since, err = calendar.ParseDate(c.Since); err != nil {
			return usageError{err}
		}
	}
	steps := &steps{app: a, out: a.stderr, bars: isTerminal(a.stderr), name: f.Name}
	desk := exchange.Desk{Registry: h.Registry, Rules: rules, Progress: steps.Part}
	do := desk.Preview
	if c.Apply {
		do = desk.Take
	}
	r, err := do(a.ctx, auth.System(), f, nil, today)
	steps.end()
	if err != nil {
		return err
	}
	return a.sayIntake(r, c.Errors)
}

// readAtMost reads a file, one byte further than is allowed.
func readAtMost(path string, limit int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(limit)+1))
}

func (a *app) sayIntake(r *exchange.Result, errors string) error {
	say := func(code string, args ...any) { fmt.Fprintln(a.stdout, a.texts.Of(a.lang, code, args...)) }
	o := r.Outcome
	if !o.Before.IsZero() {
		say("exchange.cli.before", a.day(calendar.DateOf(o.Before)))
		return nil
	}
	if foot := r.Sheet.Foot(); foot > 0 {
		say("exchange.foot", foot)
	}
	for _, b := range r.Bad[:min(len(r.Bad), 20)] {
		fmt.Fprintln(a.stdout, r.Sheet.Says(b, a.texts, a.lang))
	}
	if errors != "" && len(r.Bad) > 0 {
		w, err := os.Create(errors)
		if err != nil {
			return err
		}
		defer w.Close()
		if err := exchange.WriteErrors(w, r.Sheet, r.Bad, a.texts, a.lang); err != nil {
			return err
		}
	}
	if len(r.Bad) > 0 {
		return fault.New(fault.Invalid, "exchange.refused", len(r.Bad))
	}
	code := "exchange.cli.would"
	if o.Taken {
		code = "exchange.cli.taken"
	}
	say(code, o.New, o.Changed, o.Same, o.Facts)
	return nil
}

type exchangeExportCmd struct {
	Out    string `name:"out" required:"" type:"path" help:"File to write."`
	Format string `name:"format" enum:"csv,xlsx,parquet" default:"csv" help:"One of ${enum}."`
	Name   string `name:"name" help:"Only those whose name begins so, with or without diacritics."`
}

// Run writes a list.
func (c exchangeExportCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	f, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := exchange.NewWriter(f, c.Format, exchange.Heading(a.texts, a.lang))
	if err != nil {
		return err
	}
	var n int64
	err = h.Registry.List(a.ctx, auth.System(), registry.ListFilter{Name: c.Name}, func(count int64) error { n = count; return nil },
		func(p registry.Person) error { return w.Row(exchange.RowOf(p)) })
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "exchange.cli.written", n, c.Out))
	return nil
}
