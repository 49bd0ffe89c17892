package reading

import (
	"slices"
	"strings"

	"ansinh/calendar"
)

// citer gathers the documents a plan names, each once, with what the places that name it say together.
type citer struct {
	lex    *lexicon
	own    string // the plan's own number, kind and title
	kind   string
	title  string
	found  []Citation
	at     map[string]int
	titles map[string]bool
}

func (rd *Reader) readCitations(x *Reading, blocks []*block) {
	c := &citer{lex: rd.lex, own: symbolKey(x.Number), kind: x.Type, title: keyOf(x.Title), at: map[string]int{}, titles: map[string]bool{}}
	for _, b := range blocks {
		if b.table == nil {
			c.text(b.text, b.place)
			continue
		}
		for _, r := range b.table.rows {
			for _, cell := range r.cells {
				c.text(strings.ReplaceAll(cell, "\n", " "), func(int) Source { return r.source })
			}
		}
	}
	x.Cited = append(x.Cited, c.settled()...)
}

// settled leaves out titles that stand in the title of another: they are the same, told more shortly. A law keeps its
// place beside a numbered document that only speaks of it.
func (c *citer) settled() []Citation {
	within := newTitleIndex(c.found)
	var out []Citation
	for i, d := range c.found {
		if d.Number == "" && within.another(i, c.lex.law(d.Kind)) {
			continue
		}
		out = append(out, d)
	}
	return out
}

// titleIndex finds titles that hold another, in one search among the ends of all titles in order.
type titleIndex struct {
	keys []string
	laws titleTails // of unnumbered documents only
	all  titleTails
}

type titleTails []titleTail

type titleTail struct {
	words string
	of    int
}

func newTitleIndex(list []Citation) *titleIndex {
	x := &titleIndex{}
	for i, d := range list {
		key := strings.NewReplacer("“", "", "”", "", `"`, "").Replace(keyOf(d.Title))
		x.keys = append(x.keys, key)
		for at := 0; key != ""; at++ {
			if at == 0 || key[at-1] == ' ' {
				end := titleTail{key[at:], i}
				x.all = append(x.all, end)
				if d.Number == "" {
					x.laws = append(x.laws, end)
				}
			}
			if at == len(key)-1 {
				break
			}
		}
	}
	for _, ends := range []titleTails{x.all, x.laws} {
		slices.SortFunc(ends, func(a, b titleTail) int { return strings.Compare(a.words, b.words) })
	}
	return x
}

// another says whether a title stands in one that is not the same.
func (x *titleIndex) another(i int, law bool) bool {
	ends, key := x.all, x.keys[i]
	if law {
		ends = x.laws
	}
	at, _ := slices.BinarySearchFunc(ends, key, func(e titleTail, key string) int { return strings.Compare(e.words, key) })
	for ; at < len(ends) && strings.HasPrefix(ends[at].words, key); at++ {
		if ends[at].of < i || ends[at].of > i && !law { // a law may first be named, and then the one that amends it
			return true
		}
	}
	return false
}

// symbolKey is the form in which numbers of documents are compared.
func symbolKey(number string) string {
	return strings.NewReplacer("Ư", "W", "–", "-", " ", "").Replace(strings.ToUpper(number))
}

// symbolText is the number as it is shown: without spaces, TW for TƯ.
func symbolText(number string) string { return strings.ReplaceAll(number, "TƯ", "TW") }

func (c *citer) text(text string, place func(int) Source) {
	ts := tokens(text)
	covered, skip, title, loud := 0, 0, "", capitals(text)
	for i := range ts {
		if i < skip {
			continue
		}
		if ts[i].kind == symbol {
			cited := c.lex.numbered(text, ts, i)
			cited.Title = or(cited.Title, title)
			cited.Source = place(ts[i].at)
			c.add(cited)
			covered, title = max(covered, i+12), ""
			continue
		}
		if cited, end := c.lex.titled(text, ts, i); end > 0 && !loud && !c.lex.afterSymbol(ts, i) && i >= covered-12 {
			skip = end
			if numberFollows(ts, end) {
				title = cited.Title // its number says the rest
				continue
			}
			cited.Source = place(ts[i].at)
			c.addTitle(cited)
		}
	}
}

// law says whether a kind is one that is cited by its title for its own sake.
func (lex *lexicon) law(kind string) bool { return longestStart(lex.LawKinds, tokens(kind)) > 0 }

