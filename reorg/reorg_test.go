package reorg_test

import (
	"cmp"
	"context"
	"fmt"
	maps2 "maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/demo"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/indicator"
	"ansinh/indicator/indicatortest"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/reorg"
)

var (
	month = calendar.MonthOf(2026, 10)
	day   = calendar.MustDay(2026, 12, 1)
	maps  = []calendar.Date{calendar.MustDay(2024, 4, 30), calendar.MustDay(2025, 3, 1), calendar.MustDay(2025, 6, 30), calendar.MustDay(2025, 7, 1),
		day - 1, day, calendar.MustDay(2027, 6, 1)}
	first, second, third = actor("provincial-officer", "chuyen-vien"), actor("leader", "lanh-dao"), actor("payment-checker", "kiem-soat")
)

func actor(role, id string) auth.Actor { return auth.Actor{ID: id, Name: id, Role: auth.Role(role)} }

// province makes people, and a value of a target in every commune of 2024.
func province(t *testing.T, h *house.House) {
	t.Helper()
	ctx := context.Background()
	if err := h.Load(ctx, auth.System()); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Population(ctx, auth.System(), h.Registry, demo.PopulationOptions{Persons: 1000, Seed: 5, Month: month, Policy: h.Policy, Tree: h.Tree}); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var rows []indicatortest.Person
	for _, u := range h.Tree.Units(org.Commune, maps[0]) {
		for range 3 + rng.IntN(9) {
			p := indicatortest.Old(u.ID, strconv.Itoa(rng.IntN(2)))
			p.Facts["person.sex"] = []string{"male", "female"}[rng.IntN(2)]
			if e := []string{"", "kinh", "tay"}[rng.IntN(3)]; e != "" { // of some it is not known
				p.Facts["person.ethnicity"] = e
			}
			rows = append(rows, p)
		}
	}
	if _, err := h.Indicators.MeasureThese(ctx, auth.System(), month, indicatortest.Rows(h.Law.Vocabulary(), month, "x", rows)); err != nil {
		t.Fatal(err)
	}
}

