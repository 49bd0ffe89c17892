package money

import (
	"testing"

	"pgregory.net/rapid"
)

func TestString(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   Dong
		want string
	}{{0, "0 đ"}, {999, "999 đ"}, {1000, "1.000 đ"}, {1234567, "1.234.567 đ"}, {-500000, "-500.000 đ"}} {
		if got := c.in.String(); got != c.want {
			t.Errorf("%d: got %q want %q", int64(c.in), got, c.want)
		}
	}
}

func TestInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   Dong
		want string
	}{
		{0, "không đồng"},
		{5, "năm đồng"},
		{15, "mười lăm đồng"},
		{21, "hai mươi mốt đồng"},
		{101, "một trăm linh một đồng"},
		{500_000, "năm trăm nghìn đồng"},
		{540_000, "năm trăm bốn mươi nghìn đồng"},
		{1_234_000, "một triệu hai trăm ba mươi tư nghìn đồng"},
		{1_000_005, "một triệu không trăm linh năm đồng"},
		{2_000_000_000, "hai tỷ đồng"},
		{-10_000, "âm mười nghìn đồng"},
	} {
		if got := c.in.InWords(); got != c.want {
			t.Errorf("%d: got %q want %q", int64(c.in), got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	if got, err := Dong(540_000).Times(250); err != nil || got != 1_350_000 {
		t.Errorf("540.000 x 2,5: got %v, %v", got, err)
	}
	if got, err := Dong(-540_000).Times(150); err != nil || got != -810_000 {
		t.Errorf("-540.000 x 1,5: got %v, %v", got, err)
	}
	if _, err := Dong(1).Times(250); err == nil {
		t.Error("a fraction of a đồng passed")
	}
	if _, err := Dong(1 << 62).Times(1000); err == nil {
		t.Error("an overflow passed")
	}
}

func TestAllocateLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := Dong(rapid.Int64Range(-1e15, 1e15).Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e9), 1, 20).Draw(t, "weights")
		weights[0]++
		parts, err := Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		var sum Dong
		for _, p := range parts {
			sum += p
		}
		if sum != total {
			t.Fatalf("parts sum to %d, not %d", sum, total)
		}
	})
}
