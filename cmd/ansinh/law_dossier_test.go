package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestADossierFromTheCommandLine brings an invented decree into force over a small demonstration.
func TestADossierFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := "--db=" + filepath.Join(dir, "small.db")
	exits(t, exitOK, "demo", db, "--persons=1000", "--serve=false", "--json", "--out="+filepath.Join(dir, "out"))
	decree := filepath.Join(dir, "decree", "law", "social-assistance", "nd-1-2027")
	writeFile(t, filepath.Join(decree, "instrument.yaml"), "number: 1/2027/NĐ-CP\nvi: Nghị định thử\nen: Test\nissuer: Chính phủ\nissued: 2027-05-20\nfrom: 2027-07-01\nconfidence: V\namends: [nd-20-2021, nd-76-2024, nd-335-2026]\n")
	writeFile(t, filepath.Join(decree, "params.yaml"), "base:\n  values:\n    - {from: 2027-07-01, value: 600000, source: Điều 1, confidence: V}\n")
	cases := filepath.Join(decree, "cases.yaml")
	writeFile(t, cases, "cases:\n  - {id: first, month: 2027-07, facts: {birth_date: 1990-01-01, disability: severe}, expect: [{category: K6n, amount: 1}]}\n")

	propose := []string{"law", "dossier", "propose", filepath.Join(dir, "decree"), db, "--as=tonghop"}
	if _, bad := exits(t, exitError, propose...); !strings.Contains(bad, "cases.yaml:2: first (tháng 07/2027): mong đợi K6n 1 đ, quy định cho K6n 900.000 đ") {
		t.Errorf("a red example: %s", bad)
	}
	writeFile(t, cases, "cases:\n  - {id: first, month: 2027-07, facts: {birth_date: 1990-01-01, disability: severe}, expect: [{category: K6n, amount: 900000}]}\n")
	if out, _ := exits(t, exitOK, propose...); !strings.Contains(out, "Hồ sơ số 1 – 1/2027/NĐ-CP: đã trình") {
		t.Errorf("proposed: %s", out)
	}
	if _, bad := exits(t, exitError, "law", "dossier", "approve", "1", db, "--as=lanhdao"); !strings.Contains(bad, "hãy tính tác động") {
		t.Errorf("approved without a preview: %s", bad)
	}
	if out, _ := exits(t, exitOK, "law", "dossier", "preview", "1", db, "--as=tonghop"); !strings.Contains(out, "Tác động tháng 07/2027") || !strings.Contains(out, "Toàn tỉnh") {
		t.Errorf("preview: %s", out)
	}
	exits(t, exitOK, "law", "dossier", "approve", "1", db, "--as=lanhdao")
	if _, bad := exits(t, exitError, "law", "dossier", "approve", "1", db, "--as=lanhdao"); !strings.Contains(bad, "ba người khác nhau") {
		t.Errorf("the same person twice: %s", bad)
	}
	if out, _ := exits(t, exitOK, "law", "dossier", "approve", "1", db, "--as=kiemsoat"); !strings.Contains(out, "có hiệu lực") {
		t.Errorf("second approval: %s", out)
	}
	if _, bad := exits(t, exitError, "law", "dossier", "withdraw", "1", db, "--as=tonghop"); !strings.Contains(bad, "đã có hiệu lực") {
		t.Errorf("withdrawn: %s", bad)
	}
	if _, bad := exits(t, exitError, "law", "dossier", "show", "2", db); !strings.Contains(bad, "Không có hồ sơ số 2") {
		t.Errorf("no such dossier: %s", bad)
	}
	if out, _ := exits(t, exitOK, "law", "dossier", "list", db); !strings.Contains(out, "1/2027/NĐ-CP") {
		t.Errorf("list: %s", out)
	}
	var shown struct {
		Dossier  struct{ State string }
		Previews []struct {
			Simulation struct {
				Total struct{ Outcomes []struct{ Cost int64 } }
			}
		}
	}
	out, _ := exits(t, exitOK, "law", "dossier", "show", "1", db, "--json")
	if err := json.Unmarshal([]byte(out), &shown); err != nil || shown.Dossier.State != "in_force" || len(shown.Previews) != 1 {
		t.Fatalf("%v %+v", err, shown)
	}
	if cost := shown.Previews[0].Simulation.Total.Outcomes; len(cost) != 2 || cost[1].Cost <= cost[0].Cost {
		t.Errorf("a higher base does not cost more: %+v", cost)
	}
	theLawInForce(t, dir, db)
}

// theLawInForce is what the commands on the law read where a database has dossiers: the policy folder alone on request.
func theLawInForce(t *testing.T, dir, db string) {
	t.Helper()
	facts := writeFile(t, filepath.Join(dir, "facts.yaml"), "birth_date: 1990-01-01\ndisability: severe\ncomplete: all\n")
	explain := []string{"law", "explain", "--date=2027-07-01", facts, "--lang=en", db}
	if out, note := exits(t, exitOK, explain...); !strings.Contains(out, "900,000 đ") || !strings.Contains(note, "With 1 dossiers") {
		t.Errorf("the dossier is not seen: %s %s", out, note)
	}
	if out, note := exits(t, exitOK, append(explain, "--policy-only")...); !strings.Contains(out, "810,000 đ") || note != "" {
		t.Errorf("the policy folder alone: %s %s", out, note)
	}
	var with, without struct{ Cases int }
	for args, into := range map[string]*struct{ Cases int }{"": &with, "--policy-only": &without} {
		for _, command := range []string{"check", "test"} {
			out, _ := exits(t, exitOK, slices.DeleteFunc([]string{"law", command, db, "--json", args}, func(s string) bool { return s == "" })...)
			if err := json.Unmarshal([]byte(out), into); err != nil {
				t.Fatal(err)
			}
		}
	}
	if with.Cases != without.Cases+1 {
		t.Errorf("%d examples with the dossier, %d without", with.Cases, without.Cases)
	}
	if _, bad := exits(t, exitError, "law", "check", "--db="+filepath.Join(dir, "none.db")); !strings.Contains(bad, "Không có cơ sở dữ liệu") {
		t.Errorf("a database that is not there: %s", bad)
	}
	over := filepath.Join(dir, "over")
	writeFile(t, filepath.Join(over, "law/social-assistance/nd-1-2027/params.yaml"), "base:\n  values:\n    - {from: 2027-07-01, value: 1, source: Điều 1, confidence: V}\n")
	if _, bad := exits(t, exitError, "law", "check", db, "--policy="+over); !strings.Contains(bad, "nd-1-2027/params.yaml") {
		t.Errorf("a folder against a dossier: %s", bad)
	}
}
