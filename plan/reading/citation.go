package reading

import (
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// citer gathers the documents a plan names, each once, with what the places that name it say together.
type citer struct {
	lex    *lang.Lexicon
	own    string // the plan's own number, kind and title
	kind   string
	title  string
	found  []Citation
	at     map[string]int
	titles map[string]bool
}

func (rd *Reader) readCitations(x *Reading, blocks []*paper.Block) {
	c := &citer{lex: rd.lex, own: symbolKey(x.Number), kind: x.Type, title: lang.KeyOf(x.Title), at: map[string]int{}, titles: map[string]bool{}}
	for _, b := range blocks {
		if b.Table == nil {
			c.text(b.Text, b.Place)
			continue
		}
		for _, r := range b.Table.Rows {
			for _, cell := range r.Cells {
				c.text(strings.ReplaceAll(cell, "\n", " "), func(int) paper.Source { return r.Source })
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
		if d.Number == "" && within.another(i, law(c.lex, d.Kind)) {
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
		key := strings.NewReplacer("“", "", "”", "", `"`, "").Replace(lang.KeyOf(d.Title))
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

func (c *citer) text(text string, place func(int) paper.Source) {
	ts := lang.Tokens(text)
	covered, skip, title, loud := 0, 0, "", paper.Capitals(text)
	for i := range ts {
		if i < skip {
			continue
		}
		if ts[i].Kind == lang.Symbol {
			cited := numbered(c.lex, text, ts, i)
			cited.Title = or(cited.Title, title)
			cited.Source = place(ts[i].At)
			c.add(cited)
			covered, title = max(covered, i+12), ""
			continue
		}
		if cited, end := titled(c.lex, text, ts, i); end > 0 && !loud && !afterSymbol(c.lex, ts, i) && i >= covered-12 {
			skip = end
			if numberFollows(ts, end) {
				title = cited.Title // its number says the rest
				continue
			}
			cited.Source = place(ts[i].At)
			c.addTitle(cited)
		}
	}
}

// law says whether a kind is one that is cited by its title for its own sake.
func law(lex *lang.Lexicon, kind string) bool {
	return lang.LongestStart(lex.LawKinds, lang.Tokens(kind)) > 0
}

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
	if paper.Capitals(have.Title) || have.Title == "" {
		have.Title = or(d.Title, have.Title)
	}
	if paper.Capitals(have.Issuer) {
		have.Issuer = or(d.Issuer, have.Issuer)
	}
	if strings.ToUpper(have.Number) == have.Number {
		have.Number = d.Number // 43-CTr/TU of the text, not 43-CTR/TU of the title in capitals
	}
}

func (c *citer) addTitle(d Citation) {
	if d.Kind == c.kind && strings.HasPrefix(c.title, strings.TrimSpace(strings.TrimPrefix(lang.KeyOf(d.Title), lang.KeyOf(d.Kind)))) {
		return // the decision that issues the plan names it
	}
	if key := lang.KeyOf(d.Title); !c.titles[key] {
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
func numbered(lex *lang.Lexicon, text string, ts []lang.Token, i int) Citation {
	d := Citation{Number: symbolText(ts[i].Key)}
	before := ts[:i]
	if n := len(before); n > 0 && before[n-1].Key == "số" {
		before = before[:n-1]
	}
	if n := lang.LongestEnd(lex.DocumentKinds, before); n > 0 {
		d.Kind = sentenceCase(lang.Words(text, before[len(before)-n:]))
	}
	at := i + 1
	for at < len(ts) && lang.IsMark(ts[at], ",") {
		at++
	}
	d.Date, at = citedDay(ts, at)
	if at < len(ts) && lang.IsMark(ts[at], ",") && at > i+1 {
		at++
	}
	if at < len(ts) && ts[at].Key == "của" {
		end := issuerEnd(lex, text, ts, at+1)
		d.Issuer, at = lang.Words(text, ts[at+1:end]), end
	}
	d.Title = subject(lex, text, ts, at)
	return d
}

// citedDay reads "ngày 24/11/2023" or "ngày 24 tháng 11 năm 2023" at a token and gives where it ends.
func citedDay(ts []lang.Token, at int) (string, int) {
	if at >= len(ts) || ts[at].Key != "ngày" {
		return "", at
	}
	if at+1 < len(ts) && ts[at+1].Kind == lang.Day {
		d, err := calendar.ParseDate(strings.Map(lang.Slash, ts[at+1].Key))
		if err != nil {
			return "", at + 2
		}
		return d.String(), at + 2
	}
	if at+5 < len(ts) && ts[at+2].Key == "tháng" && ts[at+4].Key == "năm" {
		d, err := calendar.Day(lang.Atoi(ts[at+5].Key), lang.Atoi(ts[at+3].Key), lang.Atoi(ts[at+1].Key))
		if err != nil {
			return "", at + 6
		}
		return d.String(), at + 6
	}
	return "", at
}

func issuerEnd(lex *lang.Lexicon, text string, ts []lang.Token, from int) int {
	for i := from; i < len(ts); i++ {
		if lang.IsMark(ts[i], `;()":`) || sentenceEnd(lex, text, ts, i) || !lang.Upper(text, ts[i]) && lang.LongestStart(lex.Subjects, ts[i:]) > 0 || ts[i].Kind == lang.Symbol || lang.IsMark(ts[i], ",") && i > from+2 {
			return i
		}
	}
	return len(ts)
}

// subject is what the document is about, where its name goes on with it: "về …", "phê duyệt …". Verbs of the sentence
// around it are no subject: it must say "về" or give the document a purpose, and ends with the clause.
func subject(lex *lang.Lexicon, text string, ts []lang.Token, at int) string {
	if at >= len(ts) || lang.LongestStart(lex.Subjects, ts[at:]) == 0 || lang.LongestStart(lang.Phrases("để"), ts[at:]) > 0 {
		return ""
	}
	if n := lang.LongestStart(lang.Phrases("về việc", "về"), ts[at:]); n > 0 {
		at += n
	}
	end := at
	for end < len(ts) && !lang.IsMark(ts[end], ";()") && !sentenceEnd(lex, text, ts, end) && !nextDocument(lex, text, ts, end) {
		end++
	}
	return strings.Trim(lang.Words(text, ts[at:end]), `"“” `)
}

// nextDocument says whether another numbered document or the plan's own sentence begins at a comma.
func nextDocument(lex *lang.Lexicon, text string, ts []lang.Token, i int) bool {
	if !lang.IsMark(ts[i], ",") || i+1 >= len(ts) {
		return false
	}
	after := ts[i+1:]
	n := lang.LongestStart(lex.DocumentKinds, after)
	return n > 0 && n+1 < len(after) && (after[n].Key == "số" || after[n].Kind == lang.Symbol) ||
		lang.LongestStart(lang.Phrases("ubnd tỉnh", "ubnd thành phố", "ủy ban nhân dân tỉnh", "ủy ban nhân dân thành phố", "ubnd huyện"), after) > 0 && lang.Upper(text, after[0])
}

func afterSymbol(lex *lang.Lexicon, ts []lang.Token, i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if ts[k].Kind == lang.Symbol {
			return true
		}
	}
	return i+1 < len(ts) && lang.LongestStart(lex.DocumentKinds, ts[i:]) > 0 && numberFollows(ts, i+lang.LongestStart(lex.DocumentKinds, ts[i:]))
}

func numberFollows(ts []lang.Token, i int) bool {
	return i < len(ts) && (ts[i].Kind == lang.Symbol || ts[i].Key == "số")
}

// titled reads a document that is named by its title only: a law ("Luật Người cao tuổi"), or a strategy, programme or
// project with its period ("Chiến lược … giai đoạn 2021-2030, tầm nhìn 2045"). end is 0 where there is none.
func titled(lex *lang.Lexicon, text string, ts []lang.Token, i int) (Citation, int) {
	n := lang.LongestStart(lex.TitledKinds, ts[i:])
	if n == 0 || !lang.Upper(text, ts[i]) || i+n >= len(ts) || numberFollows(ts, i+n) {
		return Citation{}, 0
	}
	law := lang.LongestStart(lex.LawKinds, ts[i:]) > 0
	if law && !lang.Upper(text, ts[i+n]) && ts[i+n].Key != "sửa" || !law && lang.Upper(text, ts[i+n]) && ts[i+n].End-ts[i+n].At > 3 && i > 0 && ts[i-1].Key == "." {
		return Citation{}, 0
	}
	end := titledEnd(lex, text, ts, i+n, law)
	if end <= i+n || end-i > 40 || len(ts[i:end]) < 3 {
		return Citation{}, 0
	}
	date, _ := citedDay(ts, end)
	return Citation{Kind: sentenceCase(lang.Words(text, ts[i:i+n])), Title: lang.Words(text, ts[i:end]), Date: date}, end
}

// ofLaws is where the title of a law ends that amends others, or that its number follows: "Luật sửa đổi, bổ sung một số
// điều của Luật A và Luật B ngày …", "Luật Người lao động … theo hợp đồng số 69/2020/QH14". 0 for other titles.
func ofLaws(lex *lang.Lexicon, text string, ts []lang.Token, from int, law bool) int {
	if !law {
		return 0
	}
	amends := ts[from].Key == "sửa"
	for i := from; i < len(ts) && i < from+40; i++ {
		switch {
		case lang.IsMark(ts[i], `;()":`), sentenceEnd(lex, text, ts, i), lang.IsMark(ts[i], ",") && !amends:
			if amends {
				return i
			}
			return 0
		case ts[i].Key == "ngày" && i+1 < len(ts) && ts[i+1].Kind != lang.Word:
			if amends {
				return i
			}
			return 0
		case ts[i].Key == "số" && i+1 < len(ts) && ts[i+1].Kind == lang.Symbol, ts[i].Kind == lang.Symbol:
			return i
		case lang.LongestStart(lex.DocumentKinds, ts[i:]) > 0 && lang.Upper(text, ts[i]) && !amends:
			return 0
		}
	}
	return 0
}

// titledEnd is where a title ends: a law's with the clause, another's with its period and vision. 0 where a title that
// needs a period has none.
func titledEnd(lex *lang.Lexicon, text string, ts []lang.Token, from int, law bool) int {
	if end := ofLaws(lex, text, ts, from, law); end > 0 {
		return end
	}
	for i := from; i < len(ts); i++ {
		stop := lang.IsMark(ts[i], `;()":`) || sentenceEnd(lex, text, ts, i) || ts[i].Kind == lang.Symbol
		if law && (stop || lang.IsMark(ts[i], ",") || i > from && lang.LongestStart(lang.Phrases("và", "ngày", "năm", "số", "được", "quy định", "trong", "cho", "theo", "đến", "để", "tới", "về", "của", "đã"), ts[i:]) > 0) {
			if ts[i].Key == "và" && i+1 < len(ts) && i > from && !lang.Upper(text, ts[i+1]) && lang.LongestStart(lang.Phrases("các", "những"), ts[i+1:]) == 0 {
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
		y, ok := lex.YearAt(ts, i)
		if !ok || lang.LongestStart(lang.Phrases("giai đoạn", "thời kì", "đến năm"), ts[y.From:]) == 0 {
			continue
		}
		end := y.To
		for end+1 < len(ts) && (lang.IsMark(ts[end], ",") || ts[end].Key == "và") && lang.LongestStart(lex.VisionLeads, ts[end+1:]) > 0 {
			v := end + 1 + lang.LongestStart(lex.VisionLeads, ts[end+1:])
			if v < len(ts) && lang.PlainYear(ts[v]) > 0 {
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
