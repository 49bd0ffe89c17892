package reading

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"ansinh/calendar"
	"ansinh/plan/reading/lang"
)

// document is the blocks of a file by what they are.
type document struct {
	head  []*block // letterhead, kind, title
	body  []*block
	annex []*block
}

// kinds of documents that hold a plan, and those that look like one and are not.
var ()

// lead is how many blocks the head of a document may take.
const leadBlocks = 80

// headline is the block that names the document's kind, and the kind. A decision that only issues a plan gives way to
// the plan behind it.
func headline(lex *lang.Lexicon, blocks []*block) (at int, kind string) {
	at = -1
	for i, b := range blocks {
		if b.table != nil {
			continue
		}
		if at < 0 && i > leadBlocks {
			break
		}
		k, plan := kindOfLine(lex, b)
		switch {
		case k == "":
			continue
		case plan && (at < 0 || kind == "Quyết định" || kind == "Nghị quyết"):
			return i, k
		case at < 0 && !plan:
			at, kind = i, k
			if lang.LongestStart(lex.Decisions, lang.Tokens(b.text)) == 0 {
				return at, kind
			}
		}
	}
	return at, kind
}

// kindOfLine is the kind a line names that begins with it in capitals, or is it.
func kindOfLine(lex *lang.Lexicon, b *block) (kind string, plan bool) {
	ts := lang.Tokens(b.text)
	if len(ts) == 0 || !lang.Upper(b.text, ts[0]) {
		return "", false
	}
	for _, c := range []struct {
		list []lang.Phrase
		plan bool
	}{{lex.PlanKinds, true}, {lex.OtherKinds, false}, {lex.Decisions, false}} {
		n := lang.LongestStart(c.list, ts)
		if n == 0 {
			continue
		}
		name := b.text[ts[0].At:ts[n-1].End]
		if !capitals(name) && len(ts) > n {
			continue
		}
		return sentenceCase(strings.TrimRight(name, " :")), c.plan
	}
	return "", false
}

// sentenceCase writes capitals small but for the first letter.
func sentenceCase(s string) string {
	rs := []rune(strings.ToLower(s))
	if len(rs) > 0 {
		rs[0] = unicode.ToUpper(rs[0])
	}
	return string(rs)
}

// nameCase writes a name in capitals with a capital for each word.
func nameCase(s string) string {
	fields := strings.Fields(s)
	for i, f := range fields {
		fields[i] = sentenceCase(f)
	}
	return strings.Join(fields, " ")
}

var (
	numberLine = regexp.MustCompile(`(?i)\bsố(?:\s*hiệu)?\s*:?\s*[|]?\s*(\d{1,5})\s*([-/])\s*(\p{Lu}[\p{L}&]*(?:\s?[-–/]\s?\p{Lu}[\p{L}&\d]*)*)`)
	placeLine  = regexp.MustCompile(`([\p{Lu}][\p{L}\s.\-–]*?),\s*(?i:ngày)\s*(\d{1,2}|[.…_ ]*)\s*(?i:tháng)\s*(\d{1,2}|[.…_ ]*)\s*(?i:năm)\s*(\d{4})`)
	bodyOfLine = regexp.MustCompile(`(ỦY\s+BAN\s+NHÂN\s+DÂN|UỶ\s+BAN\s+NHÂN\s+DÂN|UBND|HỘI ĐỒNG NHÂN DÂN)\s*(TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|THỊ XÃ|QUẬN|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\s+([\p{Lu}\s.\-–']+)`)
	officeLine = regexp.MustCompile(`(?:^|\s)(SỞ|BAN DÂN TỘC|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|THÀNH UỶ|BẢO HIỂM XÃ HỘI|BHXH)\s+([\p{Lu}\s,.&\-–]+)`)
	partyLine  = regexp.MustCompile(`ĐẢNG BỘ (TỈNH|THÀNH|HUYỆN|XÃ|PHƯỜNG)(?: PHỐ)? ([\p{Lu}\s\-–']+)`)
	motto      = regexp.MustCompile(`CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI(?:\s+CHỦ(?:\s+NGHĨA(?:\s+VIỆT(?:\s+NAM)?)?)?)?|CHỦ\s+NGHĨA\s+VIỆT\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc`)
)

// readHead reads number, body, province, day and title.
func (rd *Reader) readHead(x *Reading, blocks []*block, at int) (titleEnd int) {
	head := blocks[:letterheadEnd(rd.lex, blocks, at)]
	joined := joinedHead(head)
	if m := numberLine.FindStringSubmatch(joined); m != nil {
		x.Number = m[1] + m[2] + lang.Squeezed(m[3])
	}
	place := ""
	if m := placeLine.FindStringSubmatch(numberLine.ReplaceAllString(motto.ReplaceAllString(joined, "|"), "|")); m != nil {
		place = cleaned(m[1])
		x.Date = dateText(m[4], m[3], m[2])
	}
	rd.readBody(x, head, blocks, place)
	if lang.LongestStart(rd.lex.Committees, lang.Tokens(x.IssuingBody)) == 0 {
		x.IssuingBody = asWritten(x.IssuingBody, blocks)
	}
	if at < 0 {
		return 0
	}
	x.Title, titleEnd = readTitle(rd.lex, blocks, at)
	return titleEnd
}

