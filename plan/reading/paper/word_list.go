package paper

import (
	"fmt"
	"strconv"
	"strings"

	"ansinh/plan/reading/lang"
)

// wordStyle is what a paragraph style says that matters here.
type wordStyle struct {
	level      int // outline level 1–9; 0: body text
	bold       bool
	list, item string // numbering it brings: numId and ilvl
	base       string
}

func readStyles(n *node) map[string]wordStyle {
	raw := map[string]wordStyle{}
	for i := range n.Nodes {
		s := &n.Nodes[i]
		if s.name() != "style" || s.attr("type") != "paragraph" && s.attr("type") != "" {
			continue
		}
		var st wordStyle
		if b := s.child("basedOn"); b != nil {
			st.base = b.attr("val")
		}
		if l := s.child("pPr", "outlineLvl"); l != nil {
			st.level = lang.Atoi(l.attr("val")) + 1
		}
		if b := s.child("rPr", "b"); b != nil {
			st.bold = on(b.attr("val"))
		}
		if num := s.child("pPr", "numPr"); num != nil {
			st.list, st.item = numPr(num)
		}
		raw[s.attr("styleId")] = st
	}
	out := map[string]wordStyle{}
	for id := range raw {
		out[id] = resolved(raw, id, 0)
	}
	return out
}

// resolved is a style with what it takes from those it is based on.
func resolved(raw map[string]wordStyle, id string, depth int) wordStyle {
	st, ok := raw[id]
	if !ok || st.base == "" || depth > 16 {
		return st
	}
	base := resolved(raw, st.base, depth+1)
	if st.level == 0 {
		st.level = base.level
	}
	if st.list == "" {
		st.list, st.item = base.list, base.item
	}
	st.bold = st.bold || base.bold
	return st
}

func (w *wordFile) style(p *node) wordStyle {
	st := wordStyle{}
	if s := p.child("pPr", "pStyle"); s != nil {
		st = w.styles[s.attr("val")]
	}
	if l := p.child("pPr", "outlineLvl"); l != nil {
		st.level = lang.Atoi(l.attr("val")) + 1
	}
	if st.level > 9 {
		st.level = 0 // level 10 is Word's way to say body text
	}
	return st
}

func numPr(n *node) (list, item string) {
	item = "0"
	if v := n.child("ilvl"); v != nil {
		item = v.attr("val")
	}
	if v := n.child("numId"); v != nil {
		list = v.attr("val")
	}
	return list, item
}

// label is the number or bullet that Word draws before the paragraph; "" for none.
func (w *wordFile) label(p *node, st wordStyle) string {
	list, item := st.list, st.item
	if num := p.child("pPr", "numPr"); num != nil {
		own, ownItem := numPr(num)
		item = ownItem
		if own != "" {
			list = own
		}
	}
	if list == "" || list == "0" || !hasText(p) {
		return ""
	}
	return w.lists.next(list, lang.Atoi(item))
}

// hasText says whether a paragraph has text; Word draws numbers of empty ones too, but writers do not mean them.
func hasText(p *node) bool {
	text, _ := runText(p, false)
	return strings.TrimSpace(text) != ""
}

// numbering counts the lists of a document as Word does.
type numbering struct {
	levels map[string]map[int]listLevel // by abstract list
	lists  map[string]string            // list → abstract list
	starts map[string]map[int]int       // list → level → start that overrides
	counts map[string]map[int]int       // by abstract list
	seen   map[string]bool              // lists whose override took effect
}

type listLevel struct {
	start  int
	format string
	text   string
}

func readNumbering(n *node) *numbering {
	out := &numbering{levels: map[string]map[int]listLevel{}, lists: map[string]string{}, starts: map[string]map[int]int{},
		counts: map[string]map[int]int{}, seen: map[string]bool{}}
	for i := range n.Nodes {
		c := &n.Nodes[i]
		switch c.name() {
		case "abstractNum":
			out.levels[c.attr("abstractNumId")] = listLevels(c)
		case "num":
			id := c.attr("numId")
			if a := c.child("abstractNumId"); a != nil {
				out.lists[id] = a.attr("val")
			}
			out.starts[id] = overrides(c)
		}
	}
	return out
}

func listLevels(n *node) map[int]listLevel {
	out := map[int]listLevel{}
	for i := range n.Nodes {
		c := &n.Nodes[i]
		if c.name() != "lvl" {
			continue
		}
		l := listLevel{start: 1, format: "decimal"}
		if v := c.child("start"); v != nil {
			l.start = lang.Atoi(v.attr("val"))
		}
		if v := c.child("numFmt"); v != nil {
			l.format = v.attr("val")
		}
		if v := c.child("lvlText"); v != nil {
			l.text = v.attr("val")
		}
		out[lang.Atoi(c.attr("ilvl"))] = l
	}
	return out
}

func overrides(n *node) map[int]int {
	out := map[int]int{}
	for i := range n.Nodes {
		if c := &n.Nodes[i]; c.name() == "lvlOverride" {
			if s := c.child("startOverride"); s != nil {
				out[lang.Atoi(c.attr("ilvl"))] = lang.Atoi(s.attr("val"))
			}
		}
	}
	return out
}

// next counts one paragraph of the list at the level and gives its label.
func (n *numbering) next(list string, level int) string {
	abstract, ok := n.lists[list]
	if !ok {
		return ""
	}
	levels := n.levels[abstract]
	counts := n.counts[abstract]
	if counts == nil {
		counts = map[int]int{}
		n.counts[abstract] = counts
	}
	if !n.seen[list] {
		n.seen[list] = true
		for l, start := range n.starts[list] {
			counts[l] = start - 1
		}
	}
	l := levels[level]
	if _, counted := counts[level]; !counted {
		counts[level] = l.start - 1
	}
	counts[level]++
	for deeper := range counts {
		if deeper > level {
			delete(counts, deeper)
		}
	}
	if l.format == "bullet" {
		return bulletFor(level, l.text)
	}
	if l.format == "none" {
		return ""
	}
	return n.draw(levels, counts, l.text)
}

// bulletFor is the bullet as the outline knows it: the sign itself where a writer would type it, else by depth a dash,
// a plus, a star.
func bulletFor(level int, sign string) string {
	if sign = lang.MarkKey([]rune(sign + " ")[0]); sign == "-" || sign == "+" {
		return sign
	}
	return []string{"-", "+", "*"}[min(max(level, 0), 2)]
}

func (n *numbering) draw(levels map[int]listLevel, counts map[int]int, text string) string {
	for i := range 9 {
		of := "%" + strconv.Itoa(i+1)
		if !strings.Contains(text, of) {
			continue
		}
		l, ok := levels[i]
		count, counted := counts[i]
		if !ok || !counted {
			count = max(l.start, 1)
		}
		text = strings.ReplaceAll(text, of, drawn(l.format, count))
	}
	return Cleaned(text)
}

func drawn(format string, n int) string {
	switch format {
	case "upperRoman":
		return romanOf(n)
	case "lowerRoman":
		return strings.ToLower(romanOf(n))
	case "upperLetter":
		return string(rune('A' + (n-1)%26))
	case "lowerLetter":
		return string(rune('a' + (n-1)%26))
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	}
	return strconv.Itoa(n)
}

func romanOf(n int) string {
	if n < 1 || n > 399 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, s := range []struct {
		value int
		sign  string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= s.value; n -= s.value {
			b.WriteString(s.sign)
		}
	}
	return b.String()
}
