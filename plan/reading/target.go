package reading

import (
	"fmt"
	"slices"
	"strings"

	"ansinh/plan/reading/lang"
)

// scope is what a paragraph of targets takes from what stands above it.
type scope struct {
	year    int    // 0: none said
	subject string // the indicator an upper bullet names for the bullets below it
}

// found is a target in the making.
type found struct {
	Target
	doubts  []doubt
	piece   int  // the piece of the clause it came from
	grouped bool // it stood in a parenthesis of that piece
	ownYear bool // which names its year itself
}

// targetsOf reads the targets of one paragraph.
func (rd *Reader) targetsOf(it *item, sc scope) (out []found, unsure []Unsure) {
	text := quotedOnly(it.text())
	ts := rd.lex.SpelledCounts(lang.SpelledShares(lang.Tokens(text)))
	running, here, under := sc.year, false, false
	base, basePopulation := sc.subject, ""
	var before []found
	for _, sentence := range sentences(rd.lex, text, ts) {
		for _, c := range clauses(rd.lex, text, sentence) {
			topic, rest, year := topicOf(rd.lex, rd, text, withoutExceptions(c))
			if year > 0 {
				running, here = year, true
			}
			if topic != "" {
				base, basePopulation = splitPlace(rd.lex, topic)
			}
			r := clauseReader{rd: rd, text: text, it: it, running: running, here: here, base: base, population: basePopulation, inherit: topic != "" || sc.subject != "", topic: topic != "" || under}
			under = under || topic != ""
			r.read(rest)
			respectively(rd.lex, r.out, before)
			before = r.out
			out = append(out, r.out...)
			unsure = append(unsure, r.unsure...)
			running, here = r.running, r.here
			if r.base != "" {
				base, basePopulation = r.base, r.population
			}
		}
	}
	return out, unsure
}

// withoutExceptions is a clause without whom it does not count: "…, không tính hộ mới chuyển đến, …", "Các chỉ tiêu trên
// không bao gồm …".
func withoutExceptions(ts []lang.Token) []lang.Token {
	at := lang.Find(lang.Phrases("không bao gồm", "không tính", "không kể", "chưa tính", "chưa kể", "không áp dụng"), ts)
	if at < 0 {
		return ts
	}
	end := len(ts)
	if at > 0 && lang.IsMark(ts[at-1], ",(") {
		for end = at; end < len(ts) && !lang.IsMark(ts[end], ",)"); {
			end++
		}
	}
	return slices.Concat(ts[:at], ts[end:])
}

// quotedOnly is the new wording of an amendment without what is said of it behind the quotation.
func quotedOnly(s string) string {
	if strings.Count(s, "”") != 1 || strings.Contains(strings.TrimLeft(s, "“"), "“") {
		return s
	}
	if at := strings.LastIndexAny(s, "”»"); at > len(s)/3 {
		return s[:at]
	}
	return s
}

// respectively pairs the values of a clause that says so with the targets of the clause before, one by one: the same
// indicators ("các tỷ lệ này lần lượt là 90% và 80%"), or the same years ("tương ứng là 30% và 36%").
func respectively(lex *lang.Lexicon, now, before []found) {
	if len(now) < 2 || len(now) != len(before) || !slices.Contains(now[0].doubts, doubtRespectively) {
		return
	}
	ts := lang.Tokens(now[0].Indicator)
	n := lang.LongestStart(lex.Pointing, ts)
	points := n > 0 && (n == len(ts) || lang.LongestStart(lang.Phrases("này", "trên", "nêu", "đó", "tương ứng", "kể"), ts[n:]) > 0)
	for i := range now {
		switch {
		case points:
			now[i].Indicator, now[i].Population = before[i].Indicator, before[i].Population
		case now[i].Year == now[0].Year && before[0].Year != before[len(before)-1].Year:
			now[i].Year = before[i].Year
		}
	}
}

