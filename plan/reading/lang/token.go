package lang

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"ansinh/viet"
)

type tokenKind uint8

const (
	Word   tokenKind = iota
	Number           // 2,35  74.900  04
	Day              // 30/6/2024
	Month            // 6/2024
	Symbol           // a document's number: 42-NQ/TW
	Mark             // one sign: , ; : ( ) % - / . and the rest
)

// Token is a piece of a text. key is what grammar compares: small letters, the tone in one place, y as i at the end of
// a syllable, every dash as "-".
type Token struct {
	Kind    tokenKind
	Key     string
	At, End int // bytes in the text
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

// Tokens cuts a text. It never fails: what it does not know is a mark.
func Tokens(text string) []Token {
	out := make([]Token, 0, len(text)/4)
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case unicode.IsSpace(r):
			at += size
		case r >= '0' && r <= '9':
			t := digitToken(text, at)
			out = append(out, t)
			at = t.End
		case unicode.IsLetter(r):
			end := wordEnd(text, at)
			out = append(out, Token{Kind: Word, Key: KeyOf(text[at:end]), At: at, End: end})
			at = end
		case r == '.' && strings.HasPrefix(text[at:], "..."):
			end := at + len(text[at:]) - len(strings.TrimLeft(text[at:], "."))
			out = append(out, Token{Kind: Mark, Key: "…", At: at, End: end})
			at = end
		default:
			out = append(out, Token{Kind: Mark, Key: MarkKey(r), At: at, End: at + size})
			at += size
		}
	}
	return out
}

func digitToken(text string, at int) Token {
	rest := text[at:]
	for _, p := range []struct {
		kind tokenKind
		re   *regexp.Regexp
	}{{Symbol, symbolPattern}, {Day, dayPattern}, {Month, monthPattern}} {
		if m := p.re.FindString(rest); m != "" {
			return Token{Kind: p.kind, Key: Squeezed(m), At: at, End: at + len(m)}
		}
	}
	if m := officePattern.FindString(rest); m != "" && strings.HasSuffix(strings.ToLower(text[:at]), "số ") {
		return Token{Kind: Symbol, Key: Squeezed(m), At: at, End: at + len(m)}
	}
	m := numberPattern.FindString(rest)
	return Token{Kind: Number, Key: m, At: at, End: at + len(m)}
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

func MarkKey(r rune) string {
	switch r {
	case '–', '—', '−', '‑', '‐':
		return "-"
	case '“', '”', '„', '«', '»', '"':
		return `"`
	}
	return string(r)
}

func Squeezed(s string) string {
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

// KeyOf is the form in which words are compared.
func KeyOf(s string) string {
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
	if k := MarkKey(r); k == "-" {
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

// Phrase is a sequence of keys.
type Phrase []string

func Phrases(list ...string) []Phrase {
	out := make([]Phrase, len(list))
	for i, s := range list {
		for _, t := range Tokens(s) {
			out[i] = append(out[i], t.Key)
		}
	}
	return out
}

// Starts says whether the tokens begin with the phrase.
func (p Phrase) Starts(ts []Token) bool {
	if len(p) > len(ts) {
		return false
	}
	for i, k := range p {
		if ts[i].Key != k {
			return false
		}
	}
	return true
}

// ends says whether the tokens end with the phrase.
func (p Phrase) ends(ts []Token) bool { return len(p) <= len(ts) && p.Starts(ts[len(ts)-len(p):]) }

// LongestStart is the number of tokens of the longest phrase the tokens begin with; 0 for none.
func LongestStart(list []Phrase, ts []Token) int {
	n := 0
	for _, p := range list {
		if len(p) > n && p.Starts(ts) {
			n = len(p)
		}
	}
	return n
}

// LongestEnd is the number of tokens of the longest phrase the tokens end with; 0 for none.
func LongestEnd(list []Phrase, ts []Token) int {
	n := 0
	for _, p := range list {
		if len(p) > n && p.ends(ts) {
			n = len(p)
		}
	}
	return n
}

// Find is the first place where one of the phrases begins, -1 for none.
func Find(list []Phrase, ts []Token) int {
	for i := range ts {
		if LongestStart(list, ts[i:]) > 0 {
			return i
		}
	}
	return -1
}

// Words is the text the tokens cover, trimmed of the marks that only join.
func Words(text string, ts []Token) string {
	if len(ts) == 0 {
		return ""
	}
	return strings.TrimRight(strings.TrimSpace(text[ts[0].At:ts[len(ts)-1].End]), " ,;:.-–/")
}

func IsMark(t Token, keys string) bool { return t.Kind == Mark && strings.Contains(keys, t.Key) }

// Upper says whether the token begins with a capital in the text.
func Upper(text string, t Token) bool {
	r, _ := utf8.DecodeRuneInString(text[t.At:t.End])
	return unicode.IsUpper(r)
}

// TailText is the last words of a text.
func TailText(s string) string {
	s = s[max(0, len(s)-40):]
	return s[runeStart(s):]
}

// runeStart is the number of bytes before the first whole letter.
func runeStart(s string) int {
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			return i
		}
	}
	return len(s)
}
