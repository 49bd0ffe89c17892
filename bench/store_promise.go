package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
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

// filler numbers returns as it writes them.
type filler struct {
	tx   *db.Tx
	last int64
}

// returned writes approved returns with a figure in every field.
func (f *filler) returned(ctx context.Context, forms map[string][]string, units []org.UnitID, years []int) error {
	first, order := f.last+1, slices.Sorted(maps.Keys(forms))
	formOf := func(id int64) string { return order[int(id-first)/len(units)/len(years)] }
	f.last += int64(len(order) * len(units) * len(years))
	if _, err := f.tx.Bulk(ctx, "return_report", reportColumns, func(yield func([]any) bool) {
		for id := first; id <= f.last; id++ {
			at := int(id - first)
			year := years[at%len(years)]
			if !yield([]any{id, formOf(id), "bench", string(units[at/len(years)%len(units)]), int64(year), "approved", fmt.Sprintf("%04d-12-01", year), "bench"}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	_, err := f.tx.Bulk(ctx, "return_cell", cellColumns, func(yield func([]any) bool) {
		for id := first; id <= f.last; id++ {
			for i, field := range forms[formOf(id)] {
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
	return m.DB.Update(m.ctx, func(tx *db.Tx) error {
		if n, err := db.One(m.ctx, tx, db.Value[int64], `SELECT count(*) FROM return_report`); err != nil || n > 0 {
			return err
		}
		f := &filler{tx: tx}
		for _, write := range []func() error{
			func() error { return f.returned(m.ctx, agencies, []org.UnitID{area}, years) },
			func() error { return f.returned(m.ctx, units, communes, years) },
			func() error { return f.returned(m.ctx, others, places, periods) },
		} {
			if err := write(); err != nil {
				return err
			}
		}
		return nil
	})
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
	return m.DB.Update(m.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(m.ctx, `DELETE FROM benefit_list WHERE person >= $1`, int64(firstInvented))
		return err
	})
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
		return nil
	})
}

// admit gives an account to whoever reads the pages.
func (m *monthly) admit(role auth.Role, login, password string) error {
	return m.DB.Update(m.ctx, func(tx *db.Tx) error {
		if n, err := db.One(m.ctx, tx, db.Value[int64], `SELECT count(*) FROM account WHERE login = $1`, login); err != nil || n > 0 {
			return err
		}
		return auth.Create(m.ctx, tx, time.Now(), auth.Actor{ID: login, Name: login, Role: role}, password)
	})
}
