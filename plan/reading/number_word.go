package reading

import "strconv"

var (
	onesWords = map[string]int{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
	tensWords = map[string]int{"mười": 10, "mươi": 10, "trăm": 100}
	thousands = map[string]int{"nghìn": 1000, "ngàn": 1000, "triệu": 1_000_000}
)

// spelledShares writes figures for a share that is spelled out, as solemn texts do: "một trăm phần trăm" is 100%.
func spelledShares(ts []token) []token {
	ts = halves(ts)
	for i := 0; i+1 < len(ts); i++ {
		if longestStart(phrases("phần trăm"), ts[i:]) == 0 {
			continue
		}
		from := i
		for from > 0 && ts[from-1].kind == word && numberWord(ts[from-1].key) && i-from < 7 {
			from--
		}
		n, ok := spelledNumber(ts[from:i])
		if !ok {
			continue
		}
		one := token{kind: number, key: strconv.Itoa(n), at: ts[from].at, end: ts[i-1].end}
		ts = append(append(append([]token{}, ts[:from]...), one), ts[i:]...)
		i = from
	}
	return ts
}

// halves writes "một nửa số …" as fifty of a hundred.
func halves(ts []token) []token {
	for i := 0; i+2 < len(ts); i++ {
		if ts[i].key != "một" || ts[i+1].key != "nửa" {
			continue
		}
		half := []token{{kind: number, key: "50", at: ts[i].at, end: ts[i].end}, {kind: mark, key: "%", at: ts[i+1].at, end: ts[i+1].end}}
		ts = append(append(append([]token{}, ts[:i]...), half...), ts[i+2:]...)
	}
	return ts
}

func numberWord(s string) bool {
	_, ones := onesWords[s]
	_, tens := tensWords[s]
	return ones || tens || s == "linh" || s == "lẻ"
}

// spelledNumber is the value of number words below a thousand.
func spelledNumber(ts []token) (int, bool) {
	total, digit, seen := 0, -1, false
	for _, t := range ts {
		if v, ok := onesWords[t.key]; ok {
			digit, seen = v, true
			continue
		}
		v, ok := tensWords[t.key]
		switch {
		case !ok:
			continue // linh, lẻ
		case t.key == "mười" && digit < 0:
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

// spelledCounts writes figures for counts that are spelled out before what is counted: "nhân rộng sáu mươi lăm mô hình",
// "ít nhất hai mô hình". A single word is a count only behind a comparison or at the head of a clause, since "một" and
// "năm" are much else besides.
func (lex *lexicon) spelledCounts(ts []token) []token {
	for i := 0; i < len(ts); i++ {
		if ts[i].kind != word || !numberWord(ts[i].key) || ts[i].key == "không" || ts[i].key == "linh" || ts[i].key == "lẻ" {
			continue
		}
		to := i
		for to < len(ts) && to-i < 7 && ts[to].kind == word && numberWord(ts[to].key) {
			to++
		}
		n, ok := spelledNumber(ts[i:to])
		if to < len(ts) && thousands[ts[to].key] > 0 && ok {
			n *= thousands[ts[to].key]
			to++
			rest := to
			for rest < len(ts) && rest-to < 6 && ts[rest].kind == word && numberWord(ts[rest].key) {
				rest++
			}
			if more, also := spelledNumber(ts[to:rest]); also { // "một nghìn hai trăm"
				n, to = n+more, rest
			}
		}
		counted := to < len(ts) && (longestStart(lex.units, ts[to:]) > 0 || to-i > 1 && ts[to].kind == word && longestStart(lex.NoUnit, ts[to:]) == 0)
		if ok && n > 0 && counted && (to-i > 1 || lex.compared(ts[:i]) || plainCount(ts[i].key) && longestEnd(lex.Actions, ts[:i]) > 0) {
			one := token{kind: number, key: strconv.Itoa(n), at: ts[i].at, end: ts[to-1].end}
			ts = append(append(append([]token{}, ts[:i]...), one), ts[to:]...)
			continue
		}
		i = to - 1
	}
	return ts
}

// compared says whether the words end with a comparison, or there are none.
func (lex *lexicon) compared(ts []token) bool {
	if len(ts) == 0 || isMark(ts[len(ts)-1], ";") {
		return true
	}
	for _, c := range lex.comparingLists() {
		if c.comparator != Equal && longestEnd(c.list, ts) > 0 {
			return true
		}
	}
	return longestEnd(lex.Changes, ts) > 0
}

// plainCount says whether a number word is nothing but a number: "một" and "năm" are more.
func plainCount(s string) bool {
	return s == "hai" || s == "ba" || s == "bốn" || s == "sáu" || s == "bảy" || s == "tám" || s == "chín" || s == "mười"
}
