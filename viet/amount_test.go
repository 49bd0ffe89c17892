package viet_test

import (
	"testing"

	"ansinh/viet"
)

func TestAmountsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"540000": "540000", " 540.000 ": "540000", "1.350.000 đ": "1350000", "1,350,000 VND": "1350000", "1 350 000đồng": "1350000",
		"1.350.000,00": "1350000", "1350000.0": "1350000", "-540.000": "-540000", "1\u00a0350\u00a0000": "1350000",
		"1,5": "1,5", "1.35": "1.35", "1.350,5": "1.350,5", "1.35.000": "1.35.000", "1.350,000": "1.350,000", "x": "x", "": "", "1350.000": "1350.000",
	} {
		if got := viet.PlainAmount(in); got != want {
			t.Errorf("%q: got %q want %q", in, got, want)
		}
	}
}
