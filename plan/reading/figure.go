package reading

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ansinh/plan/reading/lang"
)

// Comparator says how a value is to be compared with what was reached.
type Comparator string

// The comparators of the format.
const (
	Equal   Comparator = "="
	Less    Comparator = "<"
	AtMost  Comparator = "<="
	More    Comparator = ">"
	AtLeast Comparator = ">="
	Between Comparator = "range"
	About   Comparator = "approx"
)

// figure is a number in a clause that may be a target's value, with its unit and the words that compare it.
type figure struct {
	from, to    int // tokens: the number or numbers with the unit
	left, right int // the same with the words that compare: "đạt trên" before, "trở lên" behind
	value       Value
	comparator  Comparator
	linked      bool   // a word of reaching or comparing stands before it
	change      string // giảm, tăng: the value is the change itself
	share       bool   // a share: %, ‰
	unit        string
	noun        []lang.Token // the unit's own words, where it counts things
	rate        []lang.Token // "10.000 dân" of "trên 10.000 dân"
	doubts      []doubt
}

type comparingList struct {
	comparator Comparator
	list       []lang.Phrase
}

func comparingLists(lex *lang.Lexicon) []comparingList {
	return []comparingList{{Less, lex.LessWords}, {AtMost, lex.AtMostWords}, {More, lex.MoreWords}, {AtLeast, lex.AtLeastWords}, {About, lex.AboutWords}, {Equal, lex.EqualWords}}
}

// figures finds the numbers of a run of tokens that can be values, in order. unknown are numbers it could not place:
// no unit, no share, no index, and yet no age, date, ordinal or denominator either.
func (rd *Reader) figures(text string, ts []lang.Token, subject []lang.Token) (found []figure, unknown []int) {
	inYear := map[int]bool{}
	for _, y := range rd.lex.YearsIn(ts) {
		for i := y.From; i < y.To; i++ {
			inYear[i] = true
		}
	}
	for i := 0; i < len(ts); i++ {
		if ts[i].Kind != lang.Number || inYear[i] {
			continue
		}
		f, verdict := rd.figureAt(text, ts, i, subject)
		switch verdict {
		case isFigure:
			found = append(found, f)
		case isUnknown:
			unknown = append(unknown, i)
		}
		if f.to > i {
			i = f.to - 1
		}
	}
	if len(found) == 0 && len(unknown) == 0 {
		found = all(rd.lex, ts)
	}
	if len(found) > 0 && found[0].share && found[0].left > 0 && lang.IsMark(ts[found[0].left-1], ",") {
		found = append(allOf(rd.lex, ts[:found[0].left-1]), found...)
	}
	found, unknown = rd.yearParts(ts, nil, found, unknown)
	return withoutBaselines(rd.lex, ts, found), unknown
}

type verdict uint8

const (
	isNothing verdict = iota
	isFigure
	isUnknown
)

