package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ansinh/policy"
	"ansinh/text"
)

// lawApp is a command's surroundings with the policy of a folder laid over the program's own; "" for that alone.
func lawApp(t *testing.T, lang text.Lang, over string) (*app, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	data, err := policy.Open(over)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	out, complaints := &bytes.Buffer{}, &bytes.Buffer{}
	return &app{ctx: context.Background(), stdout: out, stderr: complaints, lang: lang, texts: texts, policy: data}, out, complaints
}

func writeFile(t *testing.T, path, body string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLawCommandsOnTheProgramsOwnLaw(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		run  func(*app) error
		says string
	}{
		"facts":      {lawFactsCmd{}.Run, "household.poverty"},
		"facts json": {lawFactsCmd{JSON: true}.Run, `"type": "enum"`},
		"check":      {lawCheckCmd{}.Run, "The law is sound"},
		"check json": {lawCheckCmd{JSON: true}.Run, `"hash"`},
		"test":       {lawTestCmd{}.Run, "come out right"},
		"test json":  {lawTestCmd{JSON: true}.Run, `"failures": null`},
	} {
		a, out, complaints := lawApp(t, text.EN, "")
		if err := c.run(a); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(out.String(), c.says) || complaints.Len() > 0 {
			t.Errorf("%s says %.300s %s", name, out, complaints)
		}
	}
}

func TestLawExplainOnePerson(t *testing.T) {
	t.Parallel()
	file := writeFile(t, filepath.Join(t.TempDir(), "facts.yaml"), "birth_date: 1952-03-15\npoverty: near_poor\npension_monthly: 0\n")
	a, out, _ := lawApp(t, text.VI, "")
	if err := (lawExplainCmd{Date: "2026-11-01", For: "officer", File: file}).Run(a); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"540.000 đ", "Điều 2 khoản 2; Điều 3, 176/2025/NĐ-CP", "[x] từ đủ 70 tuổi trở lên — 74 tuổi 8 tháng",
		"Còn thiếu: Mức độ khuyết tật", "Từ tháng 03/2027 (75 tuổi)", "CHƯA XÁC MINH", "Cần biết thêm mới trả lời hết được: Mức độ khuyết tật"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the explanation lacks %q:\n%s", want, out)
		}
	}
	out.Reset()
	if err := (lawExplainCmd{Date: "2026-11-01", JSON: true, File: file}).Run(a); err != nil {
		t.Fatal(err)
	}
	var e struct {
		Month string
		Next  []struct{ From string }

		Otherwise struct{ Asks []struct{ ID string } }
	}
	if err := json.Unmarshal(out.Bytes(), &e); err != nil || len(e.Otherwise.Asks) < 3 || e.Month != "2026-11" || len(e.Next) == 0 || e.Next[0].From != "2027-03" {
		t.Errorf("%v %+v", err, e)
	}
}

func TestLawRefusesInOneLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	over := filepath.Join(dir, "over")
	own, err := os.ReadFile("../../policy/law/social-assistance/nd-20-2021/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(over, "law/social-assistance/nd-20-2021/rules.yaml"), strings.Replace(string(own), "person.hiv", "person.hvi", 1))
	before, _, _ := strings.Cut(string(own), "person.hiv")
	place := fmt.Sprintf("rules.yaml:%d:", strings.Count(before, "\n")+1)
	good := writeFile(t, filepath.Join(dir, "good.yaml"), "birth_date: 1952-03-15\n")
	tests := []struct {
		name, over string
		run        func(*app) error
		says       string
	}{
		{"unknown key", "", lawExplainCmd{Date: "2026-11-01", File: writeFile(t, filepath.Join(dir, "a.yaml"), "povety: poor\n")}.Run, "a.yaml:1:1: there is no fact “povety”; did you mean “household.poverty”?"},
		{"empty file", "", lawExplainCmd{Date: "2026-11-01", File: writeFile(t, filepath.Join(dir, "b.yaml"), "")}.Run, "is empty"},
		{"a picture", "", lawExplainCmd{Date: "2026-11-01", File: writeFile(t, filepath.Join(dir, "c.yaml"), "\x89PNG\r\n\x1a\n\x00")}.Run, "this is not YAML"},
		{"no file", "", lawExplainCmd{Date: "2026-11-01", File: "nowhere.yaml"}.Run, "nowhere.yaml cannot be read"},
		{"no such day", "", lawExplainCmd{Date: "2026-13-01", File: good}.Run, "There is no day 01/13/2026"},
		{"before the law", "", lawExplainCmd{Date: "2020-01-01", File: good}.Run, "01/2020 lies outside"},
		{"a wrong law", over, lawExplainCmd{Date: "2026-11-01", File: good}.Run, "did you mean “person.hiv”?"},
		{"a wrong law checked", over, lawCheckCmd{}.Run, "The law has 1 mistakes"},
	}
	for _, tt := range tests {
		a, out, complaints := lawApp(t, text.EN, tt.over)
		err := tt.run(a)
		if err == nil || out.Len() > 0 {
			t.Errorf("%s: no error, or output %s", tt.name, out)
			continue
		}
		line := a.texts.Error(text.EN, err)
		if !strings.Contains(line, tt.says) || strings.Contains(line, "\n") {
			t.Errorf("%s: %s, want %s", tt.name, line, tt.says)
		}
		if tt.name == "a wrong law checked" && !strings.Contains(complaints.String(), place) {
			t.Errorf("no place: %s", complaints)
		}
	}
}

// A wrong case names itself, what was expected and what the law gives.
func TestLawTestShowsAWrongCase(t *testing.T) {
	t.Parallel()
	over := t.TempDir()
	writeFile(t, filepath.Join(over, "law/social-assistance/nd-76-2024/cases.yaml"),
		"cases:\n  - {id: wrong, month: 2024-07, facts: {birth_date: 1990-01-01, disability: severe}, expect: [{category: K6n, amount: 1}]}\n")
	a, _, complaints := lawApp(t, text.EN, over)
	if err := (lawTestCmd{}).Run(a); err == nil || !strings.Contains(complaints.String(), "expected K6n 1 đ, the law gives K6n 750.000 đ") {
		t.Errorf("%v %s", err, complaints)
	}
}
