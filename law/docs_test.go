package law

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ansinh/policy"
)

// The example that docs/law.md works through is a law that loads, whose cases come out; the mistake it shows is
// found where it says.
func TestTheWorkedExampleOfTheManual(t *testing.T) {
	t.Parallel()
	manual, err := os.ReadFile("../docs/law.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(manual), -1)
	if len(blocks) != 4 {
		t.Fatalf("the manual holds %d files, want 4", len(blocks))
	}
	dir := filepath.Join(t.TempDir(), "law/social-assistance/nd-1-2027")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(dir, "rules.yaml")
	for i, name := range []string{"instrument.yaml", "params.yaml", "rules.yaml", "cases.yaml"} {
		body := strings.ReplaceAll(blocks[i][1], "\n   ", "\n")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.TrimPrefix(body, "   ")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root := filepath.Dir(filepath.Dir(filepath.Dir(dir)))
	data, err := policy.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(data)
	if err != nil {
		t.Fatal(err)
	}
	if failures := b.TestCases(); len(failures) > 0 || len(b.Uncovered()) > 0 {
		t.Errorf("%+v %v", failures, b.Uncovered())
	}
	raw, err := os.ReadFile(rules)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rules, []byte(strings.Replace(string(raw), "household.poverty", "household.povety", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = Load(data)
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != 1 || !strings.Contains(string(manual), ps[0].Where()+":") {
		t.Errorf("the manual shows another place than %v", ps)
	}
}
