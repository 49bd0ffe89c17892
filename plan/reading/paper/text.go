package paper

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
)

// line is one line of a text file.
type line struct {
	source Source
	bold   bool
	level  int
	text   string // cleaned
	raw    string // with its tabs and runs of spaces, for tables and letterheads in columns
	apart  bool   // an empty line, a rule or a cell's border stands before it
	indent int    // spaces before it, in a text that sets first lines in
	bars   int    // how many lines with a bar stand before it: borders of cells
	page   bool   // a page number or a running head stood before it
	inside bool   // it stands between others on its page, where no page number stands
	begins bool   // it is set apart as the first line of a paragraph is: indented, or with more space before it
	end    lineEnd
	table  *Table // the line is a table
}

// lineEnd says whether a line ends where the width of the page broke it.
type lineEnd uint8

const (
	unknown lineEnd = iota
	full            // the next word did not fit
	short           // it would have fitted
)

// readText makes paragraphs of the lines of a text file: lines broken by width are joined, page numbers in the middle
// of a sentence are left out, lines of columns become tables.
func readText(text string, lex *lang.Lexicon) []*Block {
	return joined(splitLines(text), lex)
}

// joined makes paragraphs of lines.
func joined(all []line, lex *lang.Lexicon) []*Block {
	lines := significant(all)
	j := newJoiner(lines, lex)
	var out []*Block
	for i := 0; i < len(lines); {
		if t := lines[i].table; t != nil {
			out = append(out, &Block{Table: t, Spans: []Span{{0, lines[i].source}}, Apart: true})
			i++
			continue
		}
		if t, n := textTable(lex, lines[i:]); n > 0 {
			out = append(out, &Block{Table: t, Spans: []Span{{0, lines[i].source}}, Apart: true})
			i += n
			continue
		}
		if t, n := bareTable(lex, lines[i:], j); n > 0 {
			out = append(out, &Block{Table: t, Spans: []Span{{0, lines[i].source}}, Apart: true})
			i += n
			continue
		}
		for _, part := range columns(lines[i]) {
			out = j.add(out, part)
		}
		i++
	}
	return out
}

func splitLines(text string) []line {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(text)
	var out []line
	for i, raw := range strings.Split(text, "\n") {
		if before, after, found := strings.Cut(raw, "\f"); found {
			at := Source{Line: i + 1}
			out = append(out, line{source: at, text: Cleaned(before), raw: before}, line{source: at, raw: "\f"},
				line{source: at, text: Cleaned(after), raw: after})
			continue
		}
		out = append(out, line{source: Source{Line: i + 1}, text: Cleaned(raw), raw: raw, indent: indentOf(raw)})
	}
	return out
}

// indentOf is how far a line is set in, in spaces.
func indentOf(raw string) int {
	n := 0
	for _, r := range raw {
		switch r {
		case ' ', '\u00a0':
			n++
		case '\t':
			n += 4
		default:
			return n
		}
	}
	return 0
}

var shareStart = regexp.MustCompile(`^\d+(?:[.,]\d+)?\s?%`)

var gapPattern = regexp.MustCompile(`\t+|\s*\|\s*|\s{4,}`)

// columns parts a line of a letterhead that is set in two columns; another line is one part.
func columns(l line) []line {
	if !gapPattern.MatchString(strings.TrimSpace(l.raw)) || !letterhead(l.text) {
		l.text = strings.Trim(l.text, "| ")
		return []line{l}
	}
	var out []line
	for _, part := range gapPattern.Split(strings.TrimSpace(l.raw), -1) {
		if part = Cleaned(part); part != "" {
			out = append(out, line{source: l.source, text: part, raw: part, apart: true})
		}
	}
	return out
}

// letterhead says whether the line belongs to the head or the foot of a document: capitals, the motto, place and day.
func letterhead(s string) bool {
	return strings.Contains(s, "CỘNG HÒA") || strings.Contains(s, "CỘNG HOÀ") || strings.Contains(s, "Hạnh phúc") ||
		strings.Contains(s, "ngày") && strings.Contains(s, "Số") || strings.Contains(s, "Nơi nhận") || Capitals(s)
}

// joiner decides where a line goes on with the paragraph before it.
type joiner struct {
	lex         *lang.Lexicon
	hyphenated  map[string]bool // "lao động - thương binh": pairs of words the text writes with a dash inside a line
	dashed      DashNumbers
	sets        bool // first lines of paragraphs are set in, other lines are not
	first, rest int  // the widths at which first and other lines of a paragraph are broken; 0: not broken
}

