package reading

import (
	"strings"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// title is what the part is headed with: to the first full stop or semicolon, without labels. Where the heading names
// only agencies, or is a sentence of who leads, the title is what is to be done.
func (r *taskReader) title(p *part, g duty) string {
	if p.head == nil {
		return ""
	}
	if heading := r.heading(p); len(heading) > 0 {
		return r.headedTitle(p, heading)
	}
	_, rest := r.rd.lex.ReadLabels(r.rd.withoutShort(p.head.text()))
	if at := strings.LastIndex(rest, "("); at > 0 && lang.Find(r.rd.lex.Leading, lang.Tokens(rest[at:])) >= 0 {
		rest = strings.TrimSpace(rest[:at]) // "Việc làm (Sở Nội vụ chủ trì)"
	}
	rest = r.beforeDash(rest)
	if in, ok := r.rd.sentenceCharge(rest, r.headingAbove(p)); ok && in.rest != "" && len(r.headingAbove(p)) > 0 {
		return firstWords(r.rd.lex, in.rest)
	}
	if _, done := r.rd.joinsAtStart(rest); done != "" && len(r.headingAbove(p)) > 0 {
		return firstWords(r.rd.lex, done)
	}
	if in, ok := r.rd.sentenceCharge(rest, nil); ok && in.rest != "" && r.rd.withoutShort(p.title) == strings.TrimRight(r.rd.withoutShort(p.head.text()), " :") && startsWithAgency(r.rd.lex, r.rd, rest) {
		return firstWords(r.rd.lex, in.rest)
	}
	if short := titleOf(&item{block: &paper.Block{Text: rest}}); short != strings.TrimRight(rest, " :") {
		return short
	}
	return firstWords(r.rd.lex, rest)
}

// beforeDash is what is to be done where a dash parts it from who leads: "Bồi dưỡng cán bộ – Sở Nội vụ chủ trì – hằng năm".
func (r *taskReader) beforeDash(text string) string {
	ts := lang.Tokens(text)
	for i := 2; i+1 < len(ts); i++ {
		if !lang.IsMark(ts[i], "-") || ts[i-1].End == ts[i].At || !r.rd.beginsAgency(text, ts, i+1) || r.rd.beginsAgency(text, ts, 0) {
			continue
		}
		if end := r.rd.listEnd(text, ts, i+2); lang.LongestStart(r.rd.lex.Leading, ts[min(end, len(ts)):]) > 0 {
			return lang.Words(text, ts[:i])
		}
	}
	return text
}

// headedTitle is what the agencies that head a part are to do: the words behind the heading's colon, or the first point.
func (r *taskReader) headedTitle(p *part, heading []string) string {
	behind := strings.TrimLeft(strings.TrimPrefix(p.head.text(), p.title), ": ")
	if behind == "" {
		for _, it := range p.all() {
			if it != p.head && it.block.Table == nil {
				behind = it.text()
				break
			}
		}
	}
	if ch, ok := r.rd.sentenceCharge(behind, heading); ok && ch.rest != "" {
		behind = ch.rest
	} else if _, rest := r.rd.joinsAtStart(behind); rest != "" {
		behind = rest
	}
	if behind == "" {
		return p.title
	}
	return firstWords(r.rd.lex, behind)
}

func startsWithAgency(lex *lang.Lexicon, rd *Reader, text string) bool {
	ts := lang.Tokens(text)
	return rd.beginsAgency(text, ts[lang.LongestStart(lex.AgencyLeads, ts):], 0)
}

// groupTitle is the title of one of several duties in a part: the paragraph that its labels close.
func (r *taskReader) groupTitle(p *part, g duty, n int) string {
	for _, it := range g.items {
		_, rest := r.rd.lex.ReadLabels(it.text())
		if at := strings.LastIndex(rest, "("); at > 0 && lang.Find(r.rd.lex.Leading, lang.Tokens(rest[at:])) >= 0 {
			return firstWords(r.rd.lex, strings.TrimSpace(rest[:at])) // "Sắp xếp trung tâm (Sở Y tế chủ trì)"
		}
		if g.inText && g.charge.rest != "" {
			return r.runIn(it, rest) + firstWords(r.rd.lex, g.charge.rest)
		}
		if rest != "" && (it != p.head || n == 1 && len(g.items) == 1) {
			return firstWords(r.rd.lex, rest)
		}
	}
	return p.title
}

// runIn is the short heading a paragraph begins with before the sentence of who does what: "Nhà ở. Sở Xây dựng chủ trì …";
// "" where it begins otherwise.
func (r *taskReader) runIn(it *item, text string) string {
	ts := lang.Tokens(text)
	for i := range ts[:min(len(ts), 10)] {
		if sentenceEnd(r.rd.lex, text, ts, i) && i > 0 && i+1 < len(ts) && r.rd.beginsAgency(text, ts, i+1) {
			return lang.Words(text, ts[:i]) + ": "
		}
	}
	return ""
}

// shortTitle is how long a title must be before a semicolon may end it.
const shortTitle = 60

// firstWords is a text to its first full stop, or to the first semicolon that leaves a title of some length.
func firstWords(lex *lang.Lexicon, text string) string {
	ts := lang.Tokens(text)
	depth := 0
	for i, t := range ts {
		switch {
		case lang.IsMark(t, "("):
			depth++
		case lang.IsMark(t, ")"):
			depth--
		case depth > 0 || i == 0:
		case lang.IsMark(t, ";") && utf8.RuneCountInString(text[:t.At]) >= shortTitle, sentenceEnd(lex, text, ts, i):
			return lang.Words(text, ts[:i])
		}
	}
	if w := lang.Words(text, ts); w != "" {
		return w
	}
	return strings.TrimSpace(text)
}
