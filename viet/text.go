// Package viet holds what is particular to Vietnamese text and Vietnamese identity numbers: one spelling for one
// syllable, a folded form for search, names in their order, the structure of a personal number.
//
// It knows no register: whether a number belongs to somebody is asked elsewhere.
package viet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NFC is the text in composed form with white space squeezed to single spaces and trimmed: the only form stored.
func NFC(s string) string {
	if stored(s) {
		return s
	}
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// stored says that a text is in the stored form already, as nearly all are.
func stored(s string) bool {
	before := byte(' ')
	plain := true
	for i := range len(s) {
		c := s[i]
		if c == ' ' && before == ' ' || c < ' ' {
			return false
		}
		before, plain = c, plain && c < 0x7f
	}
	if len(s) > 0 && before == ' ' {
		return false
	}
	return plain || norm.NFC.IsNormalString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r != ' ' && unicode.IsSpace(r) })
}

// Fold is the form that search compares: marks taken off, đ as d, small letters, single spaces. "Nguyễn Thị Hoà" and
// "nguyen  thi HÒA" fold to the same text.
func Fold(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r < 0x80:
			if r <= ' ' || r == 0x7f {
				if r != ' ' {
					return foldSlowly(s)
				}
				if n := len(out); n > 0 && out[n-1] != ' ' {
					out = append(out, ' ')
				}
				continue
			}
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			out = append(out, byte(r))
		case r >= firstMarked && r <= lastMarked && bases[r-firstMarked] != 0:
			out = append(out, bases[r-firstMarked])
		default:
			return foldSlowly(s)
		}
	}
	return strings.TrimSuffix(string(out), " ")
}

// bases are the plain small letters of the marked ones that Vietnamese writes; 0 for any other.
const firstMarked, lastMarked = 'À', 'ỹ'

var bases = func() (out [lastMarked - firstMarked + 1]byte) {
	for r := rune(firstMarked); r <= lastMarked; r++ {
		if f := foldSlowly(string(r)); len(f) == 1 && f[0] < 0x80 {
			out[r-firstMarked] = f[0]
		}
	}
	return out
}()

func foldSlowly(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ' || r == 'Đ':
			r = 'd'
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// tone marks as combining characters: grave, acute, tilde, hook, dot below.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// UnifyTone puts the tone mark of oa, oe, uy at the place the older and more common spelling gives it: hoà becomes
// hòa, thuý becomes thúy, khoẻ becomes khỏe. A syllable that goes on (hoàn, thuỷnh) keeps its mark, and so does quý,
// where u belongs to the consonant.
func UnifyTone(s string) string {
	rs := []rune(norm.NFD.String(s))
	for i := 1; i < len(rs)-1; i++ {
		if !strings.ContainsRune(tones, rs[i+1]) || !openPair(rs, i) {
			continue
		}
		if i+2 < len(rs) && (unicode.IsLetter(rs[i+2]) || unicode.Is(unicode.Mn, rs[i+2])) {
			continue
		}
		rs[i], rs[i+1] = rs[i+1], rs[i]
	}
	return norm.NFC.String(string(rs))
}

// openPair says whether the vowel at i closes one of the pairs oa, oe, uy that may carry their tone in two places.
func openPair(rs []rune, i int) bool {
	switch string(unicode.ToLower(rs[i-1])) + string(unicode.ToLower(rs[i])) {
	case "oa", "oe":
		return true
	case "uy":
		return i < 2 || unicode.ToLower(rs[i-2]) != 'q'
	}
	return false
}

// GivenName is the last word of a full name: Vietnamese names are family, middle, given.
func GivenName(full string) string {
	if i := strings.LastIndexByte(full, ' '); i >= 0 {
		return full[i+1:]
	}
	return full
}