func (c *citer) add(d Citation) {
	key := symbolKey(d.Number)
	if key == c.own {
		return
	}
	at, ok := c.at[key]
	if !ok {
		c.at[key] = len(c.found)
		c.found = append(c.found, d)
		return
	}
	have := &c.found[at]
	have.Date, have.Kind, have.Issuer = or(have.Date, d.Date), or(have.Kind, d.Kind), or(have.Issuer, d.Issuer)
	if capitals(have.Title) || have.Title == "" {
		have.Title = or(d.Title, have.Title)
	}
	if capitals(have.Issuer) {
		have.Issuer = or(d.Issuer, have.Issuer)
	}
	if strings.ToUpper(have.Number) == have.Number {
		have.Number = d.Number // 43-CTr/TU of the text, not 43-CTR/TU of the title in capitals
	}
}

func (c *citer) addTitle(d Citation) {
	if d.Kind == c.kind && strings.HasPrefix(c.title, strings.TrimSpace(strings.TrimPrefix(keyOf(d.Title), keyOf(d.Kind)))) {
		return // the decision that issues the plan names it
	}
	if key := keyOf(d.Title); !c.titles[key] {
		c.titles[key] = true
		c.found = append(c.found, d)
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// numbered reads the document whose number is the token i.
func (lex *lexicon) numbered(text string, ts []token, i int) Citation {
	d := Citation{Number: symbolText(ts[i].key)}
	before := ts[:i]
	if n := len(before); n > 0 && before[n-1].key == "số" {
		before = before[:n-1]
	}
	if n := longestEnd(lex.DocumentKinds, before); n > 0 {
		d.Kind = sentenceCase(words(text, before[len(before)-n:]))
	}
	at := i + 1
	for at < len(ts) && isMark(ts[at], ",") {
		at++
	}
	d.Date, at = citedDay(ts, at)
	if at < len(ts) && isMark(ts[at], ",") && at > i+1 {
		at++
	}
	if at < len(ts) && ts[at].key == "của" {
		end := lex.issuerEnd(text, ts, at+1)
		d.Issuer, at = words(text, ts[at+1:end]), end
	}
	d.Title = lex.subject(text, ts, at)
	return d
}

// citedDay reads "ngày 24/11/2023" or "ngày 24 tháng 11 năm 2023" at a token and gives where it ends.
func citedDay(ts []token, at int) (string, int) {
	if at >= len(ts) || ts[at].key != "ngày" {
		return "", at
	}
	if at+1 < len(ts) && ts[at+1].kind == day {
		d, err := calendar.ParseDate(strings.Map(slash, ts[at+1].key))
		if err != nil {
			return "", at + 2
		}
		return d.String(), at + 2
	}
	if at+5 < len(ts) && ts[at+2].key == "tháng" && ts[at+4].key == "năm" {
		d, err := calendar.Day(atoi(ts[at+5].key), atoi(ts[at+3].key), atoi(ts[at+1].key))
		if err != nil {
			return "", at + 6
		}
		return d.String(), at + 6
	}
	return "", at
}

func (lex *lexicon) issuerEnd(text string, ts []token, from int) int {
	for i := from; i < len(ts); i++ {
		if isMark(ts[i], `;()":`) || lex.sentenceEnd(text, ts, i) || !upper(text, ts[i]) && longestStart(lex.Subjects, ts[i:]) > 0 || ts[i].kind == symbol || isMark(ts[i], ",") && i > from+2 {
			return i
		}
	}
	return len(ts)
}

// subject is what the document is about, where its name goes on with it: "về …", "phê duyệt …". Verbs of the sentence
// around it are no subject: it must say "về" or give the document a purpose, and ends with the clause.
func (lex *lexicon) subject(text string, ts []token, at int) string {
	if at >= len(ts) || longestStart(lex.Subjects, ts[at:]) == 0 || longestStart(phrases("để"), ts[at:]) > 0 {
		return ""
	}
	if n := longestStart(phrases("về việc", "về"), ts[at:]); n > 0 {
		at += n
	}
	end := at
	for end < len(ts) && !isMark(ts[end], ";()") && !lex.sentenceEnd(text, ts, end) && !lex.nextDocument(text, ts, end) {
		end++
	}
	return strings.Trim(words(text, ts[at:end]), `"“” `)
}

// nextDocument says whether another numbered document or the plan's own sentence begins at a comma.
func (lex *lexicon) nextDocument(text string, ts []token, i int) bool {
	if !isMark(ts[i], ",") || i+1 >= len(ts) {
		return false
	}
	after := ts[i+1:]
	n := longestStart(lex.DocumentKinds, after)
	return n > 0 && n+1 < len(after) && (after[n].key == "số" || after[n].kind == symbol) ||
		longestStart(phrases("ubnd tỉnh", "ubnd thành phố", "ủy ban nhân dân tỉnh", "ủy ban nhân dân thành phố", "ubnd huyện"), after) > 0 && upper(text, after[0])
}

func (lex *lexicon) afterSymbol(ts []token, i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if ts[k].kind == symbol {
			return true
		}
	}
	return i+1 < len(ts) && longestStart(lex.DocumentKinds, ts[i:]) > 0 && numberFollows(ts, i+longestStart(lex.DocumentKinds, ts[i:]))
}

func numberFollows(ts []token, i int) bool {
	return i < len(ts) && (ts[i].kind == symbol || ts[i].key == "số")
}

// titled reads a document that is named by its title only: a law ("Luật Người cao tuổi"), or a strategy, programme or
// project with its period ("Chiến lược … giai đoạn 2021-2030, tầm nhìn 2045"). end is 0 where there is none.
func (lex *lexicon) titled(text string, ts []token, i int) (Citation, int) {
	n := longestStart(lex.TitledKinds, ts[i:])
	if n == 0 || !upper(text, ts[i]) || i+n >= len(ts) || numberFollows(ts, i+n) {
		return Citation{}, 0
	}
	law := longestStart(lex.LawKinds, ts[i:]) > 0
	if law && !upper(text, ts[i+n]) && ts[i+n].key != "sửa" || !law && upper(text, ts[i+n]) && ts[i+n].end-ts[i+n].at > 3 && i > 0 && ts[i-1].key == "." {
		return Citation{}, 0
	}
	end := lex.titledEnd(text, ts, i+n, law)
	if end <= i+n || end-i > 40 || len(ts[i:end]) < 3 {
		return Citation{}, 0
	}
	date, _ := citedDay(ts, end)
	return Citation{Kind: sentenceCase(words(text, ts[i:i+n])), Title: words(text, ts[i:end]), Date: date}, end
}

// ofLaws is where the title of a law ends that amends others, or that its number follows: "Luật sửa đổi, bổ sung một số
// điều của Luật A và Luật B ngày …", "Luật Người lao động … theo hợp đồng số 69/2020/QH14". 0 for other titles.
func (lex *lexicon) ofLaws(text string, ts []token, from int, law bool) int {
	if !law {
		return 0
	}
	amends := ts[from].key == "sửa"
	for i := from; i < len(ts) && i < from+40; i++ {
		switch {
		case isMark(ts[i], `;()":`), lex.sentenceEnd(text, ts, i), isMark(ts[i], ",") && !amends:
			if amends {
				return i
			}
			return 0
		case ts[i].key == "ngày" && i+1 < len(ts) && ts[i+1].kind != word:
			if amends {
				return i
			}
			return 0
		case ts[i].key == "số" && i+1 < len(ts) && ts[i+1].kind == symbol, ts[i].kind == symbol:
			return i
		case longestStart(lex.DocumentKinds, ts[i:]) > 0 && upper(text, ts[i]) && !amends:
			return 0
		}
	}
	return 0
}

// titledEnd is where a title ends: a law's with the clause, another's with its period and vision. 0 where a title that
// needs a period has none.
func (lex *lexicon) titledEnd(text string, ts []token, from int, law bool) int {
	if end := lex.ofLaws(text, ts, from, law); end > 0 {
		return end
	}
	for i := from; i < len(ts); i++ {
		stop := isMark(ts[i], `;()":`) || lex.sentenceEnd(text, ts, i) || ts[i].kind == symbol
		if law && (stop || isMark(ts[i], ",") || i > from && longestStart(phrases("và", "ngày", "năm", "số", "được", "quy định", "trong", "cho", "theo", "đến", "để", "tới", "về", "của", "đã"), ts[i:]) > 0) {
			if ts[i].key == "và" && i+1 < len(ts) && i > from && !upper(text, ts[i+1]) && longestStart(phrases("các", "những"), ts[i+1:]) == 0 {
				continue
			}
			return i
		}
		if stop {
			return 0
		}
		if law {
			continue
		}
		y, ok := lex.yearAt(ts, i)
		if !ok || longestStart(phrases("giai đoạn", "thời kì", "đến năm"), ts[y.from:]) == 0 {
			continue
		}
		end := y.to
		for end+1 < len(ts) && (isMark(ts[end], ",") || ts[end].key == "và") && longestStart(lex.VisionLeads, ts[end+1:]) > 0 {
			v := end + 1 + longestStart(lex.VisionLeads, ts[end+1:])
			if v < len(ts) && plainYear(ts[v]) > 0 {
				end = v + 1
				continue
			}
			break
		}
		return end
	}
	if law {
		return len(ts)
	}
	return 0
}
