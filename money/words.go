package money

import "strings"

var digitWords = [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// InWords is the amount as it is spelled out on a decision or a cash list: 1.234.000 is
// "một triệu hai trăm ba mươi tư nghìn đồng". The first letter is left small.
func (d Dong) InWords() string {
	if d == 0 {
		return "không đồng"
	}
	prefix := ""
	n := abs(int64(d))
	if d < 0 {
		prefix = "âm "
	}
	return prefix + strings.Join(spell(n), " ") + " đồng"
}

// spell gives the words of a positive number, by billions: what stands above a billion is spelled by itself.
func spell(n uint64) []string {
	if n >= 1_000_000_000 {
		words := append(spell(n/1_000_000_000), "tỷ")
		if n%1_000_000_000 == 0 {
			return words
		}
		return append(words, spellBelowBillion(n%1_000_000_000, true)...)
	}
	return spellBelowBillion(n, false)
}

func spellBelowBillion(n uint64, inside bool) []string {
	var words []string
	for _, group := range []struct {
		unit uint64
		name string
	}{{1_000_000, "triệu"}, {1_000, "nghìn"}, {1, ""}} {
		g := n / group.unit
		n %= group.unit
		if g == 0 {
			continue
		}
		words = append(words, spellGroup(g, inside || len(words) > 0)...)
		if group.name != "" {
			words = append(words, group.name)
		}
	}
	return words
}

// spellGroup spells 1 to 999; inside a larger number the hundreds are said even when there are none.
func spellGroup(g uint64, inside bool) []string {
	h, t, u := g/100, g/10%10, g%10
	var words []string
	if h > 0 || inside {
		words = append(words, digitWords[h], "trăm")
	}
	switch {
	case t > 1:
		words = append(words, digitWords[t], "mươi")
	case t == 1:
		words = append(words, "mười")
	case u > 0 && len(words) > 0:
		words = append(words, "linh")
	}
	switch {
	case u == 0:
	case u == 1 && t > 1:
		words = append(words, "mốt")
	case u == 4 && t > 1:
		words = append(words, "tư")
	case u == 5 && t > 0:
		words = append(words, "lăm")
	default:
		words = append(words, digitWords[u])
	}
	return words
}
