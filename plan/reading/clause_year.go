package reading

import "ansinh/plan/reading/lang"

// years gives the targets of a clause their years. A year before a figure speaks for it and what follows; a year behind
// a figure speaks for it and, where they have none of their own, for the figures before it in the clause.
func (r *clauseReader) years(ts []lang.Token, ps []piece, years []lang.YearMention, first int) {
	own := make([]int, len(ps))
	behind := make([]bool, len(ps)) // the year stands behind the figure
	role := make([]lang.YearRole, len(ps))
	opening := 0
	for i := range ps {
		p := &ps[i]
		for _, y := range years {
			if y.Role == lang.Baseline || y.Role != lang.Since && y.From > p.right && compared(ts[p.right:y.From]) && ts[y.From].Key != "vào" || y.From < p.start || y.From >= p.end || own[i] != 0 || y.From >= p.left && y.From < p.from {
				continue
			}
			own[i], role[i], behind[i] = y.Year, y.Role, y.From >= p.right
			if y.From < p.left {
				opening = y.Year
				if i == 0 && len(r.rd.lex.Stripped(ts[p.start:y.From])) == 0 {
					r.running, r.here = y.Year, true
				}
			}
		}
		if i > 0 && own[i] == 0 && behind[i-1] && lang.Find(lang.Phrases("đồng thời"), ts[ps[i-1].right:p.left]) >= 0 {
			own[i], role[i] = own[i-1], role[i-1] // "100% … trong năm 2026, đồng thời trên 98% …"
		}
		if own[i] == 0 && opening != 0 && (len(p.lead) == 0 || !p.headed || r.running == opening) {
			own[i] = opening
		}
	}
	after := r.backward(ps, own, behind)
	for k := first; k < len(r.out); k++ {
		f := &r.out[k]
		if f.Year != 0 || f.grouped {
			continue
		}
		i := f.piece
		switch {
		case own[i] == 0 && r.running > 0:
			f.yearFor(r.running)
		case own[i] == 0:
			continue
		case after[i]:
			f.yearFor(own[i], doubtYearAfter)
		case role[i] == lang.Before:
			f.yearFor(own[i], doubtBefore)
		default:
			f.yearFor(own[i])
		}
	}
	r.groupYears(first, own)
}

// compared says whether a year behind the words is what a value is compared with; behind a comma it is not ("giảm
// 40% so với quy định, chậm nhất là hết năm 2027"), nor where it says "vào năm".
func compared(ts []lang.Token) bool {
	at := lang.Find(lang.Phrases("so với"), ts)
	return at >= 0 && lang.Find(lang.Phrases(","), ts[at:]) < 0
}

// backward lets the year behind a figure speak for the figures before it; where those have words of their own, that is
// an assumption.
func (r *clauseReader) backward(ps []piece, own []int, behind []bool) []bool {
	assumed := make([]bool, len(ps))
	if r.here && r.running > 0 {
		return assumed
	}
	for i := len(ps) - 1; i > 0; i-- {
		if own[i] == 0 || own[i-1] != 0 || !behind[i] || ps[i].within {
			continue
		}
		own[i-1], behind[i-1] = own[i], true
		assumed[i-1] = assumed[i] || len(ps[i].lead) > 0 || len(ps[i].tail) > 0
	}
	return assumed
}

// groupsOf reads the parentheses of a piece: parts of the whole ("đô thị 32,7; nông thôn 32,3"), values of other years
// ("năm 2025: 90%"), or the population of the figure before.
func (r *clauseReader) groupsOf(c clause, ps []piece, i int) {
	p := &ps[i]
	for _, g := range c.groups {
		if g.at <= p.from || g.at > p.end {
			continue
		}
		if lang.Find(lang.Phrases("cũ", "trước đây", "hiện nay", "hiện tại", "hiện có"), g.tokens) >= 0 {
			continue // "(mục tiêu cũ là 4.500 người)"
		}
		found, unknown := r.rd.figures(r.text, g.tokens, p.lead)
		parts, _ := r.rd.yearParts(g.tokens, &p.figure, found, unknown)
		if len(found) == 0 && len(parts) < 2 { // "450 cán bộ (năm 2024: 150; năm 2025: 200)" has two
			r.qualify(g.tokens)
			continue
		} else if p.share && len(found) == 1 && !found[0].share && len(r.rd.lex.Stripped(g.tokens[:found[0].left])) <= 2 && len(tailOf(r.rd.lex, g.tokens[found[0].right:])) == 0 {
			continue // "100% (khoảng 12.500 người)": how many that is
		}
		for _, part := range clauses(r.rd.lex, r.text, g.tokens) {
			sub := clauseReader{rd: r.rd, text: r.text, it: r.it, base: r.base, population: r.population, inherit: true, whole: &p.figure}
			sub.read(part[lang.LongestStart(lang.Phrases("trong đó", "trong đó :", "gồm", "bao gồm"), part):])
			for _, f := range sub.out {
				if restated(r.rd.lex, part, len(sub.out), p) {
					continue
				}
				f.piece, f.grouped, f.ownYear = i, true, f.Year > 0 && (len(found) > 0 || len(parts) < 2)
				r.out = append(r.out, f)
			}
		}
	}
}