// letterheadEnd is the first block that names a kind, which may be the decision that issues the plan; without one the
// letterhead is looked for in the first blocks.
func letterheadEnd(lex *lang.Lexicon, blocks []*block, at int) int {
	for i, b := range blocks[:max(at, 0)] {
		if kind, _ := kindOfLine(lex, b); b.table == nil && kind != "" {
			return i
		}
	}
	if at < 0 {
		return min(len(blocks), 20)
	}
	return at
}

// joinedHead is the head as one text; the parts of a letterhead that a narrow cell broke belong together.
func joinedHead(head []*block) string {
	var b strings.Builder
	for _, h := range head {
		if h.table == nil {
			b.WriteString(h.text + " ")
		}
	}
	return b.String()
}

func dateText(year, month, day string) string {
	d, err := calendar.Day(lang.Atoi(year), lang.Atoi(strings.TrimSpace(month)), lang.Atoi(strings.TrimSpace(day)))
	if err != nil {
		return ""
	}
	return d.String()
}

// readBody finds who issues: the left side of the letterhead. Where an office stands under the people's committee,
// the office issues.
func (rd *Reader) readBody(x *Reading, head, all []*block, place string) {
	var left []string
	for _, b := range head {
		if b.table != nil {
			continue
		}
		text := cleaned(placeLine.ReplaceAllString(numberLine.ReplaceAllString(motto.ReplaceAllString(b.text, ""), ""), ""))
		if capitals(text) && text != "NAM" && text != "VIỆT NAM" && text != "NGHĨA VIỆT NAM" {
			left = append(left, text)
		}
	}
	office := slices.IndexFunc(left, func(s string) bool { return startsOffice(rd.lex, s) })
	joined := strings.Join(left, " ")
	if office > 0 {
		joined = strings.Join(left[:office], " ")
	}
	if m := bodyOfLine.FindStringSubmatch(joined); m != nil {
		level, name := placeLevel(m[2]), nameCase(cutOffice(m[3]))
		x.IssuingBody = map[bool]string{true: "Hội đồng nhân dân ", false: "Ủy ban nhân dân "}[m[1] == "HỘI ĐỒNG NHÂN DÂN"] + level + " " + name
		if level == "tỉnh" || level == "thành phố" {
			x.Province = name
		}
	}
	if office >= 0 {
		kind, rest, _ := strings.Cut(strings.Join(left[office:], " "), " ")
		x.IssuingBody = rd.officeName(kind, rest)
	} else if m := officeLine.FindStringSubmatch(joined); m != nil {
		x.IssuingBody = rd.officeName(m[1], m[2])
	}
	if strings.Contains(joined, " BAN THƯỜNG VỤ") && lang.LongestStart(lang.Phrases("tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy"), lang.Tokens(x.IssuingBody)) > 0 {
		x.IssuingBody = "Ban Thường vụ " + strings.TrimSpace(strings.TrimSuffix(x.IssuingBody, "Ban Thường Vụ"))
	}
	if m := partyLine.FindStringSubmatch(joined); m != nil && (x.IssuingBody == "" || strings.Contains(joined, "BAN THƯỜNG VỤ")) {
		x.IssuingBody = partyBody(m[1], nameCase(strings.Trim(cleaned(m[2]), " -–.*")), joined)
	}
	if x.Province == "" && place != "" {
		x.Province = or(provinceIn(all), place)
	}
	if x.IssuingBody == "" && len(left) > 0 {
		x.IssuingBody = sentenceCase(left[0])
	}
	if len(left) > 0 && lang.LongestStart(rd.lex.Central, lang.Tokens(left[0])) > 0 {
		x.Province = "" // a ministry's seat is no province it plans for
	}
}

var provinceName = regexp.MustCompile(`(?:UBND|[ỦU]y ban nhân dân|HĐND|Hội đồng nhân dân|Tỉnh ủy)\s+tỉnh\s+(\p{Lu}\p{L}*(?:\s\p{Lu}\p{L}*){0,3})`)

// provinceIn is the province whose committee a document names; "" where it names none, or several.
func provinceIn(blocks []*block) string {
	name := ""
	for _, b := range blocks {
		for _, m := range provinceName.FindAllStringSubmatch(b.text, -1) {
			if name != "" && m[1] != name {
				return ""
			}
			name = m[1]
		}
	}
	return name
}

// asWritten is a name read from capitals as the text writes it further down, with the capitals that belong to it; the
// name itself where the text has it nowhere.
func asWritten(name string, blocks []*block) string {
	want := lang.Tokens(name)
	if len(want) < 2 {
		return name
	}
	like := lang.Phrases(name)
	for _, b := range blocks {
		if b.table != nil || capitals(b.text) || len(b.text) < len(name) {
			continue
		}
		ts := lang.Tokens(b.text)
		if at := lang.Find(like, ts); at >= 0 && lang.Upper(b.text, ts[at]) {
			return lang.Words(b.text, ts[at:at+len(want)])
		}
	}
	return name
}

