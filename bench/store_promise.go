package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/returns"
)

// The returns that are summed: of units and forms that stand in no list, in periods that no plan has.
const (
	sumUnits, sumForms, sumPeriods, sumFields = 300, 40, 12, 8
	firstPeriod                               = 2101 // after every plan
	exportRows                                = 1_000_000
	yearsOfFigures                            = 5
)

var (
	reportColumns = strings.Fields("id form agency unit year state received sender")
	cellColumns   = strings.Fields("return_id field revision value illustrative source assumption entered_at entered_by latest")
)

// shelf is returns of forms with all their figures, of units and years, numbered one after the other.
type shelf struct {
	first int64
	forms map[string][]string // with their fields
	order []string
	units []org.UnitID
	years []int
}

func newShelf(first int64, forms map[string][]string, units []org.UnitID, years []int) shelf {
	return shelf{first, forms, slices.Sorted(maps.Keys(forms)), units, years}
}

func (s shelf) end() int64 { return s.first + int64(len(s.order)*len(s.units)*len(s.years)) }

func (s shelf) form(id int64) string { return s.order[int(id-s.first)/len(s.units)/len(s.years)] }

// reports writes approved returns, cells a figure in each of their fields.
func (s shelf) reports(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Bulk(ctx, "return_report", reportColumns, func(yield func([]any) bool) {
		for id := s.first; id < s.end(); id++ {
			at := int(id - s.first)
			year := s.years[at%len(s.years)]
			if !yield([]any{id, s.form(id), "bench", string(s.units[at/len(s.years)%len(s.units)]), int64(year), "approved", fmt.Sprintf("%04d-12-01", year), "bench"}) {
				return
			}
		}
	})
	return err
}

func (s shelf) cells(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Bulk(ctx, "return_cell", cellColumns, func(yield func([]any) bool) {
		for id := s.first; id < s.end(); id++ {
			for i, field := range s.forms[s.form(id)] {
				if !yield([]any{id, field, int64(1), 1000 + id*7%5000 + int64(i), false, "", "", "2024-12-01T00:00:00Z", "bench", true}) {
					return
				}
			}
		}
	})
	return err
}

// fieldsOf are all figures a form asks, by parts too.
func fieldsOf(f returns.Form) []string {
	var out []string
	for _, x := range f.Fields {
		out = append(out, x.ID)
		for _, d := range f.Details(x.ID) {
			out = append(out, d.ID)
		}
	}
	return out
}

// fill writes five years of returns of every form, a province's worth of others to be summed;
// nothing where it was done before.
func (m *monthly) fill(area org.UnitID, communes []org.UnitID) error {
	agencies, units := map[string][]string{}, map[string][]string{}
	for _, form := range m.Returns.Book().Forms() {
		if form.Communal() {
			units[form.ID] = fieldsOf(form)
		} else {
			agencies[form.ID] = fieldsOf(form)
		}
	}
	var years, periods []int
	for i := range yearsOfFigures {
		years = append(years, m.last.First().Year()-i)
	}
	for i := range sumPeriods {
		periods = append(periods, firstPeriod+i)
	}
	others, places := map[string][]string{}, []org.UnitID{}
	for i := range sumForms {
		for k := range sumFields {
			form := fmt.Sprintf("bench-%02d", i)
			others[form] = append(others[form], fmt.Sprintf("f%d", k))
		}
	}
	for i := range sumUnits {
		places = append(places, org.UnitID(fmt.Sprintf("bench-%03d", i)))
	}
	agency := newShelf(1, agencies, []org.UnitID{area}, years)
	commune := newShelf(agency.end(), units, communes, years)
	return m.shelve(agency, commune, newShelf(commune.end(), others, places, periods))
}