// restated says whether a parenthesis only says the change that the level before it means: "còn 0,85% (giảm 0,35 điểm %)".
func restated(lex *lang.Lexicon, ts []lang.Token, found int, p *piece) bool {
	return p.change == "" && found == 1 && lang.LongestStart(lex.Changes, strippedMarks(ts)) > 0
}

func strippedMarks(ts []lang.Token) []lang.Token {
	for len(ts) > 0 && ts[0].Kind == lang.Mark {
		ts = ts[1:]
	}
	return ts
}

// groupYears gives the parts of a whole the year of the whole. A value of a year gone by is where the work starts from
// and no target.
func (r *clauseReader) groupYears(first int, own []int) {
	kept := r.out[:first]
	for _, f := range r.out[first:] {
		if f.grouped && f.Year == 0 {
			f.Year = own[f.piece]
			if f.Year == 0 {
				f.Year = r.running
			}
		}
		kept = append(kept, f)
	}
	r.out = kept
}

// qualify takes words in a parenthesis right behind a figure for its population or its year.
func (r *clauseReader) qualify(ts []lang.Token) {
	if len(r.out) == 0 {
		return
	}
	f := &r.out[len(r.out)-1]
	if len(ts) == 1 && lang.PlainYear(ts[0]) > 0 {
		f.Year = lang.PlainYear(ts[0])
		return
	}
	if lang.LongestStart(r.rd.lex.Qualifiers, ts) > 0 {
		f.Population = lang.Words(r.text, ts)
		return
	}
	if y := r.rd.lex.DeadlineOf(ts); y > 0 && len(r.rd.lex.Stripped(ts)) == 0 && f.Year == 0 {
		f.Year = y
	}
}

// peopleIn finds the people or things an indicator is a share of: "tỉ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng".
func (rd *Reader) peopleIn(whole string) string {
	ts := lang.Tokens(whole)
	n := lang.LongestStart(lang.Phrases("tỉ lệ", "số", "tỉ lệ số", "tổng số", "tỉ trọng"), ts)
	if n == 0 {
		return ""
	}
	rest := ts[n:]
	if lang.LongestStart(rd.lex.Units, rest) == 0 && lang.LongestStart(lang.Phrases("dân số", "dân cư", "lực lượng"), rest) == 0 {
		return ""
	}
	at := rd.lex.PredicateAt(rest)
	if q := lang.Find(lang.Phrases("qua", "trong"), rest); at < 0 || q > 0 && q < at {
		at = q
	}
	if at <= 0 {
		return ""
	}
	return lang.Words(whole, rest[:at])
}

// split makes one target for each population where a share is said of things of different kinds.
func (rd *Reader) split(f found, p *piece) []found {
	if !p.share || len(p.lead) > 0 {
		return []found{f}
	}
	names := rd.kindsIn(f.Population)
	if len(names) < 2 {
		return []found{f}
	}
	var out []found
	for _, name := range names {
		part := f
		part.Population = name
		part.doubts = append(append([]doubt{}, f.doubts...), doubtSplit)
		out = append(out, part)
	}
	return out
}

// kindsIn are the items of a list of bare names of things, each of a kind of its own; nil where it is no such list.
func (rd *Reader) kindsIn(list string) []string {
	var names []string
	seen := map[string]bool{}
	ts := lang.Tokens(list)
	from := 0
	for i := 0; i <= len(ts); i++ {
		if i < len(ts) && !lang.IsMark(ts[i], ",") && ts[i].Key != "và" {
			continue
		}
		name := lang.Words(list, ts[from:i])
		class := rd.lex.Classes[lang.KeyOf(name)]
		if class == "" || seen[class] {
			return nil
		}
		seen[class] = true
		names, from = append(names, name), i+1
	}
	return names
}

// restates says whether a change behind a level only says how far it is from where things stood: "… đạt 80%, tăng 32 điểm
// phần trăm so với năm 2024".
func restates(lex *lang.Lexicon, ts []lang.Token, p, before *piece) bool {
	return p.change != "" && before.change == "" && p.share && before.share && len(p.lead) == 0 && lang.LongestStart(lang.Phrases("so với", "so"), ts[p.right:p.end]) > 0
}
