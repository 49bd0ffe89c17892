package reading

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"ansinh/calendar"
	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// document is the blocks of a file by what they are.
type document struct {
	head  []*paper.Block // letterhead, kind, title
	body  []*paper.Block
	annex []*paper.Block
}

// lead is how many blocks the head of a document may take.
const leadBlocks = 80

// headline is the block that names the document's kind, and the kind. A decision that only issues a plan gives way to
// the plan behind it.
func headline(lex *lang.Lexicon, blocks []*paper.Block) (at int, kind string) {
	at = -1
	for i, b := range blocks {
		if b.Table != nil {
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
			if lang.LongestStart(lex.Decisions, lang.Tokens(b.Text)) == 0 {
				return at, kind
			}
		}
	}
	return at, kind
}

// kindOfLine is the kind a line names that begins with it in capitals, or is it.
func kindOfLine(lex *lang.Lexicon, b *paper.Block) (kind string, plan bool) {
	ts := lang.Tokens(b.Text)
	if len(ts) == 0 || !lang.Upper(b.Text, ts[0]) {
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
		name := b.Text[ts[0].At:ts[n-1].End]
		if !paper.Capitals(name) && len(ts) > n {
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
	bodyOfLine = regexp.MustCompile(`(ỦY\s+BAN\s+NHÂN\s+DÂN|UỶ\s+BAN\s+NHÂN\s+DÂN|UBND|HỘI ĐỒNG NHÂN DÂN)\s*(TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|THỊ XÃ|QUẬN|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\s+([\p{Lu}\s.\-–']+)`)
	officeLine = regexp.MustCompile(`(?:^|\s)(SỞ|BAN DÂN TỘC|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|THÀNH UỶ|BẢO HIỂM XÃ HỘI|BHXH)\s+([\p{Lu}\s,.&\-–]+)`)
	partyLine  = regexp.MustCompile(`ĐẢNG BỘ (TỈNH|THÀNH|HUYỆN|XÃ|PHƯỜNG)(?: PHỐ)? ([\p{Lu}\s\-–']+)`)
	motto      = regexp.MustCompile(`CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI(?:\s+CHỦ(?:\s+NGHĨA(?:\s+VIỆT(?:\s+NAM)?)?)?)?|CHỦ\s+NGHĨA\s+VIỆT\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc`)
)

// readHead reads number, body, province, day and title.
func (rd *Reader) readHead(x *Reading, blocks []*paper.Block, at int) (titleEnd int) {
	head := blocks[:letterheadEnd(rd.lex, blocks, at)]
	joined := joinedHead(head)
	if m := paper.NumberLine.FindStringSubmatch(joined); m != nil {
		x.Number = m[1] + m[2] + lang.Squeezed(m[3])
	}
	place := ""
	if m := paper.PlaceLine.FindStringSubmatch(paper.NumberLine.ReplaceAllString(motto.ReplaceAllString(joined, "|"), "|")); m != nil {
		place = paper.Cleaned(m[1])
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
func letterheadEnd(lex *lang.Lexicon, blocks []*paper.Block, at int) int {
	for i, b := range blocks[:max(at, 0)] {
		if kind, _ := kindOfLine(lex, b); b.Table == nil && kind != "" {
			return i
		}
	}
	if at < 0 {
		return min(len(blocks), 20)
	}
	return at
}

// joinedHead is the head as one text; the parts of a letterhead that a narrow cell broke belong together.
func joinedHead(head []*paper.Block) string {
	var b strings.Builder
	for _, h := range head {
		if h.Table == nil {
			b.WriteString(h.Text + " ")
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
func (rd *Reader) readBody(x *Reading, head, all []*paper.Block, place string) {
	var left []string
	for _, b := range head {
		if b.Table != nil {
			continue
		}
		text := paper.Cleaned(paper.PlaceLine.ReplaceAllString(paper.NumberLine.ReplaceAllString(motto.ReplaceAllString(b.Text, ""), ""), ""))
		if paper.Capitals(text) && text != "NAM" && text != "VIỆT NAM" && text != "NGHĨA VIỆT NAM" {
			left = append(left, text)
		}
	}
	office := slices.IndexFunc(left, func(s string) bool { return paper.StartsOffice(rd.lex, s) })
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
		x.IssuingBody = partyBody(m[1], nameCase(strings.Trim(paper.Cleaned(m[2]), " -–.*")), joined)
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
func provinceIn(blocks []*paper.Block) string {
	name := ""
	for _, b := range blocks {
		for _, m := range provinceName.FindAllStringSubmatch(b.Text, -1) {
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
func asWritten(name string, blocks []*paper.Block) string {
	want := lang.Tokens(name)
	if len(want) < 2 {
		return name
	}
	like := lang.Phrases(name)
	for _, b := range blocks {
		if b.Table != nil || paper.Capitals(b.Text) || len(b.Text) < len(name) {
			continue
		}
		ts := lang.Tokens(b.Text)
		if at := lang.Find(like, ts); at >= 0 && lang.Upper(b.Text, ts[at]) {
			return lang.Words(b.Text, ts[at:at+len(want)])
		}
	}
	return name
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
	return strings.Trim(paper.Cleaned(name), " -–.")
}

func placeLevel(s string) string {
	if strings.HasPrefix(s, "TP") {
		return "thành phố"
	}
	return strings.ToLower(s)
}

func (rd *Reader) officeName(kind, rest string) string {
	rest = strings.Trim(paper.Cleaned(rest), " -–.")
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
func readTitle(lex *lang.Lexicon, blocks []*paper.Block, at int) (string, int) {
	b := blocks[at]
	ts := lang.Tokens(b.Text)
	kind := lang.LongestStart(append(append([]lang.Phrase{}, lex.PlanKinds...), append(lex.OtherKinds, lex.Decisions...)...), ts)
	title := strings.TrimSpace(b.Text[ts[kind-1].End:])
	next := at + 1
	wasCapitals, wasBold := title != "", false
	for ; next < len(blocks) && next < at+8; next++ {
		n := blocks[next]
		if n.Table != nil || paper.ReadMarker(n.Text).Numbered() || strings.HasPrefix(n.Text, "(") {
			break
		}
		isCapitals := paper.Capitals(n.Text)
		first := title == ""
		if !first && !(wasCapitals && isCapitals) && !(wasBold && n.Bold) {
			break
		}
		if !first && lang.LongestStart(lex.TitleEnds, lang.Tokens(n.Text)) > 0 && !isCapitals && !n.Bold {
			break
		}
		title = strings.TrimSpace(title + " " + n.Text)
		wasCapitals, wasBold = isCapitals, n.Bold
	}
	if next < len(blocks) && blocks[next].Table == nil && strings.HasPrefix(blocks[next].Text, "(") {
		next++ // "(Ban hành kèm theo Quyết định số …)"
	}
	return strings.Trim(title, " .:"), next
}

// parts cuts the blocks behind the title into the body and the annexes; recipients and signature are left out.
func divide(lex *lang.Lexicon, blocks []*paper.Block, from int) document {
	d := document{head: blocks[:from]}
	inTail := false
	for _, b := range blocks[from:] {
		switch {
		case b.Table != nil && inTail, b.Table == nil && inTail && annexHead(lex, b.Text):
			d.annex = append(d.annex, b)
			inTail = false
			continue
		case len(d.annex) > 0 && !inTail:
			d.annex = append(d.annex, b)
			continue
		case inTail:
			continue
		case b.Table == nil && tailStart(lex, b):
			inTail = true
			continue
		}
		d.body = append(d.body, b)
		if b.Table == nil && strings.HasSuffix(b.Text, "./.") {
			inTail = true
		}
	}
	return d
}

func tailStart(lex *lang.Lexicon, b *paper.Block) bool {
	ts := lang.Tokens(b.Text)
	if n := lang.LongestStart(lang.Phrases("nơi nhận"), ts); n > 0 && len(ts) < 8 {
		return true
	}
	return paper.Capitals(b.Text) && lang.LongestStart(lex.TailStarts, ts) > 0 && len(ts) < 16
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
