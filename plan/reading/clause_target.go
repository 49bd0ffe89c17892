package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
)

// clauseReader reads the targets of one clause.
type clauseReader struct {
	rd         *Reader
	text       string
	it         *item
	running    int    // the year that words before have set; 0 for none
	here       bool   // running was set by this paragraph, not by a heading above it
	base       string // the indicator that clauses without one go on with
	population string
	topic      bool    // base stands before a colon in this paragraph
	inherit    bool    // base is an indicator written for what follows: a topic or an upper bullet
	whole      *figure // the count that a parenthesis parts by years; nil outside one

	main   []lang.Token // the clause without its parentheses
	out    []found
	unsure []Unsure
}

func (r *clauseReader) read(ts []lang.Token) {
	c := r.rd.unfold(r.text, ts)
	figures, unknown := r.rd.figures(r.text, c.main, nil)
	if r.whole != nil {
		figures, unknown = r.rd.yearParts(c.main, r.whole, figures, unknown)
	}
	if len(figures) == 0 && len(c.groups) > 0 && len(c.main) > 0 {
		c = clause{main: withoutParentheses(ts)} // "không còn hộ nghèo (còn dưới 0,5%)"
		figures, unknown = r.rd.figures(r.text, c.main, nil)
	}
	r.main = c.main
	figures = withoutInner(r.rd.lex, c.main, figures)
	ps := pieces(r.rd.lex, r.text, c.main, figures)
	r.rd.shareTail(r.text, ps)
	for _, i := range unknown {
		if len(ps) == 0 || i > ps[len(ps)-1].to || i < ps[0].from {
			r.unsure = append(r.unsure, Unsure{Text: lang.Words(r.text, ts), Why: "plan.unsure.unplaced", Source: r.it.place(c.main[i].At)})
			break
		}
	}
	years := r.rd.lex.YearsIn(c.main)
	first := len(r.out)
	for i := range ps {
		if i > 0 && restates(r.rd.lex, c.main, &ps[i], &ps[i-1]) {
			continue
		}
		r.target(c.main, ps, i)
		r.groupsOf(c, ps, i)
	}
	r.years(c.main, ps, years, first)
	if len(ps) == 0 {
		r.yearOnly(c.main, years)
	}
}

func withoutParentheses(ts []lang.Token) []lang.Token {
	var out []lang.Token
	for _, t := range ts {
		if !lang.IsMark(t, "()") {
			out = append(out, t)
		}
	}
	return out
}

