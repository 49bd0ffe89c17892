package paper

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Rank orders the signs that begin a paragraph, from the widest part to the smallest point.
type Rank int

const (
	RankNone    Rank = iota
	RankPart         // Phần thứ nhất, Phần I
	rankClause       // Chương I
	rankLetter       // A.
	RankRoman        // I.
	rankArticle      // Điều 1.
	RankNumber       // 1.  1.1.  1.1.1.  (depth by dots)
	RankNumber2
	RankNumber3
	rankNumber4
	RankPoint  // a)
	RankPoint2 // 1)  (1)
	RankDash   // -
	rankPlus   // +
	rankStar   // * •
)

// Marker is the sign at the head of a paragraph.
type Marker struct {
	Rank   Rank
	Number string // "1.1", "II", "a"; "" for bullets
	Width  int    // bytes of the text the sign takes, with the space after it
}

func (m Marker) Bullet() bool   { return m.Rank >= RankDash }
func (m Marker) Numbered() bool { return m.Rank > RankNone && m.Rank < RankDash }

var (
	partPattern    = regexp.MustCompile(`^(?i:phần)\s+((?i:thứ)\s+[\p{L}]+|[IVX]+|[A-HĐ]|\d{1,2}|(?i:một|hai|ba|bốn|năm|sáu|bảy))(?:\s*[.:]\s*|\s*[-–—]\s+|\s+|$)`)
	chapterPattern = regexp.MustCompile(`^(?i:chương)\s+([IVX]+|\d{1,2})\s*[.:]?\s*`)
	articlePattern = regexp.MustCompile(`^Điều\s+(\d{1,2})\s*[.:]\s*`)
	// "Mục II. …" and "Khoản 2. …" are numbered as the law's own parts are.
	sectionPattern = regexp.MustCompile(`^(?:Mục|MỤC)\s+([IVX]{1,6})\s*[.:]\s*`)
	itemPattern    = regexp.MustCompile(`^Khoản\s+(\d{1,2})\s*[.:]\s+`)
	romanPattern   = regexp.MustCompile(`^([IVX]{1,6})\s?(?:[.):]|[-–—/]\s)[-.]?\s*`)
	letterPattern  = regexp.MustCompile(`^([A-HĐ])(?:\s?[.)/:]\s*|\s?[-–—]\s+)`)
	arabicPattern  = regexp.MustCompile(`^(\d{1,2}(?:\.\d{1,2}){0,3})(\.\s*|\)\s*|/\s+|\s?[-–—]\s+|\s+)`)
	// The part may be named in the number: III.1.2. Text, B.1. Text
	mixedPattern = regexp.MustCompile(`^(?:[IVX]{1,5}|[A-HĐ])\.(\d{1,2}(?:\.\d{1,2}){0,2})[.)]?\s+`)
	pointPattern = regexp.MustCompile(`^([a-zđ]\d?)\s?[.)]\s*`)
	// "Nhiệm vụ 1: …", "Giải pháp số 2. …" are numbered by the word before.
	NamedPattern = regexp.MustCompile(`^\p{Lu}[\p{Ll}]*(?:\s\p{Ll}+){0,3}\s+(?i:số\s+)?(\d{1,2}(?:\.\d{1,2})?)\s*[:.]\s+|^\p{Lu}+(?:\s\p{Lu}+){0,3}\s+(?:SỐ\s+)?(\d{1,2}(?:\.\d{1,2})?)\s*[:.]\s+`)
	// A time or a place in a list may be named and numbered too, and numbers nothing.
	notNamed     = regexp.MustCompile(`^(?i:tháng|quý|năm|ngày|tuần|đợt|kỳ|kì|giai đoạn|lần|khóa|điều|khoản|điểm|phụ lục|biểu|bảng|mẫu|đến|trước|từ|chỉ tiêu|mục tiêu|trong|vào|có|số|phường|quận|khu phố|thôn|ấp|tổ|vùng|lớp|cấp|mức|hết)\s`)
	parenPattern = regexp.MustCompile(`^\((\d{1,2}|[ivx]{1,4}|[a-zđ])\)\s*`)
	// "Một là, …", "Thứ hai: …" number the tasks of a running text.
	wordPattern = regexp.MustCompile(`^(?:(Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười)\s+là|Thứ\s+(nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười))\s*[,:]\s*`)
	signPattern = regexp.MustCompile(`^([-–—−+*•●▪■◦‣·►✓✔➢➤➔→⇒❖o>»]|>>|=>|\x{F0B7}|\x{F0A7}|\x{F02D})\s+|^([-–—−+*•●▪■◦‣·►➢❖\x{F0B7}\x{F0A7}\x{F02D}])(?:\s*)`)
)

