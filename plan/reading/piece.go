package reading

import "ansinh/plan/reading/lang"

// piece is the part of a clause that speaks of one figure.
type piece struct {
	figure
	start, end int          // tokens of the clause
	lead       []lang.Token // before the figure, stripped
	tail       []lang.Token // behind it
	headed     bool         // lead begins with the name of an indicator
	within     bool         // "trong đó" stands before it: a part of the whole before
	joined     bool         // it follows another piece in the same clause
}

// pieces parts a clause among its figures. A figure that no separator parts from the one before only qualifies it
// ("100% xã có ít nhất 01 nhân viên") and gives no piece.
func pieces(lex *lang.Lexicon, text string, ts []lang.Token, found []figure) []piece {
	var out []piece
	for _, f := range found {
		start := 0
		if len(out) > 0 {
			before := &out[len(out)-1]
			at := boundary(lex, text, ts, before, f)
			if at < 0 {
				continue
			}
			before.end, start = at, at
		}
		out = append(out, piece{figure: f, start: start, end: len(ts), joined: len(out) > 0})
	}
	for i := range out {
		p := &out[i]
		p.lead = lex.Stripped(ts[p.start:p.left])
		p.tail = tailOf(lex, ts[p.right:p.end])
		p.headed = lang.LongestStart(lex.Heads, p.lead) > 0
		p.within = lang.LongestEnd(lang.Phrases("trong đó"), ts[:p.start]) > 0 || lang.LongestStart(lang.Phrases("trong đó"), ts[p.start:]) > 0
	}
	return out
}

// tailOf takes the separators off both ends and the year off the end.
func tailOf(lex *lang.Lexicon, ts []lang.Token) []lang.Token {
	for len(ts) > 0 && lang.IsMark(ts[0], `,;:.-"`) {
		ts = ts[1:]
	}
	ts = lex.WithoutYearAtStart(ts)
	for {
		n := len(ts)
		for k := 1; k > 0; {
			k = lang.LongestEnd(lex.Closers, ts)
			ts = ts[:len(ts)-k]
		}
		ts = lex.WithoutYearAtEnd(ts)
		if len(ts) == n {
			if len(lex.Stripped(ts)) == 0 {
				return nil // "và duy trì đến năm 2030"
			}
			return ts
		}
	}
}

// boundary is the token where the piece of the next figure begins, -1 where it belongs to the piece before.
func boundary(lex *lang.Lexicon, text string, ts []lang.Token, before *piece, next figure) int {
	if at := lang.Find(lang.Phrases("với mức", "với định mức", "mức hỗ trợ"), ts[before.right:next.left]); at >= 0 && !before.share && lang.Find(lang.Phrases("đạt"), ts[before.right+at:next.left]) < 0 {
		return -1 // at which rate it is done
	}
	strong, first := -1, -1
	for i := before.right; i <= next.left; i++ {
		if i == next.left && i > before.right && len(lex.YearsIn(ts[before.right:i])) > 0 && lex.Stripped(ts[before.right:i]) == nil {
			return before.right // "đạt 90% năm 2025 đạt 95%": only a year between
		}
		n := lang.LongestStart(lex.Separators, ts[i:max(next.left, i)])
		if n == 0 {
			continue
		}
		after := ts[i+n : max(next.left, i+n)]
		if first < 0 && lang.IsMark(ts[i], ",") {
			first = i + n
		}
		if !before.share && !next.share && next.linked && lang.LongestStart(lang.Phrases("mỗi"), after) > 0 && lang.LongestStart(lang.Phrases("mỗi lớp", "mỗi buổi", "mỗi lần", "mỗi đợt", "mỗi cuộc", "mỗi năm"), after) == 0 {
			strong = i + n
			continue
		}
		if ts[i].Key == "trong" && n == 2 && !before.share && !next.share && next.linked && lex.PredicateAt(before.noun) < 0 && len(after) > 0 && len(after) < 12 && lang.LongestStart(lang.Phrases("mỗi", "có"), after) == 0 {
			strong = i + n // "nuôi dưỡng 650 người, trong đó cơ sở ngoài công lập tiếp nhận ít nhất 120 người"
			continue
		}
		if lang.LongestEnd(lang.Phrases("trong đó"), ts[:i+n]) > 0 && !before.share && next.share && next.linked && len(after) > 0 && len(after) < 16 {
			strong = i + n // "quản lý 12.500 người, trong đó người già chiếm từ 18 đến 22%"
			continue
		}
		if opensPiece(lex, after) && !(before.share && !next.share && !next.part() && conditional(lex, ts, after, next)) {
			strong = i + n
			if !next.share && before.share && !next.part() && (len(after) == 0 && qualifying(lex, next) || ts[i].Key == "với" && !measured(lex, after, next)) {
				strong = -1 // "được khám định kỳ, ít nhất 01 lần/năm"
			}
		}
	}
	if !before.share && !next.share && before.rate == nil && before.noun != nil && next.noun != nil && next.left > before.right && ts[next.left-1].Key == "cho" && len(ts[before.right:next.left]) > 1 {
		return next.left // "mở 120 lớp … cho 3.000 học viên"
	}
	if !before.share && !next.share && first >= 0 && before.left > 0 && ts[before.left-1].Key == "cho" && next.left > first && ts[next.left-1].Key == "cho" {
		return first // "đất ở cho 850 hộ, đất sản xuất cho 1.300 hộ"
	}
	if !before.share && !next.share && first >= 0 && len(before.noun) > 0 && len(next.noun) > 0 && before.noun[0].Key == next.noun[0].Key && listed(lex, ts[first:next.left]) {
		return first // "cao đẳng 2.100 người, trung cấp 6.900 người"
	}
	switch {
	case strong >= 0:
		return strong
	case first >= 0 && (next.share || next.change != "") && len(lex.Stripped(ts[before.start:before.left])) > 0:
		return first
	case first >= 0 && next.share && before.share && next.linked:
		return first
	}
	return -1
}

