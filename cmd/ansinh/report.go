package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	reports "ansinh/report"
)

type reportCmd struct {
	Annual reportAnnualCmd `cmd:"" help:"The consolidated annual report on the plan."`
}

type reportAnnualCmd struct {
	Year   int    `name:"year" required:"" help:"The year reported on."`
	Out    string `name:"out" required:"" help:"The Word document to write." placeholder:"FILE.docx"`
	Xlsx   string `name:"xlsx" help:"The workbook of its figures to write." placeholder:"FILE.xlsx"`
	PDF    string `name:"pdf" help:"The PDF to write, drawn by the program itself." placeholder:"FILE.pdf"`
	AsOf   string `name:"as-of" help:"The day whose agencies count and up to which returns are late; today if left out." placeholder:"DATE"`
	Number string `name:"number" help:"Number of the document; left to the hand if left out."`
	Date   string `name:"date" help:"Day of the document; left to the hand if left out."`
	Signer string `name:"signer" help:"Name of who signs."`
	Issuer string `name:"issuer" help:"Agency that issues it, e.g. bn-ubnd; the one that gathers the results if left out."`
	JSON   bool   `name:"json" help:"Print the files as one object."`
}

// Help shows an example.
func (reportAnnualCmd) Help() string {
	return `Gathers targets, tasks, payments and returns of the year, writes them as a Word document in the form of Decree 30/2020
their figures as a workbook and the whole as PDF, and keeps all in the database. The same data give the same bytes.

  ansinh report annual --year 2026 --out bao-cao-2026.docx --xlsx so-lieu-2026.xlsx
  ansinh report annual --year 2026 --out bao-cao.docx --number 512 --date 2026-12-28 --signer "Nguyễn Văn A"`
}

func (c reportAnnualCmd) request() (reports.Request, error) {
	r := reports.Request{Year: c.Year, Number: c.Number, Signer: c.Signer, Issuer: c.Issuer, AsOf: calendar.DateOf(time.Now())}
	var err error
	if c.AsOf != "" {
		if r.AsOf, err = calendar.ParseDate(c.AsOf); err != nil {
			return r, usageError{err}
		}
	}
	if c.Date != "" {
		if r.Date, err = calendar.ParseDate(c.Date); err != nil {
			return r, usageError{err}
		}
	}
	return r, nil
}

// writtenFile is one file as --json prints it.
type writtenFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// Run writes the report.
func (c reportAnnualCmd) Run(a *app) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	for _, path := range []string{c.Out, c.Xlsx, c.PDF} { // before anything is kept
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return fault.New(fault.Invalid, "report.path", path)
		}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	if r.Area, err = a.planArea(h, r.AsOf); err != nil {
		return err
	}
	annual, err := h.Reports.Annual(a.ctx, auth.System(), r)
	if err != nil {
		return err
	}
	kept, err := h.Reports.Keep(a.ctx, auth.System(), annual)
	if err != nil {
		return err
	}
	files := []writtenFile{}
	for _, f := range []struct {
		path string
		what reports.Written
	}{{c.Out, kept.Document}, {c.Xlsx, kept.Workbook}, {c.PDF, kept.Print}} {
		if f.path == "" {
			continue
		}
		if err := os.WriteFile(f.path, f.what.Bytes, 0o644); err != nil {
			return fault.Wrap(err, fault.Invalid, "report.path", f.path)
		}
		files = append(files, writtenFile{Path: f.path, SHA256: f.what.File.SHA256, Bytes: len(f.what.Bytes)})
	}
	if c.JSON {
		return a.printJSON(struct {
			Files []writtenFile `json:"files"`
		}{files})
	}
	for _, f := range files {
		fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "report.cli.written", f.Path, f.Bytes, f.SHA256[:12]))
	}
	return nil
}
