package reading

import (
	"slices"
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// dutyReader reads duties to report.
type dutyReader struct {
	rd   *Reader
	x    *Reading
	task *taskReader
}

func (rd *Reader) readDuties(x *Reading, tr *taskReader, roots ...*part) {
	d := &dutyReader{rd: rd, x: x, task: tr}
	for _, root := range roots {
		root.walk(func(p *part) {
			if p.kind == paper.KindOrganisation || p.kind == paper.KindTasks || p.kind == paper.KindFunding || p.kind == paper.KindNone {
				d.part(p)
			}
		})
	}
}

func (d *dutyReader) part(p *part) {
	items := p.items
	if p.head != nil {
		items = append([]*item{p.head}, items...)
	}
	heading := d.heading(p)
	for _, it := range items {
		if it.block.Table != nil {
			continue
		}
		text := it.text()
		for _, s := range sentences(d.rd.lex, text, lang.Tokens(text)) {
			d.sentence(it, text, s, heading, p.kind == paper.KindOrganisation)
		}
	}
}

// heading are the agencies that a part, or the one it lies in, is headed with.
func (d *dutyReader) heading(p *part) []string {
	for q := p; q != nil && q.head != nil; q = q.parent {
		if h := d.task.heading(q); len(h) > 0 {
			return h
		}
	}
	return nil
}

// sentence reads the duties of a sentence. Who the first clause speaks of answers for the later ones too; a clause that
// only adds a day adds it to the duty before.
func (d *dutyReader) sentence(it *item, text string, ts []lang.Token, heading []string, organisation bool) {
	who := heading
	var listed []string
	first := len(d.x.Reporting)
	for _, c := range clauses(d.rd.lex, text, ts) {
		c = d.behindTopic(text, c)
		if names := d.onlyAgencies(text, c); len(names) > 0 {
			listed = append(listed, names...) // "Các sở, ngành; UBND các huyện …": the list goes on behind the semicolon
			continue
		}
		if names := d.subjectOf(text, c); len(names) > 0 {
			who = append(listed, names...)
		}
		listed = nil
		due := d.due(c)
		if verb := lang.Find(lang.Phrases("báo cáo", "gửi báo cáo"), c); verb > 0 && lang.Find(lang.Phrases("xây dựng", "ban hành", "triển khai"), c[:verb]) >= 0 {
			if own := d.due(c[verb:]); len(own) > 0 {
				due = own // "xây dựng kế hoạch trước ngày 30/11, báo cáo trước ngày 20/12": the first is no report's
			}
		}
		if len(due) > 0 && len(d.x.Reporting) > first && lang.Find(lang.Phrases("báo cáo", "năm", "quý", "tháng", "6 tháng", "định kì"), c) >= 0 && d.receiver(text, c, 0) == nil {
			last := &d.x.Reporting[len(d.x.Reporting)-1]
			if names := d.subjectOf(text, c); len(names) > 0 && lang.LongestStart(lang.Phrases("riêng", "còn"), c) > 0 {
				d.add(Duty{Who: names, To: last.To, Due: due, What: last.What, Text: lang.Words(text, c), Source: it.place(c[0].At), Confidence: 85})
				continue // "…; riêng Trung tâm X báo cáo hằng tháng": to the same
			}
			last.Due = append(last.Due, due...)
			slices.Sort(last.Due)
			continue
		}
		d.clause(it, text, c, who, due, organisation)
	}
}

// behindTopic is a clause without what it is headed with: "Chế độ báo cáo: …".
func (d *dutyReader) behindTopic(text string, ts []lang.Token) []lang.Token {
	for i := 1; i < len(ts) && i < 10; i++ {
		if lang.IsMark(ts[i], ":") && !d.rd.beginsAgency(text, ts, 0) {
			return ts[i+1:]
		}
	}
	return ts
}

// onlyAgencies are the agencies of a clause that holds nothing else.
func (d *dutyReader) onlyAgencies(text string, ts []lang.Token) []string {
	return namesOf(d.rd.onlyAgencies(text, ts))
}

// receiver is a name with the tokens that give it.
type receiver struct {
	name     string
	from, to int
	sent     bool // said with "về" or "gửi", not only "báo cáo"
}

// receiver is the first agency behind a word of sending, from a token on; nil for none.
func (d *dutyReader) receiver(text string, ts []lang.Token, from int) *receiver {
	var reported *receiver
	for i := from; i < len(ts); i++ {
		n := lang.LongestStart(d.rd.lex.ToWords, ts[i:])
		if n == 0 || !d.rd.beginsAgency(text, ts, i+n) {
			continue
		}
		end := d.rd.listEnd(text, ts, i+n)
		end = i + n + withoutTime(ts[i+n:end])
		names := d.rd.agencyList(text, ts[i+n:end])
		if len(names) == 0 {
			continue
		}
		r := &receiver{strings.Join(namesOf(names), ", "), i, end, lang.LongestStart(d.rd.lex.SendWords, ts[i:]) > 0}
		if next := d.through(text, ts, r); next != nil {
			return next
		}
		if r.sent {
			return r
		}
		if reported == nil && lang.Find(lang.Phrases("báo cáo", "trình"), ts[i:i+n]) >= 0 {
			reported = r
		}
	}
	return reported
}

// through is who gets the report in the end where the first only signs it: "trình Giám đốc Sở báo cáo UBND tỉnh".
func (d *dutyReader) through(text string, ts []lang.Token, r *receiver) *receiver {
	if lang.LongestStart(lang.Phrases("trình"), ts[r.from:]) == 0 || lang.LongestStart(lang.Phrases("giám đốc", "lãnh đạo", "thủ trưởng", "chủ tịch"), ts[r.from+1:]) == 0 ||
		lang.LongestStart(lang.Phrases("báo cáo", "để báo cáo", "gửi"), ts[r.to:]) == 0 {
		return nil
	}
	return d.receiver(text, ts, r.to)
}

// withoutTime is how many tokens stand before a time begins.
func withoutTime(ts []lang.Token) int {
	if at := lang.Find(lang.Phrases("trước", "ngày", "hằng", "hàng", "định kì", "chậm nhất", "qua", "trong", "vào", "theo", "khi", "kết quả", "tình hình", "tiến độ", "số liệu", "việc"), ts); at >= 0 {
		return at
	}
	return len(ts)
}

// clause reads the duty of a clause: a report with a day, or one that is sent somewhere.
func (d *dutyReader) clause(it *item, text string, ts []lang.Token, who []string, due Due, organisation bool) {
	verb := lang.Find(d.rd.lex.ReportVerbs, ts)
	if verb < 0 {
		return
	}
	to := d.receiver(text, ts, 0)
	speaks := lang.Find(lang.Phrases("báo cáo", "gửi", "đề xuất", "phản ánh", "kiến nghị"), ts) >= 0 || len(due) > 0 && lang.Find(lang.Phrases("tổng hợp , trình", "tổng hợp kết quả , trình", "tổng hợp trình"), ts) >= 0
	switch {
	case to == nil || !speaks || lang.Find(d.rd.lex.Reported, ts) < 0 && lang.Find(d.rd.lex.Papers, ts[:to.from]) >= 0:
		return // "xây dựng kế hoạch, gửi Sở X": a paper and no report
	case len(due) == 0 && (!organisation || !to.sent && lang.Find(d.rd.lex.RecurringReport, ts) < 0):
		return
	case len(due) > 0 && lang.Find(lang.Phrases("báo cáo", "kết quả", "tổng hợp", "tình hình", "gửi"), ts) < 0:
		return
	}
	duty := Duty{Who: list(who), To: to.name, What: d.what(text, ts, *to), Text: lang.Words(text, ts), Source: it.place(ts[0].At), Confidence: certain}
	next := d.receiver(text, ts, to.to)
	if next == nil || next.name == to.name {
		duty.Due = due
		d.add(duty)
		return
	}
	// "… gửi Sở X trước ngày 10/12 để tổng hợp, báo cáo UBND tỉnh trước ngày 20/12": the second day is Sở X's.
	head, tail := ts[:next.from], ts[next.from:]
	own, after := d.due(head), d.due(tail)
	if len(own) == 0 || len(after) == 0 {
		duty.Due = due
		d.add(duty)
		return
	}
	duty.Due = own
	d.add(duty)
	d.add(Duty{Who: []string{to.name}, To: next.name, Due: after, What: duty.What, Text: duty.Text, Source: duty.Source, Confidence: certain})
}

func (d *dutyReader) add(duty Duty) {
	slices.Sort(duty.Due)
	if len(duty.Who) == 0 {
		duty.Confidence = 70
		d.x.Unsure = append(d.x.Unsure, Unsure{Text: duty.Text, Why: "plan.unsure.no_reporter", Source: duty.Source})
	}
	d.x.Reporting = append(d.x.Reporting, duty)
}

// subjectOf are the agencies a clause speaks of: those right before its verb, not behind a preposition.
func (d *dutyReader) subjectOf(text string, ts []lang.Token) []string {
	if at := lang.Find(d.rd.lex.Leading, ts); at >= 0 && lang.LongestStart(d.rd.lex.LeadersOf, ts[at:]) == 0 {
		if begin := d.rd.leadBefore(text, ts[:at]); begin >= 0 && begin < 4 {
			return namesOf(d.rd.agencyList(text, ts[begin:at]))
		}
	}
	verb := lang.Find(d.rd.lex.ReportVerbs, ts)
	for i := 0; i < len(ts) && (verb < 0 || i < verb); i++ {
		if !d.rd.beginsAgency(text, ts, i) || i > 0 && lang.LongestEnd(d.rd.lex.NotSubject, ts[:i]) > 0 {
			continue
		}
		end := d.rd.listEnd(text, ts, i+1)
		if verb >= 0 && end > verb {
			end = verb
		}
		names := namesOf(d.rd.agencyList(text, ts[i:end]))
		if len(names) > 0 && (i == 0 || lang.IsMark(ts[i-1], `,:)"`) || lang.LongestEnd(lang.Phrases("đề nghị", "yêu cầu", "giao", "năm", "thì", "riêng", "còn"), ts[:i]) > 0) {
			return names
		}
	}
	return nil
}

func namesOf(list []agencyName) []string {
	var out []string
	for _, n := range list {
		if n.name != "" {
			out = appendNew(out, n.name)
		}
	}
	return out
}

// what is what the report is about: the words between the verb and the receiver, or behind the receiver.
func (d *dutyReader) what(text string, ts []lang.Token, to receiver) string {
	if at := lang.Find(lang.Phrases("báo cáo", "tổng hợp"), ts[:to.from]); at >= 0 {
		if w := lang.Words(text, upToTime(ts[at+2:to.from])); w != "" {
			return w
		}
	}
	behind := ts[to.to:]
	if lang.LongestStart(d.rd.lex.ReportContents, behind) > 0 {
		return lang.Words(text, upToTime(behind))
	}
	if at := lang.Find(d.rd.lex.ReportContents, ts); at >= 0 {
		end := at
		for end < len(ts) && !(lang.IsMark(ts[end], ",") && d.rd.beginsAgency(text, ts, end+1)) && !sentenceEnd(d.rd.lex, text, ts, end) {
			end++
		}
		return lang.Words(text, upToTime(ts[at:end]))
	}
	return "kết quả thực hiện"
}

// upToTime is the tokens before a time, a parenthesis or a purpose.
func upToTime(ts []lang.Token) []lang.Token {
	for i := range ts {
		if lang.IsMark(ts[i], "(") || lang.LongestStart(lang.Phrases("trước ngày", "định kì", "để", "chậm nhất", "hằng năm", "hàng năm", "trước", "và gửi", "theo quy định", "qua", "6 tháng"), ts[i:]) > 0 || i > 0 && ts[i].Key == "gửi" {
			return ts[:i]
		}
	}
	return ts
}