// picture is everything that must be as before once a dossier was undone: units, who answers, every figure on every map,
// where people live on every map and what accounts answer for.
func picture(t *testing.T, h *house.House) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	for _, u := range h.Tree.All() {
		fmt.Fprintln(&b, u.ID, u.Name, u.From, u.To, u.Successors, u.Weights)
	}
	for _, a := range h.Agencies.All() {
		fmt.Fprintln(&b, a.ID, a.Name, a.To, a.Successors)
	}
	for _, on := range maps {
		for level := org.Province; level <= org.Commune; level++ {
			s := spread(t, h, on, level)
			for _, u := range s.Units {
				fmt.Fprintln(&b, on, u.Unit.ID, u.Numerator, u.Denominator, u.Value, u.Estimated, len(u.Partial))
			}
			fmt.Fprintln(&b, on, level, len(s.Unplaced))
			counts, err := h.Registry.Counts(ctx, auth.System(), level, on, registry.At{AsOf: on, KnownOn: calendar.DateOf(gatetest.Now) + 1})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, counts)
		}
	}
	err := h.Gate.Read(ctx, auth.System(), gate.Act{Permission: "account.manage"}, func(tx *gate.Tx) error {
		all, err := auth.Accounts(ctx, tx.Tx)
		fmt.Fprintln(&b, all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func spread(t *testing.T, h *house.House, on calendar.Date, level int) indicator.Spread {
	t.Helper()
	s, err := h.Indicators.ByUnit(context.Background(), auth.System(), "elderly-income", indicator.Query{Year: 2026, Day: on}, level)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// apart holds that on every map the parts of every dimension add up: in each unit to the unit's whole as the map has it, and
// over the units, with what has no place, each to that part of the whole.
func apart(t *testing.T, h *house.House) {
	t.Helper()
	ctx := context.Background()
	q := indicator.Query{Year: 2026, Day: maps[0]}
	_, all, err := h.Indicators.Apart(ctx, auth.System(), "elderly-income", q)
	if err != nil || len(all) < 2 {
		t.Fatalf("told apart by %d dimensions, %v", len(all), err)
	}
	type key struct{ dimension, part string }
	add := func(to map[key]indicator.Sum, list []indicator.Breakdown) {
		for _, b := range list {
			for _, p := range b.Parts {
				k := key{b.Dimension, p.Part}
				to[k] = indicator.Sum{Numerator: to[k].Numerator + p.Numerator.N, Denominator: to[k].Denominator + p.Denominator.N}
			}
		}
	}
	whole := map[key]indicator.Sum{}
	add(whole, all)
	for _, on := range maps {
		for level := org.Province; level <= org.Commune; level++ {
			q.Day = on
			units, lost, err := h.Indicators.ApartByUnit(ctx, auth.System(), "elderly-income", q, level)
			if err != nil {
				t.Fatal(err)
			}
			values := map[org.UnitID]indicator.UnitValue{}
			for _, u := range spread(t, h, on, level).Units {
				values[u.Unit.ID] = u
			}
			got := map[key]indicator.Sum{}
			add(got, lost)
			for _, u := range units {
				add(got, u.Apart)
				for _, b := range u.Apart {
					var n, d int64
					for _, p := range b.Parts {
						n, d = n+p.Numerator.N, d+p.Denominator.N
						if p.Numerator.N < 0 || p.Numerator.N > p.Denominator.N {
							t.Errorf("%s on %v, %s %s: %d of %d", u.Unit.ID, on, b.Dimension, p.Part, p.Numerator.N, p.Denominator.N)
						}
					}
					if v := values[u.Unit.ID]; n != v.Numerator || d != v.Denominator {
						t.Errorf("%s on %v by %s: %d/%d, the unit has %d/%d", u.Unit.ID, on, b.Dimension, n, d, v.Numerator, v.Denominator)
					}
				}
			}
			if !maps2.Equal(got, whole) {
				t.Errorf("level %d on %v: the parts are %v, of the whole %v", level, on, got, whole)
			}
		}
	}
}

// totals holds that on every map the parts and what has no place add up to the whole.
func totals(t *testing.T, h *house.House) {
	t.Helper()
	var top, bottom int64
	for i, on := range maps {
		for level := org.Province; level <= org.Commune; level++ {
			s := spread(t, h, on, level)
			var n, d int64
			for _, u := range s.Units {
				n, d = n+u.Numerator, d+u.Denominator
				if u.Numerator > u.Denominator || u.Numerator < 0 {
					t.Errorf("%s on %v: %d of %d", u.Unit.ID, on, u.Numerator, u.Denominator)
				}
			}
			for _, v := range s.Unplaced {
				n, d = n+v.Numerator, d+v.Denominator
			}
			if i == 0 && level == org.Province {
				top, bottom = n, d
			}
			if n != top || d != bottom || d == 0 {
				t.Errorf("level %d on %v: %d/%d, the whole is %d/%d", level, on, n, d, top, bottom)
			}
		}
	}
}

func carryOut(t *testing.T, h *house.House, d reorg.Dossier) reorg.Dossier {
	t.Helper()
	ctx := context.Background()
	d.Title, d.Legal = "Thử", "Nghị quyết thử nghiệm"
	if d.Day.IsZero() {
		d.Day = day
	}
	d, err := h.Reorg.Propose(ctx, first, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []auth.Actor{second, third} {
		if d, err = h.Reorg.Approve(ctx, who, d.Number); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func takeBack(t *testing.T, h *house.House, d reorg.Dossier) {
	t.Helper()
	ctx := context.Background()
	if _, err := h.Reorg.AskUndo(ctx, second, d.Number, "thử"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Reorg.Approve(ctx, second, d.Number); fault.CodeOf(err) != "reorg.same_person" {
		t.Errorf("the same person undid alone: %v", err)
	}
	if _, err := h.Reorg.Approve(ctx, third, d.Number); err != nil {
		t.Fatal(err)
	}
}

// someDossiers are changes at random over communes of today's map, none touched twice.
func someDossiers(t *testing.T, h *house.House, rng *rand.Rand) []reorg.Dossier {
	all := h.Tree.Units(org.Commune, day)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	at := 0
	take := func() string { at++; return string(all[at-1].ID) }
	hamlets := []string{"Thôn Đông", "Thôn Đoài", "Thôn Trung", "Thôn Thượng", "Thôn Hạ", "Thôn Nội", "Thôn Ngoài", "Thôn Mới", "Thôn Đình", "Thôn Chùa", "Thôn Núi", "Thôn Bãi"}
	cut := 1 + rng.IntN(len(hamlets)-1)
	x, y := mostPeople(t, h), take()
	all = slices.DeleteFunc(all, func(u org.Unit) bool { return string(u.ID) == x })
	at = 1
	return []reorg.Dossier{
		{Changes: []reorg.Change{{Kind: reorg.Merge, From: []string{take(), take(), take()}, To: []reorg.Target{{Code: "99001", Name: "Xã Mới", Type: "Xã"}}}}},
		{Changes: []reorg.Change{{Kind: reorg.Split, By: reorg.ByPopulation, From: []string{take()}, To: []reorg.Target{
			{Code: "99002", Name: "Bắc", Weight: 1 + rng.Int64N(9000)}, {Code: "99003", Name: "Nam", Weight: rng.Int64N(9000)}, {Code: "99004", Name: "Giữa", Weight: 77}}}}},
		{Changes: []reorg.Change{{Kind: reorg.Split, By: reorg.ByHamlets, From: []string{x}, To: []reorg.Target{
			{Code: "99005", Name: "Đông", Hamlets: hamlets[:cut]}, {Code: "99006", Name: "Tây", Hamlets: hamlets[cut:]}}}}},
		{Changes: []reorg.Change{{Kind: reorg.Rename, From: []string{take()}, To: []reorg.Target{{Name: "Tên Khác", Type: "Phường"}}},
			{Kind: reorg.Dissolve, By: reorg.ByArea, From: []string{y}, To: []reorg.Target{{ID: take(), Weight: 3}, {ID: take(), Weight: 5}}}}},
		{Changes: []reorg.Change{{Kind: reorg.Split, Agency: true, From: []string{"bn-so-yte"}, To: []reorg.Target{{Name: "Sở Sức khỏe"}, {Name: "Sở Trợ giúp", Functions: []string{"social-protection"}}}}}},
		{Day: day + 31, Changes: []reorg.Change{{Kind: reorg.Split, By: reorg.ByPopulation, From: []string{"99001@" + day.String()}, To: []reorg.Target{
			{Code: "99007", Name: "Một", Weight: 2}, {Code: "99008", Name: "Hai", Weight: 1}}}}},
	}
}

// mostPeople is the commune with the most people, so that a division by hamlets moves somebody.
func mostPeople(t *testing.T, h *house.House) string {
	t.Helper()
	counts, err := h.Registry.Counts(context.Background(), auth.System(), org.Commune, day, registry.At{AsOf: maps[4], KnownOn: maps[4]})
	if err != nil {
		t.Fatal(err)
	}
	best := slices.MaxFunc(counts, func(a, b registry.Count) int { return cmp.Compare(a.Persons, b.Persons) })
	return string(best.Unit)
}

// TestTotalsAndUndo carries out reorganisations at random one after the other and takes them back in reverse: figures add
// up on every map at every moment, and each undoing leaves exactly the picture of before.
func TestTotalsAndUndo(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		province(t, h)
		ctx := context.Background()
		err := h.Gate.Change(ctx, auth.System(), gate.Act{Permission: "account.manage"}, func(tx *gate.Tx) error {
			return auth.Create(ctx, tx.Tx, tx.Now, auth.Actor{ID: "yte", Name: "Y tế", Role: "agency-officer", Agency: "bn-so-yte"}, "mật khẩu dài")
		})
		if err != nil {
			t.Fatal(err)
		}
		known := calendar.DateOf(gatetest.Now) - 1
		was, err := h.Registry.Snapshot(ctx, auth.System(), month, known)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(2) {
			totals(t, h)
			apart(t, h)
			pictures, done := []string{picture(t, h)}, []reorg.Dossier{}
			for _, d := range someDossiers(t, h, rand.New(rand.NewPCG(seed, 9))) {
				im, err := h.Reorg.Try(ctx, first, d)
				if d.Day == 0 && err == nil {
					t.Fatalf("a dossier without a day was tried: %+v", im)
				}
				done = append(done, carryOut(t, h, d))
				if c := d.Changes[0]; c.By == reorg.ByHamlets && (done[len(done)-1].Impact.People < 5 || c.To[0].Weight+c.To[1].Weight == 0) {
					t.Errorf("nobody was moved by hamlets: %+v", done[len(done)-1].Impact)
				}
				totals(t, h)
				apart(t, h)
				pictures = append(pictures, picture(t, h))
			}
			then, err := h.Registry.Snapshot(ctx, auth.System(), month, known)
			if err != nil || then.Hash != was.Hash {
				t.Errorf("what was known before is another now: %v", err)
			}
			if _, err := h.Reorg.AskUndo(ctx, second, done[0].Number, "thử"); fault.CodeOf(err) != "reorg.built_on" {
				t.Errorf("undone under a later one: %v", err)
			}
			for i := len(done) - 1; i >= 0; i-- {
				takeBack(t, h, done[i])
				totals(t, h)
				apart(t, h)
				if now := picture(t, h); now != pictures[i] {
					t.Fatalf("%s %d is not undone:\n%s", done[i].Changes[0].Kind, i, differ(pictures[i], now))
				}
			}
		}
	})
}

func differ(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return x[i] + "\n" + y[min(i, len(y)-1)]
		}
	}
	return ""
}

// TestRefusals: who may not, who may not twice, and what cannot be drawn.
func TestRefusals(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx := context.Background()
		if err := h.Load(ctx, auth.System()); err != nil {
			t.Fatal(err)
		}
		units := h.Tree.Units(org.Commune, day)
		good := reorg.Dossier{Title: "Đổi tên", Legal: "Nghị quyết thử", Day: day, Changes: []reorg.Change{{Kind: reorg.Rename, From: []string{string(units[0].ID)},
			To: []reorg.Target{{Name: "Khác"}}}}}
		if _, err := h.Reorg.Propose(ctx, gatetest.Actor("auditor"), good); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor proposed: %v", err)
		}
		d, err := h.Reorg.Propose(ctx, first, good)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Reorg.Approve(ctx, first, d.Number); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the proposer approved: %v", err)
		}
		if _, err := h.Reorg.Approve(ctx, second, d.Number); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Reorg.Approve(ctx, second, d.Number); fault.CodeOf(err) != "reorg.same_person" {
			t.Errorf("one person approved twice: %v", err)
		}
		for name, c := range map[string]reorg.Change{
			"reorg.shape":      {Kind: reorg.Merge, From: []string{string(units[1].ID)}, To: []reorg.Target{{Name: "A"}}},
			"reorg.no_unit":    {Kind: reorg.Rename, From: []string{"nowhere"}, To: []reorg.Target{{Name: "A"}}},
			"reorg.not_open":   {Kind: reorg.Rename, From: []string{"24@base"}, To: []reorg.Target{{Name: "A"}}},
			"reorg.code_taken": {Kind: reorg.Rename, From: []string{string(units[1].ID)}, To: []reorg.Target{{Name: "A", Code: units[2].Code}}},
			"reorg.weight":     {Kind: reorg.Split, By: reorg.ByArea, From: []string{string(units[1].ID)}, To: []reorg.Target{{Name: "A", Code: "1"}, {Name: "B", Code: "2"}}},
			"reorg.no_heir":    {Kind: reorg.Dissolve, From: []string{string(units[1].ID)}, To: []reorg.Target{{Name: "A"}}},
			"reorg.rest":       {Kind: reorg.Split, Agency: true, From: []string{"bn-so-yte"}, To: []reorg.Target{{Name: "A"}, {Name: "B"}}},
		} {
			bad := good
			bad.Changes = []reorg.Change{c}
			if _, err := h.Reorg.Propose(ctx, first, bad); !told(err, name) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func told(err error, code string) bool {
	e, ok := err.(*fault.Error)
	if !ok {
		return false
	}
	for _, f := range e.Fields {
		if f.Code == code {
			return true
		}
	}
	return false
}
