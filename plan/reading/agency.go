package reading

import (
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// agencies splits a list of agencies as a document writes it: "Sở Y tế, Sở Văn hóa, Thể thao và Du lịch và UBND các huyện,
// thị xã". A comma or "và" parts two names only where a name begins behind it. doubtful is true where a name begins
// like no agency.
func (rd *Reader) agencies(text string) (names []string, doubtful bool) {
	text = rd.withoutShort(text)
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		line = line[paper.ReadMarker(line).Width:]
		for _, n := range rd.agencyList(line, lang.Tokens(line)) {
			names = appendNew(names, n.name)
			doubtful = doubtful || !n.known
		}
	}
	return names, doubtful
}

type agencyName struct {
	name  string
	known bool
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if lang.KeyOf(have) == lang.KeyOf(s) {
			return list
		}
	}
	return append(list, s)
}

// agencyList splits the tokens of one list.
func (rd *Reader) agencyList(text string, ts []lang.Token) []agencyName {
	var out []agencyName
	from := 0
	flush := func(to int) {
		out = append(out, rd.named(text, ts[from:to])...)
	}
	depth := 0
	for i := range ts {
		switch {
		case lang.IsMark(ts[i], "("):
			depth++
		case lang.IsMark(ts[i], ")"):
			depth = max(0, depth-1)
		case depth > 0:
		case lang.IsMark(ts[i], ";|"), lang.IsMark(ts[i], "+-") && i == from && i > 0:
			flush(i)
			from = i + 1
		case i < from+rd.wholeName(ts[from:]):
		case lang.IsMark(ts[i], ",&/") || ts[i].Key == "và" || ts[i].Key == "cùng" || ts[i].Key == "với":
			if i >= from && rd.beginsAgency(text, ts, i+1) && !rd.collective(text, ts[from:i], ts[i+1:]) && !rd.nameless(ts[from:i]) && !office(ts[from:i], ts[i+1:]) {
				flush(i)
				from = i + 1
			}
		}
	}
	flush(len(ts))
	return out
}

// wholeName is how many tokens the name takes that the tokens begin with, where it is one that holds a comma or "và".
func (rd *Reader) wholeName(ts []lang.Token) int {
	n := lang.LongestStart(rd.lex.AgencyLeads, ts)
	if k := lang.LongestStart(rd.lex.Whole, ts[n:]); k > 0 {
		return n + k
	}
	return 0
}

// beginsAgency says whether an agency's name begins at the token.
func (rd *Reader) beginsAgency(text string, ts []lang.Token, i int) bool {
	if i >= len(ts) || lang.LongestStart(rd.lex.GoesOn, ts[i:]) > 0 && i > 0 && ts[i-1].Key == "và" {
		return false
	}
	n := max(lang.LongestStart(rd.lex.AnyHeads, ts[i:]), map[bool]int{true: lang.LongestStart(rd.lex.AgencyHeads, ts[i:])}[lang.Upper(text, ts[i])])
	if n == 0 || lang.LongestStart(rd.lex.NoAgency, ts[i:]) > n-1 {
		return false
	}
	several := lang.LongestStart(rd.lex.SeveralOf, ts[i:])
	return several == 0 || i+several >= len(ts) || !plainThing(rd.lex, text, ts[i+several:])
}

// plainThing says whether what follows "các" is neither an office nor a name: "các nhiệm vụ trọng tâm".
func plainThing(lex *lang.Lexicon, text string, ts []lang.Token) bool {
	return ts[0].Kind == lang.Word && !lang.Upper(text, ts[0]) && lang.LongestStart(lex.OfficeNouns, ts) == 0
}

// nameless says whether an item is a head without a name, which goes on behind the comma or "và": "Báo và Đài Phát
// thanh, Truyền hình".
func (rd *Reader) nameless(item []lang.Token) bool {
	item = item[lang.LongestStart(rd.lex.AgencyLeads, item):]
	return len(item) > 0 && len(item) == lang.LongestStart(lang.Phrases("báo", "đài", "sở", "ban", "hội", "các", "đoàn"), item)
}

// office says whether "và" joins the two bodies that one office serves: "Văn phòng HĐND và UBND xã".
func office(item, after []lang.Token) bool {
	return lang.LongestStart(lang.Phrases("văn phòng", "vp", "chánh văn phòng"), item) > 0 && lang.LongestEnd(lang.Phrases("hđnd", "hội đồng nhân dân", "đbqh", "đại biểu quốc hội"), item) > 0 &&
		lang.LongestStart(lang.Phrases("ubnd", "ủy ban nhân dân", "hđnd", "hội đồng nhân dân"), after) > 0
}

// collective says whether a head behind a comma only goes on with "các Sở, Ban, Ngành": it has no name of its own.
func (rd *Reader) collective(text string, item, after []lang.Token) bool {
	item = item[lang.LongestStart(rd.lex.AgencyLeads, item):]
	if len(item) == 0 || lang.LongestStart(lang.Phrases("các", "những", "sở", "cơ quan", "đơn vị", "tổ chức", "cấp ủy"), item) == 0 {
		return false
	}
	if len(item) > 1 && item[0].Key == "sở" && item[1].Kind == lang.Word && lang.Upper(text, item[1]) {
		return false // "Sở Y tế" is one agency
	}
	n := lang.LongestStart(rd.lex.AgencyHeads, after)
	if lang.LongestStart(lang.Phrases("ubnd", "hđnd", "ủy ban nhân dân", "bhxh", "mttq", "các", "những"), after) > 0 {
		return false
	}
	return n > 0 && (n == 1 || !lang.Upper(text, after[0])) && (len(after) == n || lang.LongestStart(rd.lex.BareFollowers, after[n:]) > 0)
}

