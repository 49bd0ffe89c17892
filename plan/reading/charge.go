package reading

import (
	"strings"

	"ansinh/plan/reading/lang"
)

// charge is who does something, as a sentence or labels say it.
type charge struct {
	lead, with []string
	time       string
	product    string
	rest       string // the words that say what is done
	doubts     []doubt
}

// rolesBehind reads a list in which each name is followed by its role: "Sở Nội vụ (chủ trì); Sở Tài chính, Công an tỉnh (phối
// hợp)". ok is false where no role stands so.
func (rd *Reader) rolesBehind(text string, ts []lang.Token) (ch charge, ok bool) {
	from := 0
	for i := range ts {
		if !lang.IsMark(ts[i], "(") {
			continue
		}
		end := closing(ts, i)
		inside := ts[i+1 : max(end, i+1)]
		leads, joins := lang.LongestStart(rd.lex.Leading, inside) > 0, lang.LongestStart(lang.Phrases("phối hợp"), inside) > 0
		if end == 0 || len(inside) > 4 || !leads && !joins {
			continue
		}
		for from < i && ts[from].Kind == lang.Mark {
			from++
		}
		ch.add(rd.agencyList(text, ts[from:i]), leads)
		from, ok = end+1, ok || leads
	}
	if ok && from < len(ts) { // names without a role behind the last one
		ch.add(rd.onlyAgencies(text, trimMarks(ts[from:])), false)
	}
	return ch, ok
}

func trimMarks(ts []lang.Token) []lang.Token {
	for len(ts) > 0 && ts[0].Kind == lang.Mark {
		ts = ts[1:]
	}
	for len(ts) > 0 && ts[len(ts)-1].Kind == lang.Mark {
		ts = ts[:len(ts)-1]
	}
	return ts
}

// sentenceCharge reads "Sở X chủ trì, phối hợp với Y xây dựng …" in a paragraph: the first sentence that says so.
// heading are the agencies the part above is headed by; they lead where the sentence names nobody before "chủ trì".
func (rd *Reader) sentenceCharge(text string, heading []string) (charge, bool) {
	text = rd.withoutShort(text)
	for _, s := range sentences(rd.lex, text, lang.Tokens(text)) {
		cs := clauses(rd.lex, text, s)
		for i, c := range cs {
			if ch, ok := rd.clauseCharge(text, c, heading); ok {
				for k, later := range cs[i:] {
					ch.add(rd.joiners(text, later), false)
					if k > 0 && len(ch.with) > 0 { // the list goes on behind a semicolon
						ch.add(rd.onlyAgencies(text, later), false)
					}
				}
				return ch, true
			}
		}
	}
	return charge{}, false
}

// joiners are the agencies that a clause says join in, behind them or before: "UBND cấp huyện phối hợp", "phối hợp: Sở X".
func (rd *Reader) joiners(text string, ts []lang.Token) []agencyName {
	for i := range ts {
		if ts[i].Key != "phối" || lang.LongestStart(lang.Phrases("phối hợp"), ts[i:]) == 0 {
			continue
		}
		at := i + 2
		if at < len(ts) && lang.IsMark(ts[at], ":") {
			return rd.agencyList(text, ts[at+1:rd.listEnd(text, ts, at+1)])
		}
		before := ts[:i]
		for from := range before {
			if (from == 0 || lang.IsMark(before[from-1], ",:(;") || before[from-1].Key == "và") && rd.beginsAgency(text, before, from) && onlyTail(before[rd.listEnd(text, before, from+1):]) &&
				lang.Find(rd.lex.Leading, before[from:]) < 0 {
				return rd.agencyList(text, before[from:])
			}
		}
	}
	return nil
}