// shelve writes the returns and, when the engine knows of them, their figures: PostgreSQL plans the check of a reference once,
// and on a table it takes for empty goes through all of it for each figure.
func (m *monthly) shelve(all ...shelf) error {
	for _, step := range []struct {
		table string
		write func(shelf, context.Context, *db.Tx) error
	}{{"return_report", shelf.reports}, {"return_cell", shelf.cells}} {
		if err := m.DB.Update(m.ctx, func(tx *db.Tx) error {
			if n, err := db.One(m.ctx, tx, db.Value[int64], `SELECT count(*) FROM `+step.table); err != nil || n > 0 {
				return err
			}
			for _, s := range all {
				if err := step.write(s, m.ctx, tx); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		if err := m.DB.Analyze(m.ctx); err != nil {
			return err
		}
	}
	return nil
}

// lengthen makes a list of the month a million rows long; shorten takes them away again, so that pages are measured without.
func (m *monthly) lengthen(communes []org.UnitID) error {
	columns := strings.Fields("month list person programme category commune home_unit reason decision old_category old_amount new_amount missing")
	return m.DB.Update(m.ctx, func(tx *db.Tx) error {
		_, err := tx.Bulk(m.ctx, "benefit_list", columns, func(yield func([]any) bool) {
			for i := range exportRows {
				unit := string(communes[i%len(communes)])
				if !yield([]any{m.last.String(), "review", int64(firstInvented + i), "care", "", unit, unit, "gone", int64(0), "", int64(500_000), int64(0), ""}) {
					return
				}
			}
		})
		return err
	})
}

// firstInvented is beyond every person of the register.
const firstInvented = 100_000_000

func (m *monthly) shorten() error {
	err := m.DB.Update(m.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(m.ctx, `DELETE FROM benefit_list WHERE person >= $1`, int64(firstInvented))
		return err
	})
	if err != nil {
		return err
	}
	return m.clean("benefit_list")
}

// repeat gives the values of a month to the months before it, so that there are five years of them.
func (m *monthly) repeat(month calendar.Month) error {
	return m.DB.Update(m.ctx, func(tx *db.Tx) error {
		for back := 1; back < 12*yearsOfFigures; back++ {
			if _, err := tx.Exec(m.ctx, `INSERT INTO indicator_value (indicator, unit, period, revision, latest, numerator, denominator, unknown, source, provenance, illustrative, withdrawn, measured_at)
				SELECT v.indicator, v.unit, $1, 1, true, v.numerator, v.denominator, v.unknown, v.source, v.provenance, v.illustrative, v.withdrawn, v.measured_at
				FROM indicator_value v WHERE v.period = $2 AND v.latest AND v.source = 'rows' AND NOT EXISTS
					(SELECT 1 FROM indicator_value o WHERE o.period = $1 AND o.indicator = v.indicator AND o.unit = v.unit)`,
				string(indicator.Month(month.Add(-back))), string(indicator.Month(month))); err != nil {
				return err
			}
		}
		_, err := tx.Exec(m.ctx, `INSERT INTO indicator_sum (period, indicator, source, provenance, illustrative, numerator, denominator, scale, unknown)
			SELECT v.period, v.indicator, v.source, v.provenance, v.illustrative, CAST(sum(v.numerator) AS BIGINT), CAST(sum(v.denominator) AS BIGINT),
				max(v.denominator), CAST(sum(v.unknown) AS BIGINT)
			FROM indicator_value v WHERE v.latest AND NOT v.withdrawn AND v.source = 'rows'
			GROUP BY v.period, v.indicator, v.source, v.provenance, v.illustrative ON CONFLICT DO NOTHING`)
		return err
	})
}

// admit gives an account to whoever reads the pages, under the name of its login, where it has none.
func admit(ctx context.Context, g *gate.Gate, who auth.Actor, password string) error {
	who.Name = who.ID
	return g.Change(ctx, auth.System(), gate.Act{Permission: "account.manage", Subject: "account:" + who.ID}, func(tx *gate.Tx) error {
		if n, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT count(*) FROM account WHERE login = $1`, who.ID); err != nil || n > 0 {
			return err
		}
		return auth.Create(ctx, tx.Tx, tx.Now, who, password)
	})
}