// named is the name the tokens hold, or the several names of a list of departments ("các Sở: Y tế, Nội vụ").
func (rd *Reader) named(text string, ts []lang.Token) []agencyName {
	for n := 1; n > 0; {
		n = lang.LongestStart(rd.lex.AgencyLeads, ts)
		ts = ts[n:]
	}
	for n := 1; n > 0; {
		n = lang.LongestEnd(rd.lex.AgencyTails, ts)
		ts = ts[:len(ts)-n]
	}
	if len(ts) == 0 {
		return nil
	}
	if list := rd.departments(text, ts); list != nil {
		return list
	}
	if full := inFull(rd.lex, text, ts); full != "" {
		return []agencyName{{full, true}}
	}
	return []agencyName{{lang.Words(text, ts), rd.beginsAgency(text, ts, 0)}}
}

// departments expands "các Sở: Y tế, Nội vụ và Tài chính" and "Sở Y tế, Nội vụ". nil where the tokens are no such list.
func (rd *Reader) departments(text string, ts []lang.Token) []agencyName {
	i := lang.LongestStart(lang.Phrases("giám đốc các", "giám đốc", "các", "lãnh đạo các", "liên"), ts)
	if i >= len(ts) || ts[i].Key != "sở" {
		return nil
	}
	sign := ts[i]
	i++
	if i < len(ts) && lang.IsMark(ts[i], ":") {
		i++
	}
	var out []agencyName
	for i < len(ts) {
		n := lang.LongestStart(rd.lex.Sectors, ts[i:])
		if n == 0 || !lang.Upper(text, ts[i]) {
			break
		}
		name := lang.Words(text, ts[i:i+n])
		out = append(out, agencyName{"Sở " + name, true})
		i += n
		for i < len(ts) && (lang.IsMark(ts[i], ",;") || ts[i].Key == "và" || ts[i].Key == "sở") {
			i++
		}
	}
	if len(out) == 0 || len(out) == 1 && i == len(ts) && sign.Key == "sở" && ts[0].Key == "sở" {
		return nil
	}
	if i < len(ts) {
		if len(out) < 2 {
			return nil
		}
		out = append(out, rd.named(text, ts[i:])...)
	}
	return out
}

// listEnd is where a list of agencies that begins at a token ends: a verb, a full stop, a semicolon.
func (rd *Reader) listEnd(text string, ts []lang.Token, from int) int {
	lex := rd.lex
	if from > 0 {
		from = max(from, from-1+lang.LongestStart(lex.Whole, ts[from-1:]))
	}
	for i := from; i < len(ts); i++ {
		if n := lang.LongestStart(lex.Whole, ts[i:]); n > 1 && lang.Upper(text, ts[i]) {
			i += n - 1
			continue
		}
		if n := sectorAt(lex, ts, i); n > 0 {
			i += n - 1
			if i+1 < len(ts) && ts[i+1].Kind == lang.Word && !lang.Upper(text, ts[i+1]) && lang.LongestStart(lex.NameGoesOn, ts[i+1:]) == 0 {
				return i + 1 // a department's name is whole: "Sở Tài chính tháo gỡ …"
			}
			continue
		}
		switch {
		case lang.IsMark(ts[i], ":") && i > 0 && ts[i-1].Key == "sở" && lang.LongestStart(lex.Sectors, ts[i+1:]) > 0: // "các sở: Xây dựng, Tài chính"
		case lang.IsMark(ts[i], ";:()") || sentenceEnd(rd.lex, text, ts, i):
			return i
		case pastName(rd.lex, text, ts, i):
			return i
		case lang.Upper(text, ts[i]) || lang.LongestStart(rd.lex.StopVerbs, ts[i:]) == 0:
		case lang.LongestStart(rd.lex.LeadersOf, ts[i:]) > 0:
			i += lang.LongestStart(rd.lex.LeadersOf, ts[i:]) - 1
		case ts[i].Key == "tổ" && lang.OfOrganisations(ts, i):
		case lang.LongestStart(rd.lex.WorkOf, ts[i:]) > 0 && i > 1 && lang.LongestEnd(rd.lex.Workplaces, ts[:i]) > 0:
			i += lang.LongestStart(rd.lex.WorkOf, ts[i:]) - 1
		default:
			return i
		}
	}
	return len(ts)
}

// pastName says whether a name is whole before i: it ended with the level or the place it works in ("UBND các xã", "Hội
// Nông dân huyện"), and a small word follows that no name goes on with.
func pastName(lex *lang.Lexicon, text string, ts []lang.Token, i int) bool {
	return i > 1 && ts[i].Kind == lang.Word && !lang.Upper(text, ts[i]) && lang.LongestEnd(lex.NameLevels, ts[:i]) > 0 && lang.LongestStart(lex.NameGoesOn, ts[i:]) == 0 &&
		lang.LongestStart(lex.LevelGoesOn, ts[i:]) == 0 && lang.LongestStart(lex.NameLevels, ts[i:]) == 0
}

// sectorAt is how many tokens a department's field takes at i, right behind the word that it names: "Sở Kế hoạch và đầu
// tư" is one name however it is written.
func sectorAt(lex *lang.Lexicon, ts []lang.Token, i int) int {
	if i == 0 || ts[i-1].Key != "sở" && ts[i-1].Key != "bộ" && ts[i-1].Key != "phòng" {
		return 0
	}
	return lang.LongestStart(lex.Sectors, ts[i:])
}
