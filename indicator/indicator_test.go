package indicator_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/indicator"
	"ansinh/indicator/indicatortest"
	"ansinh/law"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/policy"
	"ansinh/returns"
	"ansinh/text"
)

const area org.UnitID = "24@base"

var (
	today    = calendar.MustDay(2026, 11, 24)
	approver = gatetest.Actor("provincial-officer")
)

// crowd gives the same rows for every month.
type crowd []indicatortest.Person

// Months are all months that tests measure.
func (crowd) Months(context.Context) (out []calendar.Month, err error) {
	for m := calendar.MonthOf(2024, 1); m < calendar.MonthOf(2060, 1); m++ {
		out = append(out, m)
	}
	return out, nil
}

func (c crowd) Rows(_ context.Context, _ auth.Actor, m calendar.Month, _ calendar.Date) (indicator.Rows, error) {
	rules, err := shipped()
	if err != nil {
		return indicator.Rows{}, err
	}
	rows := indicatortest.Rows(rules.Vocabulary(), m, "snapshot-"+m.String(), c)
	rows.Simulated = true
	return rows, nil
}

// shipped is the law of the policy folder, read once.
var shipped = sync.OnceValues(func() (*law.Book, error) {
	data, err := policy.Open("")
	if err != nil {
		return nil, err
	}
	return law.Load(data)
})

type house struct {
	returns *returns.Service
	service *indicator.Service
	texts   *text.Texts
	demo    *returns.Demonstration
}

func setup(t *testing.T, d *db.DB, people indicator.People) house {
	t.Helper()
	data, err := policy.Open("")
	ok(t, err)
	forms, err := returns.Load(data)
	ok(t, err)
	agencies, err := org.ReadAgencies(data)
	ok(t, err)
	rules, err := shipped()
	ok(t, err)
	book, err := indicator.Load(data, forms, agencies, rules)
	ok(t, err)
	texts, err := text.Load(data)
	ok(t, err)
	demo, err := returns.ReadDemonstration(data)
	ok(t, err)
	g := gatetest.New(t, d)
	r, plans := returns.New(g, forms, returns.Options{}), plan.New(g)
	_, err = plans.ImportPolicy(context.Background(), auth.System(), data)
	ok(t, err)
	return house{returns: r, texts: texts, demo: demo, service: indicator.New(g, indicator.Options{
		Book: book, Returns: r, Tree: gatetest.Tree(t), Agencies: agencies, People: people, Goals: indicator.Promises{Plans: plans}})}
}

