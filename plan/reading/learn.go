package reading

import (
	"slices"
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// Offices head the lines under a task with words of their own: "Đơn vị làm đầu mối:", "Ai cùng tham gia:". No list holds
// them all; what stands behind the colon shows what they are. A document that writes such a label again and again
// teaches the reader its words, for this document only and with a doubt.

// habit is a label that a document writes and no list knows, with what stood behind it.
type habit struct {
	words            lang.Phrase
	agencies, times  int
	all, behindOther int // how often it stands at all, and behind another label of agencies under the same point
	first            int
}

// labelWords is how many words a label has at most.
const labelWords = 8

// taught is the reader with the labels and the short names this document teaches; rd itself where it teaches none.
func (rd *Reader) taught(blocks []*paper.Block) *Reader {
	habits := map[string]*habit{}
	after := false // a label of agencies stood before, under the same point
	for i, b := range blocks {
		if b.Table != nil {
			for _, r := range b.Table.Rows {
				for _, c := range r.Cells {
					after = false
					for _, l := range strings.Split(c, "\n") {
						rd.habitsOf(habits, l, i, &after)
					}
				}
			}
			continue
		}
		m := paper.ReadMarker(b.Text)
		after = after && !m.Numbered()
		rd.habitsOf(habits, b.Text[m.Width:], i, &after)
	}
	lex, learned := *rd.lex, false
	for _, h := range inOrder(habits) {
		learned = learn(&lex, h) || learned
	}
	if lex.Short = rd.shortNames(blocks); len(lex.Short) > 0 {
		learned = true
		for _, s := range lex.Short {
			lex.AgencyHeads = append(slices.Clip(lex.AgencyHeads), s.Words)
			if full := keysOf(lang.Tokens(s.Full)); !slices.ContainsFunc(lex.Whole, func(p lang.Phrase) bool { return slices.Equal(p, full) }) {
				lex.Whole = append(slices.Clip(lex.Whole), full)
			}
		}
	}
	if !learned {
		return rd
	}
	return &Reader{lex: &lex}
}

func inOrder(habits map[string]*habit) []*habit {
	var out []*habit
	for _, h := range habits {
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b *habit) int {
		if a.first != b.first {
			return a.first - b.first
		}
		return strings.Compare(strings.Join(a.words, " "), strings.Join(b.words, " "))
	})
	return out
}

// habitsOf notes the labels of a paragraph that no list knows.
func (rd *Reader) habitsOf(habits map[string]*habit, text string, at int, after *bool) {
	if !strings.Contains(text, ":") {
		return
	}
	ts := lang.Tokens(text)
	for i := range ts {
		if i > 0 && !sentenceEnd(rd.lex, text, ts, i-1) && !lang.IsMark(ts[i-1], ";(-+") {
			continue
		}
		if kind, n := rd.lex.ReadLabel(ts[i:]); n > 0 {
			*after = kind == lang.LabelLead || kind == lang.LabelWith || kind == lang.LabelCharge
			continue
		}
		n := labelShape(text, ts[i:])
		if n == 0 || rd.beginsAgency(text, ts, i) && !generic(rd.lex, ts[i:i+n]) {
			continue
		}
		words := keysOf(ts[i : i+n])
		h := habits[strings.Join(words, " ")]
		if h == nil {
			h = &habit{words: words, first: at*1000 + i}
			habits[strings.Join(words, " ")] = h
		}
		h.all++
		value := ts[i+n+1 : rd.valueEnd(text, ts, i+n+1)]
		switch {
		case rd.agenciesOnly(text, value):
			h.agencies++
			if *after {
				h.behindOther++
			}
			*after = true
		case rd.timeOnly(text, value):
			h.times++
		}
	}
}

// labelShape is how many words a label takes that begins here by its shape: a capital, a few words, a colon; 0 for none.
func labelShape(text string, ts []lang.Token) int {
	if len(ts) == 0 || ts[0].Kind != lang.Word || !lang.Upper(text, ts[0]) {
		return 0
	}
	for n, t := range ts[:min(len(ts), labelWords+1)] {
		switch {
		case lang.IsMark(t, ":"):
			return n
		case t.Kind == lang.Word || lang.IsMark(t, ",/&-"):
		default:
			return 0
		}
	}
	return 0
}

// generic says whether words that begin like an agency name none: "Đơn vị làm đầu mối", "Cơ quan được giao".
func generic(lex *lang.Lexicon, ts []lang.Token) bool {
	return lang.LongestStart(lex.AnyOffice, ts) > 0
}

func keysOf(ts []lang.Token) lang.Phrase {
	var out lang.Phrase
	for _, t := range ts {
		out = append(out, t.Key)
	}
	return out
}

// valueEnd is where what a label says ends: before the next sentence.
func (rd *Reader) valueEnd(text string, ts []lang.Token, from int) int {
	for i := from; i < len(ts); i++ {
		if sentenceEnd(rd.lex, text, ts, i) || lang.IsMark(ts[i], ";.") && labelShape(text, ts[i+1:]) > 0 || lang.IsMark(ts[i], ")") && i+1 == len(ts) {
			return i
		}
	}
	return len(ts)
}

// agenciesOnly says whether the words are names of agencies and nothing else.
func (rd *Reader) agenciesOnly(text string, ts []lang.Token) bool {
	if len(ts) == 0 || len(ts) > 120 || !rd.beginsAgency(text, ts, 0) {
		return false
	}
	for _, part := range clauses(rd.lex, text, ts) {
		part = part[lang.LongestStart(lang.Phrases("và", "cùng"), part):]
		if len(part) == 0 {
			continue
		}
		if !rd.beginsAgency(text, part, 0) || rd.listEnd(text, part, 1) < len(part) && !lang.IsMark(part[rd.listEnd(text, part, 1)], "()") {
			return false
		}
	}
	return true
}

// timeOnly says whether the words are a time and nothing else.
func (rd *Reader) timeOnly(text string, ts []lang.Token) bool {
	if len(ts) == 0 || len(ts) > 12 {
		return false
	}
	said := lang.Words(text, ts)
	if figures, _ := rd.figures(said, lang.Tokens(said), nil); len(figures) > 0 {
		return false
	}
	return lang.Find(rd.lex.Recurring, ts) >= 0 || rd.lex.LastDay(said, 2000) != ""
}

// learn adds a label to the lists where it stood often enough, or says itself what it announces.
func learn(lex *lang.Lexicon, h *habit) bool {
	var said []lang.Token
	for _, w := range h.words {
		said = append(said, lang.Token{Kind: lang.Word, Key: w})
	}
	with, lead := lang.Find(lex.RoleWith, said) >= 0, lang.Find(lex.RoleLead, said) >= 0
	list := &lex.LeadLabels
	switch {
	case lang.Find(lex.RoleNone, said) >= 0:
		return false
	case h.agencies*10 >= h.all*6 && (h.all > 1 || with || lead) && h.agencies > 0:
		if with || !lead && h.behindOther*2 > h.agencies {
			list = &lex.WithLabels
		}
	case h.times*10 >= h.all*6 && h.times > 0 && (h.all > 1 || lang.Find(lex.RoleTime, said) >= 0):
		list = &lex.TimeLabels
	default:
		return false
	}
	*list = append(slices.Clip(*list), h.words)
	lex.Guessed = append(slices.Clip(lex.Guessed), h.words)
	return true
}
