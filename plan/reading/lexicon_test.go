package reading_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"ansinh/fault"
	"ansinh/plan/reading"
	"ansinh/policy"
)

// TestWordsSayWhereTheyAreWrong lays broken files over the words: every mistake is named with file, line and column.
func TestWordsSayWhereTheyAreWrong(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	over := fstest.MapFS{
		"reading/reports.yaml": {Data: []byte("report_verbs:\n  - gửi\n  - \"\"\n  - Gửi\nto: về\nunheard_of:\n  - x\n")},
		"reading/time.yaml":    {Data: []byte("recurring:\n  - \"a\n")},
	}
	_, err = reading.NewReader(policy.Lay(over, data))
	var wrong *fault.Error
	if !errors.As(err, &wrong) || wrong.Kind != fault.Invalid {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, f := range wrong.Fields {
		got[f.Where+" "+f.Code] = true
	}
	for _, want := range []string{"reading/reports.yaml:3:5 plan.words.empty", "reading/reports.yaml:4:5 plan.words.twice", "reading/reports.yaml:5:5 plan.words.no_list",
		"reading/reports.yaml:6:1 plan.words.unknown", "reading/reports.yaml plan.words.missing"} {
		if !got[want] {
			t.Errorf("%s is not said among %v", want, wrong)
		}
	}
	if len(got) < 6 {
		t.Errorf("the broken YAML is not said: %v", wrong)
	}
}
