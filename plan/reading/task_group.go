package reading

import (
	"slices"
	"strings"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// duty is a run of paragraphs with who answers for them.
type duty struct {
	items  []*item
	charge charge
	inText bool
}

func lead(groups []duty) int {
	n := 0
	for _, g := range groups {
		if len(g.charge.lead) > 0 {
			n++
		}
	}
	return n
}

// groups are the duties of a part's own paragraphs: labels close a run; where there are none, each sentence that says
// who leads is one.
func (r *taskReader) groups(p *part) []duty {
	found, ok := r.duties[p]
	if !ok {
		found = r.findGroups(p)
		r.duties[p] = found
	}
	return found
}

func (r *taskReader) findGroups(p *part) []duty {
	items := p.items
	if p.head != nil {
		items = append([]*item{p.head}, items...)
	}
	heading := r.heading(p)
	out := r.labelGroups(items)
	if lead(out) > 0 {
		return out
	}
	in := r.textGroups(items, append(heading[:len(heading):len(heading)], r.headingAbove(p)...))
	if above := r.headingAbove(p); lead(in) == 0 && len(above) > 0 && len(heading) == 0 {
		with, _ := r.rd.joinsAtStart(p.head.text())
		return []duty{{items: items, charge: charge{lead: above, with: with, time: timeIn(r.rd.lex, p.head.text()), doubts: []doubt{doubtSubject}}, inText: true}}
	}
	if lead(in) == 0 && len(heading) > 0 {
		return []duty{{items: items, charge: charge{lead: heading, with: r.joining(p, heading), time: r.onlyTime(p)}, inText: true}}
	}
	if lead(in) == 0 && p.rank > paper.RankRoman {
		in = r.subjectGroups(items)
	}
	if lead(in) == 0 {
		return out
	}
	if lead(out) == 0 && len(heading) == 0 && p.head != nil && !r.rd.chargedIn(p.head) {
		in = r.running(p.items, in)
	}
	if len(in) == 1 {
		in[0].items = items
		if in[0].charge.time == "" && p.head != nil {
			in[0].charge.time = bracketedTime(r.rd.lex, p.head.text(), lang.Tokens(p.head.text()))
		}
	}
	if len(out) == 1 && lead(in) == 1 {
		for _, w := range out[0].charge.with {
			in[0].charge.with = appendNew(in[0].charge.with, w)
		}
		in[0].charge.time, in[0].charge.product = or(out[0].charge.time, in[0].charge.time), out[0].charge.product
		in[0].items = items
	}
	return in
}

// heading are the agencies that a part's title names and nothing else: "1. Sở Y tế".
func (r *taskReader) heading(p *part) []string {
	if p.head == nil || p.rank <= paper.RankRoman {
		return nil
	}
	ts := lang.Tokens(p.title)
	ts = ts[lang.LongestStart(r.rd.lex.Asking, ts):]
	if !r.rd.beginsAgency(p.title, ts, 0) || r.rd.listEnd(p.title, ts, 1) < len(ts) || len(ts) > 40 {
		return nil
	}
	var names []string
	for _, n := range r.rd.agencyList(p.title, ts) {
		if !n.known {
			return nil
		}
		names = append(names, n.name)
	}
	return names
}

func (r *taskReader) labelGroups(items []*item) []duty {
	var out []duty
	current, open := duty{}, false
	for _, it := range items {
		if it.block.Table != nil {
			continue
		}
		found, rest := r.rd.lex.ReadLabels(it.text())
		startsLead := len(found) > 0 && (found[0].Kind == lang.LabelLead || found[0].Kind == lang.LabelCharge)
		switch {
		case len(found) == 0 && open && labelShape(it.text(), lang.Tokens(it.text())) > 0:
			// A label that says nothing known stands among the others.
		case open && len(current.charge.lead) > 0 && (startsLead || len(found) == 0 || rest != ""):
			out = append(out, current)
			current = duty{}
		case startsLead && rest == "" && len(current.items) == 0 && len(out) > 0:
		}
		open = open || len(found) > 0
		current.items = append(current.items, it)
		r.rd.labelCharge(&current.charge, found)
	}
	if len(current.items) > 0 {
		if len(out) > 0 && len(current.charge.lead) == 0 {
			out[len(out)-1].items = append(out[len(out)-1].items, current.items...)
			return out
		}
		out = append(out, current)
	}
	return out
}

func (r *taskReader) textGroups(items []*item, heading []string) []duty {
	var out []duty
	for _, it := range items {
		if it.block.Table != nil {
			continue
		}
		opening, text := r.rd.openingTime(it.text())
		ch, ok := r.rd.sentenceCharge(text, heading)
		if !ok {
			continue
		}
		ch.time = or(or(opening, timeIn(r.rd.lex, text)), ch.time)
		out = append(out, duty{items: []*item{it}, charge: ch, inText: true})
	}
	return out
}

// running adds to the duties found in running sentences the paragraphs that begin with who does them, in order: "Các bệnh
// viện khu vực có trách nhiệm bố trí …" among paragraphs with "chủ trì". A bullet only details the paragraph above it.
func (r *taskReader) running(items []*item, in []duty) []duty {
	var out []duty
	said := map[*item]duty{}
	for _, g := range in {
		if len(g.items) > 0 {
			said[g.items[0]] = g
		}
	}
	for _, it := range items {
		if g, ok := said[it]; ok {
			out = append(out, g)
			continue
		}
		if it.block.Table != nil || it.marker.Bullet() {
			continue
		}
		opening, text := r.rd.openingTime(it.text())
		if ch, ok := r.rd.subjectCharge(text); ok {
			ch.time = or(or(opening, timeIn(r.rd.lex, text)), ch.time)
			out = append(out, duty{items: []*item{it}, charge: ch, inText: true})
		}
	}
	if lead(out) < lead(in) {
		return in
	}
	return out
}

// joining are the agencies that those who head a part are to work with, as the points below say.
func (r *taskReader) joining(p *part, heading []string) []string {
	for _, it := range p.all() {
		if it.block.Table != nil {
			continue
		}
		if ch, ok := r.rd.sentenceCharge(it.text(), heading); ok {
			return ch.with
		}
	}
	with, _ := r.rd.joinsAtStart(behindColon(p.head.text()))
	return with
}

// onlyTime is the time that the points below a part set: of a single point any, of several where just one of them says by
// when it ends, or all say the same.
func (r *taskReader) onlyTime(p *part) string {
	var points []*item
	for _, it := range p.all() {
		if it != p.head && it.block.Table == nil {
			points = append(points, it)
		}
	}
	if len(points) == 1 {
		if t := timeIn(r.rd.lex, points[0].text()); t != "" {
			return t
		}
	}
	said := ""
	for _, it := range p.all() {
		if it.block.Table != nil {
			continue
		}
		if t := timeIn(r.rd.lex, it.text()); lang.Find(r.rd.lex.FinishLeads, lang.Tokens(t)) >= 0 {
			if said != "" && t != said {
				return ""
			}
			said = t
		}
	}
	return said
}

// subjectGroups reads paragraphs that begin with who does it, where nothing says who leads.
func (r *taskReader) subjectGroups(items []*item) []duty {
	var out []duty
	for _, it := range items {
		if it.block.Table != nil {
			continue
		}
		ch, ok := r.rd.subjectCharge(it.text())
		if !ok {
			ch, ok = r.rd.subjectCharge(behindColon(it.text()))
		}
		if t := timeIn(r.rd.lex, it.text()); ok && t != "" {
			ch.time = t
		}
		if !ok {
			ch, ok = r.rd.closingCharge(it.text())
		}
		if ok {
			out = append(out, duty{items: []*item{it}, charge: ch, inText: true})
		}
	}
	if len(out) == 1 {
		out[0].items = items
	}
	return out
}

// behindColon is what stands behind a short heading: "Giao chỉ tiêu: Văn phòng tham mưu …"; "" where none does.
func behindColon(text string) string {
	before, after, found := strings.Cut(text, ":")
	if !found || utf8.RuneCountInString(before) > 100 {
		return ""
	}
	return strings.TrimSpace(after)
}

// timeIn is the time a sentence sets itself: "hoàn thành trong quý III/2024", "…; thực hiện thường xuyên".
func timeIn(lex *lang.Lexicon, text string) string {
	ts := lang.Tokens(text)
	at := lang.Find(lex.FinishLeads, ts)
	if at < 0 && lang.Find(lex.Reported, ts) < 0 {
		at = lang.Find(lang.Phrases("trước ngày", "trước tháng", "trước quý", "trong quý", "trong tháng"), ts)
	}
	if at < 0 {
		return closingTime(lex, text, ts)
	}
	end := at
	for end < len(ts) && !lang.IsMark(ts[end], ";,)") && !sentenceEnd(lex, text, ts, end) {
		end++
	}
	t := lang.Words(text, ts[at:end])
	if lex.LastDay(t, 0) == "" && lang.Find(lex.Recurring, ts[at:end]) < 0 && lang.LongestStart(lang.Phrases("bắt đầu từ"), ts[at:]) == 0 {
		return closingTime(lex, text, ts)
	}
	return t
}

// timeStarts are the words that a time begins with which no label announces.
var timeStarts = lang.Phrases("trong", "vào", "trước", "từ", "đến", "quý", "tháng", "năm", "giai đoạn", "hằng", "hàng", "định kì", "mỗi", "thường xuyên", "liên tục", "ngay", "xong", "hoàn thành", "đầu năm", "cuối năm", "ngày")

// saysTime says whether the words, which no label announces, are a time and nothing else.
func saysTime(lex *lang.Lexicon, text string, ts []lang.Token) bool {
	if len(ts) == 0 || len(ts) > 14 || ts[0].Kind == lang.Word && lang.LongestStart(timeStarts, ts) == 0 || ts[0].Kind == lang.Mark {
		return false
	}
	return lang.Find(lex.Recurring, ts) >= 0 || lex.LastDay(text, 0) != ""
}

// bracketedTime is the time that stands alone in brackets behind what is to be done: "Bồi dưỡng tổ hòa giải (2025 - 2028): Sở
// Tư pháp chủ trì …"; "" for none.
func bracketedTime(lex *lang.Lexicon, text string, ts []lang.Token) string {
	for i := range ts {
		end := closing(ts, i)
		if end == 0 || i < 3 || end-i > 16 || end+1 < len(ts) && !lang.IsMark(ts[end+1], ":.;,") {
			continue
		}
		inside := ts[i+1 : end]
		if said := lang.Words(text, inside); saysTime(lex, said, inside) {
			return said
		}
	}
	return ""
}

// dashedTime is the time behind the last dash of a paragraph: "… – Sở Nội vụ chủ trì – quý III hằng năm"; "" for none.
func dashedTime(lex *lang.Lexicon, text string, ts []lang.Token) string {
	for i := len(ts) - 2; i > 0; i-- {
		if !lang.IsMark(ts[i], "-") || ts[i-1].Kind == lang.Number || ts[i-1].End == ts[i].At {
			continue
		}
		rest := trimMarks(ts[i+1:])
		if said := lang.Words(text, rest); saysTime(lex, said, rest) {
			return said
		}
		return ""
	}
	return ""
}

// endingTime is the time a sentence ends with: "… trong giai đoạn 2026 - 2028", "… trước khai giảng năm học 2026 - 2027".
func endingTime(lex *lang.Lexicon, text string, ts []lang.Token) string {
	if lang.Find(lex.Reported, ts) >= 0 {
		return ""
	}
	for i := max(4, len(ts)-9); i < len(ts); i++ { // "… thực hiện thường xuyên", "… thực hiện trong các năm 2024 - 2026"
		n := lang.LongestStart(lang.Phrases("thực hiện", "triển khai", "tiến hành", "tổ chức thực hiện"), ts[i:])
		if n == 0 || i+n >= len(ts) {
			continue
		}
		if said := lang.Words(text, ts[i+n:]); saysTime(lex, said, ts[i+n:]) {
			return said
		}
	}
	for i := len(ts) - 2; i > 3 && i >= len(ts)-9; i-- {
		if y, ok := lex.YearAt(ts[i:], yearIn(ts[i:])); ok && y.From == 0 && y.To == len(ts)-i && y.Role == lang.Since && lang.IsMark(ts[i-1], ",") {
			return lang.Words(text, ts[i:]) // "…, từ năm 2023"
		}
		if lang.LongestStart(lang.Phrases("ngay", "đầu", "cuối", "vào"), ts[i:]) > 0 && ts[i-1].Key != "ngay" && lang.Find(lex.Recurring, ts[i:]) >= 0 && saysTime(lex, lang.Words(text, ts[i:]), ts[i:]) {
			return lang.Words(text, ts[i:]) // "… ngay đầu mỗi năm học"
		}
		if ts[i].Key != "trong" && ts[i].Key != "trước" && ts[i].Key != "vào" || lang.LongestEnd(lang.Phrases("sơ kết", "tổng kết"), ts[:i]) > 0 {
			continue
		}
		if years := lex.YearsIn(ts[i:]); len(years) > 0 && years[len(years)-1].To == len(ts)-i {
			return lang.Words(text, ts[i:])
		}
		break
	}
	return ""
}

// yearIn is the first token that may be a year; 0 for none.
func yearIn(ts []lang.Token) int {
	return max(0, slices.IndexFunc(ts, func(t lang.Token) bool { return lang.PlainYear(t) > 0 }))
}

// closingTime is the time that the last clause of a paragraph is about: "…; thời gian: thường xuyên", "…; thực hiện trong
// giai đoạn 2026 - 2028"; "" where it says more, or speaks of reports.
func closingTime(lex *lang.Lexicon, text string, ts []lang.Token) string {
	if t := bracketedTime(lex, text, ts); t != "" {
		return t
	}
	if t := dashedTime(lex, text, ts); t != "" {
		return t
	}
	for len(ts) > 0 && lang.IsMark(ts[len(ts)-1], ".;)") {
		ts = ts[:len(ts)-1]
	}
	from := 0
	for i := range ts {
		if lang.IsMark(ts[i], ";") || sentenceEnd(lex, text, ts, i) {
			from = i + 1
		}
	}
	last := ts[from:]
	if from == 0 {
		return endingTime(lex, text, last)
	}
	if len(last) == 0 || lang.Find(lex.Reported, last) >= 0 {
		return ""
	}
	if len(last) > 14 {
		return endingTime(lex, text, last)
	}
	said := lang.Words(text, last)
	if n := lang.LongestStart(lang.Phrases("thực hiện", "làm", "triển khai", "tiến hành"), last); n > 0 && (lang.LongestStart(lang.Phrases("trong", "vào", "trước", "hằng", "hàng", "mỗi"), last[n:]) > 0 || lang.Find(lex.Recurring, last[n:]) >= 0 && len(last) < 9) {
		return lang.Words(text, last[n:]) // "…; làm vào dịp Tết", "…; thực hiện sáu tháng một lần"
	}
	if lex.LastDay(said, 0) != "" {
		at := lang.Find(lang.Phrases("trong", "vào", "trước", "giai đoạn", "năm", "quý", "tháng", "đến", "từ"), last)
		return lang.Words(text, last[max(at, 0):])
	}
	if at := lang.Find(lex.Recurring, last); at >= 0 && at < 5 {
		return lang.Words(text, last[at:])
	}
	return ""
}