func (rd *Reader) clauseCharge(text string, ts []lang.Token, heading []string) (charge, bool) {
	at := rd.leadingAt(ts)
	if at < 0 {
		return charge{}, false
	}
	var ch charge
	begin := rd.leadBefore(text, ts[:at])
	switch {
	case begin >= 0:
		ch.add(rd.agencyList(text, ts[begin:at]), true)
	case len(heading) > 0 && len(rd.lex.Stripped(ts[:at])) <= 3:
		ch.lead = heading
	default:
		return charge{}, false
	}
	if len(ch.lead) == 0 {
		return charge{}, false
	}
	end, middle := at+lang.LongestStart(rd.lex.Leading, ts[at:]), "" // what is done may stand before those who join
	for i := at; i < len(ts); i++ {
		if i > at && lang.LongestStart(rd.lex.Leading, ts[i:]) > 0 {
			ch.doubts = append(ch.doubts, doubtTwoLeads)
			end = i + 2
		}
		n := lang.LongestStart(rd.lex.JoinWith, ts[i:])
		if n == 0 || !rd.beginsAgency(text, ts, i+n) && (n == 1 || lang.LongestStart(lang.Phrases("với", "cùng"), ts[i+n-1:]) == 0) {
			continue
		}
		stop := rd.listEnd(text, ts, i+n)
		ch.add(rd.agencyList(text, ts[i+n:stop]), false)
		if i > end+2 && middle == "" {
			middle = lang.Words(text, ts[end:i])
		}
		i, end = stop-1, stop
	}
	ch.rest = sentenceStart(or(lang.Words(text, ts[min(end, len(ts)):]), middle))
	if ch.rest == "" {
		ch.rest = lang.Words(text, ts[:max(begin, 0)])
	}
	ch.doubts = append(ch.doubts, doubtLeadInText)
	return ch, true
}

// leadingAt is where a clause says that somebody leads; "các cơ quan được giao chủ trì" is a name and says it of nobody.
func (rd *Reader) leadingAt(ts []lang.Token) int {
	for i := range ts {
		if n := lang.LongestStart(rd.lex.LeadersOf, ts[i:]); n > 0 && ts[i].Key == "được" {
			continue
		}
		if lang.LongestStart(rd.lex.Leading, ts[i:]) > 0 && lang.LongestEnd(lang.Phrases("được giao"), ts[:i]) == 0 {
			return i
		}
	}
	return -1
}

// subjectCharge reads a sentence that begins with who does it and says no more of it: "Sở Tư pháp rà soát …".
func (rd *Reader) subjectCharge(text string) (charge, bool) {
	text = rd.withoutShort(text)
	ts := lang.Tokens(text)
	ts = ts[lang.LongestStart(lang.Phrases("giao", "giao cho"), ts):]
	if !rd.beginsAgency(text, ts, 0) {
		return charge{}, false
	}
	end := rd.listEnd(text, ts, 1)
	for k := 2; k < min(end, len(ts)); k++ { // "Sở Xây dựng cùng UBND các phường kiểm tra …"
		if n := lang.LongestStart(lang.Phrases("cùng", "cùng với"), ts[k:]); n > 0 && rd.beginsAgency(text, ts, k+n) && end < len(ts) {
			return rd.subjectWith(text, ts, k)
		}
	}
	if with := ts[min(end, len(ts)):]; lang.LongestStart(rd.lex.JoinWith, with) > 0 && rd.beginsAgency(text, with, lang.LongestStart(rd.lex.JoinWith, with)) {
		return rd.subjectWith(text, ts, end)
	}
	if n := lang.LongestStart(lang.Phrases("có trách nhiệm", "chịu trách nhiệm"), ts[min(end, len(ts)):]); n > 0 && end+n < len(ts) {
		ch := charge{rest: sentenceStart(lang.Words(text, ts[end+n:])), doubts: []doubt{doubtSubject}}
		ch.add(rd.agencyList(text, ts[:end]), true)
		return ch, len(ch.lead) > 0
	}
	if end >= len(ts) || lang.LongestStart(lang.Phrases("phối hợp", "được", "là", "báo cáo", "gửi", "tổng hợp"), ts[end:]) > 0 || lang.IsMark(ts[end], ";(") || sentenceEnd(rd.lex, text, ts, end) {
		return charge{}, false
	}
	ch := charge{rest: sentenceStart(lang.Words(text, ts[end:])), doubts: []doubt{doubtSubject}}
	if lang.IsMark(ts[end], ":") {
		ch.rest = sentenceStart(lang.Words(text, ts[end+1:]))
	}
	ch.add(rd.agencyList(text, ts[:end]), true)
	for i := end; i < len(ts); i++ {
		if n := lang.LongestStart(rd.lex.JoinWith, ts[i:]); n > 0 && rd.beginsAgency(text, ts, i+n) {
			ch.add(rd.agencyList(text, ts[i+n:rd.listEnd(text, ts, i+n)]), false)
			break
		}
	}
	if len(ch.with) == 0 {
		for _, c := range clauses(rd.lex, text, ts[end:]) {
			ch.add(rd.joiners(text, c), false)
		}
	}
	return ch, len(ch.lead) > 0
}

