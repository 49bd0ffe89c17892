package reading

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	noun        []token // the unit's own words, where it counts things
	rate        []token // "10.000 dân" of "trên 10.000 dân"
	doubts      []doubt
}

// The words before a number, by what they say.
var ()

type comparingList struct {
	comparator Comparator
	list       []phrase
}

func (lex *lexicon) comparingLists() []comparingList {
	return []comparingList{{Less, lex.LessWords}, {AtMost, lex.AtMostWords}, {More, lex.MoreWords}, {AtLeast, lex.AtLeastWords}, {About, lex.AboutWords}, {Equal, lex.EqualWords}}
}

var ()

// figures finds the numbers of a run of tokens that can be values, in order. unknown are numbers it could not place:
// no unit, no share, no index, and yet no age, date, ordinal or denominator either.
func (rd *Reader) figures(text string, ts []token, subject []token) (found []figure, unknown []int) {
	inYear := map[int]bool{}
	for _, y := range rd.lex.yearsIn(ts) {
		for i := y.from; i < y.to; i++ {
			inYear[i] = true
		}
	}
	for i := 0; i < len(ts); i++ {
		if ts[i].kind != number || inYear[i] {
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
		found = rd.lex.all(ts)
	}
	return rd.lex.withoutBaselines(ts, found), unknown
}

// all reads "toàn bộ hộ nghèo được …" as a hundred of a hundred.
func (lex *lexicon) all(ts []token) []figure {
	from := len(ts) - len(lex.strippedStart(ts))
	n := longestStart(phrases("toàn bộ", "tất cả", "tất cả các", "toàn bộ các", "toàn bộ số"), ts[from:])
	if n == 0 || lex.predicateAt(ts[from+n:]) <= 0 {
		return nil
	}
	return []figure{{from: from, to: from + n, left: from, right: from + n, value: Value{"100", "100"}, comparator: Equal, share: true, unit: "%", doubts: []doubt{doubtAll}}}
}

type verdict uint8

const (
	isNothing verdict = iota
	isFigure
	isUnknown
)

// figureAt reads the number at i; f.to is where reading goes on in any case.
func (rd *Reader) figureAt(text string, ts []token, i int, subject []token) (figure, verdict) {
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
	if list := rd.lex.ageList(ts, i); list > 0 && !rd.lex.aboutAge(subject, ts[:i]) {
		f.to = list
		return f, isNothing
	}
	rd.readUnit(text, ts, &f)
	if rd.lex.isDenominator(ts, i) {
		return f, isNothing
	}
	if !f.readValue(ts, second) {
		return f, isUnknown
	}
	f.compare(rd.lex, ts, second > 0)
	if end := rd.lex.overRate(ts, f.right); end > 0 && f.noun != nil && f.rate == nil { // "25 giường trở lên trên một vạn dân"
		f.rate = ts[f.right+1 : end]
		f.unit, f.right = rd.perUnit(text, f.noun, f.rate), end
	}
	n := longestEnd(rd.lex.Ordinals, ts[:i])
	switch {
	case n > 0 && (f.unit == "" || longestEnd(phrases("tháng", "ngày", "quý", "thứ", "điều", "khoản", "lần thứ", "thuộc nhóm", "trong nhóm", "tốp", "top"), ts[:i]) > 0):
		return f, isNothing
	case f.share:
		return f, isFigure
	case longestStart(rd.lex.AgeUnits, f.noun) > 0:
		return f, yes(rd.lex.aboutAge(subject, ts[:i]))
	case longestStart(rd.lex.TimeUnits, f.noun) == len(f.noun) && len(f.noun) > 0 && f.rate == nil:
		return f, yes(find(rd.lex.SpanOf, subject) >= 0 || find(rd.lex.SpanOf, ts[max(0, i-14):i]) >= 0 || longestStart(rd.lex.SpanOf, rd.lex.strippedStart(ts[:i])) > 0)
	case f.unit != "":
		return f, isFigure
	case find(rd.lex.IndexHeads, ts[:i]) >= 0 || find(rd.lex.IndexHeads, subject) >= 0:
		return f, yes(f.linked || i > 0 && (ts[i-1].key == "và" || isMark(ts[i-1], ",")))
	}
	if (f.linked || i > 0 && i <= 5 && longestStart(rd.lex.Actions, ts) > 0 && len(f.value.Low) < 9) && rd.lex.followedByNoun(text, ts, f.to) {
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
func (f *figure) span(lex *lexicon, ts []token) int {
	at := f.to + longestStart(lex.Percent, ts[f.to:])
	if u := longestUnit(ts[at:], lex); u > 0 && f.from > 0 && ts[f.from-1].key == "từ" && twice(ts[at:], u, lex) {
		at += u // "từ 62 ha đến 75 ha"
	}
	n := longestStart(lex.Until, ts[at:])
	if n == 0 || at+n >= len(ts) || ts[at+n].kind != number || plainYear(ts[at+n]) != 0 && plainYear(ts[f.from]) != 0 {
		return 0
	}
	second := at + n
	// "tăng từ 40% đến 60%" with years after the first number is no range; withoutBaselines sees that.
	f.to = second + 1
	return second
}

// twice says whether the unit, so many tokens long, stands again behind a second number.
func twice(ts []token, unit int, lex *lexicon) bool {
	second := unit + longestStart(lex.Until, ts[unit:])
	return second > unit && second+unit < len(ts) && ts[second].kind == number && keysOf(ts[:unit]).starts(ts[second+1:])
}

// fraction reads "2/3 số xã" as a share and gives where it ends; 0 where the number begins none: a date, a ratio.
func (f *figure) fraction(ts []token, i int, lex *lexicon) int {
	if i+3 >= len(ts) || !isMark(ts[i+1], "/") || ts[i+2].kind != number || ts[i+1].at != ts[i].end || ts[i+3].kind != word {
		return 0
	}
	if low, _, ok := readNumber(ts[i].key, true); ok && ts[i+3].key == "điểm" && longestStart(lex.Points, ts[i+3:]) == 0 {
		f.value, f.unit, f.noun, f.to = Value{low, low}, "điểm", ts[i+3:i+4], i+4 // "8,5/10 điểm"
		return f.to
	}
	part, whole := atoi(ts[i].key), atoi(ts[i+2].key)
	if part > 0 && part <= whole && longestUnit(ts[i+3:], lex) > 0 && (part == whole || whole > 10) {
		f.partOf(ts, i, part == whole)
		return f.to
	}
	if part < 1 || part >= whole || whole > 10 || len(ts[i].key) > 1 || longestEnd(phrases("ngày", "trước", "tháng", "quý", "đến", "từ", "số", "điều"), ts[:i]) > 0 && ts[i+3].key != "số" ||
		longestStart(phrases("hằng", "hàng", "năm", "mỗi", "và", "đến", "của"), ts[i+3:]) > 0 {
		return 0
	}
	hundredths := (part*10000 + whole/2) / whole
	d := decimal(strconv.Itoa(hundredths/100), fmt.Sprintf("%02d", hundredths%100))
	f.value, f.share, f.unit, f.to = Value{d, d}, true, "%", i+3
	f.doubts = append(f.doubts, doubtFraction)
	return f.to
}

// part says whether the figure is so many of a whole that it names: "12/17 xã".
func (f *figure) part() bool { return !f.share && slices.Contains(f.doubts, doubtFraction) }

// partOf reads "10/10 xã" as all of them and "35/48 xã" as thirty-five.
func (f *figure) partOf(ts []token, i int, whole bool) {
	f.to = i + 3
	f.doubts = append(f.doubts, doubtFraction)
	if whole {
		f.value, f.share, f.unit = Value{"100", "100"}, true, "%"
		return
	}
	d := decimal(ts[i].key, "")
	f.value = Value{d, d}
}

// ageList is where "3 và 4 tuổi", "3, 4 tuổi", "3-5 tuổi" ends, 0 where the number begins no such list.
func (lex *lexicon) ageList(ts []token, i int) int {
	for j := i + 1; j < len(ts) && j < i+8; j++ {
		if n := longestStart(lex.AgeUnits, ts[j:]); n > 0 && ts[j-1].kind == number {
			return j + n
		}
		if ts[j].kind != number && !isMark(ts[j], ",-/") && ts[j].key != "và" && ts[j].key != "đến" && ts[j].key != "hoặc" {
			return 0
		}
	}
	return 0
}

func (lex *lexicon) aboutAge(subject, left []token) bool {
	return find(lex.AgeOf, subject) >= 0 || find(lex.AgeOf, left[max(0, len(left)-14):]) >= 0
}

// isDenominator says whether the number is the base of a rate: "/10.000 dân", "trên 100.000 trẻ đẻ sống".
func (lex *lexicon) isDenominator(ts []token, i int) bool {
	if i == 0 || (!isMark(ts[i-1], "/") && ts[i-1].key != "trên" && ts[i-1].key != "cho") {
		return false
	}
	at := i + 1 + longestStart(lex.Scales, ts[i+1:])
	return longestStart(lex.PerPeople, ts[at:]) > 0 && (isMark(ts[i-1], "/") || len(strings.Trim(ts[i].key, "10.")) == 0)
}

func (f *figure) readValue(ts []token, second int) bool {
	low, doubtful, ok := readNumber(ts[f.from].key, f.share)
	if !ok {
		return false
	}
	f.value = Value{low, low}
	if second > 0 {
		high, alsoDoubtful, ok := readNumber(ts[second].key, f.share)
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
func (f *figure) compare(lex *lexicon, ts []token, span bool) {
	f.left, f.right, f.comparator = f.from, f.to, Equal
	if at := max(0, f.from-6); find(phrases("lần lượt", "tương ứng"), ts[at:f.from]) >= 0 {
		f.doubts = append(f.doubts, doubtRespectively)
	}
	from := false
	for {
		best, comparator := 0, Equal
		for _, c := range lex.comparingLists() {
			if n := longestEnd(c.list, ts[:f.left]); n > best {
				best, comparator = n, c.comparator
			}
		}
		if n := longestEnd(lex.Changes, ts[:f.left]); n > best {
			f.change, f.left, f.linked = ts[f.left-n].key, f.left-n, true
			break
		}
		if best > 0 && f.left == f.from && lex.ofName(ts[:f.left], best) {
			f.linked = true
			break
		}
		if best == 0 || f.left < f.from && lex.nameAdverb(ts[:f.left], best) {
			break
		}
		if comparator == More && longestEnd(phrases("nêu trên", "kể trên", "nói trên"), ts[:f.left]) > 0 {
			break // "các tỷ lệ nêu trên đạt …"
		}
		from = from || ts[f.left-1].key == "từ"
		f.left, f.linked = f.left-best, true
		if f.comparator == Equal {
			f.comparator = comparator
		}
	}
	if n := longestStart(lex.Upward, ts[f.to:]); n > 0 {
		f.right, f.comparator = f.to+n, AtLeast
	} else if n := longestStart(lex.Downward, ts[f.to:]); n > 0 {
		f.right, f.comparator = f.to+n, AtMost
	} else if from && !span && f.comparator == Equal {
		f.comparator = AtLeast
	}
	if span && !f.value.Single() {
		f.comparator = Between
	}
}

// nameAdverb says whether what compares is the end of a name that another word already parts from the number: "tuổi thọ
// trung bình đạt 75", "diện tích tối thiểu đạt 10".
func (lex *lexicon) nameAdverb(ts []token, n int) bool {
	return longestEnd(phrases("trung bình", "bình quân", "tối thiểu", "tối đa", "mức", "cao nhất", "thấp nhất"), ts) == n && len(ts) > n &&
		ts[len(ts)-n-1].kind == word && longestEnd(lex.Changes, ts[:len(ts)-n]) == 0 && longestEnd(lex.LeadIns, ts[:len(ts)-n]) == 0
}

// ofName says whether "bình quân" right before the number belongs to the name before it: "tuổi thọ bình quân 77 tuổi".
func (lex *lexicon) ofName(ts []token, n int) bool {
	return longestEnd(phrases("bình quân", "trung bình"), ts) == n && longestEnd(lex.Heads, ts[:len(ts)-n]) > 0 && longestEnd(lex.Changes, ts[:len(ts)-n]) == 0
}

// withoutBaselines drops where a change starts from: "từ 40% năm 2023 lên 60%", "giảm từ 5,2% xuống còn 3%".
func (lex *lexicon) withoutBaselines(ts []token, all []figure) []figure {
	var out []figure
	for i, f := range all {
		starts := f.left < f.from && find(phrases("từ"), ts[f.left:f.from]) >= 0 && f.value.Single()
		if i+1 < len(all) && starts {
			between := ts[f.to:all[i+1].from]
			if len(between) < 14 && (find(lex.ToLevel, between) >= 0 || find(phrases("đến"), between) >= 0 && len(lex.yearsIn(between)) > 0) && find(phrases(","), between) < 0 {
				all[i+1].change = ""
				all[i+1].left = min(all[i+1].left, f.left)
				continue
			}
		}
		out = append(out, f)
	}
	return out
}