// topicOf cuts what stands before a colon: a topic ("Về y tế:"), a year ("Đến năm 2025:") or the indicator itself
// ("Tỷ lệ hộ nghèo: đến năm 2025 còn 3%"), which it gives as topic.
func topicOf(lex *lang.Lexicon, rd *Reader, text string, ts []lang.Token) (topic string, rest []lang.Token, year int) {
	for i, t := range ts {
		if !lang.IsMark(t, ":") || i == 0 || i > 40 {
			continue
		}
		before := ts[:i]
		if found, _ := rd.figures(text, before, nil); len(found) > 0 {
			return "", ts, 0
		}
		year = lex.DeadlineOf(before)
		named := lex.Stripped(before)
		if at := lang.Find(lex.Heads, named); at > 0 && at < 4 && lang.LongestEnd(lang.Phrases("chuyển dịch", "điều chỉnh", "thay đổi"), named[:at]) == at {
			named = named[at:]
		}
		if locator(named) {
			return topicOf(lex, rd, text, ts[i+1:])
		}
		if lang.LongestStart(lex.Heads, named) > 0 && !ordinalTopic(before) {
			return lang.Words(text, named), ts[i+1:], year
		}
		if i+1 < len(ts) && directlyFigure(lex, rd, text, ts[i+1:]) && len(named) > 0 && !ordinalTopic(before) && before[0].Key != "về" {
			return "", ts, 0
		}
		if !ordinalTopic(before) && before[0].Key != "về" && hasPredicate(lex, named) && (yearThenFigure(lex, rd, text, ts[i+1:]) || placeThenFigure(lex, rd, text, ts[i+1:])) {
			return lang.Words(text, named), ts[i+1:], year
		}
		rest, again := ts[i+1:], 0
		topic, rest, again = topicOf(lex, rd, text, rest)
		if again > 0 {
			year = again
		}
		return topic, rest, year
	}
	return "", ts, 0
}

// locator says whether the words begin with a place in another document: "Điểm a khoản 2 Mục I được sửa thành".
func locator(ts []lang.Token) bool {
	n := lang.LongestStart(lang.Phrases("điểm", "khoản", "mục", "điều", "gạch đầu dòng thứ", "tiết"), ts)
	if n == 0 || n+1 >= len(ts) {
		return false
	}
	key := ts[n].Key
	return (ts[n].Kind == lang.Number || len([]rune(key)) == 1 || lang.Roman(strings.ToUpper(key)) > 0) &&
		lang.Find(lang.Phrases("khoản", "mục", "điều", "phần", "chương", "kế hoạch", "được", "sửa", "bổ sung"), ts[n+1:]) >= 0
}

// ordinalTopic says whether the words only number the target: "Chỉ tiêu 2", "Mục tiêu 1".
func ordinalTopic(ts []lang.Token) bool {
	n := lang.LongestStart(lang.Phrases("chỉ tiêu", "mục tiêu", "nhóm chỉ tiêu", "chỉ tiêu số"), ts)
	return n > 0 && n < len(ts) && ts[n].Kind == lang.Number
}

func directlyFigure(lex *lang.Lexicon, rd *Reader, text string, ts []lang.Token) bool {
	found, _ := rd.figures(text, ts, nil)
	return len(found) > 0 && found[0].left == 0 && !hasPredicate(lex, tailOf(lex, ts[found[0].right:]))
}

// yearThenFigure says whether nothing but a year stands before a figure: "… quy chuẩn: Năm 2025: 65%".
func yearThenFigure(lex *lang.Lexicon, rd *Reader, text string, ts []lang.Token) bool {
	rest := lex.WithoutYearAtStart(ts)
	if len(rest) == len(ts) {
		return false
	}
	for len(rest) > 0 && lang.IsMark(rest[0], ":,-") {
		rest = rest[1:]
	}
	found, _ := rd.figures(text, rest, nil)
	if len(found) == 0 || found[0].left != 0 {
		return false
	}
	end := len(rest)
	if len(found) > 1 {
		end = found[1].left // "năm 2025 là 210 hộ, năm 2026 là 260 hộ"
	}
	return len(lex.Stripped(tailOf(lex, rest[found[0].right:end]))) == 0
}

// placeThenFigure says whether nothing but a place or a kind of people stands before a figure, and another such pair behind
// it: "… theo lứa tuổi: khu vực thành phố 60%, khu vực nông thôn 40%".
func placeThenFigure(lex *lang.Lexicon, rd *Reader, text string, ts []lang.Token) bool {
	found, _ := rd.figures(text, ts, nil)
	if len(found) < 2 || !found[0].share || found[0].left > 6 {
		return false
	}
	lead := lex.Stripped(ts[:found[0].left])
	return lang.LongestStart(lex.Qualifiers, lead) > 0 && lex.PredicateAt(lead) < 0 && lang.LongestStart(lex.Qualifiers, lex.Stripped(trimMarks(ts[found[0].right:found[1].left]))) > 0
}