// startsOffice says whether a line of the letterhead begins the name of an office.
func startsOffice(lex *lang.Lexicon, s string) bool {
	return lang.LongestStart(lex.OfficeStarts, lang.Tokens(s)) > 0
}

// partyBody is a committee of the Party: the Tỉnh ủy of a province, or its standing committee.
func partyBody(level, name, head string) string {
	body := map[string]string{"TỈNH": "Tỉnh ủy", "THÀNH": "Thành ủy", "HUYỆN": "Huyện ủy", "XÃ": "Đảng ủy xã", "PHƯỜNG": "Đảng ủy phường"}[level]
	name = strings.TrimSpace(strings.TrimSuffix(name, "Ban Thường Vụ"))
	if strings.Contains(head, "BAN THƯỜNG VỤ") {
		body = "Ban Thường vụ " + body
	}
	return body + " " + name
}

// cutOffice ends a place's name where an office's begins: "BẮC GIANG SỞ Y TẾ".
func cutOffice(name string) string {
	if at := officeLine.FindStringIndex(" " + name); at != nil {
		name = name[:max(at[0]-1, 0)]
	}
	return strings.Trim(cleaned(name), " -–.")
}

func placeLevel(s string) string {
	if strings.HasPrefix(s, "TP") {
		return "thành phố"
	}
	return strings.ToLower(s)
}

func (rd *Reader) officeName(kind, rest string) string {
	rest = strings.Trim(cleaned(rest), " -–.")
	key := lang.KeyOf(rest)
	for k, name := range rd.lex.SectorNames {
		if key == k {
			return sentenceCase(kind) + " " + name
		}
	}
	if strings.HasPrefix(kind, "TỈNH") || strings.HasPrefix(kind, "THÀNH") {
		return sentenceCase(kind) + " " + nameCase(rest)
	}
	return sentenceCase(kind + " " + rest)
}

// readTitle is the subject under the kind: the rest of the kind's own block, then the blocks in capitals or bold that
// follow, or the first one where the title is written small. It gives the block behind the title.
func readTitle(lex *lang.Lexicon, blocks []*block, at int) (string, int) {
	b := blocks[at]
	ts := lang.Tokens(b.text)
	kind := lang.LongestStart(append(append([]lang.Phrase{}, lex.PlanKinds...), append(lex.OtherKinds, lex.Decisions...)...), ts)
	title := strings.TrimSpace(b.text[ts[kind-1].End:])
	next := at + 1
	wasCapitals, wasBold := title != "", false
	for ; next < len(blocks) && next < at+8; next++ {
		n := blocks[next]
		if n.table != nil || readMarker(n.text).numbered() || strings.HasPrefix(n.text, "(") {
			break
		}
		isCapitals := capitals(n.text)
		first := title == ""
		if !first && !(wasCapitals && isCapitals) && !(wasBold && n.bold) {
			break
		}
		if !first && lang.LongestStart(lex.TitleEnds, lang.Tokens(n.text)) > 0 && !isCapitals && !n.bold {
			break
		}
		title = strings.TrimSpace(title + " " + n.text)
		wasCapitals, wasBold = isCapitals, n.bold
	}
	if next < len(blocks) && blocks[next].table == nil && strings.HasPrefix(blocks[next].text, "(") {
		next++ // "(Ban hành kèm theo Quyết định số …)"
	}
	return strings.Trim(title, " .:"), next
}

// parts cuts the blocks behind the title into the body and the annexes; recipients and signature are left out.
func divide(lex *lang.Lexicon, blocks []*block, from int) document {
	d := document{head: blocks[:from]}
	inTail := false
	for _, b := range blocks[from:] {
		switch {
		case b.table != nil && inTail, b.table == nil && inTail && annexHead(lex, b.text):
			d.annex = append(d.annex, b)
			inTail = false
			continue
		case len(d.annex) > 0 && !inTail:
			d.annex = append(d.annex, b)
			continue
		case inTail:
			continue
		case b.table == nil && tailStart(lex, b):
			inTail = true
			continue
		}
		d.body = append(d.body, b)
		if b.table == nil && strings.HasSuffix(b.text, "./.") {
			inTail = true
		}
	}
	return d
}

func tailStart(lex *lang.Lexicon, b *block) bool {
	ts := lang.Tokens(b.text)
	if n := lang.LongestStart(lang.Phrases("nơi nhận"), ts); n > 0 && len(ts) < 8 {
		return true
	}
	return capitals(b.text) && lang.LongestStart(lex.TailStarts, ts) > 0 && len(ts) < 16
}

// year is the year of a plan for one year; 0 for a plan of several.
func (x *Reading) year(lex *lang.Lexicon) int {
	ts := lang.Tokens(x.Title)
	years := lex.YearsIn(ts)
	if len(years) == 0 {
		return 0
	}
	y := years[len(years)-1]
	if y.To-y.From == 2 && ts[y.From].Key == "năm" || y.To-y.From == 3 && ts[y.From].Key == "trong" {
		return y.Year
	}
	return 0
}