func (h house) play(t *testing.T) {
	t.Helper()
	_, err := h.returns.Play(context.Background(), returns.Cast{Approver: approver, Officer: func(agency string) auth.Actor {
		return auth.Actor{ID: "officer." + agency, Role: "agency-officer", Agency: agency}
	}}, h.demo)
	ok(t, err)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryTargetHasADefinition(t *testing.T) {
	t.Parallel()
	h := setup(t, dbtest.Open(t), nil)
	seen := map[string]bool{}
	for _, d := range h.service.Book().Definitions() {
		if !d.Watched {
			seen[d.Target] = true
		}
		if d.Name.EN == "" || d.Numerator.VI == "" || d.Numerator.EN == "" {
			t.Errorf("%s lacks words", d.ID)
		}
	}
	if len(seen) != 37 {
		t.Errorf("%d targets, want 37 (T01–T35 with T32 in three)", len(seen))
	}
}

func TestStatesFromReturns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h := setup(t, d, nil)
		h.play(t)
		for _, year := range []int{2025, 2026} {
			n, err := h.service.MeasureReturns(ctx, approver, year)
			ok(t, err)
			again, err := h.service.MeasureReturns(ctx, approver, year)
			ok(t, err)
			if n == 0 || again != 0 {
				t.Errorf("up to %d: measured %d, then %d", year, n, again)
			}
		}
		all, err := h.service.Standings(ctx, approver, indicator.Query{Year: 2026, Day: today, Area: area})
		ok(t, err)
		if len(all) != 37 {
			t.Errorf("%d targets of the plan are measured, want 37", len(all))
		}
		for _, st := range all {
			if (st.State == indicator.NoData) != (len(st.Missing) > 0) {
				t.Errorf("%s is %s and says of what is missing: %v", st.Definition.Target, st.State, st.Missing)
			}
		}
		for _, c := range []struct{ target, state, value, missing string }{
			{"T02", "on_track", "2,74", ""},
			{"T03", "on_track", "37,4", ""},
			{"T04", "slow", "45,5", ""},
			{"T05", "at_risk", "38,5", ""},
			{"T06", "no_data", "", "chưa chốt dữ liệu tháng nào"},
			{"T08", "achieved", "99,6", ""},
			{"T11", "no_data", "", "Biểu “Y tế và dân số” năm 2026 của Sở Y tế còn trống ô “Tuổi thọ trung bình”"},
			{"T17", "at_risk", "14,6", ""},
			{"T22", "on_track", "17,4", ""},
			{"T25", "no_data", "", "còn trống ô “Diện tích sàn nhà ở khu vực đô thị”"},
			{"T27", "achieved", "100,0", ""},
			{"T35", "no_data", "", "chưa lập biểu “Văn hóa, thể thao và du lịch” năm 2026"},
		} {
			st := find(t, all, c.target)
			value := ""
			if st.Latest != nil {
				value = st.Definition.Show(st.Latest.Value)
			}
			said := ""
			for _, m := range st.Missing {
				said += m.In(h.texts, text.VI) + " "
			}
			if string(st.State) != c.state || value != c.value || !strings.Contains(said, c.missing) || (c.missing == "") != (said == "") || strings.Contains(said, "%!") {
				t.Errorf("%s: %s %q %q, want %s %q %q", c.target, st.State, value, said, c.state, c.value, c.missing)
			}
			for _, m := range st.Missing {
				if en := m.In(h.texts, text.EN); strings.Contains(en, "%!") || en == m.Code {
					t.Errorf("%s in English: %q", c.target, en)
				}
			}
		}
		if !find(t, all, "T04").Illustrative || find(t, all, "T27").Illustrative {
			t.Error("assumed and published figures are not told apart")
		}
		if got := find(t, all, "T11").Missing; len(got) != 2 || !strings.Contains(got[1].In(h.texts, text.VI), "73,3 tuổi (năm 2016)") {
			t.Errorf("what was last published of T11: %v", got)
		}
		if p := find(t, all, "T04").Latest.Provenance; len(p) != 1 || !strings.HasPrefix(p[0], "return:") {
			t.Errorf("provenance of T04: %v", p)
		}
	})
}

func find(t *testing.T, all []indicator.Standing, target string) indicator.Standing {
	t.Helper()
	for _, st := range all {
		if st.Definition.Target == target {
			return st
		}
	}
	t.Fatalf("no %s", target)
	return indicator.Standing{}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := setup(t, dbtest.Open(t), crowd{})
	q := indicator.Query{Year: 2026, Day: today}
	_, err := h.service.Standings(ctx, gatetest.Actor("citizen"), q)
	_, err2 := h.service.ByUnit(ctx, gatetest.Actor("citizen"), "T06", q, org.Commune)
	_, err3 := h.service.MeasureRows(ctx, gatetest.Actor("leader"), calendar.MonthOf(2026, 11))
	for _, err := range []error{err, err2, err3} {
		if fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("got %v", err)
		}
	}
	_, err = h.service.Standing(ctx, approver, "T99", q)
	if fault.CodeOf(err) != "indicator.no_target" {
		t.Errorf("got %v", err)
	}
}

func TestAReturnThatIsTakenBackTakesItsValue(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h := setup(t, d, crowd{indicatortest.Old("07498@base", "1")})
		month := calendar.MonthOf(2026, 11)
		n, err := h.service.MeasureRows(ctx, auth.System(), month)
		ok(t, err)
		if n != 1 {
			t.Fatalf("stored %d", n)
		}
		empty := setup(t, d, crowd{})
		n, err = empty.service.MeasureRows(ctx, auth.System(), month)
		ok(t, err)
		st, err := h.service.Standing(ctx, approver, "T06", indicator.Query{Year: 2026, Day: today})
		ok(t, err)
		if n != 1 || st.Latest != nil {
			t.Errorf("withdrawn %d, and left %v", n, st.Latest)
		}
		n, err = h.service.MeasureRows(ctx, auth.System(), month)
		ok(t, err)
		st, err = h.service.Standing(ctx, approver, "T06", indicator.Query{Year: 2026, Day: today})
		ok(t, err)
		if n != 1 || st.Latest == nil || st.State != indicator.Achieved {
			t.Errorf("measured again %d: %+v", n, st)
		}
	})
}
