package reading

import (
	"slices"

	"ansinh/plan/reading/lang"
)

// Figures that no number of its own says: parts of a count, and all of something.

// yearParts gives bare numbers that part a count by years its unit: "nâng cấp 26 nghĩa trang, trong đó năm 2026 nâng cấp 9,
// năm 2027 nâng cấp 12". whole is the count that the words before name, where they hold none; nil for no such count.
func (rd *Reader) yearParts(ts []lang.Token, whole *figure, found []figure, unknown []int) ([]figure, []int) {
	var left []int
	for _, i := range unknown {
		k := slices.IndexFunc(found, func(f figure) bool { return f.from > i })
		if k < 0 {
			k = len(found)
		}
		of, from := whole, 0
		if k > 0 {
			of, from = &found[k-1], found[k-1].right
		}
		if of == nil || of.share || of.noun == nil || i+1 < len(ts) && !lang.IsMark(ts[i+1], ",;.)") && ts[i+1].Key != "và" {
			left = append(left, i)
			continue
		}
		if between := ts[from:i]; len(rd.lex.YearsIn(between)) == 0 || len(between) > 14 {
			left = append(left, i)
			continue
		}
		f := figure{from: i, to: i + 1, noun: of.noun, unit: of.unit, doubts: []doubt{doubtInherited}}
		if !f.readValue(ts, 0) {
			left = append(left, i)
			continue
		}
		f.compare(rd.lex, ts, false)
		found = slices.Insert(found, k, f)
	}
	return found, left
}

// all reads "toàn bộ hộ nghèo được …" as a hundred of a hundred.
func all(lex *lang.Lexicon, ts []lang.Token) []figure {
	from := len(ts) - len(lex.StrippedStart(ts))
	n := lang.LongestStart(everything, ts[from:])
	if n == 0 || lex.PredicateAt(ts[from+n:]) <= 0 {
		return nil
	}
	return hundred(from, n)
}

var everything = lang.Phrases("toàn bộ", "tất cả", "tất cả các", "toàn bộ các", "toàn bộ số")

// allOf reads the first of two populations of which the same is said: "toàn bộ bệnh viện tỉnh, ít nhất 60% trung tâm y tế có …".
func allOf(lex *lang.Lexicon, ts []lang.Token) []figure {
	from := len(ts) - len(lex.StrippedStart(ts))
	n := lang.LongestStart(everything, ts[from:])
	if n == 0 || from+n == len(ts) || len(ts)-from > 12 || lex.PredicateAt(ts[from+n:]) >= 0 {
		return nil
	}
	return hundred(from, n)
}

// hundred is a hundred of a hundred that so many tokens say.
func hundred(from, n int) []figure {
	return []figure{{from: from, to: from + n, left: from, right: from + n, value: Value{"100", "100"}, comparator: Equal, share: true, unit: "%", doubts: []doubt{doubtAll}}}
}
