package viet

import (
	"testing"

	"ansinh/calendar"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Nguyễn Thị Hoà":               "nguyen thi hoa",
		"  Đặng\u00a0 Văn   Đức ":      "dang van duc",
		norm.NFD.String("Phường Nếnh"): "phuong nenh",
		"":                             "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q: got %q want %q", in, got, want)
		}
	}
}

func TestUnifyTone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Hoà": "Hòa", "hòa": "hòa", "Thuý": "Thúy", "khoẻ": "khỏe", "Quý": "Quý", "hoàn": "hoàn",
		"văn hoá": "văn hóa", "Hiệp Hoà": "Hiệp Hòa", "thuỷ sản": "thủy sản", "xoá": "xóa", "quyết": "quyết",
	} {
		if got := UnifyTone(in); got != want {
			t.Errorf("%q: got %q want %q", in, got, want)
		}
	}
}

func TestCheckPersonalNumber(t *testing.T) {
	t.Parallel()
	born := calendar.MustDay(1951, 11, 15)
	for _, c := range []struct {
		number string
		sex    Sex
		ok     bool
	}{
		{"024051001234", Male, true},
		{"024151001234", Female, true},
		{"024151001234", Male, false},
		{"024052001234", Male, false},
		{"02405100123", Male, false},
		{"02405100123x", Male, false},
	} {
		if err := CheckPersonalNumber(c.number, born, c.sex); (err == nil) != c.ok {
			t.Errorf("%s %s: got %v", c.number, c.sex, err)
		}
	}
	if CenturySexDigit(2011, Female) != '3' || CenturySexDigit(1951, Male) != '0' {
		t.Error("century digit")
	}
}

func TestOnlyGroupsOfThreeAreUngrouped(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"1.500.000": "1500000", "1,500": "1500", "1 500 000": "1500000", "12": "12", "1.5": "1.5", "120,5": "120,5",
		"1.500,5": "1.500,5", ".500": ".500", "1500.000": "1500.000", "1..500": "1..500", "-1.500": "-1.500", "1.50a": "1.50a", "": ""} {
		if got := Ungroup(in); got != want {
			t.Errorf("%q: got %q want %q", in, got, want)
		}
	}
}
