package text_test

import (
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
