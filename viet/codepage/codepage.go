// Package codepage reads text in the Vietnamese code pages from before Unicode: TCVN 3 (ABC) and VNI, which offices wrote
// with fonts of their own, and Windows 1258. Many plans lie in archives as such files, or were copied from them into
// newer ones letter by letter.
//
// It guesses from the words: a text is in the page that gives the most words no Vietnamese text is without. It never
// changes a text that is Vietnamese as it stands. TCVN 3 has no capitals with marks (a font of capitals showed them): they
// are restored where the letters around them are capitals, and may stay small elsewhere.
package codepage

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// FromBytes is the text of bytes that are no UTF-8; false where no page makes Vietnamese of them.
func FromBytes(data []byte) (string, bool) {
	wide := make([]rune, len(data))
	for i, b := range data {
		wide[i] = rune(b)
	}
	best, score := candidate(string(wide))
	if windows, err := charmap.Windows1258.NewDecoder().Bytes(data); err == nil {
		if s := norm.NFC.String(string(windows)); common(s) > score {
			best, score = s, common(s)
		}
	}
	return best, score >= enough(best)
}

// FromText is a text whose letters are those of an old page, kept as the signs a Western page shows for them; false, and
// the text as it is, where it reads as it stands or no page makes Vietnamese of it.
func FromText(text string) (string, bool) {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0xa1 && r <= 0xff }) {
		return text, false
	}
	best, score := candidate(text)
	if score < enough(text) || score <= 2*common(text) {
		return text, false
	}
	return best, true
}

// Convert gives a converter for the pieces of a text that whole is the text of; nil where it reads as it stands.
func Convert(whole string) func(string) string {
	if _, ok := FromText(whole); !ok {
		return nil
	}
	if common(tcvn.Replace(whole)) >= common(vni.Replace(whole)) {
		return func(s string) string { return capitals(tcvn.Replace(s)) }
	}
	return vni.Replace
}

// candidate is the better of the two readings with fonts, and how many common words it has.
func candidate(text string) (string, int) {
	abc, two := tcvn.Replace(text), vni.Replace(text)
	a, v := common(abc), common(two)
	if a >= v {
		return capitals(abc), a
	}
	return two, v
}

// frequent are small words with marks that stand in every Vietnamese text, however short.
var frequent = strings.Fields("và của các được có là với đến để trên về từ những một không tỉnh số thực kế hoạch hộ người xã huyện sở trẻ")

// common counts the words of a text that every Vietnamese text has and that are written with marks.
func common(text string) int {
	n := 0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if slices.Contains(frequent, strings.ToLower(w)) {
			n++
		}
	}
	return n
}

// enough is how many common words a text of this length has at least: one in twenty.
func enough(text string) int { return max(3, len(strings.Fields(text))/20) }

// tcvn reads the letters of TCVN 3, one sign each.
var tcvn = strings.NewReplacer(strings.Fields(
	"µ à ¶ ả · ã ¸ á ¹ ạ ¨ ă » ằ ¼ ẳ ½ ẵ ¾ ắ Æ ặ © â Ç ầ È ẩ É ẫ Ê ấ Ë ậ ® đ Ì è Î ẻ Ï ẽ Ð é Ñ ẹ ª ê Ò ề Ó ể Ô ễ Õ ế Ö ệ × ì Ø ỉ Ü ĩ Ý í Þ ị " +
		"ß ò á ỏ â õ ã ó ä ọ « ô å ồ æ ổ ç ỗ è ố é ộ ¬ ơ ê ờ ë ở ì ỡ í ớ î ợ ï ù ñ ủ ò ũ ó ú ô ụ \u00ad ư õ ừ ö ử ÷ ữ ø ứ ù ự ú ỳ û ỷ ü ỹ ý ý þ ỵ " +
		"¡ Ă ¢ Â § Đ £ Ê ¤ Ô ¥ Ơ ¦ Ư")...)

// vni reads the letters of VNI: a letter with a sign behind it that says its mark, and a few of one sign.
var vni = strings.NewReplacer(vniPairs()...)

func vniPairs() []string {
	var out []string
	add := func(base string, marks, letters string) {
		as, bs := []rune(marks), []rune(letters)
		for i := range as {
			mark, letter := string(as[i]), string(bs[i])
			out = append(out, base+mark, letter, strings.ToUpper(base)+strings.ToUpper(mark), strings.ToUpper(letter))
			out = append(out, strings.ToUpper(base)+mark, strings.ToUpper(letter))
		}
	}
	add("a", "ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ")
	add("e", "ùøûõïâáàåãä", "éèẻẽẹêếềểễệ")
	add("o", "ùøûõïâáàåãä", "óòỏõọôốồổỗộ")
	add("u", "ùøûõï", "úùủũụ")
	add("y", "ùøûõ", "ýỳỷỹ")
	add("ô", "ùøûõï", "ớờởỡợ")
	add("ö", "ùøûõï", "ứừửữự")
	for _, one := range []string{"ôơ", "öư", "ñđ", "íí", "ìì", "æỉ", "óĩ", "òị", "îỵ"} {
		rs := []rune(one)
		out = append(out, string(rs[0]), string(rs[1]), strings.ToUpper(string(rs[0])), strings.ToUpper(string(rs[1])))
	}
	return out
}

// capitals writes large the marked letters of words that are otherwise in capitals, and of lines that are.
func capitals(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		columns := splitColumns(l)
		for k, c := range columns {
			if large, small := plain(c); large > 3 && small == 0 {
				columns[k] = strings.ToUpper(c)
				continue
			}
			columns[k] = largeWords(c)
		}
		lines[i] = strings.Join(columns, "")
	}
	return strings.Join(lines, "")
}

// splitColumns parts a line at its wide gaps, which stay with the part before.
func splitColumns(line string) []string {
	var out []string
	from, spaces := 0, 0
	for i, r := range line {
		switch {
		case r == ' ':
			spaces++
		case r == '\t':
			spaces += 3
		default:
			if spaces > 2 {
				out, from = append(out, line[from:i]), i
			}
			spaces = 0
		}
	}
	return append(out, line[from:])
}

// plain counts the letters without marks, large and small.
func plain(s string) (large, small int) {
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			large++
		case r >= 'a' && r <= 'z':
			small++
		}
	}
	return large, small
}

// largeWords writes large the words whose plain letters are capitals, two at least ("HOạCH"), and what stands beside such
// a word with one ("Kế HOẠCH") or none.
func largeWords(s string) string {
	words := strings.SplitAfter(s, " ")
	sure := make([]bool, len(words))
	for i, w := range words {
		large, small := plain(w)
		sure[i] = large > 1 && small == 0 && strings.ToUpper(w) != w
	}
	for i, w := range words {
		large, small := plain(w)
		if sure[i] || large < 2 && small == 0 && (i > 0 && sure[i-1] || i+1 < len(words) && sure[i+1]) {
			words[i] = strings.ToUpper(w)
		}
	}
	return strings.Join(words, "")
}
