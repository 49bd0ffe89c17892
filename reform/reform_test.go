package reform_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/law"
	"ansinh/reform"
	"ansinh/text"
)

// TestADecreeComesIntoForce walks a dossier from its proposal to the law that every process applies.
func TestADecreeComesIntoForce(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		settle(t, h)
		other := housetest.Beside(t, h) // another process
		before := h.Reforms.Book().Hash()
		d, err := h.Reforms.Propose(ctx, proposer, files(t, decree()), "thử")
		if err != nil {
			t.Fatal(err)
		}
		if d.Number != 1 || d.Title != "1/2027/NĐ-CP" || d.Cases != 2 || d.Begins != calendar.MonthOf(2027, 7) {
			t.Errorf("proposed %+v", d)
		}
		if _, err := h.Reforms.Approve(ctx, leader, 1); fault.CodeOf(err) != "reform.no_preview" {
			t.Errorf("approved without a preview: %v", err)
		}
		lookAtPreview(t, h)
		approve(t, h)
		if book := h.Reforms.Book(); book.Hash() == before || h.Benefits.Book() != book {
			t.Error("the approved law is not the one that is applied")
		}
		if changed, err := other.Reforms.Follow(ctx); !changed || err != nil || other.Benefits.Book().Hash() != h.Reforms.Book().Hash() {
			t.Errorf("another process does not follow: %v %v", changed, err)
		}
		if again := housetest.Beside(t, h); again.Law.Hash() != h.Reforms.Book().Hash() {
			t.Error("a process started later applies another law")
		}
		if was, err := h.Reforms.BookOf(ctx, before); err != nil || was.Hash() != before {
			t.Errorf("the law as it was: %v", err)
		}
		if _, err := h.Reforms.BookOf(ctx, "0123456789abcdef"); fault.CodeOf(err) != "reform.no_such_law" {
			t.Errorf("a law there never was: %v", err)
		}
		if _, err := h.Reforms.Withdraw(ctx, proposer, 1); fault.CodeOf(err) != "reform.over_in_force" {
			t.Errorf("withdrawn from force: %v", err)
		}
		if _, err := h.Reforms.Propose(ctx, proposer, files(t, decree()), ""); fault.CodeOf(err) != "reform.edits" {
			t.Errorf("the same decree twice: %v", err)
		}
		logged(t, h, "law.propose", 2)
		logged(t, h, "law.approve", 2)
	})
}