func newJoiner(lines []line, lex *lang.Lexicon) *joiner {
	j := &joiner{lex: lex, hyphenated: map[string]bool{}}
	for _, l := range lines {
		if ReadMarker(l.text).Bullet() {
			l.text = l.text[ReadMarker(l.text).Width:]
		}
		for at := strings.Index(l.text, " - "); at > 0; {
			j.hyphenated[dashPair(l.text[:at], l.text[at+3:])] = true
			next := strings.Index(l.text[at+3:], " - ")
			if next < 0 {
				break
			}
			at += 3 + next
		}
	}
	j.sets = setsIn(lines)
	j.first, j.rest = breakWidth(lines, true), breakWidth(lines, false)
	return j
}

// setsIn says whether the text sets in the first line of a paragraph and nothing else.
func setsIn(lines []line) bool {
	n := 0
	for i := 0; i+1 < len(lines); i++ {
		if next := lines[i+1]; lines[i].indent > 1 && next.indent == 0 && !next.apart && startsLower(next.text) {
			n++
		}
	}
	return n > 2
}

// dashPair is the last word before a dash and the first after it.
func dashPair(before, after string) string {
	b, a := strings.Fields(lang.KeyOf(before)), strings.Fields(lang.KeyOf(after))
	if len(b) == 0 || len(a) == 0 {
		return ""
	}
	return b[len(b)-1] + " - " + strings.TrimRight(a[0], ".,;:")
}

// breakWidth finds the width at which lines were broken: the one that explains most of the breaks before a small
// letter, where a line is not wider and would be wider with the next word. It is 0 where the lines were not broken.
func breakWidth(lines []line, first bool) int {
	fits, total := map[int]int{}, 0
	for i := 0; i+1 < len(lines); i++ {
		if lines[i+1].apart || !startsLower(lines[i+1].text) || (ReadMarker(lines[i].text).Rank != RankNone) != first {
			continue
		}
		total++
		length := lines[i].indent + utf8.RuneCountInString(lines[i].text)
		for w := length; w < length+1+firstWord(lines[i+1].text); w++ {
			fits[w]++
		}
	}
	best := 0
	for w, n := range fits {
		if n > fits[best] || n == fits[best] && w < best {
			best = w
		}
	}
	if total < 3 || fits[best]*2 < total {
		return 0
	}
	return best
}

func firstWord(s string) int {
	w, _, _ := strings.Cut(s, " ")
	return utf8.RuneCountInString(w)
}

// add appends a line to the last paragraph or begins a new one.
func (j *joiner) add(out []*Block, l line) []*Block {
	if l.text == "" {
		return out
	}
	m := j.dashed.Next(l.text, QuotedMarker(l.text))
	if len(out) > 0 {
		if b := out[len(out)-1]; b.Table == nil && j.goesOn(b, l, m) {
			b.Spans = append(b.Spans, Span{len(b.Text) + 1, l.source})
			b.Text += " " + l.text
			b.end, b.lastIndent = l.end, l.indent
			return out
		}
	}
	return append(out, &Block{Text: l.text, Spans: []Span{{0, l.source}}, Bold: l.bold, Level: l.level, Apart: l.apart, end: l.end, indent: l.indent, lastIndent: l.indent})
}

