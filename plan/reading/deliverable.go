package reading

import (
	"ansinh/plan/reading/lang"

	"ansinh/plan/reading/paper"
)

// deliverables reads what is to be made or finished in the paragraphs of tasks and of the part on carrying out.
func (r *taskReader) deliverables(roots ...*part) {
	for _, root := range roots {
		for _, it := range root.all() {
			if it.block.Table != nil || it.part == nil || it.part.kind != paper.KindTasks && it.part.kind != paper.KindOrganisation {
				continue
			}
			text := it.text()
			if found, rest := r.rd.lex.ReadLabels(text); len(found) > 0 {
				if rest == "" {
					continue
				}
				text = rest
			}
			for _, s := range sentences(r.rd.lex, text, lang.Tokens(text)) {
				for _, c := range clauses(r.rd.lex, text, s) {
					r.deliverable(it, text, c)
				}
			}
		}
	}
}

func (r *taskReader) deliverable(it *item, text string, ts []lang.Token) {
	due := dueIn(r.rd.lex, text, ts, r.x.year(r.rd.lex))
	start := madeAt(r.rd.lex, ts)
	if start < 0 {
		start = lang.Find(r.rd.lex.Finishes, ts)
	}
	reports := lang.Find(lang.Phrases("báo cáo", "gửi"), ts) >= 0
	switch {
	case start < 0 && (due == "" || reports || it.part.kind != paper.KindTasks):
		return
	case start < 0:
		start = 0
	case reports && due == "" && lang.Find(r.rd.lex.Papers, ts[start:]) < 0:
		return
	}
	number := r.at[it.order]
	if due == "" {
		due = r.deadline(number)
	}
	if named, ok := r.labelled[number]; ok && number != "" && named == due {
		return // the label "Sản phẩm" names it already
	}
	r.x.Deliverables = append(r.x.Deliverables, Deliverable{Text: lang.Words(text, ts[start:]), Due: due,
		Source: it.place(ts[start].At), Task: number, Confidence: certain})
}

func (r *taskReader) deadline(number string) string {
	if number == "" {
		return ""
	}
	return r.deadlines[number]
}

// madeAt is where the words begin that say a paper is to be made, -1 for nowhere.
func madeAt(lex *lang.Lexicon, ts []lang.Token) int {
	for i := range ts {
		n := lang.LongestStart(lex.Papers, ts[i:])
		if n == 0 || i == 0 || numberFollows(ts, i+n) || i+n < len(ts) && ts[i+n].Key == "này" {
			continue
		}
		before := i
		for k := 1; k > 0; {
			k = lang.LongestEnd(lex.Several, ts[:before])
			before -= k
		}
		if lang.LongestEnd(lex.Making, ts[:before]) == 0 {
			continue
		}
		if lang.LongestStart(lex.Ongoing, ts[i:]) > 0 && before == i && lang.LongestEnd(lang.Phrases("ban hành", "trình", "phê duyệt"), ts[:before]) == 0 {
			continue
		}
		return chainStart(lex, ts, before)
	}
	return -1
}

// chainStart goes back from a verb of making over those that lead to it.
func chainStart(lex *lang.Lexicon, ts []lang.Token, verbEnd int) int {
	start := verbEnd - lang.LongestEnd(lex.Making, ts[:verbEnd])
	for i := max(0, verbEnd-16); i < start; i++ {
		if lang.LongestStart(lex.Chaining, ts[i:]) > 0 && lang.Find(lang.Phrases(";", "."), ts[i:verbEnd]) < 0 {
			return i
		}
	}
	return start
}

// dueIn is the day a clause sets for finishing, "" for none. "đến năm 2030" sets none: it is how far a plan reaches.
func dueIn(lex *lang.Lexicon, text string, ts []lang.Token, year int) string {
	for i := range ts {
		n := lang.LongestStart(lex.DueLeads, ts[i:])
		if n == 0 || i > 0 && lang.LongestEnd(lang.Phrases("trong những"), ts[:i+1]) > 0 {
			continue
		}
		end := min(len(ts), i+n+8)
		for k := i + n; k < end; k++ {
			if lang.IsMark(ts[k], ";") {
				end = k
			}
		}
		from := i
		if ts[i].Key != "trong" && ts[i].Key != "trước" && ts[i].Key != "vào" && ts[i].Key != "chậm" && !dateSoon(ts, i+n) {
			continue
		}
		if d := lex.LastDay(text[ts[from].At:ts[end-1].End], year); d != "" {
			return d
		}
	}
	return ""
}

// dateSoon says whether a date follows within a few words, so that "hoàn thành" is about it.
func dateSoon(ts []lang.Token, i int) bool {
	for k := max(0, i-1); k < len(ts) && k < i+4; k++ {
		if ts[k].Kind == lang.Day || ts[k].Kind == lang.Month || ts[k].Key == "quý" || ts[k].Key == "tháng" || ts[k].Key == "ngày" || lang.PlainYear(ts[k]) > 0 {
			return true
		}
	}
	return false
}