func lookAtPreview(t *testing.T, h *house.House) {
	t.Helper()
	p, err := h.Reforms.Preview(ctx, proposer, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	was, will := p.Simulation.Total.Outcomes[0], p.Simulation.Total.Outcomes[1]
	if p.Month != calendar.MonthOf(2027, 7) || was.People != 1 || was.Cost != 810_000 || will.People != 2 || will.Cost != 1_500_000 ||
		will.Gained != 1 || will.Raised != 1 || will.Lost+will.Lowered != 0 {
		t.Errorf("in %s: %+v, then %+v", p.Month, was, will)
	}
	kept, err := h.Reforms.Previews(ctx, leader, 1)
	if err != nil || len(kept) != 1 || kept[0].Snapshot != p.Snapshot || kept[0].Simulation.Total.Outcomes[1] != will {
		t.Fatalf("kept %+v: %v", kept, err)
	}
	var by []string
	for _, d := range kept[0].Simulation.By {
		by = append(by, d.By)
		cost := int64(0)
		for _, l := range d.Lines {
			cost += int64(l.Outcomes[1].Cost)
		}
		if cost != 1_500_000 {
			t.Errorf("by %s the parts come to %d", d.By, cost)
		}
		if d.By == "commune" && d.Lines[0].VI != "xã Đồng Kỳ" {
			t.Errorf("commune %+v", d.Lines[0])
		}
	}
	if want := []string{"programme", "category", "commune", "age", "sex", "ethnicity"}; !slices.Equal(by, want) {
		t.Errorf("by %v, want %v", by, want)
	}
}

// approve takes the dossier past everybody who may not to its two approvers.
func approve(t *testing.T, h *house.House) {
	t.Helper()
	both := leader
	both.ID = proposer.ID // the proposer in another role
	for _, c := range []struct {
		who  auth.Actor
		says string
	}{{proposer, "auth.forbidden"}, {citizen, "auth.forbidden"}, {both, "reform.same_person"}} {
		if _, err := h.Reforms.Approve(ctx, c.who, 1); fault.CodeOf(err) != c.says {
			t.Errorf("%s approves: %v, want %s", c.who.ID, err, c.says)
		}
	}
	if d, err := h.Reforms.Approve(ctx, leader, 1); err != nil || d.State != reform.Endorsed {
		t.Fatalf("first approval: %v %v", d.State, err)
	}
	if _, err := h.Reforms.Approve(ctx, leader, 1); fault.CodeOf(err) != "reform.same_person" {
		t.Errorf("the same person twice: %v", err)
	}
	if d, err := h.Reforms.Approve(ctx, checker, 1); err != nil || d.State != reform.InForce || len(d.Steps) != 3 {
		t.Fatalf("second approval: %v %v", d.State, err)
	}
}

func logged(t *testing.T, h *house.House, permission string, want int) {
	t.Helper()
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		events, err := audit.Recent(ctx, tx, audit.Filter{Permission: permission})
		if len(events) != want {
			t.Errorf("%d events of %s, want %d", len(events), permission, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	own := func(file, from, to string) fstest.MapFS {
		all := decree()
		old := string(all[folder+file].Data)
		changed := strings.Replace(old, from, to, 1)
		if changed == old {
			t.Fatalf("%s does not hold %q", file, from)
		}
		all[folder+file] = &fstest.MapFile{Data: []byte(changed)}
		return all
	}
	existing := decree()
	existing["law/social-assistance/nd-76-2024/params.yaml"] = &fstest.MapFile{Data: []byte("base:\n")}
	untried := decree()
	delete(untried, folder+"cases.yaml")
	twice := own("rules.yaml", "    amount: base * 1.0\n    source: Điều 2\n", `    source: Điều 2
    amounts:
      - {id: a, amount: base * 1.0, vi: một, en: one, source: Điều 2}
      - {id: b, amount: base * 1.5, vi: hai, en: two, source: Điều 2}
`)
	refused := []struct {
		name  string
		files fstest.MapFS
		code  string
		says  []string
	}{
		{"an unknown fact", own("rules.yaml", "household.poverty", "household.povety"), "law.policy_wrong",
			[]string{folder + "rules.yaml:6:", "household.povety", "household.poverty"}},
		{"a red example", own("cases.yaml", "amount: 600000", "amount: 700000"), "reform.red",
			[]string{folder + "cases.yaml:", "k99-first", "700.000", "600.000"}},
		{"two amounts of equal rank", twice, "reform.red", []string{folder + "cases.yaml:", "mâu thuẫn", "Người khuyết tật nhẹ thuộc hộ nghèo"}},
		{"no examples", untried, "reform.red", []string{"không ví dụ nào đi tới K99", "phải có ví dụ"}},
		{"a document in force", existing, "reform.edits", []string{"law/social-assistance/nd-76-2024", "văn bản này đã có"}},
		{"a value that overlaps", own("instrument.yaml", ", nd-335-2026", ""), "law.policy_wrong", []string{folder + "params.yaml:3:", "chồng lên"}},
	}
	housetest.Each(t, func(t *testing.T, h *house.House) {
		for _, c := range refused {
			_, err := h.Reforms.Propose(ctx, proposer, files(t, c.files), "")
			if fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %s", c.name, err, c.code)
				continue
			}
			for _, want := range c.says {
				if got := h.Texts.Error(text.VI, err); !strings.Contains(got, want) {
					t.Errorf("%s lacks %q: %s", c.name, want, got)
				}
			}
		}
		if _, err := h.Reforms.Propose(ctx, leader, files(t, decree()), ""); fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("proposed by a leader: %v", err)
		}
		if all, err := h.Reforms.Dossiers(ctx, citizen); err != nil || len(all) != 0 {
			t.Errorf("refused dossiers were kept: %+v %v", all, err)
		}
	})
}

func TestADossierIsWithdrawn(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		if _, err := h.Reforms.Propose(ctx, proposer, files(t, decree()), ""); err != nil {
			t.Fatal(err)
		}
		colleague := proposer
		colleague.ID = "colleague"
		if _, err := h.Reforms.Withdraw(ctx, colleague, 1); fault.CodeOf(err) != "reform.not_yours" {
			t.Errorf("a colleague withdraws: %v", err)
		}
		if _, err := h.Reforms.Withdraw(ctx, citizen, 1); fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("a citizen withdraws: %v", err)
		}
		if d, err := h.Reforms.Withdraw(ctx, leader, 1); err != nil || d.State != reform.Withdrawn {
			t.Errorf("an approver sends it back: %v", err)
		}
		for name, try := range map[string]func() error{
			"approved": func() error { _, err := h.Reforms.Approve(ctx, leader, 1); return err },
			"reckoned": func() error { _, err := h.Reforms.Preview(ctx, proposer, 1, 0); return err },
			"again":    func() error { _, err := h.Reforms.Withdraw(ctx, proposer, 1); return err },
		} {
			if err := try(); fault.CodeOf(err) != "reform.over_withdrawn" {
				t.Errorf("%s after it was withdrawn: %v", name, err)
			}
		}
		if _, err := h.Reforms.Dossier(ctx, leader, 7); fault.CodeOf(err) != "reform.no_dossier" {
			t.Errorf("no such dossier: %v", err)
		}
		if d, err := h.Reforms.Propose(ctx, proposer, files(t, decree()), ""); err != nil || d.Number != 2 {
			t.Errorf("proposed anew: %+v %v", d, err)
		}
	})
}

