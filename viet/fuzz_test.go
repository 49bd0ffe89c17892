package viet

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FuzzName holds the short ways against the long ones, and that a name in stored form keeps its letters: what is
// unified folds as it did, nothing is added, lost or mangled.
func FuzzName(f *testing.F) {
	for _, s := range []string{"Nguyễn Thị Hoà", "  Đặng\u00a0 Văn   Đức ", "Lò A Dế", "\u0300\u0301", "a\tb", "ĐẶNG\u0323", "khoẻ", "quý", "Ø ß İ", "\xff\xfe", "", "Ⅷ ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := NFC(s), strings.Join(strings.Fields(norm.NFC.String(s)), " "); got != want {
			t.Errorf("NFC(%q) = %q, want %q", s, got, want)
		}
		if got, want := Fold(s), foldSlowly(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
		if !utf8.ValidString(s) {
			return
		}
		n := NFC(s)
		u := UnifyTone(n)
		if NFC(u) != u && !strings.ContainsFunc(n, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) {
			t.Errorf("UnifyTone(%q) = %q is not in stored form", n, u)
		}
		if Fold(u) != Fold(n) {
			t.Errorf("UnifyTone(%q) = %q has other letters", n, u)
		}
		if UnifyTone(u) != u {
			t.Errorf("UnifyTone(%q) is not settled", n)
		}
	})
}
