package seal_test

import (
	"strings"
	"testing"

	"ansinh/fault"
	"ansinh/seal"
)

func ring(t *testing.T, n int) *seal.Ring {
	t.Helper()
	r := &seal.Ring{}
	for range n {
		if _, err := r.Add(0); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestWhatIsSealedOpensOnlyInItsPlace(t *testing.T) {
	t.Parallel()
	r := ring(t, 2)
	for _, plain := range []string{"", "true", "false", "chẩn đoán", strings.Repeat("x", 31), strings.Repeat("y", 4000), "a\x80\x00"} {
		one, err := r.Seal(2, "person:7:hiv", plain)
		two, again := r.Seal(2, "person:7:hiv", plain)
		if err != nil || again != nil || one == two || !seal.Is(one) || seal.KeyOf(one) != 2 || plain != "" && strings.Contains(one, plain) {
			t.Fatalf("%q sealed: %q, %q, %v, %v", plain, one, two, err, again)
		}
		if got, err := r.Open("person:7:hiv", one); got != plain || err != nil {
			t.Errorf("%q opens as %q, %v", plain, got, err)
		}
		if _, err := r.Open("person:8:hiv", one); fault.CodeOf(err) != "seal.broken" {
			t.Errorf("moved to another row: %v", err)
		}
		if _, err := ring(t, 2).Open("person:7:hiv", one); fault.CodeOf(err) != "seal.broken" {
			t.Errorf("under a wrong key: %v", err)
		}
		r2 := ring(t, 1)
		if _, err := r2.Open("person:7:hiv", one); fault.CodeOf(err) != "seal.no_key" {
			t.Errorf("without the key: %v", err)
		}
	}
	yes, _ := r.Seal(1, "l", "true")
	no, _ := r.Seal(1, "l", "false")
	if len(yes) != len(no) {
		t.Errorf("a yes has %d letters, a no %d", len(yes), len(no))
	}
}

func FuzzOpen(f *testing.F) {
	r := &seal.Ring{}
	if _, err := r.Add(0); err != nil {
		f.Fatal(err)
	}
	sealed, _ := r.Seal(1, "l", "x")
	for _, s := range []string{sealed, "\x01", "\x011:", "\x011:AAAA", "plain", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := r.Open("l", s)
		if err == nil && seal.Is(s) && got != "x" {
			t.Errorf("%q opens as %q", s, got)
		}
	})
}

func TestAFileOfKeys(t *testing.T) {
	t.Parallel()
	r := ring(t, 3)
	r.Remove(2)
	back, err := seal.Parse(r.String())
	if err != nil || len(back.IDs()) != 2 || back.IDs()[1] != 3 {
		t.Fatalf("read again: %v, %v", back, err)
	}
	sealed, _ := r.Seal(3, "l", "x")
	if got, err := back.Open("l", sealed); got != "x" || err != nil {
		t.Errorf("opens as %q, %v", got, err)
	}
	for _, wrong := range []string{"", "# nothing", "1 short", "x " + strings.Repeat("A", 43) + "=", r.String() + r.String()} {
		if _, err := seal.Parse(wrong); err == nil {
			t.Errorf("%q is taken for keys", wrong)
		}
	}
}