// withoutInner leaves out the counts that are part of a share's name: "tỷ lệ người được khám ít nhất 1 lần/năm đạt 70%".
func withoutInner(lex *lang.Lexicon, ts []lang.Token, all []figure) []figure {
	var out []figure
	for i, f := range all {
		if i+1 < len(all) && !f.share && all[i+1].share && howOften(ts, f, all[i+1]) {
			continue
		}
		if i+1 < len(all) && !f.share && all[i+1].share && all[i+1].linked {
			from := 0
			if i > 0 {
				from = all[i-1].right
			}
			lead, between := lex.Stripped(ts[from:f.left]), ts[f.right:all[i+1].left]
			if lang.LongestStart(lex.ShareHeads, lead) > 0 && lang.LongestStart(lex.ShareHeads, lead) < len(lead) && lang.Find(lex.Heads, between) < 0 && lang.Find(lang.Phrases(";", "trong đó"), between) < 0 && len(lex.YearsIn(between)) == 0 {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// howOften says whether a count only says how often something is done for the share behind it: "khám ít nhất một lần
// trong năm cho 85% người cao tuổi".
func howOften(ts []lang.Token, f, share figure) bool {
	between := ts[f.right:share.left]
	return len(f.noun) == 1 && (f.noun[0].Key == "lần" || f.noun[0].Key == "lượt") && len(between) < 6 && !slices.ContainsFunc(between, func(t lang.Token) bool { return lang.IsMark(t, ",;") || t.Key == "và" }) &&
		(f.rate != nil || lang.LongestStart(lang.Phrases("trong năm", "một năm", "mỗi năm", "hằng năm", "hàng năm", "trong", "cho"), between) > 0)
}

// yearOnly lets a clause that only says a year speak for what follows: "Phấn đấu đến năm 2025,".
func (r *clauseReader) yearOnly(ts []lang.Token, years []lang.YearMention) {
	if len(years) > 0 && years[0].Role != lang.Baseline && len(r.rd.lex.Stripped(ts)) == 0 {
		r.running, r.here = years[0].Year, true
	}
}

// target makes the target of a piece.
func (r *clauseReader) target(ts []lang.Token, ps []piece, i int) {
	p := &ps[i]
	p.changed(r.rd.lex, ts)
	if i > 0 && p.change == "" && ps[i-1].change != "" && !p.share && !p.linked && len(p.lead) == 0 && p.noun != nil {
		p.change = ps[i-1].change // "giảm 22 hộ nghèo, 35 hộ cận nghèo"
	}
	if n := lang.LongestEnd(r.rd.lex.Upward, p.tail); n > 0 && p.comparator == Equal && r.rd.lex.PredicateAt(p.tail) < 0 {
		p.tail, p.comparator = p.tail[:len(p.tail)-n], AtLeast // "96,5% dân số trở lên"
	} else if at := p.upwardInside(r.rd.lex); at > 0 {
		p.comparator = AtLeast
	}
	f := found{Target: Target{
		Text: strings.TrimSpace(lang.Words(r.text, trimmedPiece(ts[p.start:p.end]))), Comparator: p.comparator, Value: p.value, Unit: p.unit,
		Source: r.it.place(ts[p.from].At),
	}}
	f.doubts = append(f.doubts, p.doubts...)
	f.piece = i
	r.name(&f, ps, i)
	f.Indicator = smallFirst(f.Indicator)
	if p.change != "" && !strings.Contains(lang.KeyOf(f.Indicator), p.change) {
		f.Indicator = p.change + " " + f.Indicator
	}
	if !p.share && !p.linked && len(p.lead) == 0 && p.rate == nil && len(p.tail) == 0 && !strings.EqualFold(f.Indicator, r.base) {
		f.doubts = append(f.doubts, doubtNoVerb)
	}
	if f.Indicator == "" {
		f.doubts = append(f.doubts, doubtBareIndicator)
	}
	r.out = append(r.out, r.rd.split(f, p)...)
}

// upwardInside is where "trở lên" stands between whom a share is of and what is said of them: "60% số xã nghèo trở lên
// thoát khỏi …"; 0 where it does not, or where it speaks of another number there: "từ 60 tuổi trở lên".
func (p *piece) upwardInside(lex *lang.Lexicon) int {
	at := lang.Find(lang.Phrases("trở lên"), p.tail)
	if !p.share || at <= 0 || p.comparator != Equal && p.comparator != AtLeast || lex.PredicateAt(p.tail[:at]) >= 0 ||
		slices.ContainsFunc(p.tail[:at], func(t lang.Token) bool { return t.Kind == lang.Number || t.Key == "từ" }) {
		return 0
	}
	return at
}

// changed sees a change that stands before the indicator: "Giảm tỷ lệ hộ nghèo 0,3%".
func (p *piece) changed(lex *lang.Lexicon, ts []lang.Token) {
	lead := ts[p.start:p.left]
	lead = lead[lang.LongestStart(lang.Phrases(",", "và", "phấn đấu", "mỗi năm", "hằng năm", "hàng năm", "bình quân mỗi năm", "phấn đấu kéo", "kéo", "cắt"), lead):]
	if p.change == "" && p.headed && lang.LongestStart(lang.Phrases("giảm", "tăng"), lead) > 0 && lang.Find(lex.Levels, ts[p.left:p.from]) < 0 {
		p.change = lead[0].Key
	}
}

// sharedTail are the words behind the last of several shares that stand for all of them: "đến năm 2025 đạt 60% và đến
// năm 2030 đạt 75% các cơ quan …". nil where a share before has words of its own.
func sharedTail(lex *lang.Lexicon, ps []piece, i int) []lang.Token {
	for k := range ps {
		if !ps[k].share || len(ps[k].lead) > 0 {
			return nil
		}
		if len(ps[k].tail) > 0 {
			if k > i && lang.LongestStart(lex.Trailers, ps[k].tail) == 0 {
				return ps[k].tail
			}
			return nil
		}
	}
	return nil
}

// smallFirst writes the first letter small, but for a name in capitals (GRDP).
func smallFirst(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[size:])
	if unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

// trimmedPiece takes separators off both ends, for the words shown.
func trimmedPiece(ts []lang.Token) []lang.Token {
	for len(ts) > 0 && (lang.IsMark(ts[0], `,;:.-+*"`) || ts[0].Key == "và") {
		ts = ts[1:]
	}
	for n := 1; n > 0 && len(ts) > 0; {
		n = lang.LongestEnd(lang.Phrases(",", ";", ":", ".", "-", "và", "trong đó", "đồng thời"), ts)
		ts = ts[:len(ts)-n]
	}
	return ts
}

// name finds indicator and population.
func (r *clauseReader) name(f *found, ps []piece, i int) {
	p := &ps[i]
	shared := sharedTail(r.rd.lex, ps, i)
	switch {
	case len(p.lead) == 0 && len(p.tail) == 0 && shared != nil:
		p.tail = shared
		r.shareFirst(f, ps, i)
	case len(p.lead) == 0 && i > 0 && r.base != "" && !p.share && p.unit == ps[i-1].unit && lang.LongestStart(r.rd.lex.Trailers, p.tail) > 0:
		r.goOn(f, "")
	case len(p.lead) == 0 && i > 0 && p.share && len(p.tail) > 0 && len(ps[0].lead) > 0 && r.base != "" && r.rd.lex.PredicateAt(p.tail) < 0 && lang.LongestStart(r.rd.lex.Trailers, p.tail) == 0:
		r.goOn(f, r.rd.lex.WithoutYears(r.text, p.tail)) // "phủ trên 75% hộ gia đình, 100% xã"
	case len(p.lead) == 0 && len(p.tail) == 0 && (p.noun == nil || p.share || i > 0 && r.base != "" && p.unit == ps[i-1].unit):
		r.goOn(f, "")
		if i > 0 && !p.linked && ps[i-1].comparator != Between && p.comparator == Equal {
			f.Comparator = ps[i-1].comparator // "dưới 9% ở thành thị, 4% ở nông thôn"
		}
	case len(p.lead) == 0 && p.share && r.base != "" && len(p.tail) < 6 && lang.Find(lang.Phrases("đạt", "còn", "chiếm", "xuống", "lên", "duy trì"), r.before(p)) >= 0 && r.rd.lex.PredicateAt(p.tail) < 0:
		r.goOn(f, "") // "…; đến năm 2030 đạt 100% dân số"
	case len(p.lead) == 0 && p.share:
		r.shareFirst(f, ps, i)
	case len(p.lead) == 0 && len(p.tail) == 0 && i == 0 && r.topic && r.base != "" && p.noun != nil && strings.Contains(lang.KeyOf(r.base), p.noun[0].Key):
		r.goOn(f, "") // "Số hộ thoát nghèo: 52 hộ trở lên"
	case !p.share && p.noun != nil && (len(p.lead) == 0 || lang.LongestStart(r.rd.lex.Heads, p.lead) == len(p.lead) && len(p.tail) > 0 || !p.headed && (actionOnly(r.rd.lex, p.lead) || counted(p.lead) || len(p.lead) <= 2 && len(p.tail) > 0 && lang.LongestStart(r.rd.lex.Trailers, p.tail) == 0 && p.lead[len(p.lead)-1].Key != "có")):
		r.countFirst(f, ps, i)
	case p.share && actionOnly(r.rd.lex, p.lead) && !p.headed && len(p.tail) > 0:
		r.actionShare(f, p)
	default:
		r.subjectFirst(f, p)
	}
}

// before are the words of a piece up to its number.
func (r *clauseReader) before(p *piece) []lang.Token { return r.main[p.start:p.from] }

// goOn takes the indicator from before; population replaces the one it had.
func (r *clauseReader) goOn(f *found, population string) {
	f.Indicator, f.Population = r.base, r.population
	if k := len(r.out); k > 0 && strings.HasPrefix(f.Unit, "/") && strings.HasPrefix(r.out[k-1].Unit, f.Unit+" ") {
		f.Unit = r.out[k-1].Unit // "… xuống 45/100.000 trẻ đẻ sống, đến năm 2030 còn 40/100.000"
	}
	if population != "" {
		f.Population = population
	}
	if r.base != "" {
		f.doubts = append(f.doubts, doubtInherited)
	}
}

// subjectFirst reads "tỷ lệ … đạt 90%".
func (r *clauseReader) subjectFirst(f *found, p *piece) {
	lead := p.lead
	if !p.headed {
		if n := lang.LongestStart(r.rd.lex.Qualifiers, lead); r.base != "" && (n > 0 || p.joined || p.within && p.share && r.rd.lex.PredicateAt(lead) < 0 || r.topic && p.share && lang.Find(lang.Phrases("được", "bị", "có"), lead) < 0) {
			r.goOn(f, r.rd.lex.WithoutYears(r.text, withoutPreposition(lead)))
			return
		}
		if at := lang.Find(r.rd.lex.Heads, lead); at > 0 && lang.LongestStart(r.rd.lex.Actions, lead) > 0 && lang.LongestEnd(r.rd.lex.NoHeads, lead[:at+1]) == 0 {
			lead = lead[at:]
		}
	}
	whole := r.rd.lex.WithoutYears(r.text, lead)
	if p.joined && r.base != "" && lang.LongestStart(r.rd.lex.Heads, lead) == len(lead) && len(lead) > 0 {
		f.Indicator, f.Population = whole+" "+r.base, r.population // "… dùng nước sạch với số lượng ít nhất 60 lít": of what was named before
		f.doubts = append(f.doubts, doubtInherited)
		return
	}
	f.Indicator, f.Population = splitPlace(r.rd.lex, whole)
	if f.Population == "" {
		f.Population = r.rd.peopleIn(whole)
	}
	r.base, r.population = f.Indicator, f.Population
	if p.share && len(p.tail) > 0 && lang.LongestStart(r.rd.lex.Trailers, p.tail) == 0 && !hasPredicate(r.rd.lex, p.tail) && f.Population == "" {
		f.Population = r.rd.lex.WithoutYears(r.text, p.tail)
	}
}

// withoutPreposition takes off what only joins: "trong đó", "đối với", "ở".
func withoutPreposition(ts []lang.Token) []lang.Token {
	return ts[lang.LongestStart(lang.Phrases("trong đó", "đối với", "riêng", "riêng đối với", "ở", "tại", "cho"), ts):]
}

// shareFirst reads "62% lực lượng lao động tham gia bảo hiểm xã hội".
func (r *clauseReader) shareFirst(f *found, ps []piece, i int) {
	tail := ps[i].tail
	at := r.rd.lex.PredicateAt(tail)
	if up := ps[i].upwardInside(r.rd.lex); up > 0 && at != 0 {
		said := tail[up+lang.LongestStart(r.rd.lex.Upward, tail[up:]):]
		f.Population, f.Indicator = r.rd.lex.WithoutYears(r.text, tail[:up]), r.rd.lex.WithoutYears(r.text, said)
		r.base, r.population = f.Indicator, f.Population
		return
	}
	switch {
	case at == 0:
		f.Indicator, f.Population = r.rd.lex.WithoutYears(r.text, tail), r.population
		if i > 0 {
			f.doubts = append(f.doubts, doubtInherited)
		}
	case at > 0:
		f.Population, f.Indicator = r.rd.lex.WithoutYears(r.text, tail[:at]), r.rd.lex.WithoutYears(r.text, tail[at:])
	case saidLater(r.rd.lex, ps, i) != nil:
		next := saidLater(r.rd.lex, ps, i)
		f.Population, f.Indicator = r.rd.lex.WithoutYears(r.text, tail), r.rd.lex.WithoutYears(r.text, next[r.rd.lex.PredicateAt(next):])
	case r.inherit && r.base != "" && lang.LongestStart(r.rd.lex.Qualifiers, tail) > 0:
		r.goOn(f, r.rd.lex.WithoutYears(r.text, tail))
		return
	default:
		f.Indicator, f.Population = r.base, r.rd.lex.WithoutYears(r.text, tail)
		if !r.inherit {
			f.Indicator = f.Population
		}
	}
	r.base, r.population = f.Indicator, f.Population
}

// saidLater is the tail of the next share that says what is done with all of them: "90% hồ sơ cấp tỉnh, 80% hồ sơ cấp
// huyện và 60% hồ sơ cấp xã được xử lý"; nil for none.
func saidLater(lex *lang.Lexicon, ps []piece, i int) []lang.Token {
	for k := i + 1; k < len(ps) && len(ps[k].lead) == 0 && ps[k].share; k++ {
		if lex.PredicateAt(ps[k].tail) > 0 {
			return ps[k].tail
		}
	}
	return nil
}