// figureAt reads the number at i; f.to is where reading goes on in any case.
func (rd *Reader) figureAt(text string, ts []lang.Token, i int, subject []lang.Token) (figure, verdict) {
	f := figure{from: i, to: i + 1}
	second := f.span(rd.lex, ts)
	if end := f.fraction(ts, i, rd.lex); end > 0 {
		if !f.share {
			rd.readUnit(text, ts, &f)
		}
		f.compare(rd.lex, ts, false)
		if f.comparator == Equal && f.share && len(f.value.Low) > 2 && f.value.Low != "100" {
			f.comparator = About
		}
		return f, isFigure
	}
	if list := ageList(rd.lex, ts, i); list > 0 && !aboutAge(rd.lex, subject, ts[:i]) {
		f.to = list
		return f, isNothing
	}
	rd.readUnit(text, ts, &f)
	if isDenominator(rd.lex, ts, i) {
		return f, isNothing
	}
	if !f.readValue(ts, second) {
		return f, isUnknown
	}
	f.compare(rd.lex, ts, second > 0)
	if end := overRate(rd.lex, ts, f.right); end > 0 && f.noun != nil && f.rate == nil { // "25 giường trở lên trên một vạn dân"
		f.rate = ts[f.right+1 : end]
		f.unit, f.right = rd.perUnit(text, f.noun, f.rate), end
	}
	n := lang.LongestEnd(rd.lex.Ordinals, ts[:i])
	if lang.LongestEnd(rd.lex.Actions, ts[:i]) > n {
		n = 0 // "nâng cấp 9" counts, "cấp 9" orders
	}
	switch {
	case n > 0 && (f.unit == "" || lang.LongestEnd(lang.Phrases("tháng", "ngày", "quý", "thứ", "điều", "khoản", "lần thứ", "thuộc nhóm", "trong nhóm", "tốp", "top"), ts[:i]) > 0):
		return f, isNothing
	case f.share:
		return f, isFigure
	case lang.LongestStart(rd.lex.AgeUnits, f.noun) > 0:
		return f, yes(aboutAge(rd.lex, subject, ts[:i]))
	case lang.LongestStart(rd.lex.TimeUnits, f.noun) == len(f.noun) && len(f.noun) > 0 && f.rate == nil:
		return f, yes(lang.Find(rd.lex.SpanOf, subject) >= 0 || lang.Find(rd.lex.SpanOf, ts[max(0, i-14):i]) >= 0 || lang.LongestStart(rd.lex.SpanOf, rd.lex.StrippedStart(ts[:i])) > 0)
	case f.unit != "":
		return f, isFigure
	case lang.Find(rd.lex.IndexHeads, ts[:i]) >= 0 || lang.Find(rd.lex.IndexHeads, subject) >= 0:
		return f, yes(f.linked || i > 0 && (ts[i-1].Key == "và" || lang.IsMark(ts[i-1], ",")))
	}
	if (f.linked || i > 1 && ts[i-1].Key == "và" && lang.LongestStart(rd.lex.Actions, ts) > 0 && slices.ContainsFunc(ts[:i], func(t lang.Token) bool { return t.Kind == lang.Number && lang.PlainYear(t) == 0 }) || i > 0 && i <= 5 && lang.LongestStart(rd.lex.Actions, ts) > 0 && len(f.value.Low) < 9) && followedByNoun(rd.lex, text, ts, f.to) {
		f.guessUnit(rd.lex, text, ts)
		return f, isFigure
	}
	return f, isUnknown
}

func yes(b bool) verdict {
	if b {
		return isFigure
	}
	return isNothing
}

// span takes in the second number of "40-45%", "40% đến 45%", "từ 40 đến 45%" and gives its token, 0 for none.
func (f *figure) span(lex *lang.Lexicon, ts []lang.Token) int {
	at := f.to + lang.LongestStart(lex.Percent, ts[f.to:])
	if u := longestUnit(ts[at:], lex); u > 0 && f.from > 0 && ts[f.from-1].Key == "từ" && twice(ts[at:], u, lex) {
		at += u // "từ 62 ha đến 75 ha"
	}
	n := lang.LongestStart(lex.Until, ts[at:])
	if n == 0 || at+n >= len(ts) || ts[at+n].Kind != lang.Number || lang.PlainYear(ts[at+n]) != 0 && lang.PlainYear(ts[f.from]) != 0 {
		return 0
	}
	second := at + n
	// "tăng từ 40% đến 60%" with years after the first number is no range; withoutBaselines sees that.
	f.to = second + 1
	return second
}

// twice says whether the unit, so many tokens long, stands again behind a second number.
func twice(ts []lang.Token, unit int, lex *lang.Lexicon) bool {
	second := unit + lang.LongestStart(lex.Until, ts[unit:])
	return second > unit && second+unit < len(ts) && ts[second].Kind == lang.Number && keysOf(ts[:unit]).Starts(ts[second+1:])
}

