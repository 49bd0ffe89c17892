package reading

var ()

// deliverables reads what is to be made or finished in the paragraphs of tasks and of the part on carrying out.
func (r *taskReader) deliverables(roots ...*part) {
	for _, root := range roots {
		for _, it := range root.all() {
			if it.block.table != nil || it.part == nil || it.part.kind != kindTasks && it.part.kind != kindOrganisation {
				continue
			}
			text := it.text()
			if found, rest := r.rd.lex.readLabels(text); len(found) > 0 {
				if rest == "" {
					continue
				}
				text = rest
			}
			for _, s := range r.rd.lex.sentences(text, tokens(text)) {
				for _, c := range r.rd.lex.clauses(text, s) {
					r.deliverable(it, text, c)
				}
			}
		}
	}
}

func (r *taskReader) deliverable(it *item, text string, ts []token) {
	due := r.rd.lex.dueIn(text, ts, r.x.year(r.rd.lex))
	start := r.rd.lex.madeAt(ts)
	if start < 0 {
		start = find(r.rd.lex.Finishes, ts)
	}
	reports := find(phrases("báo cáo", "gửi"), ts) >= 0
	switch {
	case start < 0 && (due == "" || reports || it.part.kind != kindTasks):
		return
	case start < 0:
		start = 0
	case reports && due == "" && find(r.rd.lex.Papers, ts[start:]) < 0:
		return
	}
	number := r.at[it.order]
	if due == "" {
		due = r.deadline(number)
	}
	if named, ok := r.labelled[number]; ok && number != "" && named == due {
		return // the label "Sản phẩm" names it already
	}
	r.x.Deliverables = append(r.x.Deliverables, Deliverable{Text: words(text, ts[start:]), Due: due,
		Source: it.place(ts[start].at), Task: number, Confidence: certain})
}

func (r *taskReader) deadline(number string) string {
	if number == "" {
		return ""
	}
	return r.deadlines[number]
}

// madeAt is where the words begin that say a paper is to be made, -1 for nowhere.
func (lex *lexicon) madeAt(ts []token) int {
	for i := range ts {
		n := longestStart(lex.Papers, ts[i:])
		if n == 0 || i == 0 || numberFollows(ts, i+n) || i+n < len(ts) && ts[i+n].key == "này" {
			continue
		}
		before := i
		for k := 1; k > 0; {
			k = longestEnd(lex.Several, ts[:before])
			before -= k
		}
		if longestEnd(lex.Making, ts[:before]) == 0 {
			continue
		}
		if longestStart(lex.Ongoing, ts[i:]) > 0 && before == i && longestEnd(phrases("ban hành", "trình", "phê duyệt"), ts[:before]) == 0 {
			continue
		}
		return lex.chainStart(ts, before)
	}
	return -1
}

// chainStart goes back from a verb of making over those that lead to it.
func (lex *lexicon) chainStart(ts []token, verbEnd int) int {
	start := verbEnd - longestEnd(lex.Making, ts[:verbEnd])
	for i := max(0, verbEnd-16); i < start; i++ {
		if longestStart(lex.Chaining, ts[i:]) > 0 && find(phrases(";", "."), ts[i:verbEnd]) < 0 {
			return i
		}
	}
	return start
}

// dueIn is the day a clause sets for finishing, "" for none. "đến năm 2030" sets none: it is how far a plan reaches.
func (lex *lexicon) dueIn(text string, ts []token, year int) string {
	for i := range ts {
		n := longestStart(lex.DueLeads, ts[i:])
		if n == 0 || i > 0 && longestEnd(phrases("trong những"), ts[:i+1]) > 0 {
			continue
		}
		end := min(len(ts), i+n+8)
		for k := i + n; k < end; k++ {
			if isMark(ts[k], ";") {
				end = k
			}
		}
		from := i
		if ts[i].key != "trong" && ts[i].key != "trước" && ts[i].key != "vào" && ts[i].key != "chậm" && !dateSoon(ts, i+n) {
			continue
		}
		if d := lex.lastDay(text[ts[from].at:ts[end-1].end], year); d != "" {
			return d
		}
	}
	return ""
}

// dateSoon says whether a date follows within a few words, so that "hoàn thành" is about it.
func dateSoon(ts []token, i int) bool {
	for k := max(0, i-1); k < len(ts) && k < i+4; k++ {
		if ts[k].kind == day || ts[k].kind == month || ts[k].key == "quý" || ts[k].key == "tháng" || ts[k].key == "ngày" || plainYear(ts[k]) > 0 {
			return true
		}
	}
	return false
}
