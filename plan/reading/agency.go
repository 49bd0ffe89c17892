package reading

import "strings"

// agencies splits a list of agencies as a document writes it: "Sở Y tế, Sở Văn hóa, Thể thao và Du lịch và UBND các huyện,
// thị xã". A comma or "và" parts two names only where a name begins behind it. doubtful is true where a name begins
// like no agency.
func (rd *Reader) agencies(text string) (names []string, doubtful bool) {
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		line = line[readMarker(line).width:]
		for _, n := range rd.agencyList(line, tokens(line)) {
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
		if keyOf(have) == keyOf(s) {
			return list
		}
	}
	return append(list, s)
}

// agencyList splits the tokens of one list.
func (rd *Reader) agencyList(text string, ts []token) []agencyName {
	var out []agencyName
	from := 0
	flush := func(to int) {
		out = append(out, rd.named(text, ts[from:to])...)
	}
	depth := 0
	for i := range ts {
		switch {
		case isMark(ts[i], "("):
			depth++
		case isMark(ts[i], ")"):
			depth = max(0, depth-1)
		case depth > 0:
		case isMark(ts[i], ";"), isMark(ts[i], "+-") && i == from && i > 0:
			flush(i)
			from = i + 1
		case i < from+rd.wholeName(ts[from:]):
		case isMark(ts[i], ",&/") || ts[i].key == "và" || ts[i].key == "cùng" || ts[i].key == "với":
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
func (rd *Reader) wholeName(ts []token) int {
	n := longestStart(rd.lex.AgencyLeads, ts)
	if k := longestStart(rd.lex.Whole, ts[n:]); k > 0 {
		return n + k
	}
	return 0
}

// beginsAgency says whether an agency's name begins at the token.
func (rd *Reader) beginsAgency(text string, ts []token, i int) bool {
	if i >= len(ts) || longestStart(rd.lex.GoesOn, ts[i:]) > 0 && i > 0 && ts[i-1].key == "và" {
		return false
	}
	n := max(longestStart(rd.lex.AnyHeads, ts[i:]), map[bool]int{true: longestStart(rd.lex.AgencyHeads, ts[i:])}[upper(text, ts[i])])
	if n == 0 || longestStart(rd.lex.NoAgency, ts[i:]) > n-1 {
		return false
	}
	several := longestStart(rd.lex.SeveralOf, ts[i:])
	return several == 0 || i+several >= len(ts) || !rd.lex.plainThing(text, ts[i+several:])
}

// plainThing says whether what follows "các" is neither an office nor a name: "các nhiệm vụ trọng tâm".
func (lex *lexicon) plainThing(text string, ts []token) bool {
	return ts[0].kind == word && !upper(text, ts[0]) && longestStart(lex.OfficeNouns, ts) == 0
}

// nameless says whether an item is a head without a name, which goes on behind the comma or "và": "Báo và Đài Phát
// thanh, Truyền hình".
func (rd *Reader) nameless(item []token) bool {
	item = item[longestStart(rd.lex.AgencyLeads, item):]
	return len(item) > 0 && len(item) == longestStart(phrases("báo", "đài", "sở", "ban", "hội", "các", "đoàn"), item)
}

// office says whether "và" joins the two bodies that one office serves: "Văn phòng HĐND và UBND xã".
func office(item, after []token) bool {
	return longestStart(phrases("văn phòng", "vp", "chánh văn phòng"), item) > 0 && longestEnd(phrases("hđnd", "hội đồng nhân dân", "đbqh", "đại biểu quốc hội"), item) > 0 &&
		longestStart(phrases("ubnd", "ủy ban nhân dân", "hđnd", "hội đồng nhân dân"), after) > 0
}

// collective says whether a head behind a comma only goes on with "các Sở, Ban, Ngành": it has no name of its own.
func (rd *Reader) collective(text string, item, after []token) bool {
	item = item[longestStart(rd.lex.AgencyLeads, item):]
	if len(item) == 0 || longestStart(phrases("các", "những", "sở", "cơ quan", "đơn vị", "tổ chức", "cấp ủy"), item) == 0 {
		return false
	}
	if len(item) > 1 && item[0].key == "sở" && item[1].kind == word && upper(text, item[1]) {
		return false // "Sở Y tế" is one agency
	}
	n := longestStart(rd.lex.AgencyHeads, after)
	if longestStart(phrases("ubnd", "hđnd", "ủy ban nhân dân", "bhxh", "mttq", "các", "những"), after) > 0 {
		return false
	}
	return n > 0 && (n == 1 || !upper(text, after[0])) && (len(after) == n || longestStart(rd.lex.BareFollowers, after[n:]) > 0)
}

var ()

// named is the name the tokens hold, or the several names of a list of departments ("các Sở: Y tế, Nội vụ").
func (rd *Reader) named(text string, ts []token) []agencyName {
	for n := 1; n > 0; {
		n = longestStart(rd.lex.AgencyLeads, ts)
		ts = ts[n:]
	}
	for n := 1; n > 0; {
		n = longestEnd(rd.lex.AgencyTails, ts)
		ts = ts[:len(ts)-n]
	}
	if len(ts) == 0 {
		return nil
	}
	if list := rd.departments(text, ts); list != nil {
		return list
	}
	if full := rd.lex.inFull(text, ts); full != "" {
		return []agencyName{{full, true}}
	}
	return []agencyName{{words(text, ts), rd.beginsAgency(text, ts, 0)}}
}

// departments expands "các Sở: Y tế, Nội vụ và Tài chính" and "Sở Y tế, Nội vụ". nil where the tokens are no such list.
func (rd *Reader) departments(text string, ts []token) []agencyName {
	i := longestStart(phrases("giám đốc các", "giám đốc", "các", "lãnh đạo các", "liên"), ts)
	if i >= len(ts) || ts[i].key != "sở" {
		return nil
	}
	sign := ts[i]
	i++
	if i < len(ts) && isMark(ts[i], ":") {
		i++
	}
	var out []agencyName
	for i < len(ts) {
		n := longestStart(rd.lex.sectors, ts[i:])
		if n == 0 || !upper(text, ts[i]) {
			break
		}
		name := words(text, ts[i:i+n])
		out = append(out, agencyName{"Sở " + name, true})
		i += n
		for i < len(ts) && (isMark(ts[i], ",;") || ts[i].key == "và" || ts[i].key == "sở") {
			i++
		}
	}
	if len(out) == 0 || len(out) == 1 && i == len(ts) && sign.key == "sở" && ts[0].key == "sở" {
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
func (rd *Reader) listEnd(text string, ts []token, from int) int {
	lex := rd.lex
	for i := from; i < len(ts); i++ {
		if n := sectorAt(lex, ts, i); n > 0 {
			i += n - 1
			if i+1 < len(ts) && ts[i+1].kind == word && !upper(text, ts[i+1]) && longestStart(lex.NameGoesOn, ts[i+1:]) == 0 {
				return i + 1 // a department's name is whole: "Sở Tài chính tháo gỡ …"
			}
			continue
		}
		switch {
		case isMark(ts[i], ":") && i > 0 && ts[i-1].key == "sở" && longestStart(lex.sectors, ts[i+1:]) > 0: // "các sở: Xây dựng, Tài chính"
		case isMark(ts[i], ";:()") || rd.lex.sentenceEnd(text, ts, i):
			return i
		case rd.lex.pastName(text, ts, i):
			return i
		case upper(text, ts[i]) || longestStart(rd.lex.StopVerbs, ts[i:]) == 0:
		case longestStart(rd.lex.LeadersOf, ts[i:]) > 0:
			i += longestStart(rd.lex.LeadersOf, ts[i:]) - 1
		case ts[i].key == "tổ" && ofOrganisations(ts, i):
		case longestStart(rd.lex.WorkOf, ts[i:]) > 0 && i > 1 && longestEnd(rd.lex.Workplaces, ts[:i]) > 0:
			i += longestStart(rd.lex.WorkOf, ts[i:]) - 1
		default:
			return i
		}
	}
	return len(ts)
}

// pastName says whether a name is whole before i: it ended with the level or the place it works in ("UBND các xã", "Hội
// Nông dân huyện"), and a small word follows that no name goes on with.
func (lex *lexicon) pastName(text string, ts []token, i int) bool {
	return i > 1 && ts[i].kind == word && !upper(text, ts[i]) && longestEnd(lex.NameLevels, ts[:i]) > 0 && longestStart(lex.NameGoesOn, ts[i:]) == 0 &&
		longestStart(lex.LevelGoesOn, ts[i:]) == 0 && longestStart(lex.NameLevels, ts[i:]) == 0
}

// What an institution does may be part of its name: các cơ sở đào tạo, doanh nghiệp sử dụng lao động.
var ()

// sectorAt is how many tokens a department's field takes at i, right behind the word that it names: "Sở Kế hoạch và đầu
// tư" is one name however it is written.
func sectorAt(lex *lexicon, ts []token, i int) int {
	if i == 0 || ts[i-1].key != "sở" && ts[i-1].key != "bộ" && ts[i-1].key != "phòng" {
		return 0
	}
	return longestStart(lex.sectors, ts[i:])
}

// ofOrganisations says whether "tổ chức" at i is the noun: các tổ chức chính trị - xã hội.
func ofOrganisations(ts []token, i int) bool {
	return i > 0 && longestEnd(phrases("các", "những", "cơ quan ,", "đơn vị ,", "và", "một số"), ts[:i]) > 0 ||
		longestStart(phrases("tổ chức chính trị", "tổ chức xã hội", "tổ chức đoàn thể", "tổ chức hội", "tổ chức quốc tế", "tổ chức liên quan", "tổ chức có liên quan", "tổ chức tôn giáo", "tổ chức đảng", "tổ chức cơ sở đảng", "tổ chức trong", "tổ chức phi"), ts[i:]) > 0
}