// fraction reads "2/3 số xã" as a share and gives where it ends; 0 where the number begins none: a date, a ratio.
func (f *figure) fraction(ts []lang.Token, i int, lex *lang.Lexicon) int {
	if i+3 >= len(ts) || !lang.IsMark(ts[i+1], "/") || ts[i+2].Kind != lang.Number || ts[i+1].At != ts[i].End || ts[i+3].Kind != lang.Word {
		return 0
	}
	if low, _, ok := lang.ReadNumber(ts[i].Key, true); ok && ts[i+3].Key == "điểm" && lang.LongestStart(lex.Points, ts[i+3:]) == 0 {
		f.value, f.unit, f.noun, f.to = Value{low, low}, "điểm", ts[i+3:i+4], i+4 // "8,5/10 điểm"
		return f.to
	}
	part, whole := lang.Atoi(ts[i].Key), lang.Atoi(ts[i+2].Key)
	if part > 0 && part <= whole && longestUnit(ts[i+3:], lex) > 0 && (part == whole || whole > 10) {
		f.partOf(ts, i, part == whole)
		return f.to
	}
	if part < 1 || part >= whole || whole > 10 || len(ts[i].Key) > 1 || lang.LongestEnd(lang.Phrases("ngày", "trước", "tháng", "quý", "đến", "từ", "số", "điều"), ts[:i]) > 0 && ts[i+3].Key != "số" ||
		lang.LongestStart(lang.Phrases("hằng", "hàng", "năm", "mỗi", "và", "đến", "của"), ts[i+3:]) > 0 {
		return 0
	}
	hundredths := (part*10000 + whole/2) / whole
	d := lang.DecimalOf(strconv.Itoa(hundredths/100), fmt.Sprintf("%02d", hundredths%100))
	f.value, f.share, f.unit, f.to = Value{d, d}, true, "%", i+3
	f.doubts = append(f.doubts, doubtFraction)
	return f.to
}

// part says whether the figure is so many of a whole that it names: "12/17 xã".
func (f *figure) part() bool { return !f.share && slices.Contains(f.doubts, doubtFraction) }

// partOf reads "10/10 xã" as all of them and "35/48 xã" as thirty-five.
func (f *figure) partOf(ts []lang.Token, i int, whole bool) {
	f.to = i + 3
	f.doubts = append(f.doubts, doubtFraction)
	if whole {
		f.value, f.share, f.unit = Value{"100", "100"}, true, "%"
		return
	}
	d := lang.DecimalOf(ts[i].Key, "")
	f.value = Value{d, d}
}

// ageList is where "3 và 4 tuổi", "3, 4 tuổi", "3-5 tuổi" ends, 0 where the number begins no such list.
func ageList(lex *lang.Lexicon, ts []lang.Token, i int) int {
	for j := i + 1; j < len(ts) && j < i+8; j++ {
		if n := lang.LongestStart(lex.AgeUnits, ts[j:]); n > 0 && ts[j-1].Kind == lang.Number {
			return j + n
		}
		if ts[j].Kind != lang.Number && !lang.IsMark(ts[j], ",-/") && ts[j].Key != "và" && ts[j].Key != "đến" && ts[j].Key != "hoặc" {
			return 0
		}
	}
	return 0
}

func aboutAge(lex *lang.Lexicon, subject, left []lang.Token) bool {
	return lang.Find(lex.AgeOf, subject) >= 0 || lang.Find(lex.AgeOf, left[max(0, len(left)-14):]) >= 0
}

// isDenominator says whether the number is the base of a rate: "/10.000 dân", "trên 100.000 trẻ đẻ sống".
func isDenominator(lex *lang.Lexicon, ts []lang.Token, i int) bool {
	if i == 0 || (!lang.IsMark(ts[i-1], "/") && ts[i-1].Key != "trên" && ts[i-1].Key != "cho") {
		return false
	}
	at := i + 1 + lang.LongestStart(lex.Scales, ts[i+1:])
	return lang.LongestStart(lex.PerPeople, ts[at:]) > 0 && (lang.IsMark(ts[i-1], "/") || len(strings.Trim(ts[i].Key, "10.")) == 0)
}

func (f *figure) readValue(ts []lang.Token, second int) bool {
	low, doubtful, ok := lang.ReadNumber(ts[f.from].Key, f.share)
	if !ok {
		return false
	}
	f.value = Value{low, low}
	if second > 0 {
		high, alsoDoubtful, ok := lang.ReadNumber(ts[second].Key, f.share)
		if !ok {
			return false
		}
		f.value.High, doubtful = high, doubtful || alsoDoubtful
	}
	if doubtful {
		f.doubts = append(f.doubts, doubtThousands)
	}
	return true
}

