package docx

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Advance widths of a Times face in thousandths of the size, by base letter; marks above and below add nothing. They
// are used only to draw lines as long as a text, so a few percent of error do not matter.
var (
	regularWidth = widthTable("il|'jt 278 fr-/()[]I 333 sJ:;., 389 aczegkvxy?z 444 " +
		"bdhnopqu0123456789_$*# 500 FPSLTEZ 556 BRCAVXYwDGHKNOQU&%m 722 MW 889")
	boldWidth = widthTable("il|'.,: 278 ftj-/()[];I 333 sJcer 444 abdghknopquvxyz0123456789_$*# 520 " +
		"FPSLTEZB 611 RCAVXYwKNDU 722 GHOQ 778 m& 833 MW 944")
)

const otherWidth = 500

func widthTable(s string) map[rune]int {
	out := map[rune]int{}
	fields := strings.Fields(s)
	for i := 0; i+1 < len(fields); i += 2 {
		n := 0
		for _, r := range fields[i+1] {
			n = n*10 + int(r-'0')
		}
		for _, r := range fields[i] {
			out[r] = n
		}
	}
	return out
}

// textTwips estimates how wide a text comes out in a style.
func textTwips(s string, style Style) int {
	table := regularWidth
	if style.Bold {
		table = boldWidth
	}
	if style.Caps {
		s = strings.ToUpper(s)
	}
	total := 0
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == ' ':
			total += 250
			continue
		case r == 'đ':
			r = 'd'
		case r == 'Đ':
			r = 'D'
		}
		w, ok := table[r]
		if !ok {
			w = otherWidth
		}
		total += w
	}
	return total * style.Size / 100 // thousandths of half points, ten twips each
}
