package text_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ansinh/fault"
	"ansinh/policy"
	"ansinh/text"
)

func TestErrorReadsAsOneSentence(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	e := fault.New(fault.Invalid, "policy.calendar", "x.yaml").At("dòng 3", "calendar.not_a_date", "31/4").At("dòng 9", "calendar.not_a_month", "13/2026")
	got := texts.Error(text.VI, e)
	if !strings.HasPrefix(got, "Lịch làm việc x.yaml viết sai: dòng 3: “31/4”") || !strings.Contains(got, "; dòng 9: ") {
		t.Errorf("got %q", got)
	}
	if got := texts.Error(text.EN, strings.NewReader("").UnreadByte()); !strings.HasPrefix(got, "Something failed") {
		t.Errorf("an error nobody classified: %q", got)
	}
}

// A person reads "Lý do: …", never the name a field has in the program. What a policy file's own check finds wrong is
// named by the file's key, which is what its editor looks for.
func TestEveryFieldFoundWrongHasAName(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`\.At\("([a-z_]+)", (?:"([a-z_.]+)"|fault\.)`)
	ofPolicy := regexp.MustCompile(`\.(rules|policy|procedure)\.|^report\.|^draft\.`)
	found := 0
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			if d != nil && d.IsDir() && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range said.FindAllStringSubmatch(string(source), -1) {
			if ofPolicy.MatchString(m[2]) {
				continue
			}
			found++
			if !texts.Has("field." + m[1]) {
				t.Errorf("%s: the field %q that an error names has no name in policy/text/field.yaml", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 100 {
		t.Errorf("only %d places found: does the test still read what it should?", found)
	}
}