// compare reads the words before and behind the number.
func (f *figure) compare(lex *lang.Lexicon, ts []lang.Token, span bool) {
	f.left, f.right, f.comparator = f.from, f.to, Equal
	if at := max(0, f.from-6); lang.Find(lang.Phrases("lần lượt", "tương ứng"), ts[at:f.from]) >= 0 {
		f.doubts = append(f.doubts, doubtRespectively)
	}
	from := false
	for {
		best, comparator := 0, Equal
		for _, c := range comparingLists(lex) {
			if n := lang.LongestEnd(c.list, ts[:f.left]); n > best {
				best, comparator = n, c.comparator
			}
		}
		if n := lang.LongestEnd(lex.Changes, ts[:f.left]); n > best {
			f.change, f.left, f.linked = ts[f.left-n].Key, f.left-n, true
			break
		}
		if best > 0 && f.left == f.from && ofName(lex, ts[:f.left], best) {
			f.linked = true
			break
		}
		if best == 0 || f.left < f.from && nameAdverb(lex, ts[:f.left], best) {
			break
		}
		if comparator == More && lang.LongestEnd(lang.Phrases("nêu trên", "kể trên", "nói trên"), ts[:f.left]) > 0 {
			break // "các tỷ lệ nêu trên đạt …"
		}
		from = from || ts[f.left-1].Key == "từ"
		f.left, f.linked = f.left-best, true
		if f.comparator == Equal {
			f.comparator = comparator
		}
	}
	if n := lang.LongestStart(lex.Upward, ts[f.to:]); n > 0 {
		f.right, f.comparator = f.to+n, AtLeast
	} else if n := lang.LongestStart(lex.Downward, ts[f.to:]); n > 0 {
		f.right, f.comparator = f.to+n, AtMost
	} else if from && !span && f.comparator == Equal {
		f.comparator = AtLeast
	}
	if span && !f.value.Single() {
		f.comparator = Between
	}
	f.forbid(ts)
}

// forbid turns a comparison round that the words before forbid: "không để tỷ lệ thừa cân vượt quá 10%" is ten at most.
func (f *figure) forbid(ts []lang.Token) {
	at := lang.Find(lang.Phrases("không để", "không cho"), ts[:f.left])
	if at < 0 || slices.ContainsFunc(ts[at:f.left], func(t lang.Token) bool { return lang.IsMark(t, ",;") }) {
		return
	}
	switch f.comparator {
	case More:
		f.comparator = AtMost
	case Less:
		f.comparator = AtLeast
	}
}

// nameAdverb says whether what compares is the end of a name that another word already parts from the number: "tuổi thọ
// trung bình đạt 75", "diện tích tối thiểu đạt 10".
func nameAdverb(lex *lang.Lexicon, ts []lang.Token, n int) bool {
	return lang.LongestEnd(lang.Phrases("trung bình", "bình quân", "tối thiểu", "tối đa", "mức", "cao nhất", "thấp nhất"), ts) == n && len(ts) > n &&
		ts[len(ts)-n-1].Kind == lang.Word && lang.LongestEnd(lex.Changes, ts[:len(ts)-n]) == 0 && lang.LongestEnd(lex.LeadIns, ts[:len(ts)-n]) == 0
}

// ofName says whether "bình quân" right before the number belongs to the name before it: "tuổi thọ bình quân 77 tuổi".
func ofName(lex *lang.Lexicon, ts []lang.Token, n int) bool {
	return lang.LongestEnd(lang.Phrases("bình quân", "trung bình"), ts) == n && lang.LongestEnd(lex.Heads, ts[:len(ts)-n]) > 0 && lang.LongestEnd(lex.Changes, ts[:len(ts)-n]) == 0
}

// withoutBaselines drops where a change starts from: "từ 40% năm 2023 lên 60%", "giảm từ 5,2% xuống còn 3%".
func withoutBaselines(lex *lang.Lexicon, ts []lang.Token, all []figure) []figure {
	var out []figure
	reached := -1 // the level that a change leads to starts no other: "từ 34% năm 2021 xuống dưới 29% năm 2025, còn 25%"
	for i, f := range all {
		starts := i != reached && f.left < f.from && lang.Find(lang.Phrases("từ"), ts[f.left:f.from]) >= 0 && f.value.Single()
		if i+1 < len(all) && starts {
			between := ts[f.to:all[i+1].from]
			if len(between) < 14 && (lang.Find(lex.ToLevel, between) >= 0 || lang.Find(lang.Phrases("đến"), between) >= 0 && len(lex.YearsIn(between)) > 0) && lang.Find(lang.Phrases(","), between) < 0 {
				all[i+1].change = ""
				all[i+1].left = min(all[i+1].left, f.left)
				reached = i + 1
				continue
			}
		}
		out = append(out, f)
	}
	return out
}