func hasPredicate(lex *lang.Lexicon, ts []lang.Token) bool {
	return len(ts) > 0 && lex.PredicateAt(ts) >= 0
}

// splitPlace parts an indicator from the place or the people at its end: "tỉ lệ thất nghiệp khu vực thành thị".
func splitPlace(lex *lang.Lexicon, whole string) (indicator, population string) {
	ts := lang.Tokens(whole)
	at := placeAt(lex, ts)
	if at <= 0 {
		return whole, ""
	}
	n := 0
	if lang.LongestStart(lang.Phrases("của", "ở", "tại", "đối với", "trên"), ts[at:]) > 0 && ts[at].Key == "của" || ts[at].Key == "đối" {
		n = lang.LongestStart(lang.Phrases("của", "đối với"), ts[at:])
	}
	if m := lang.LongestStart(lang.Phrases("ở", "tại"), ts[at:]); m > 0 && len(ts) > at+m && lang.LongestStart(lang.Phrases("trẻ", "người", "phụ nữ", "học sinh", "lao động", "hộ", "thanh niên"), ts[at+m:]) > 0 {
		n = m // "suy dinh dưỡng ở trẻ em": the people, not a place
	}
	return lang.Words(whole, ts[:at]), lang.Words(whole, ts[at+n:])
}

// placeAt is where the place at the end of an indicator begins, -1 for none. Words of doing behind it show that it is
// no end: "tỷ lệ người dân ở vùng … tham gia bảo hiểm y tế".
func placeAt(lex *lang.Lexicon, ts []lang.Token) int {
	for i := 2; i < len(ts); i++ {
		if lang.LongestStart(lex.Places, ts[i:]) > 0 && lang.LongestEnd(lex.NoPlaces, ts[:i+lang.LongestStart(lex.Places, ts[i:])]) == 0 && lex.PredicateAt(ts[i:]) < 0 && i+1 < len(ts) {
			return i
		}
	}
	return -1
}

// yearFor gives a target its year and says what had to be assumed.
func (f *found) yearFor(year int, doubts ...doubt) {
	f.Year = year
	f.doubts = append(f.doubts, doubts...)
}

// finish numbers the targets, gives those without a year the plan's, and sets confidence.
// today is the document's own year, 0 for unknown: a value of a year gone by is where the work starts from and no target.
func finish(all []found, horizon, today int) (out []Target, unsure []Unsure) {
	all = slices.DeleteFunc(all, func(f found) bool {
		return f.Year > 0 && (f.Year < today || f.grouped && f.ownYear && f.Year == today && horizon > today)
	})
	number, splits := 0, 0
	for i, f := range all {
		continued := i > 0 && f.split() && all[i-1].split() && f.Text == all[i-1].Text && f.Value == all[i-1].Value
		if !continued {
			number, splits = number+1, 0
		}
		f.ID = fmt.Sprintf("T%02d", number)
		if f.split() {
			f.ID += string(rune('a' + splits))
			splits++
		}
		if f.Year == 0 {
			f.Year = horizon
			f.doubts = append(f.doubts, map[bool]doubt{true: doubtYearOfPlan, false: doubtNoYear}[horizon > 0])
		}
		why := ""
		f.Confidence, why = weigh(f.doubts...)
		if f.Confidence < Sure {
			unsure = append(unsure, Unsure{Text: f.Text, Why: why, Source: f.Source})
		}
		out = append(out, f.Target)
	}
	return out, unsure
}

func (f *found) split() bool {
	for _, d := range f.doubts {
		if d == doubtSplit {
			return true
		}
	}
	return false
}

// same says whether two targets say the same: one value for one year in much the same words.
func same(a, b Target) bool {
	if a.Value != b.Value || a.Unit != b.Unit || a.Comparator != b.Comparator {
		return false
	}
	return overlap(a.Indicator+" "+a.Population, b.Indicator+" "+b.Population) >= 60
}

// overlap is the share of the shorter text's words that the other has, in hundredths.
func overlap(a, b string) int {
	as, bs := strings.Fields(lang.KeyOf(a)), strings.Fields(lang.KeyOf(b))
	if len(as) > len(bs) {
		as, bs = bs, as
	}
	has := map[string]bool{}
	for _, w := range bs {
		has[w] = true
	}
	n := 0
	for _, w := range as {
		if has[w] {
			n++
		}
	}
	return n * 100 / max(len(as), 1)
}
