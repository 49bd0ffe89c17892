package reading

import "strconv"

var (
	onesWords = map[string]int{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
	tensWords = map[string]int{"mười": 10, "mươi": 10, "trăm": 100}
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
