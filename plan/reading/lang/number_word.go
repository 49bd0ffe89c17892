package lang

import "strconv"

var (
	onesWords = map[string]int{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
	tensWords = map[string]int{"mười": 10, "mươi": 10, "trăm": 100}
	thousands = map[string]int{"nghìn": 1000, "ngàn": 1000, "triệu": 1_000_000}
)

// SpelledShares writes figures for a share that is spelled out, as solemn texts do: "một trăm phần trăm" is 100%.
func SpelledShares(ts []Token) []Token {
	ts = halves(ts)
	for i := 0; i+1 < len(ts); i++ {
		if LongestStart(Phrases("phần trăm"), ts[i:]) == 0 {
			continue
		}
		from := i
		for from > 0 && ts[from-1].Kind == Word && numberWord(ts[from-1].Key) && i-from < 7 {
			from--
		}
		n, ok := spelledNumber(ts[from:i])
		if !ok {
			continue
		}
		one := Token{Kind: Number, Key: strconv.Itoa(n), At: ts[from].At, End: ts[i-1].End}
		ts = append(append(append([]Token{}, ts[:from]...), one), ts[i:]...)
		i = from
	}
	return ts
}

// halves writes "một nửa số …" as fifty of a hundred.
func halves(ts []Token) []Token {
	for i := 0; i+2 < len(ts); i++ {
		if ts[i].Key != "một" || ts[i+1].Key != "nửa" {
			continue
		}
		half := []Token{{Kind: Number, Key: "50", At: ts[i].At, End: ts[i].End}, {Kind: Mark, Key: "%", At: ts[i+1].At, End: ts[i+1].End}}
		ts = append(append(append([]Token{}, ts[:i]...), half...), ts[i+2:]...)
	}
	return ts
}

func numberWord(s string) bool {
	_, ones := onesWords[s]
	_, tens := tensWords[s]
	return ones || tens || s == "linh" || s == "lẻ"
}

// spelledNumber is the value of number words below a thousand.
func spelledNumber(ts []Token) (int, bool) {
	total, digit, seen := 0, -1, false
	for _, t := range ts {
		if v, ok := onesWords[t.Key]; ok {
			if digit >= 0 {
				return 0, false // "một năm" is a year and no number
			}
			digit, seen = v, true
			continue
		}
		v, ok := tensWords[t.Key]
		switch {
		case !ok:
			continue // linh, lẻ
		case t.Key == "mười" && digit < 0:
			total += 10
		case digit < 0:
			return 0, false
		default:
			total += digit * v
		}
		digit, seen = -1, true
	}
	return total + max(digit, 0), seen && len(ts) > 0
}

// SpelledCounts writes figures for counts that are spelled out before what is counted: "nhân rộng sáu mươi lăm mô hình",
// "ít nhất hai mô hình". A single word is a count only behind a comparison or at the head of a clause, since "một" and
// "năm" are much else besides.
func (lex *Lexicon) SpelledCounts(ts []Token) []Token {
	for i := 0; i < len(ts); i++ {
		if ts[i].Kind != Word || !numberWord(ts[i].Key) || ts[i].Key == "không" || ts[i].Key == "linh" || ts[i].Key == "lẻ" {
			continue
		}
		to := i
		for to < len(ts) && to-i < 7 && ts[to].Kind == Word && numberWord(ts[to].Key) {
			to++
		}
		n, ok := spelledNumber(ts[i:to])
		if to < len(ts) && thousands[ts[to].Key] > 0 && ok {
			n *= thousands[ts[to].Key]
			to++
			rest := to
			for rest < len(ts) && rest-to < 6 && ts[rest].Kind == Word && numberWord(ts[rest].Key) {
				rest++
			}
			if more, also := spelledNumber(ts[to:rest]); also { // "một nghìn hai trăm"
				n, to = n+more, rest
			}
		}
		counted := to < len(ts) && (LongestStart(lex.Units, ts[to:]) > 0 || to-i > 1 && ts[to].Kind == Word && LongestStart(lex.NoUnit, ts[to:]) == 0)
		if ok && n > 0 && counted && (to-i > 1 || lex.compared(ts[:i]) || plainCount(ts[i].Key) && LongestEnd(lex.Actions, ts[:i]) > 0 || ofEach(ts[:i]) && LongestStart(lex.Units, ts[to:]) > 0) {
			one := Token{Kind: Number, Key: strconv.Itoa(n), At: ts[i].At, End: ts[to-1].End}
			ts = append(append(append([]Token{}, ts[:i]...), one), ts[to:]...)
			continue
		}
		i = to - 1
	}
	return ts
}

// ofEach says whether the words end with what each of some things has: "mỗi thôn, bản có".
func ofEach(ts []Token) bool {
	if LongestEnd(Phrases("có"), ts) == 0 {
		return false
	}
	for i := len(ts) - 2; i >= 0 && i >= len(ts)-10 && !IsMark(ts[i], ";."); i-- {
		if ts[i].Key == "mỗi" {
			return true
		}
	}
	return false
}

// compared says whether the words end with a comparison, or there are none.
func (lex *Lexicon) compared(ts []Token) bool {
	if len(ts) == 0 || IsMark(ts[len(ts)-1], ";") {
		return true
	}
	for _, list := range [][]Phrase{lex.LessWords, lex.AtMostWords, lex.MoreWords, lex.AtLeastWords, lex.AboutWords, lex.Changes} {
		if LongestEnd(list, ts) > 0 {
			return true
		}
	}
	return false
}

// plainCount says whether a number word is nothing but a number: "một" and "năm" are more.
func plainCount(s string) bool {
	return s == "hai" || s == "ba" || s == "bốn" || s == "sáu" || s == "bảy" || s == "tám" || s == "chín" || s == "mười"
}