// subjectWith reads "Sở A phối hợp với Sở B xây dựng …": who is named first does it, with the others. end is where the
// first names end.
func (rd *Reader) subjectWith(text string, ts []lang.Token, end int) (charge, bool) {
	n := lang.LongestStart(rd.lex.JoinWith, ts[end:])
	stop := rd.listEnd(text, ts, end+n+1)
	if stop >= len(ts) || sentenceEnd(rd.lex, text, ts, stop) || lang.Find(rd.lex.Leading, ts) >= 0 {
		return charge{}, false
	}
	ch := charge{rest: sentenceStart(lang.Words(text, ts[stop:])), doubts: []doubt{doubtSubject}}
	ch.add(rd.agencyList(text, ts[:end]), true)
	ch.add(rd.agencyList(text, ts[end+n:stop]), false)
	return ch, len(ch.lead) > 0 && ch.rest != ""
}

// closingCharge reads who does it at the end of a paragraph: "…: UBND các xã thực hiện".
func (rd *Reader) closingCharge(text string) (charge, bool) {
	text = rd.withoutShort(text)
	ts := lang.Tokens(text)
	for i := len(ts) - 1; i > 0; i-- {
		if !lang.IsMark(ts[i], ":(") || !rd.beginsAgency(text, ts, i+1) {
			continue
		}
		end := rd.listEnd(text, ts, i+2)
		rest := ts[end:]
		for len(rest) > 0 && lang.IsMark(rest[len(rest)-1], ".;)") {
			rest = rest[:len(rest)-1]
		}
		if lang.LongestStart(lang.Phrases("thực hiện", "chịu trách nhiệm", "triển khai", "tổ chức thực hiện"), rest) != len(rest) || len(rest) == 0 {
			return charge{}, false
		}
		ch := charge{rest: lang.Words(text, ts[:i]), doubts: []doubt{doubtSubject}}
		ch.add(rd.agencyList(text, ts[i+1:end]), true)
		return ch, len(ch.lead) > 0
	}
	return charge{}, false
}

// onlyAgencies are the agencies of a clause that holds nothing else.
func (rd *Reader) onlyAgencies(text string, ts []lang.Token) []agencyName {
	ts = ts[lang.LongestStart(lang.Phrases("và", "cùng"), ts):]
	if !rd.beginsAgency(text, ts, 0) || rd.listEnd(text, ts, 1) < len(ts) {
		return nil
	}
	return rd.agencyList(text, ts)
}

// joinsAtStart reads a sentence that begins with whom to work with: "Phối hợp với Sở X lập dự toán …".
func (rd *Reader) joinsAtStart(text string) (with []string, rest string) {
	text = rd.withoutShort(text)
	ts := lang.Tokens(text)
	n := lang.LongestStart(rd.lex.JoinWith, ts)
	if n == 0 || !rd.beginsAgency(text, ts, n) {
		return nil, ""
	}
	end := rd.listEnd(text, ts, n+1)
	return namesOf(rd.agencyList(text, ts[n:end])), sentenceStart(lang.Words(text, ts[end:]))
}

// add puts names where they belong.
func (c *charge) add(names []agencyName, lead bool) {
	for _, n := range names {
		if n.name == "" {
			continue
		}
		if lead {
			c.lead = appendNew(c.lead, n.name)
		} else {
			c.with = appendNew(c.with, n.name)
		}
		if !n.known {
			c.doubts = append(c.doubts, doubtNotAgency)
		}
	}
}