// TestAPreviewGrowsStale holds that another dossier's coming into force asks for a new preview.
func TestAPreviewGrowsStale(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		pension := "law/social-pension/nd-2-2027/"
		second := fstest.MapFS{
			pension + "instrument.yaml": {Data: []byte("number: 2/2027/NĐ-CP\nvi: Nghị định thử\nen: Test\nissuer: Chính phủ\nissued: 2027-05-20\nfrom: 2027-07-01\nconfidence: V\namends: [nd-176-2025, nd-335-2026]\n")},
			pension + "params.yaml":     {Data: []byte("level:\n  values:\n    - {from: 2027-07-01, value: 650000, source: Điều 1, confidence: V}\n")},
			pension + "cases.yaml":      {Data: []byte("cases:\n  - {id: a, month: 2027-07, facts: {birth_date: 1940-01-01}, expect: [{category: P75, amount: 650000}]}\n")},
		}
		for _, f := range []fstest.MapFS{decree(), second} {
			d, err := h.Reforms.Propose(ctx, proposer, files(t, f), "")
			if err == nil {
				_, err = h.Reforms.Preview(ctx, leader, d.Number, 0)
			}
			if err != nil {
				t.Fatal(h.Texts.Error(text.VI, err))
			}
		}
		approve(t, h)
		if _, err := h.Reforms.Approve(ctx, leader, 2); fault.CodeOf(err) != "reform.no_preview" {
			t.Errorf("approved on a stale preview: %v", err)
		}
		if _, err := h.Reforms.Preview(ctx, leader, 2, 0); err != nil {
			t.Fatal(err)
		}
		for _, who := range []auth.Actor{checker, leader} {
			if _, err := h.Reforms.Approve(ctx, who, 2); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(h.Reforms.Book().Instruments()) - len(h.Law.Instruments()); n != 2 {
			t.Errorf("%d documents came in, want 2", n)
		}
	})
}

func TestSimulate(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		settle(t, h)
		raised := reform.Supposed{Name: "700", Settings: []law.Setting{{Parameter: "social-assistance.base", Value: 700_000, From: calendar.MustDay(2027, 1, 1)}}}
		e, err := h.Reforms.Simulate(ctx, leader, 0, []reform.Supposed{raised})
		if err != nil {
			t.Fatal(err)
		}
		if e.Month != calendar.MonthOf(2027, 1) || e.Total.Outcomes[0].Cost != 810_000 || e.Total.Outcomes[1].Cost != 1_050_000 {
			t.Errorf("%s: %+v", e.Month, e.Total)
		}
		if _, err := h.Reforms.Simulate(ctx, citizen, 0, []reform.Supposed{raised}); fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("a citizen simulates: %v", err)
		}
		raised.Settings[0].Parameter = "social-assistance.bse"
		if _, err := h.Reforms.Simulate(ctx, leader, 0, []reform.Supposed{raised}); fault.CodeOf(err) != "law.reform.no_parameter" {
			t.Errorf("no such parameter: %v", err)
		}
		if _, err := h.Reforms.Simulate(ctx, leader, 0, nil); fault.CodeOf(err) != "reform.scenarios" {
			t.Errorf("nothing supposed: %v", err)
		}
	})
}

func TestOnlyTextFilesOfDocumentsAreRead(t *testing.T) {
	t.Parallel()
	wrong := fstest.MapFS{
		"readme.md":                  {Data: []byte("x")},
		"law/facts.yaml":             {Data: []byte("x")},
		"law/a/b/c/d.yaml":           {Data: []byte("x")},
		"text/law.yaml":              {Data: []byte("x")},
		"law/a/b/picture.yaml":       {Data: []byte{0xff, 0xfe, 0}},
		"law/a/b/long.yaml":          {Data: make([]byte, 1<<20+1)},
		"law/social-assistance/x/ok": {Data: []byte("x")},
	}
	_, err := reform.Read(wrong)
	var f *fault.Error
	if f, _ = err.(*fault.Error); f == nil || f.Code != "reform.files_wrong" || len(f.Fields) != 6 {
		t.Errorf("%v", err)
	}
	if _, err := reform.Read(fstest.MapFS{}); fault.CodeOf(err) != "reform.no_files" {
		t.Errorf("an empty folder: %v", err)
	}
}
