package reading

import (
	"strings"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// part is a numbered or headed part of the document with its paragraphs and the parts below it.
type part struct {
	rank     paper.Rank
	number   string
	title    string // the text of its heading, without number
	head     *item  // nil for the root
	parent   *part
	children []*part
	items    []*item // its own paragraphs and bullets, in order, without those of its children
	kind     paper.PartKind
	loose    bool // an unnumbered heading
}

// item is a paragraph in its place in the outline.
type item struct {
	block  *paper.Block
	marker paper.Marker
	part   *part
	order  int // place in the document
}

// text is the paragraph without its sign.
func (i *item) text() string { return i.block.Text[i.marker.Width:] }

// place is where an offset of text() stands.
func (i *item) place(at int) paper.Source { return i.block.Place(i.marker.Width + at) }

// all are the part's paragraphs with those of the parts below it, in order of the document.
func (p *part) all() []*item {
	var out []*item
	if p.head != nil {
		out = append(out, p.head)
	}
	rest := p.children
	for _, it := range p.items {
		for len(rest) > 0 && rest[0].head.order < it.order {
			out, rest = append(out, rest[0].all()...), rest[1:]
		}
		out = append(out, it)
	}
	for _, c := range rest {
		out = append(out, c.all()...)
	}
	return out
}

// walk visits the part and all below it, in order.
func (p *part) walk(visit func(*part)) {
	visit(p)
	for _, c := range p.children {
		c.walk(visit)
	}
}

// path is the part's number with those above it where its own does not name them: "1.a" for point a of 1, "1.1" for 1.1.
func (p *part) path() string {
	switch {
	case p.head == nil:
		return ""
	case p.rank < paper.RankPoint || p.parent == nil || p.parent.head == nil || p.parent.rank < paper.RankNumber:
		return p.number
	case p.loose:
		return p.parent.path()
	}
	return strings.TrimPrefix(p.parent.path()+"."+p.number, ".")
}

// outline puts paragraphs into parts. A numbered paragraph opens a part that ends where a sign of its own or a wider
// rank comes; bullets and plain paragraphs belong to the part that is open.
func outline(lex *lang.Lexicon, blocks []*paper.Block) *part {
	root := &part{}
	open := []*part{root}
	dashed := &paper.DashNumbers{}
	floor := 0 // parts below it stay open: what is quoted lies in the part that quotes it
	for i, b := range blocks {
		it := &item{block: b, order: i}
		if b.Table == nil {
			it.marker = dashed.Next(b.Text, paper.QuotedMarker(b.Text))
			if paper.OpensQuote(b.Text) {
				floor = len(open)
			}
		}
		top := open[len(open)-1]
		if titles(it, top) {
			top.title, it.part = b.Text, top
			top.kind = kindOf(lex, top)
			continue
		}
		quoted := floor
		if b.Table == nil && closesQuote(b.Text) {
			floor = 0
		}
		p := opened(lex, it, top)
		if p == nil {
			it.part = top
			top.items = append(top.items, it)
			continue
		}
		open = append(open[:min(quoted, len(open)):min(quoted, len(open))], closeFor(append([]*part{nil}, open[min(quoted, len(open)):]...), p)[1:]...)
		p.parent = open[len(open)-1]
		p.parent.children = append(p.parent.children, p)
		p.kind = kindOf(lex, p)
		it.part = p
		open = append(open, p)
	}
	return root
}

// titles says whether a paragraph is the title of the part that was opened by its number alone, as in "Phần thứ hai" with
// "NHIỆM VỤ" on the next line.
func titles(it *item, top *part) bool {
	return top.title == "" && top.head != nil && top.rank <= paper.RankRoman && len(top.items) == 0 && len(top.children) == 0 &&
		it.block.Table == nil && it.marker.Rank == paper.RankNone && utf8.RuneCountInString(it.block.Text) < 200
}

func closesQuote(s string) bool {
	if opened := strings.Count(s, "“") + strings.Count(s, "«"); opened > 0 && opened <= strings.Count(s, "”")+strings.Count(s, "»") {
		return true // "“…” (trước đây là …)"
	}
	s = strings.TrimRight(s, ".; ")
	return strings.HasSuffix(s, "”") || strings.HasSuffix(s, `"`) || strings.HasSuffix(s, "»")
}

// closeFor takes from the open parts those that end where p begins. An unnumbered heading keeps open what is numbered
// above it and ends with the first numbered part that is not below it.
func closeFor(open []*part, p *part) []*part {
	for i := 1; i < len(open); i++ {
		o := open[i]
		switch {
		case o.loose && p.loose && o.rank >= p.rank:
			return open[:i]
		case !o.loose && o.rank >= p.rank:
			return open[:i]
		}
	}
	return open
}

// opened is the part that a paragraph opens; nil where it opens none.
func opened(lex *lang.Lexicon, it *item, top *part) *part {
	b, m := it.block, it.marker
	switch {
	case b.Table != nil:
		return nil
	case m.Numbered() && (lex.StartsLabel(it.text()) || m.Rank >= paper.RankPoint && lang.LongestStart(lex.ContentLabels, lang.Tokens(it.text())) > 0):
		return nil // "a) Cơ quan chủ trì: …" says something of the part it stands in
	case m.Numbered():
		return &part{rank: m.Rank, number: strings.TrimSuffix(m.Number, "."), title: titleOf(it), head: it}
	case !headingLike(lex, b, m):
		return nil
	}
	r := paper.RankPoint // below every number, so that a number that goes on closes it
	if b.Level > 0 {
		r = []paper.Rank{paper.RankRoman, paper.RankNumber, paper.RankNumber2, paper.RankNumber3}[min(b.Level, 4)-1]
	} else if annexHead(lex, b.Text) {
		r = paper.RankPart
	} else if paper.Capitals(b.Text) && (top.kind == paper.KindNone || underCapitals(top)) {
		r = paper.RankRoman
	}
	p := &part{rank: r, title: titleOf(it), head: it, loose: r == paper.RankPoint}
	if p.loose && paper.StartKind(lex, lang.Tokens(p.title)) == paper.KindNone && underNamed(lex, top) {
		p.rank = paper.RankPoint2 // "Nhiệm vụ trọng tâm" above, "Lĩnh vực việc làm" below it, both only in bold
	}
	return p
}

// underNamed says whether an unnumbered heading is open that says what its part is about.
func underNamed(lex *lang.Lexicon, p *part) bool {
	for ; p != nil && p.head != nil && p.loose; p = p.parent {
		if paper.StartKind(lex, lang.Tokens(p.title)) != paper.KindNone {
			return true
		}
	}
	return false
}

// underCapitals says whether the widest part that is open is headed in capitals and not numbered, so that the next such
// heading stands beside it.
func underCapitals(p *part) bool {
	for p.parent != nil && p.parent.head != nil {
		p = p.parent
	}
	return p.head != nil && p.number == "" && p.rank == paper.RankRoman && paper.Capitals(p.title)
}

// headingLike says whether an unnumbered paragraph is a heading: styled as one, or short and bold or in capitals or
// beginning with the words headings begin with.
func headingLike(lex *lang.Lexicon, b *paper.Block, m paper.Marker) bool {
	text := strings.TrimRight(b.Text[m.Width:], ": ")
	if b.Level > 0 {
		return utf8.RuneCountInString(text) < 300
	}
	if utf8.RuneCountInString(text) > 120 || strings.HasSuffix(text, ".") || strings.HasSuffix(text, ";") || strings.HasSuffix(text, ",") || lex.StartsLabel(text) {
		return false
	}
	if annexHead(lex, text) {
		return true
	}
	ts := lang.Tokens(text)
	if len(ts) == 0 || len(ts) > 24 || ts[0].Kind != lang.Word {
		return false
	}
	named := paper.StartKind(lex, ts) != paper.KindNone
	if m.Bullet() {
		return named && (b.Bold || strings.HasSuffix(b.Text, ":")) && len(ts) <= 10
	}
	return b.Bold || paper.Capitals(text) || named && len(ts) <= 10
}

func annexHead(lex *lang.Lexicon, s string) bool {
	ts := lang.Tokens(s)
	return lang.LongestStart(lex.AnnexStarts, ts) > 0 && len(ts) < 20 && (paper.Capitals(s[:min(len(s), 12)]) || paper.StartsUpper(s))
}

// titleOf is the heading's text: to the first colon that ends a short heading, else the paragraph.
func titleOf(it *item) string {
	text := it.text()
	if at := strings.Index(text, ":"); at > 0 && utf8.RuneCountInString(text[:at]) <= 60 && !paper.NamedPattern.MatchString(text) {
		return strings.TrimSpace(text[:at])
	}
	return strings.TrimRight(text, " :")
}
