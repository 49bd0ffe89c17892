package reading

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"ansinh/viet"
)

type tokenKind uint8

const (
	word   tokenKind = iota
	number           // 2,35  74.900  04
	day              // 30/6/2024
	month            // 6/2024
	symbol           // a document's number: 42-NQ/TW
	mark             // one sign: , ; : ( ) % - / . and the rest
)

// token is a piece of a text. key is what grammar compares: small letters, the tone in one place, y as i at the end of
// a syllable, every dash as "-".
type token struct {
	kind    tokenKind
	key     string
	at, end int // bytes in the text
}

var (
	dayPattern    = regexp.MustCompile(`^\d{1,2}(?:\s?/\s?\d{1,2}\s?/\s?|\s?\.\s?\d{1,2}\s?\.\s?|\s?-\s?\d{1,2}\s?-\s?)\d{4}`)
	monthPattern  = regexp.MustCompile(`^\d{1,2}\s?/\s?(?:19|20)\d\d`)
	numberPattern = regexp.MustCompile(`^\d+(?:[.,]\d+)*`)
	// A document's number: digits, perhaps a year, then at least two groups of capitals (42-NQ/TW, 20/2021/NĐ-CP), or
	// the single group of the National Assembly (08/2013/QH13).
	symbolPattern = regexp.MustCompile(`^\d{1,5}(?:\s?/\s?\d{4})?\s?[-–/]\s?(?:\p{Lu}[\p{L}&]{1,11}(?:\s?[-–/]\s?\p{Lu}[\p{L}&\d]*)+|(?:UBTV)?QH\d{1,2})`)
	// A letter of an office may have one group only (126/SKHĐT); it is a symbol behind the word "số".
	officePattern = regexp.MustCompile(`^\d{1,5}\s?[-/]\s?\p{Lu}[\p{Lu}&]{1,11}`)
)

// tokens cuts a text. It never fails: what it does not know is a mark.
func tokens(text string) []token {
	out := make([]token, 0, len(text)/4)
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case unicode.IsSpace(r):
			at += size
		case r >= '0' && r <= '9':
			t := digitToken(text, at)
			out = append(out, t)
			at = t.end
		case unicode.IsLetter(r):
			end := wordEnd(text, at)
			out = append(out, token{kind: word, key: keyOf(text[at:end]), at: at, end: end})
			at = end
		case r == '.' && strings.HasPrefix(text[at:], "..."):
			end := at + len(text[at:]) - len(strings.TrimLeft(text[at:], "."))
			out = append(out, token{kind: mark, key: "…", at: at, end: end})
			at = end
		default:
			out = append(out, token{kind: mark, key: markKey(r), at: at, end: at + size})
			at += size
		}
	}
	return out
}

func digitToken(text string, at int) token {
	rest := text[at:]
	for _, p := range []struct {
		kind tokenKind
		re   *regexp.Regexp
	}{{symbol, symbolPattern}, {day, dayPattern}, {month, monthPattern}} {
		if m := p.re.FindString(rest); m != "" {
			return token{kind: p.kind, key: squeezed(m), at: at, end: at + len(m)}
		}
	}
	if m := officePattern.FindString(rest); m != "" && strings.HasSuffix(strings.ToLower(text[:at]), "số ") {
		return token{kind: symbol, key: squeezed(m), at: at, end: at + len(m)}
	}
	m := numberPattern.FindString(rest)
	return token{kind: number, key: m, at: at, end: at + len(m)}
}

// wordEnd takes letters, the digits that end a name (m2, H5N1), and & between letters (TB&XH).
func wordEnd(text string, at int) int {
	end := at
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		next, _ := utf8.DecodeRuneInString(text[end+size:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '²' && r != '³' && !(r == '&' && unicode.IsLetter(next)) {
			break
		}
		end += size
	}
	return end
}

func markKey(r rune) string {
	switch r {
	case '–', '—', '−', '‑', '‐':
		return "-"
	case '“', '”', '„', '«', '»', '"':
		return `"`
	}
	return string(r)
}

func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == '–':
			return '-'
		}
		return r
	}, s)
}

// keyOf is the form in which words are compared.
func keyOf(s string) string {
	s = strings.ToLower(s)
	if toneMoves(s) {
		s = viet.UnifyTone(s)
	}
	return strings.Join(strings.Fields(strings.Map(dashKey, yToI(s))), " ")
}

// toneMoves says whether a text may hold a tone that two spellings put in two places: most words do not, and are spared
// the work.
func toneMoves(s string) bool {
	before := rune(0)
	for _, r := range s {
		if (before == 'o' || before == 'u') && strings.ContainsRune("àáảãạèéẻẽẹỳýỷỹỵ", r) || unicode.Is(unicode.Mn, r) {
			return true
		}
		before = r
	}
	return false
}

func dashKey(r rune) rune {
	if k := markKey(r); k == "-" {
		return '-'
	}
	return r
}

var iFor = map[rune]rune{'y': 'i', 'ý': 'í', 'ỳ': 'ì', 'ỷ': 'ỉ', 'ỹ': 'ĩ', 'ỵ': 'ị'}

// yToI writes i for the y that both spellings allow: alone after one consonant (kỹ, tỷ, sỹ), never after a vowel (tay).
func yToI(s string) string {
	rs := []rune(s)
	for i, r := range rs {
		v, ok := iFor[r]
		if !ok || i == 0 || (i+1 < len(rs) && unicode.IsLetter(rs[i+1])) {
			continue
		}
		if strings.ContainsRune("bcdđghklmnpqrstvx", rs[i-1]) {
			rs[i] = v
		}
	}
	return string(rs)
}

// phrase is a sequence of keys.
type phrase []string

func phrases(list ...string) []phrase {
	out := make([]phrase, len(list))
	for i, s := range list {
		for _, t := range tokens(s) {
			out[i] = append(out[i], t.key)
		}
	}
	return out
}

// starts says whether the tokens begin with the phrase.
func (p phrase) starts(ts []token) bool {
	if len(p) > len(ts) {
		return false
	}
	for i, k := range p {
		if ts[i].key != k {
			return false
		}
	}
	return true
}

// ends says whether the tokens end with the phrase.
func (p phrase) ends(ts []token) bool { return len(p) <= len(ts) && p.starts(ts[len(ts)-len(p):]) }

// longestStart is the number of tokens of the longest phrase the tokens begin with; 0 for none.
func longestStart(list []phrase, ts []token) int {
	n := 0
	for _, p := range list {
		if len(p) > n && p.starts(ts) {
			n = len(p)
		}
	}
	return n
}

// longestEnd is the number of tokens of the longest phrase the tokens end with; 0 for none.
func longestEnd(list []phrase, ts []token) int {
	n := 0
	for _, p := range list {
		if len(p) > n && p.ends(ts) {
			n = len(p)
		}
	}
	return n
}

// find is the first place where one of the phrases begins, -1 for none.
func find(list []phrase, ts []token) int {
	for i := range ts {
		if longestStart(list, ts[i:]) > 0 {
			return i
		}
	}
	return -1
}

// words is the text the tokens cover, trimmed of the marks that only join.
func words(text string, ts []token) string {
	if len(ts) == 0 {
		return ""
	}
	return strings.TrimRight(strings.TrimSpace(text[ts[0].at:ts[len(ts)-1].end]), " ,;:.-–/")
}

func isMark(t token, keys string) bool { return t.kind == mark && strings.Contains(keys, t.key) }

// upper says whether the token begins with a capital in the text.
func upper(text string, t token) bool {
	r, _ := utf8.DecodeRuneInString(text[t.at:t.end])
	return unicode.IsUpper(r)
}
