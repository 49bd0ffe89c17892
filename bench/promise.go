package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/indicator"
	"ansinh/org"
	annual "ansinh/report"
)

// promises measures what stands on the figures of a province: indicators, returns, the report and the pages, on each engine
// that is at hand.
func promises(r *report) error {
	folder := r.month.dir
	if folder == "" {
		folder = filepath.Join("var", "bench")
	}
	urls := map[string]string{"SQLite": filepath.Join(folder, "promise.db")}
	if pg := os.Getenv("ANSINH_BENCH_POSTGRES"); pg != "" {
		urls["PostgreSQL"] = pg
	}
	r.line("%s invented people, paid for two months; %d years of every form from the agencies and of the communes' from each, five years of", grouped(r.month.people), yearsOfFigures)
	r.line("months counted; beside them %d units × %d forms × %d periods of %d figures, and a list of %s rows.\n", sumUnits, sumForms, sumPeriods, sumFields, grouped(exportRows))
	for _, engine := range []string{"PostgreSQL", "SQLite"} {
		target, ok := urls[engine]
		if !ok || r.month.engine != "" && r.month.engine != engine {
			continue
		}
		keys := filepath.Join(folder, "promise-"+strings.ToLower(engine))
		if err := os.MkdirAll(keys, 0o755); err != nil {
			return err
		}
		m, err := openMonthly(target, keys, r.month.people)
		if err != nil {
			return err
		}
		r.line("### %s\n", engine)
		err = (&promised{monthly: m, runs: r.runs}).measure(r)
		m.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// promised is a province with its figures.
type promised struct {
	*monthly
	runs     int
	area     org.UnitID
	communes []org.UnitID
	*visitor // who reads the pages just now
}

// lookedAt are the days whose maps are looked at: before and after the mergers of 2025.
var lookedAt = []calendar.Date{calendar.MustDay(2024, 4, 30), calendar.MustDay(2025, 3, 1), calendar.DateOf(time.Now())}

func (p *promised) measure(r *report) error {
	plan, _, _, err := p.Plans.Current(p.ctx, auth.System(), "", p.known)
	if err != nil {
		return err
	}
	unit, _ := p.Tree.Find(plan.Province, org.Province, plan.Date)
	p.area = unit.ID
	var communes []org.UnitID
	for _, u := range p.Tree.Units(org.Commune, p.known) {
		communes = append(communes, u.ID)
	}
	p.communes = communes
	if err := p.fill(p.area, communes); err != nil {
		return err
	}
	r.line("| goal | reached | must | |\n|---|---|---|---|")
	for _, step := range []struct {
		name string
		work func(*report) error
	}{{"indicators", p.indicators}, {"sums", p.sums}, {"report", p.consolidated}, {"pages", p.pages}, {"export", p.export}} {
		if !r.step(step.name) {
			continue
		}
		if err := step.work(r); err != nil {
			return err
		}
	}
	return nil
}

func (p *promised) indicators(r *report) error {
	snapshot, err := p.Registry.Snapshot(p.ctx, auth.System(), p.last, p.known)
	if err != nil {
		return err
	}
	lines, err := p.Benefits.RosterLines(p.ctx, auth.System(), p.last)
	if err != nil {
		return err
	}
	began := time.Now()
	rows := indicator.OfSnapshot(snapshot, lines, true)
	if _, err := p.Indicators.MeasureThese(p.ctx, auth.System(), p.last, rows); err != nil {
		return err
	}
	counted := time.Since(began)
	if err := p.repeat(p.last); err != nil {
		return err
	}
	began = time.Now()
	if _, err := p.Indicators.MeasureReturns(p.ctx, auth.System(), p.last.First().Year()); err != nil {
		return err
	}
	reported := time.Since(began)
	if err := p.DB.Analyze(p.ctx); err != nil {
		return err
	}
	units := 0
	every, err := timed(min(p.runs, 3), func() error {
		units = 0
		for back := range yearsOfFigures {
			q := indicator.Query{Year: p.last.First().Year() - back, Day: p.known, Area: p.area}
			for _, level := range []int{org.Province, org.Commune} {
				places, err := p.Indicators.Everywhere(p.ctx, auth.System(), "", q, level)
				if err != nil {
					return err
				}
				units += len(places)
			}
		}
		return nil
	})
	all := counted + reported + every.median()
	r.goal(fmt.Sprintf("all indicators, all units, %d years: a month counted over everybody (%s), five years of returns (%s), %d units' states and forecasts (%s)",
		yearsOfFigures, short(counted), short(reported), units, short(every.median())), short(all), "under 10 s", all < 10*time.Second)
	return err
}

func (p *promised) sums(r *report) error {
	cells := 0
	s, err := timed(min(p.runs, 5), func() error {
		list, err := p.Returns.Sums(p.ctx, auth.System(), firstPeriod, firstPeriod+sumPeriods-1)
		cells = len(list)
		return err
	})
	r.goal(fmt.Sprintf("%d units × %d forms × %d periods summed (%d sums)", sumUnits, sumForms, sumPeriods, cells), s.String(), "under 2 s", s.median() < 2*time.Second)
	return err
}

func (p *promised) consolidated(r *report) error {
	s, err := timed(min(p.runs, 3), func() error {
		a, err := p.Reports.Annual(p.ctx, auth.System(), annual.Request{Year: p.last.First().Year(), AsOf: p.known, Area: p.area})
		if err != nil {
			return err
		}
		_, err = p.Reports.Keep(p.ctx, auth.System(), a)
		return err
	})
	r.goal("the consolidated report, gathered, written as .docx, .xlsx and PDF and kept", s.String(), "under 3 s", s.median() < 3*time.Second)
	return err
}

// login opens the pages to somebody of a role.
func (p *promised) login(role auth.Role) (err error) {
	p.visitor, err = visit(p.ctx, p.House, auth.Actor{ID: "bench-" + string(role), Role: role})
	return err
}

// pages asks for the overview and the lists on every map, as the leader and as the officer who gathers.
func (p *promised) pages(r *report) error {
	for _, desk := range []struct {
		role  auth.Role
		paths []string
	}{
		{"leader", []string{"/overview", "/plan", "/plan/targets/T06", "/plan/targets/T03", "/returns", "/lists?list=gap", "/lists?list=review", "/runs", "/runs/" + p.last.String(), "/agencies"}},
		{"provincial-officer", []string{"/", "/calendar", "/returns/commune/units", "/people", "/units"}},
	} {
		if err := p.login(desk.role); err != nil {
			return err
		}
		for _, path := range desk.paths {
			if err := p.page(r, desk.role, path); err != nil {
				return err
			}
		}
		p.site.Close()
	}
	return nil
}

func (p *promised) page(r *report, role auth.Role, path string) error {
	var took sample
	fmt.Fprintf(os.Stderr, "  %s\n", path)
	for _, day := range lookedAt {
		at := path
		if day != p.known {
			sign := "?"
			if strings.Contains(path, "?") {
				sign = "&"
			}
			at += sign + "map=" + day.String()
		}
		s, err := timed(3*p.runs, func() error {
			_, err := p.get(at)
			return err
		})
		if err != nil {
			return err
		}
		took = append(took, s...)
	}
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	r.goal(fmt.Sprintf("%s for a %s, on three maps, p95", path, role), fmt.Sprintf("%s (median %s)", short(p95), short(took.median())), "under 100 ms", p95 < 100*time.Millisecond)
	return nil
}

func (p *promised) export(r *report) error {
	for _, step := range []func() error{p.shorten, func() error { return p.lengthen(p.communes) }} { // what an ended run left goes first
		if err := step(); err != nil {
			return err
		}
	}
	defer p.shorten()
	if err := p.login("leader"); err != nil {
		return err
	}
	defer p.site.Close()
	began := time.Now()
	answer, err := p.desk.Get(p.site.URL + "/lists?list=review&format=csv&month=" + p.last.String())
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	one := make([]byte, 4096)
	if _, err := io.ReadAtLeast(answer.Body, one, 1024); err != nil {
		return err
	}
	first := time.Since(began)
	n, err := io.Copy(io.Discard, answer.Body)
	r.goal(fmt.Sprintf("a list of %s rows as a file of %d MB: its first bytes (all of it in %s)", grouped(exportRows), n>>20, short(time.Since(began))), short(first), "under 1 s",
		first < time.Second && answer.StatusCode == http.StatusOK && n > exportRows*20)
	return err
}
