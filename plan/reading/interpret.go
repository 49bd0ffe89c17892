package reading

import (
	"strings"
	"unicode"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// interpret reads a plan from its paragraphs; false where it is none.
func (rd *Reader) interpret(blocks []*paper.Block) (*Reading, bool) {
	if !vietnamese(blocks) {
		return nil, false
	}
	x := &Reading{Targets: []Target{}, Tasks: []Task{}, Deliverables: []Deliverable{},
		Reporting: []Duty{}, Cited: []Citation{}, Unsure: []Unsure{}}
	at, kind := headline(rd.lex, blocks)
	from := rd.readHead(x, blocks, at)
	x.Type = kind
	x.missingHead()
	if x.Amends = lang.LongestStart(rd.lex.Amending, lang.Tokens(x.Title)) > 0; x.Amends {
		blocks = append(blocks[:from:from], rd.spread(blocks[from:])...)
	}
	doc := divide(rd.lex, blocks, from)
	root := outline(rd.lex, doc.body)
	annex := outline(rd.lex, doc.annex)
	settleKinds(root)
	if x.Amends {
		rd.settleAmendment(root)
	}
	x.Horizon = horizonOf(rd.lex, x, root)
	rd.readTargets(x, root, annex)
	tasks := rd.readTasks(x, root, annex)
	tasks.deliverables(root, annex)
	rd.readDuties(x, tasks, root, annex)
	rd.readCitations(x, blocks)
	return x, isPlan(rd.lex, x, root)
}

// missingHead notes what the head of the document leaves open, as a draft does.
func (x *Reading) missingHead() {
	if x.Number == "" {
		x.Unsure = append(x.Unsure, Unsure{Text: x.Title, Why: "plan.unsure.no_number"})
	}
	if x.Date == "" {
		x.Unsure = append(x.Unsure, Unsure{Text: x.Title, Why: "plan.unsure.no_date"})
	}
}

// vietnamese says whether the text is Vietnamese: letters that no other language writes are frequent in it.
func vietnamese(blocks []*paper.Block) bool {
	letters, marked := 0, 0
	for _, b := range blocks {
		texts := []string{b.Text}
		if b.Table != nil {
			for _, r := range b.Table.Rows {
				texts = append(texts, r.Cells...)
			}
		}
		for _, s := range texts {
			for _, r := range s {
				if unicode.IsLetter(r) {
					letters++
				}
				if r == 'đ' || r == 'Đ' || r == 'ư' || r == 'ơ' || r >= 0x1ea0 && r <= 0x1ef9 {
					marked++
				}
			}
		}
	}
	return letters > 100 && marked*20 > letters
}

// isPlan says whether what was read is a plan: it calls itself one and promises or charges something, or it does both
// without calling itself anything. A report or a letter about a plan is none, whatever it repeats.
func isPlan(lex *lang.Lexicon, x *Reading, root *part) bool {
	named := len(lang.Phrases(x.Type)[0]) > 0 && lang.LongestStart(lex.PlanKinds, lang.Tokens(x.Type)) > 0
	leads := 0
	for _, t := range x.Tasks {
		if len(t.Lead) > 0 {
			leads++
		}
	}
	switch {
	case named:
		return len(x.Targets)+len(x.Tasks)+len(x.Deliverables)+len(x.Reporting) > 0 && (len(root.children) > 0 || leads > 0 || len(x.Targets) > 2)
	case x.Type == "":
		return leads > 0 && len(x.Targets) > 0 || strings.Contains(x.Number, "KH") && leads+len(x.Targets) > 0
	}
	return false
}

// settleKinds gives the parts nobody named a kind: between targets and the carrying out, they are tasks.
func settleKinds(root *part) {
	has := map[paper.PartKind]bool{}
	root.walk(func(p *part) { has[p.kind] = true })
	if has[paper.KindTasks] {
		return
	}
	after := false
	for _, c := range root.children {
		switch {
		case c.kind == paper.KindTargets || c.kind == paper.KindPurpose:
			after = true
		case c.kind == paper.KindNone && after:
			c.walk(func(p *part) {
				if p.kind == paper.KindNone {
					p.kind = paper.KindTasks
				}
			})
		}
	}
}

// settleAmendment gives the points of an amending plan their kind by what they put in place: a text with who leads is of
// tasks, one with figures of targets; one that repeals or leaves things as they are is neither.
func (rd *Reader) settleAmendment(root *part) {
	for _, p := range root.children {
		if len(p.children) > 0 && (p.rank < paper.RankNumber || amendsIn(rd.lex, p.children)) {
			rd.settleAmendment(p) // Điều 1 holds the points
			p.kind = paper.KindNone
			continue
		}
		kind, replaced := paper.KindNone, false
		for _, it := range p.all() {
			text := it.text()
			ts := lang.Tokens(text)
			if replaced = lang.LongestStart(rd.lex.Replacing, ts) > 0 && lang.Find(lang.Phrases("như sau"), ts) < 0; replaced {
				break // "thay cụm từ A bằng cụm từ B", "bãi bỏ …": what stands there is not said whole
			}
			labels, _ := rd.lex.ReadLabels(text)
			_, charged := rd.sentenceCharge(text, nil)
			figures, _ := rd.figures(text, ts, nil)
			switch {
			case len(labels) > 0 || charged:
				kind = paper.KindTasks
			case kind == paper.KindNone && len(figures) > 0:
				kind = paper.KindTargets
			}
		}
		if kind != paper.KindNone || p.kind != paper.KindTargets || replaced {
			p.walk(func(q *part) { q.kind = kind })
		}
		if kind == paper.KindTasks && len(p.children) > 0 {
			p.kind = paper.KindNone // what is charged is quoted below it
		}
	}
}

// amendsIn says whether most parts are amendments of their own: "a) Sửa đổi chỉ tiêu thứ nhất …", "đ) Bãi bỏ …".
func amendsIn(lex *lang.Lexicon, list []*part) bool {
	n := 0
	for _, p := range list {
		ts := lang.Tokens(p.head.text())
		if max(lang.LongestStart(lex.Amending, ts), lang.LongestStart(lex.Replacing, ts), lang.LongestStart(lang.Phrases("thay thế"), ts)) > 0 {
			n++
		}
	}
	return n*2 > len(list)
}

// horizonOf is the year most targets are for: what the headings of the targets or the title say.
func horizonOf(lex *lang.Lexicon, x *Reading, root *part) int {
	top, deepest := 0, 0
	root.walk(func(p *part) {
		if p.kind != paper.KindTargets {
			return
		}
		y := lex.DeadlineOf(lang.Tokens(p.title))
		if top == 0 && p.parent.kind != paper.KindTargets {
			top = y
		}
		deepest = max(deepest, y)
		for _, it := range p.items {
			if it.block.Table == nil {
				deepest = max(deepest, lex.Latest(lang.Tokens(it.text())))
			}
		}
		if p.head != nil {
			deepest = max(deepest, lex.Latest(lang.Tokens(p.head.text())))
		}
	})
	for _, y := range []int{top, lex.DeadlineOf(withoutDays(lang.Tokens(x.Title))), deepest} {
		if y > 0 {
			return y
		}
	}
	return 0
}

// withoutDays leaves out full dates: in a title they are those of the documents it names.
func withoutDays(ts []lang.Token) []lang.Token {
	var out []lang.Token
	for _, t := range ts {
		if t.Kind != lang.Day && t.Kind != lang.Month {
			out = append(out, t)
		}
	}
	return out
}

// readTargets reads the targets of every part that is about targets.
func (rd *Reader) readTargets(x *Reading, roots ...*part) {
	var all, outside []found
	for _, root := range roots {
		root.walk(func(p *part) {
			if p.kind == paper.KindTargets {
				all = append(all, rd.partTargets(x, p)...)
				return
			}
			if p.kind == paper.KindTasks {
				outside = append(outside, rd.promises(p)...)
			}
			for _, it := range p.items {
				if it.block.Table != nil {
					all = append(all, rd.tableTargets(it.block.Table, 0)...)
				}
			}
		})
	}
	targets, unsure := finish(append(all, unsaid(outside, all)...), x.Horizon, lang.Atoi(x.Date[:min(len(x.Date), 4)]))
	x.Targets = append(x.Targets, targets...)
	x.Unsure = append(x.Unsure, unsure...)
}

// promises reads what a task says it strives for, and the targets that a label gives it: "Phấn đấu 95% xã có …", "Chỉ
// tiêu: …".
func (rd *Reader) promises(p *part) []found {
	var all []found
	items := p.items
	if p.head != nil {
		items = append([]*item{p.head}, items...)
	}
	for _, it := range items {
		if it.block.Table != nil {
			continue
		}
		text := it.text()
		ts := lang.Tokens(text)
		labelled := lang.LongestStart(rd.lex.TargetWords, ts) > 0 && lang.Find(lang.Phrases(":"), ts[:min(len(ts), 10)]) > 0
		strives := lang.LongestStart(lang.Phrases("phấn đấu"), ts) > 0
		if !labelled && !strives {
			continue
		}
		got, _ := rd.targetsOf(it, scope{})
		for i := range got {
			if !labelled {
				got[i].doubts = append(got[i].doubts, doubtOutside)
			}
		}
		all = append(all, got...)
	}
	return all
}

// unsaid are the targets among more that are not yet among all.
func unsaid(more, all []found) []found {
	var out []found
	for _, f := range more {
		known := false
		for _, have := range all {
			known = known || same(f.Target, have.Target)
		}
		if !known {
			out = append(out, f)
		}
	}
	return out
}

// partTargets reads the paragraphs of one part. What an upper bullet says of year and indicator holds for those below.
func (rd *Reader) partTargets(x *Reading, p *part) []found {
	var all []found
	above := scope{year: yearAbove(rd.lex, p)}
	held, unread := map[paper.Rank]scope{}, unreadYear(rd.lex, p)
	items := p.items
	if p.head != nil {
		items = append([]*item{p.head}, items...)
	}
	for _, it := range items {
		if it.block.Table != nil {
			all = append(all, rd.tableTargets(it.block.Table, above.year)...)
			continue
		}
		sc := above
		if it == p.head {
			sc.year = yearAbove(rd.lex, p.parent) // its own years are read where they stand
		}
		for r := it.marker.Rank - 1; r >= paper.RankDash; r-- {
			if s, ok := held[r]; ok {
				sc = s
				break
			}
		}
		found, unsure := rd.targetsOf(it, sc)
		respectively(rd.lex, found, all[max(len(all)-len(found), 0):])
		rd.oddTargets(it, found)
		if unread {
			for i := range found {
				found[i].doubts = append(found[i].doubts, doubtUnreadYear)
			}
		}
		all = append(all, found...)
		x.Unsure = append(x.Unsure, unsure...)
		hold(rd.lex, held, it, sc, found)
		if it == p.head && len(found) == 0 {
			above = headScope(rd.lex, it, above)
		}
	}
	return all
}

// hold remembers what a bullet says for the bullets below it and forgets what deeper ones said.
func hold(lex *lang.Lexicon, held map[paper.Rank]scope, it *item, sc scope, found []found) {
	for r := range held {
		if r >= it.marker.Rank {
			delete(held, r)
		}
	}
	if !it.marker.Bullet() {
		return
	}
	held[it.marker.Rank] = headScope(lex, it, sc)
	if len(found) > 0 {
		s := held[it.marker.Rank]
		s.subject = found[0].Indicator
		held[it.marker.Rank] = s
	}
}

// headScope is the scope a paragraph without figures sets: a year, an indicator, both.
func headScope(lex *lang.Lexicon, it *item, sc scope) scope {
	ts := lang.Tokens(it.text())
	if y := lex.DeadlineOf(ts); y > 0 {
		sc.year = y
	}
	if named := lex.Stripped(ts); lang.LongestStart(lex.Heads, named) > 0 && len(named) < 40 {
		sc.subject = lex.WithoutYears(it.text(), named)
	}
	return sc
}

// yearAbove is the year the nearest heading of targets names; 0 where none does.
func yearAbove(lex *lang.Lexicon, p *part) int {
	for ; p != nil && p.head != nil && p.kind == paper.KindTargets; p = p.parent {
		if y := lex.DeadlineOf(lang.Tokens(p.title)); y > 0 {
			return y
		}
	}
	return 0
}
