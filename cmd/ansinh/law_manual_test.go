package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheManualFromStartToFinish writes the files of the worked example of docs/law.md and runs its commands in order:
// checked, tried, explained, proposed, previewed and approved by two others. Then the example is law: a person whom no
// law knew before is due what the manual says.
func TestTheManualFromStartToFinish(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/law.md")
	if err != nil {
		t.Fatal(err)
	}
	manual, _, _ := strings.Cut(string(raw), "# In English")
	dir := t.TempDir()
	change := filepath.Join(dir, "thay-doi")
	files := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(manual, -1)
	for i, name := range []string{"instrument.yaml", "params.yaml", "rules.yaml", "cases.yaml"} {
		body := strings.TrimPrefix(strings.ReplaceAll(files[i][1], "\n   ", "\n"), "   ")
		writeFile(t, filepath.Join(change, "law/social-assistance/nd-1-2027", name), body)
	}
	person := writeFile(t, filepath.Join(dir, "nguoi.yaml"), "birth_date: 1990-01-01\ndisability: light\npoverty: poor\ncomplete: all\n")
	db := "--db=" + filepath.Join(dir, "small.db")
	exits(t, exitOK, "demo", db, "--persons=1000", "--serve=false", "--json", "--out="+filepath.Join(dir, "out"))

	ran := map[string]int{}
	for _, line := range strings.Split(manual, "\n") {
		command, ok := strings.CutPrefix(strings.TrimSpace(line), "ansinh law ")
		if !ok || !strings.HasPrefix(line, "   ansinh") {
			continue
		}
		command, _, _ = strings.Cut(command, "  ") // what follows says what it does
		args := []string{"law", db}
		for _, word := range strings.Fields(command) {
			switch word {
			case "thay-doi":
				word = change
			case "nguoi.yaml":
				word = person
			}
			args = append(args, word)
		}
		out, _ := exits(t, exitOK, args...)
		name := strings.Join(strings.Fields(command)[:1], " ")
		if name == "dossier" {
			name += " " + strings.Fields(command)[1]
		}
		ran[name]++
		if name == "explain" && !strings.Contains(out, "600.000 đ") {
			t.Errorf("explained under the change: %s", out)
		}
	}
	for name, times := range map[string]int{"check": 1, "test": 1, "explain": 1, "dossier propose": 1, "dossier preview": 1, "dossier approve": 2} {
		if ran[name] != times {
			t.Errorf("the manual runs %q %d times, want %d", name, ran[name], times)
		}
	}
	for date, want := range map[string]string{"2027-06-01": "0 đ → 600.000 đ", "2027-07-01": "600.000 đ (Người khuyết tật nhẹ thuộc hộ nghèo; Điều 2, 1/2027/NĐ-CP)"} {
		if out, _ := exits(t, exitOK, "law", "explain", "--for=citizen", "--date="+date, person, db); !strings.Contains(out, want) {
			t.Errorf("%s, once it is law, without %q: %s", date, want, out)
		}
	}
}