// leadBefore is where the agencies before "chủ trì" begin: behind "giao" or "do", or at the last place from which only
// agencies follow. -1 for nowhere.
func (rd *Reader) leadBefore(text string, ts []lang.Token) int {
	best := -1
	for len(ts) > 0 && lang.IsMark(ts[len(ts)-1], ":-,") {
		ts = ts[:len(ts)-1]
	}
	for i := range ts {
		if !rd.beginsAgency(text, ts, i) {
			continue
		}
		if rd.listEnd(text, ts, i+1) < len(ts) && !onlyTail(ts[rd.listEnd(text, ts, i+1):]) {
			continue
		}
		starts := i == 0 || lang.LongestEnd(lang.Phrases("giao", "giao cho", "do", "đề nghị", ":", "(", "yêu cầu", "phân công", ",", "-"), ts[:i]) > 0
		if best < 0 && starts {
			return i
		}
		if best < 0 {
			best = i
		}
	}
	return best
}

// onlyTail says whether the words only lead over to "chủ trì": "là cơ quan", "có trách nhiệm".
func onlyTail(ts []lang.Token) bool {
	return lang.LongestEnd(lang.Phrases("theo chức năng , nhiệm vụ", "theo chức năng , nhiệm vụ được giao", "theo chức năng", "là cơ quan", "là đơn vị", "làm cơ quan", "có trách nhiệm", "chịu trách nhiệm", "được giao", "là"), ts) == len(ts)
}

func sentenceStart(s string) string {
	if s == "" {
		return ""
	}
	rs := []rune(s)
	return strings.ToUpper(string(rs[0])) + string(rs[1:])
}

// labelCharge adds what the labels of a paragraph say.
func (rd *Reader) labelCharge(c *charge, found []lang.Labelled) {
	for _, l := range found {
		names, doubtful := []string(nil), false
		if l.Guessed {
			c.doubts = append(c.doubts, doubtGuessedLabel)
		}
		if l.Kind == lang.LabelLead || l.Kind == lang.LabelWith || l.Kind == lang.LabelCharge {
			if value, time := rd.timeBehind(l.Value); time != "" { // "(chủ trì: Sở Y tế; phối hợp: Công an tỉnh; xong trước 30/6)"
				l.Value, c.time = value, or(c.time, time)
			}
			names, doubtful = rd.agencies(l.Value)
		}
		switch l.Kind {
		case lang.LabelLead:
			c.leads(rd, l.Value, names)
		case lang.LabelWith:
			for _, n := range names {
				c.with = appendNew(c.with, n)
			}
		case lang.LabelTime:
			c.time = l.Value
		case lang.LabelProduct:
			c.product = l.Value
		case lang.LabelCharge:
			if in, ok := rd.rolesBehind(l.Value, lang.Tokens(l.Value)); ok {
				c.lead, c.with, doubtful = append(c.lead, in.lead...), append(c.with, in.with...), false
				continue
			}
			if in, ok := rd.sentenceCharge(l.Value, nil); ok {
				c.lead, c.with = append(c.lead, in.lead...), append(c.with, in.with...)
				continue
			}
			c.leads(rd, l.Value, names)
		}
		if doubtful {
			c.doubts = append(c.doubts, doubtNotAgency)
		}
	}
}

// timeBehind parts a list of agencies from the time that stands behind it without a label; "" where none does.
func (rd *Reader) timeBehind(value string) (agencies, time string) {
	ts := lang.Tokens(value)
	for i := len(ts) - 1; i > 0; i-- {
		if lang.IsMark(ts[i], ";,") && !rd.beginsAgency(value, ts, i+1) && rd.timeOnly(value, ts[i+1:]) {
			return lang.Words(value, ts[:i]), lang.Words(value, ts[i+1:])
		}
	}
	return value, ""
}

// leads takes the agencies of a lead label. "Sở A chủ trì, phối hợp với Sở B" behind the label names both sides.
func (c *charge) leads(rd *Reader, value string, names []string) {
	if in, ok := rd.rolesBehind(value, lang.Tokens(value)); ok {
		c.lead, c.with = append(c.lead, in.lead...), append(c.with, in.with...)
		return
	}
	if in, ok := rd.sentenceCharge(value, nil); ok && len(in.with) > 0 {
		c.lead, c.with = append(c.lead, in.lead...), append(c.with, in.with...)
		return
	}
	for _, n := range names {
		c.lead = appendNew(c.lead, n)
	}
}

// chargedIn says whether a paragraph itself says who leads.
func (rd *Reader) chargedIn(it *item) bool {
	_, ok := rd.sentenceCharge(it.text(), nil)
	return ok
}