// measured says whether "with" leads over to a measure of its own: "… dùng nước sạch với số lượng ít nhất 60 lít/người/ngày".
func measured(lex *lang.Lexicon, after []lang.Token, next figure) bool {
	return next.linked && next.rate != nil && lang.LongestStart(lex.Heads, after) > 0 && lang.LongestStart(lex.Money, next.noun) == 0
}

// listed says whether the words between a comma and a count only name another of a list.
func listed(lex *lang.Lexicon, ts []lang.Token) bool {
	return len(ts) > 0 && len(ts) < 9 && lex.PredicateAt(ts) < 0 && lang.LongestStart(lang.Phrases("mỗi", "bình quân", "tối đa", "tối thiểu", "ít nhất", "có", "mỗi lớp", "với"), ts) == 0
}

// opensPiece says whether the words between a separator and a figure begin a target of their own.
func opensPiece(lex *lang.Lexicon, ts []lang.Token) bool {
	ts = lex.Stripped(ts)
	return len(ts) == 0 || agesOnly(lex, ts) || lang.LongestStart(lex.Heads, ts) > 0 || lang.LongestStart(lex.Qualifiers, ts) > 0 || lang.LongestStart(lex.Actions, ts) > 0
}

// agesOnly says whether the words only name an age: "… dưới 14‰ và dưới 5 tuổi dưới 20‰".
func agesOnly(lex *lang.Lexicon, ts []lang.Token) bool {
	n := 0
	for _, list := range [][]lang.Phrase{lex.LessWords, lex.MoreWords, lang.Phrases("từ", "trẻ em dưới", "trẻ dưới")} {
		n = max(n, lang.LongestStart(list, ts))
	}
	return n > 0 && n+1 < len(ts) && ts[n].Kind == lang.Number && n+1+lang.LongestStart(lex.AgeUnits, ts[n+1:]) == len(ts)
}

// conditional says whether a count behind a share only says what each of them has: "100% huyện, thị xã có ít nhất 01 mô
// hình".
func conditional(lex *lang.Lexicon, ts, after []lang.Token, next figure) bool {
	after = lex.Stripped(after)
	return next.left > 0 && ts[next.left-1].Key == "có" || len(after) > 0 && lang.LongestStart(lex.Heads, after) == 0 && lang.LongestStart(lex.Actions, after) == 0
}

// qualifying says whether a count after a share is more likely a condition of it: once a year, two hours.
func qualifying(lex *lang.Lexicon, f figure) bool {
	return len(f.noun) > 0 && (lang.LongestStart(lang.Phrases("lần", "buổi", "giờ", "lượt", "ngày", "tháng", "năm", "đồng", "triệu", "kg", "lít"), f.noun) > 0 || lang.LongestStart(lex.Money, f.noun) > 0)
}

// shareTail gives the figures of a list the rate that stands once behind the last: "40 giường, 19 bác sĩ trên 10.000
// dân". It gives where such a list ends, for the words that all of them share.
func (rd *Reader) shareTail(text string, ps []piece) {
	for i := len(ps) - 1; i > 0; i-- {
		this, before := &ps[i], &ps[i-1]
		if this.rate == nil || this.rate[0].Kind != lang.Number && lang.LongestStart(rd.lex.Hundreds, this.rate) == 0 || before.rate != nil || before.noun == nil || before.share || len(before.tail) > 0 || len(this.lead) > 0 {
			continue
		}
		before.rate = this.rate
		before.unit = rd.perUnit(text, before.noun, this.rate)
		before.end = this.end
	}
	for i := 1; i < len(ps); i++ {
		if ps[i].rate != nil && len(ps[i].lead) == 0 && ps[i-1].end == ps[i].end {
			ps[i].start = ps[i-1].start
		}
	}
}
