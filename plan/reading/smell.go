package reading

import (
	"slices"
	"strings"
	"unicode"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// What looks as if it was read wrongly, although no rule of reading was in doubt, is found here: the words that were read
// are held against the words that stand there.

// longName is how many words the name of an agency seldom has.
const longName = 16

// oddTask are the doubts about a task whose paragraphs say more than was read. In a running sentence no label tells the
// time: there any word of time that was not read is a doubt.
func (rd *Reader) oddTask(t Task, items []*item, running bool) []doubt {
	var out []doubt
	joins, days := false, false
	for _, it := range items {
		if it.block.Table != nil {
			continue
		}
		ts := lang.Tokens(it.text())
		at := lang.Find(lang.Phrases("phối hợp"), ts)
		joins = joins || at >= 0 && at+2 < len(ts) && lang.LongestStart(lang.Phrases("liên ngành", "chặt chẽ"), ts[at+2:]) == 0 && len(t.Lead) > 0
		days = days || lang.Find(rd.lex.EveryYear, ts) < 0 && lang.Find(rd.lex.Reported, ts) < 0 && lang.Find(lang.Phrases("trước ngày", "hoàn thành trước", "hoàn thành trong quý", "hoàn thành quý", "chậm nhất"), ts) >= 0 ||
			running && lang.Find(rd.lex.Reported, ts) < 0 && rd.timed(it.text(), ts)
	}
	if joins && len(t.Coordinating) == 0 {
		out = append(out, doubtUnreadJoin)
	}
	if days && t.Deadline == "" && t.Time == "" {
		out = append(out, doubtUnreadDay)
	}
	return append(out, rd.oddWords(t)...)
}

// timed says whether a paragraph holds a word of time outside its names and quotations: a year, a quarter, what comes again.
func (rd *Reader) timed(text string, ts []lang.Token) bool {
	return lang.Find(rd.lex.Recurring, ts) >= 0 || lang.Find(lang.Phrases("quý", "trong tháng", "vào tháng", "tháng 1", "dịp"), ts) >= 0 || rd.lex.LastDay(lang.Words(text, ts), 0) != ""
}

// brokenOff says whether a name is a department's of no field known: "Sở Kế", where a page ended.
func (rd *Reader) brokenOff(name string, ts []lang.Token) bool {
	return len(ts) > 1 && len(ts) < 5 && (ts[0].Key == "sở" || ts[0].Key == "bộ") && lang.LongestStart(rd.lex.Sectors, ts[1:]) == 0 && lang.Upper(name, ts[1])
}

// runsOn says whether a name goes on in small letters behind the level it ends with: "Hội Chữ thập đỏ xã, nhân viên y tế".
func (rd *Reader) runsOn(name string, ts []lang.Token) bool {
	for i := 1; i+1 < len(ts); i++ {
		if lang.IsMark(ts[i], ",") && !lang.Upper(name, ts[i+1]) && lang.LongestEnd(rd.lex.NameLevels, ts[:i]) > 0 && lang.LongestStart(rd.lex.NameLevels, ts[i+1:]) == 0 {
			return true
		}
	}
	return false
}

// oddWords are the doubts about the title and the names of a task.
func (rd *Reader) oddWords(t Task) []doubt {
	var out []doubt
	for _, name := range slices.Concat(t.Lead, t.Coordinating) {
		ts := lang.Tokens(name)
		if len(ts) > longName || rd.runsOn(name, ts) || rd.brokenOff(name, ts) || strings.ContainsAny(name, "|:") || lang.Find(lang.Phrases("( chủ trì", "( phối hợp", "chủ trì ,", "phối hợp với"), ts) >= 0 || strings.Count(name, "(") != strings.Count(name, ")") || lang.LongestEnd(rd.lex.DanglingWords, ts) == 1 && lang.IsMark(ts[len(ts)-1], ",(/-&") {
			out = append(out, doubtOddName)
			break
		}
	}
	if ts := lang.Tokens(t.Title); len(ts) < 2 || len(t.Lead) > 0 && lang.Find(rd.lex.Leading, ts[:min(len(ts), 12)]) >= 0 {
		out = append(out, doubtOddTitle)
	}
	return out
}

// oddTargets adds doubts to the targets of one paragraph whose words do not look like an indicator's, or that are fewer
// than the shares in it.
func (rd *Reader) oddTargets(it *item, found []found) {
	shares := 0
	for _, t := range lang.Tokens(it.text()) {
		if lang.IsMark(t, "%‰") {
			shares++
		}
	}
	read := 0
	for i := range found {
		if strings.ContainsAny(found[i].Unit, "%‰") {
			read++
			if !found[i].Value.Single() {
				read++
			}
		}
	}
	for i := range found {
		f := &found[i]
		ts := lang.Tokens(f.Indicator)
		all := len(ts) + len(lang.Tokens(f.Population))
		if lang.LongestStart(rd.lex.Costs, ts) > 0 && lang.Find(rd.lex.Money, lang.Tokens(f.Unit)) >= 0 {
			f.doubts = append(f.doubts, doubtMoney)
		}
		switch {
		case all < 2, lang.LongestStart(rd.lex.Replacing, ts) > 0 || lang.LongestStart(lang.Phrases("thay", "thay thế"), ts) > 0, strings.ContainsAny(f.Indicator, `“”"%`), strings.Count(f.Indicator, "(") != strings.Count(f.Indicator, ")"),
			len(ts) > 0 && lang.LongestEnd(rd.lex.DanglingWords, ts) > 0 && lang.LongestEnd(rd.lex.NoPlaces, ts) == 0 && unicode.IsLetter([]rune(ts[len(ts)-1].Key)[0]) && lang.LongestEnd(lang.Phrases("của", "và", "với", "về", "cho", "theo", "trong", "các", "do", "để"), ts) > 0:
			f.doubts = append(f.doubts, doubtOddWords)
		case shares > read+2 && len(found) > 0:
			f.doubts = append(f.doubts, doubtUnreadFigure)
		}
	}
}

// unreadYear says whether a heading over a part names a year, and none was understood from it.
func unreadYear(lex *lang.Lexicon, p *part) bool {
	for ; p != nil && p.head != nil && p.kind == paper.KindTargets; p = p.parent {
		ts := lang.Tokens(p.title)
		if lex.DeadlineOf(ts) > 0 || len(ts) > 30 {
			return false
		}
		for _, t := range ts {
			if lang.PlainYear(t) > 0 {
				return true
			}
		}
	}
	return false
}
