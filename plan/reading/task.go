package reading

import (
	"slices"
	"strconv"
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// taskReader gathers the tasks of a plan.
type taskReader struct {
	rd    *Reader
	x     *Reading
	tasks []Task
	at    map[int]string // order of a paragraph → number of the task it belongs to
	again bool           // numbers begin again in each Roman part, so that its number belongs to them

	labelled  map[string]string // tasks whose product a label names, with its day
	deadlines map[string]string // of the first task of a number
	duties    map[*part][]duty  // what groups found
	saying    map[*part]bool    // what saysAny found
}

func (rd *Reader) readTasks(x *Reading, roots ...*part) *taskReader {
	r := &taskReader{rd: rd, x: x, at: map[int]string{}, labelled: map[string]string{}, deadlines: map[string]string{}, duties: map[*part][]duty{}, saying: map[*part]bool{}}
	for _, root := range roots {
		r.again = repeated(root)
		r.walk(root, paper.KindTasks)
	}
	said := len(r.tasks)
	for _, root := range roots {
		for _, it := range root.all() {
			if it.block.Table != nil {
				r.tableTasks(it.block.Table)
			}
		}
	}
	r.dropPoints(said)
	if !r.anyLead() {
		for _, root := range roots {
			r.walk(root, paper.KindOrganisation)
		}
	}
	x.Tasks = append(x.Tasks, r.tasks...)
	return r
}

// dropPoints takes out the points read before the tables, of which there are so many, where none of them says who leads and
// the tables do: they are what the tables detail.
func (r *taskReader) dropPoints(points int) {
	led := 0
	for i, t := range r.tasks {
		switch {
		case i < points && (len(t.Lead) > 0 || t.Time != ""):
			return
		case i >= points && len(t.Lead) > 0:
			led++
		}
	}
	if points == 0 || led < 3 {
		return
	}
	gone, places := map[string]bool{}, map[paper.Source]bool{}
	for _, t := range r.tasks[:points] {
		gone[t.Number], places[t.Source] = true, true
	}
	for at, number := range r.at {
		if gone[number] {
			delete(r.at, at)
		}
	}
	r.x.Unsure = slices.DeleteFunc(r.x.Unsure, func(u Unsure) bool { return u.Why == doubtNoLead.why && places[u.Source] })
	r.tasks = r.tasks[points:]
}

func (r *taskReader) anyLead() bool {
	for _, t := range r.tasks {
		if len(t.Lead) > 0 {
			return true
		}
	}
	return false
}

// walk reads the widest parts of the kind.
func (r *taskReader) walk(p *part, kind paper.PartKind) {
	if p.kind == kind && p.head != nil {
		r.part(p, kind)
		return
	}
	for _, c := range p.children {
		r.walk(c, kind)
	}
}

// part decides which of a part and those below it are the tasks: those that say who leads; where nobody says, the
// numbered ones that have no numbered ones below.
func (r *taskReader) part(p *part, kind paper.PartKind) {
	groups := r.groups(p)
	below := r.labelledBelow(p)
	wide := p.rank <= paper.RankRoman
	switch {
	case kind == paper.KindTasks && len(p.children) > 1 && r.ledPoints(p) == len(p.children):
		for _, c := range p.children {
			r.part(c, kind)
		}
	case len(p.children) == 0:
		r.emit(p, groups, kind)
	case lead(groups) > 0 && !wide:
		r.emit(p, groups, kind)
		for _, c := range p.children {
			if r.leads(c) {
				r.part(c, kind)
			}
		}
	case !wide && below == 1 && r.leads(p.children[len(p.children)-1]) && len(p.children) > 1 && p.children[0].rank >= paper.RankPoint:
		// One label behind the last point speaks for all points.
		r.emit(p, r.groups(p.children[len(p.children)-1]), kind)
	case !wide && below == 0 && p.children[0].rank >= paper.RankPoint:
		r.emit(p, groups, kind)
	default:
		if lead(groups) > 0 {
			r.emit(p, groups, kind)
		}
		for _, c := range p.children {
			if c.kind == kind {
				r.part(c, kind)
			}
		}
	}
}

// ledPoints counts the points below an agency's name that say it leads: "1. Sở Y tế", "a) Chủ trì, phối hợp với …".
func (r *taskReader) ledPoints(p *part) int {
	n := 0
	if len(r.heading(p)) > 0 {
		for _, c := range p.children {
			if len(r.headingAbove(c)) > 0 {
				n++
			}
		}
	}
	return n
}

// headingAbove are the agencies that head the part above a point, where it or one beside it says that they lead or with
// whom they work: then each point is a task of theirs.
func (r *taskReader) headingAbove(p *part) []string {
	if p.parent == nil || p.head == nil || p.rank < paper.RankPoint && !r.says(p) {
		return nil
	}
	heading := r.heading(p.parent)
	if len(heading) == 0 || !r.saysAny(p.parent) {
		return nil
	}
	return heading
}

// saysAny says whether a point right below a part says that its agencies lead or with whom they work; asked of every
// point, it is answered once.
func (r *taskReader) saysAny(p *part) bool {
	said, known := r.saying[p]
	if !known {
		said = slices.ContainsFunc(p.children, r.says)
		r.saying[p] = said
	}
	return said
}

// says whether a point begins with what its agency's part is: that it leads, or with whom it works.
func (r *taskReader) says(p *part) bool {
	text := p.head.text()
	ts := lang.Tokens(text)
	n := lang.LongestStart(r.rd.lex.JoinWith, ts)
	return lang.LongestStart(r.rd.lex.Leading, ts) > 0 || n > 0 && r.rd.beginsAgency(text, ts, n)
}

// labelledBelow counts the parts right below that name a lead, in themselves or deeper.
func (r *taskReader) labelledBelow(p *part) int {
	n := 0
	for _, c := range p.children {
		if r.leads(c) {
			n++
		}
	}
	return n
}

func (r *taskReader) leads(p *part) bool {
	if lead(r.groups(p)) > 0 {
		return true
	}
	for _, c := range p.children {
		if r.leads(c) {
			return true
		}
	}
	return false
}

// emit writes the tasks of a part.
func (r *taskReader) emit(p *part, groups []duty, kind paper.PartKind) {
	if lead(groups) == 0 && (p.rank <= paper.RankRoman || r.rd.hasTaskTable(p) || kind == paper.KindOrganisation) {
		return // the rows of its table, or the parts below it, are the tasks
	}
	if len(groups) == 0 || lead(groups) <= 1 {
		g := duty{items: p.items}
		for _, one := range groups {
			if len(one.charge.lead) > 0 || len(groups) == 1 {
				g = one
			}
		}
		t := r.task(p, r.number(p, kind), r.title(p, g), g, kind)
		r.add(t, p.all())
		return
	}
	if kind == paper.KindOrganisation && len(r.heading(p)) > 0 && !r.chargedPoints(groups) {
		t := r.task(p, r.number(p, kind), r.title(p, groups[0]), groups[0], kind)
		r.add(t, p.all())
		return
	}
	n := 0
	for _, g := range groups {
		if len(g.charge.lead) == 0 {
			continue
		}
		n++
		number := r.number(p, kind) + "-" + strconv.Itoa(n)
		r.add(r.task(p, number, r.groupTitle(p, g, n), g, kind), g.items)
	}
}

// chargedPoints says whether several points below an agency's name each begin with saying that it leads.
func (r *taskReader) chargedPoints(groups []duty) bool {
	n := 0
	for _, g := range groups {
		if len(g.items) == 1 && g.items[0].marker.Bullet() && lang.LongestStart(r.rd.lex.Leading, lang.Tokens(g.items[0].text())) > 0 {
			n++
		}
	}
	return n > 1
}

// repeated says whether the numbers of tasks begin again in several Roman parts.
func repeated(root *part) bool {
	first := 0
	root.walk(func(p *part) {
		if p.kind == paper.KindTasks && p.rank == paper.RankNumber && p.number == "1" {
			first++
		}
	})
	return first > 1
}

// hasTaskTable says whether a table of tasks stands in the part.
func (rd *Reader) hasTaskTable(p *part) bool {
	for _, it := range p.items {
		if it.block.Table == nil {
			continue
		}
		if l, _, _ := rd.headed(it.block.Table); l != nil && l.Tasks() {
			return true
		}
	}
	return false
}

func (r *taskReader) number(p *part, kind paper.PartKind) string {
	if kind != paper.KindOrganisation && !r.again {
		return p.path()
	}
	for q := p.parent; q != nil && q.head != nil; q = q.parent {
		if q.rank == paper.RankRoman && q.number != "" {
			return q.number + "." + p.path()
		}
	}
	return p.path()
}

func (r *taskReader) task(p *part, number, title string, g duty, kind paper.PartKind) Task {
	place := paper.Source{}
	if len(g.items) > 0 && g.items[0] != p.head && lead([]duty{g}) > 0 && strings.Contains(number, "-") {
		place = g.items[0].place(0)
	} else if p.head != nil {
		place = p.head.place(0)
	}
	t := Task{Number: number, Title: title, Lead: list(g.charge.lead), Coordinating: list(g.charge.with),
		Time: g.charge.time, Deadline: r.rd.lex.LastDay(g.charge.time, r.x.year(r.rd.lex)), Source: place}
	doubts := g.charge.doubts
	if len(t.Lead) == 0 {
		doubts = append(doubts, doubtNoLead)
	}
	if kind == paper.KindOrganisation {
		doubts = append(doubts, doubtOrganisation)
	}
	items := g.items
	if !strings.Contains(number, "-") {
		items = p.all()
	}
	running := g.inText || slices.Contains(doubts, doubtLeadInText) || slices.Contains(doubts, doubtSubject)
	r.weigh(&t, append(doubts, r.rd.oddTask(t, items, running)...))
	if g.charge.product != "" {
		r.labelled[number] = t.Deadline
		r.x.Deliverables = append(r.x.Deliverables, Deliverable{Text: g.charge.product, Due: t.Deadline, Source: place, Task: number, Confidence: certain})
	}
	return t
}

func (r *taskReader) weigh(t *Task, doubts []doubt) {
	why := ""
	t.Confidence, why = weigh(doubts...)
	if t.Confidence < Sure {
		r.x.Unsure = append(r.x.Unsure, Unsure{Text: strings.TrimSpace(t.Number + " " + t.Title), Why: why, Source: t.Source})
	}
}

func (r *taskReader) add(t Task, items []*item) {
	r.keep(t)
	for _, it := range items {
		r.at[it.order] = t.Number
	}
}

func (r *taskReader) keep(t Task) {
	r.tasks = append(r.tasks, t)
	if _, ok := r.deadlines[t.Number]; !ok {
		r.deadlines[t.Number] = t.Deadline
	}
}

func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