// goesOn says whether the line continues the paragraph.
func (j *joiner) goesOn(b *Block, l line, m Marker) bool {
	lastLine := b.Text[b.Spans[len(b.Spans)-1].At:]
	switch {
	case l.page && m.Rank == RankNone && !closed(b.Text) && !j.lex.StartsLabel(l.text):
		return true // the page ended in the middle of the sentence
	case l.apart:
		return !closed(b.Text) && startsLower(l.text) && m.Rank == RankNone && !j.lex.StartsLabel(l.text)
	case m.Rank == RankDash:
		return j.brokenAtDash(b.Text, l.text[m.Width:])
	case m.Numbered() && partWord(j.lex, b.Text):
		return true
	case m.Rank == RankNumber && l.text[0] <= '9' && b.end != short && lang.LongestEnd(j.lex.NumberWords, lang.Tokens(lang.TailText(b.Text))) > 0 && lang.LongestEnd(j.lex.NoHeads, lang.Tokens(lang.TailText(b.Text))) == 0:
		return true // "… theo Điều / 5. …" and the like: a number that the line before asks for
	case m.Rank == RankNone && strings.HasSuffix(b.Text, ":") && j.lex.EndsWithLabel(b.Text) && !j.lex.StartsLabel(l.text):
		return true // "- Chủ trì: Sở Tư pháp; phối hợp:", and whom on the next line
	case m.Rank != RankNone || j.lex.StartsLabel(l.text):
		return false
	case b.Bold && !l.bold && StartsUpper(l.text):
		return false // a heading, and the text below it
	case Capitals(b.Text) && Capitals(l.text):
		return !(StartsOffice(j.lex, l.text) && (lang.LongestStart(j.lex.Committees, lang.Tokens(b.Text)) > 0 || lang.LongestStart(j.lex.Central, lang.Tokens(b.Text)) > 0))
	case Capitals(b.Text) != Capitals(l.text) && Capitals(lastLine) && !startsLower(l.text):
		return false
	case OpensQuote(l.text) && closed(b.Text):
		return false
	case j.rest == 0 && j.first == 0 && b.end == unknown && shareStart.MatchString(l.text) && !dangling(j.lex, b.Text) && m.Rank == RankNone:
		return false // "1. Nhóm chỉ tiêu về …" and below it "75% xã …": nothing here is broken by width
	case !StartsUpper(l.text):
		return true
	case j.sets && l.indent == 0 && b.indent > 1:
		return true
	case closed(b.Text):
		return !l.begins && j.broken(b, lastLine, l.text) && !strings.HasSuffix(b.Text, ":")
	case dangling(j.lex, b.Text):
		return b.end != short
	}
	return j.broken(b, lastLine, l.text)
}

// broken says whether the last line ends where the next word would have made it too wide.
func (j *joiner) broken(b *Block, lastLine, next string) bool {
	if b.end != unknown {
		return b.end == full
	}
	width := j.rest
	if len(b.Spans) == 1 && ReadMarker(b.Text).Rank != RankNone {
		width = j.first
	}
	length := b.lastIndent + utf8.RuneCountInString(lastLine)
	return width > 0 && length <= width+2 && length+1+firstWord(next) > width
}

// brokenAtDash says whether "- …" at the start of a line is the rest of a name or a span of years and no bullet.
func (j *joiner) brokenAtDash(text, rest string) bool {
	if closed(text) {
		return false
	}
	if !StartsUpper(rest) {
		return true
	}
	pair := dashPair(text, rest)
	if j.hyphenated[pair] {
		return true
	}
	key, tail := lang.KeyOf(text), lang.KeyOf(rest)
	for _, name := range j.lex.Joined {
		before, after, _ := strings.Cut(name, " - ")
		if strings.HasSuffix(key, before) && strings.HasPrefix(tail, after) {
			return true
		}
	}
	return false
}

// dangling says whether a text ends with a word that asks for another.
func dangling(lex *lang.Lexicon, s string) bool {
	return lang.LongestEnd(lex.DanglingWords, lang.Tokens(lang.TailText(s))) > 0
}

func partWord(lex *lang.Lexicon, s string) bool {
	ts := lang.Tokens(s)
	return len(ts) <= 2 && lang.LongestEnd(lex.PartWords, ts) == len(ts) && len(ts) > 0
}

// textTable reads lines whose cells are parted by tabs or bars: at least two lines with the same three columns or more.
func textTable(lex *lang.Lexicon, lines []line) (*Table, int) {
	t := &Table{}
	for _, l := range lines {
		cells := cellsOf(l.raw)
		if len(cells) < 3 || len(t.Rows) > 0 && len(cells) != len(t.Rows[0].Cells) || letterhead(l.text) && len(t.Rows) == 0 && !headerCells(lex, cells) {
			break
		}
		t.Rows = append(t.Rows, Row{Cells: cells, Source: l.source})
	}
	if len(t.Rows) < 2 {
		return nil, 0
	}
	return t, len(t.Rows)
}

func cellsOf(raw string) []string {
	sep := "\t"
	if strings.Count(raw, "|") > 1 {
		sep, raw = "|", strings.Trim(strings.TrimSpace(raw), "|")
	}
	if strings.Count(raw, sep) < 2 {
		return nil
	}
	cells := strings.Split(raw, sep)
	for i := range cells {
		cells[i] = Cleaned(cells[i])
	}
	return cells
}

func headerCells(lex *lang.Lexicon, cells []string) bool { return ColumnKinds(lex, cells).Useful() }