// ReadMarker reads the sign that begins a text; the zero marker where there is none.
func ReadMarker(s string) Marker {
	if m := partPattern.FindStringSubmatch(s); m != nil {
		return Marker{RankPart, m[1], len(m[0])}
	}
	if m := chapterPattern.FindStringSubmatch(s); m != nil {
		return Marker{rankClause, m[1], len(m[0])}
	}
	if m := articlePattern.FindStringSubmatch(s); m != nil {
		return Marker{rankArticle, m[1], len(m[0])}
	}
	if m := sectionPattern.FindStringSubmatch(s); m != nil && StartsUpper(s[len(m[0]):]) {
		return Marker{RankRoman, m[1], len(m[0])}
	}
	if m := itemPattern.FindStringSubmatch(s); m != nil && StartsUpper(s[len(m[0]):]) {
		return arabicMarker(m[1], len(m[0]))
	}
	if m := NamedPattern.FindStringSubmatch(s); m != nil && m[0] != s && !notNamed.MatchString(s) && StartsUpper(s[len(m[0]):]) {
		return arabicMarker(m[1]+m[2], len(m[0]))
	}
	if m := mixedPattern.FindStringSubmatch(s); m != nil {
		return arabicMarker(m[1], len(m[0]))
	}
	if m := romanPattern.FindStringSubmatch(s); m != nil && m[0] != s {
		return Marker{RankRoman, m[1], len(m[0])}
	}
	if m := letterPattern.FindStringSubmatch(s); m != nil && m[0] != s {
		return Marker{rankLetter, m[1], len(m[0])}
	}
	if m := parenPattern.FindStringSubmatch(s); m != nil {
		return Marker{RankPoint2, m[1], len(m[0])}
	}
	if m := arabicPattern.FindStringSubmatch(s); m != nil && m[0] != s {
		return arabicSign(s, m)
	}
	if m := wordPattern.FindStringSubmatch(s); m != nil && m[0] != s {
		return Marker{RankPoint, ordinalOf(m[1] + m[2]), len(m[0])}
	}
	if m := pointPattern.FindStringSubmatch(s); m != nil && m[0] != s {
		return Marker{RankPoint, m[1], len(m[0])}
	}
	return signMarker(s)
}

// ordinalOf is the number that a word of counting or ordering says.
func ordinalOf(w string) string {
	words := [][]string{{"một", "nhất"}, {"hai"}, {"ba"}, {"bốn", "tư"}, {"năm"}, {"sáu"}, {"bảy"}, {"tám"}, {"chín"}, {"mười"}}
	return strconv.Itoa(1 + slices.IndexFunc(words, func(list []string) bool { return slices.Contains(list, strings.ToLower(w)) }))
}

// DashNumbers follows numbers that a dash ends ("1- Rà soát …"), so that the next is one too where a figure or a small
// letter stands behind it: "4- 9/9 thôn".
type DashNumbers struct{ last int }

var dashNumber = regexp.MustCompile(`^(\d{1,2})\s?[-–]\s+`)

func (d *DashNumbers) Next(s string, m Marker) Marker {
	found := dashNumber.FindStringSubmatch(s)
	switch {
	case found == nil:
	case m.Rank == RankNumber:
		d.last = last(m.Number)
	case m.Rank == RankNone && d.last > 0 && last(found[1]) == d.last+1:
		d.last++
		return Marker{RankNumber, found[1], len(found[0])}
	}
	return m
}

func arabicSign(s string, m []string) Marker {
	dots, sign := strings.Count(m[1], "."), strings.TrimSpace(m[2])
	rest := s[len(m[0]):]
	switch {
	case sign == ")":
		return Marker{RankPoint2, m[1], len(m[0])}
	case (sign == "-" || sign == "–" || sign == "—") && !StartsUpper(rest):
		return Marker{} // "10- 15 người"
	case sign == "" && (dots == 0 || !StartsUpper(rest)):
		return Marker{} // "12 xã", "2.5 lần": a number with a space is no sign, "1.1 Tăng cường" is
	case sign == "." && !strings.HasSuffix(m[2], " ") && !StartsUpper(rest):
		return Marker{} // "2.500 lao động"
	}
	return arabicMarker(m[1], len(m[0]))
}

func arabicMarker(number string, width int) Marker {
	return Marker{RankNumber + Rank(strings.Count(number, ".")), number, width}
}

func signMarker(s string) Marker {
	m := signPattern.FindStringSubmatch(s)
	if m == nil {
		return Marker{}
	}
	sign := m[1] + m[2]
	if m[2] != "" && !StartsUpper(s[len(m[0]):]) && len(m[0]) == len(m[2]) {
		return Marker{} // "-10%", "*ghi chú": the sign is part of the word
	}
	switch sign {
	case "+":
		return Marker{rankPlus, "", len(m[0])}
	case "*", "•", "●", "▪", "■", "◦", "‣", "·", "►", "✓", "➢", "❖", "o", "\uf0b7", "\uf0a7":
		return Marker{rankStar, "", len(m[0])}
	}
	return Marker{RankDash, "", len(m[0])}
}

// last is the last part of a number as an integer: 3 of "1.3".
func last(number string) int {
	n, err := strconv.Atoi(number[strings.LastIndexByte(number, '.')+1:])
	if err != nil {
		return 0
	}
	return n
}

// QuotedMarker is the sign of a paragraph, also of one that opens a quotation as amendments do: “a) Đến năm …”.
func QuotedMarker(s string) Marker {
	if m := ReadMarker(s); m.Rank != RankNone {
		return m
	}
	for _, q := range []string{"“", `"`, "«"} {
		if rest, found := strings.CutPrefix(s, q); found {
			if m := ReadMarker(rest); m.Rank != RankNone {
				m.Width += len(q)
				return m
			}
		}
	}
	return Marker{}
}

func OpensQuote(s string) bool {
	return strings.HasPrefix(s, "“") || strings.HasPrefix(s, `"`) || strings.HasPrefix(s, "«")
}
