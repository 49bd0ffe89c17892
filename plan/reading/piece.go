package reading

// piece is the part of a clause that speaks of one figure.
type piece struct {
	figure
	start, end int     // tokens of the clause
	lead       []token // before the figure, stripped
	tail       []token // behind it
	headed     bool    // lead begins with the name of an indicator
	within     bool    // "trong đó" stands before it: a part of the whole before
	joined     bool    // it follows another piece in the same clause
}

// pieces parts a clause among its figures. A figure that no separator parts from the one before only qualifies it
// ("100% xã có ít nhất 01 nhân viên") and gives no piece.
func (lex *lexicon) pieces(text string, ts []token, found []figure) []piece {
	var out []piece
	for _, f := range found {
		start := 0
		if len(out) > 0 {
			before := &out[len(out)-1]
			at := lex.boundary(text, ts, before, f)
			if at < 0 {
				continue
			}
			before.end, start = at, at
		}
		out = append(out, piece{figure: f, start: start, end: len(ts), joined: len(out) > 0})
	}
	for i := range out {
		p := &out[i]
		p.lead = lex.stripped(ts[p.start:p.left])
		p.tail = lex.tailOf(ts[p.right:p.end])
		p.headed = longestStart(lex.Heads, p.lead) > 0
		p.within = longestEnd(phrases("trong đó"), ts[:p.start]) > 0 || longestStart(phrases("trong đó"), ts[p.start:]) > 0
	}
	return out
}

// tailOf takes the separators off both ends and the year off the end.
func (lex *lexicon) tailOf(ts []token) []token {
	for len(ts) > 0 && isMark(ts[0], `,;:.-"`) {
		ts = ts[1:]
	}
	ts = lex.withoutYearAtStart(ts)
	for {
		n := len(ts)
		for k := 1; k > 0; {
			k = longestEnd(lex.Closers, ts)
			ts = ts[:len(ts)-k]
		}
		ts = lex.withoutYearAtEnd(ts)
		if len(ts) == n {
			if len(lex.stripped(ts)) == 0 {
				return nil // "và duy trì đến năm 2030"
			}
			return ts
		}
	}
}

// boundary is the token where the piece of the next figure begins, -1 where it belongs to the piece before.
func (lex *lexicon) boundary(text string, ts []token, before *piece, next figure) int {
	if at := find(phrases("với mức", "với định mức", "mức hỗ trợ"), ts[before.right:next.left]); at >= 0 && !before.share && find(phrases("đạt"), ts[before.right+at:next.left]) < 0 {
		return -1 // at which rate it is done
	}
	strong, first := -1, -1
	for i := before.right; i <= next.left; i++ {
		if i == next.left && i > before.right && len(lex.yearsIn(ts[before.right:i])) > 0 && lex.stripped(ts[before.right:i]) == nil {
			return before.right // "đạt 90% năm 2025 đạt 95%": only a year between
		}
		n := longestStart(lex.Separators, ts[i:max(next.left, i)])
		if n == 0 {
			continue
		}
		after := ts[i+n : max(next.left, i+n)]
		if first < 0 && isMark(ts[i], ",") {
			first = i + n
		}
		if !before.share && !next.share && next.linked && longestStart(phrases("mỗi"), after) > 0 && longestStart(phrases("mỗi lớp", "mỗi buổi", "mỗi lần", "mỗi đợt", "mỗi cuộc", "mỗi năm"), after) == 0 {
			strong = i + n
			continue
		}
		if ts[i].key == "trong" && n == 2 && !before.share && !next.share && next.linked && lex.predicateAt(before.noun) < 0 && len(after) > 0 && len(after) < 12 && longestStart(phrases("mỗi", "có"), after) == 0 {
			strong = i + n // "nuôi dưỡng 650 người, trong đó cơ sở ngoài công lập tiếp nhận ít nhất 120 người"
			continue
		}
		if longestEnd(phrases("trong đó"), ts[:i+n]) > 0 && !before.share && next.share && next.linked && len(after) > 0 && len(after) < 16 {
			strong = i + n // "quản lý 12.500 người, trong đó người già chiếm từ 18 đến 22%"
			continue
		}
		if lex.opensPiece(after) && !(before.share && !next.share && !next.part() && lex.conditional(ts, after, next)) {
			strong = i + n
			if !next.share && before.share && !next.part() && (len(after) == 0 && lex.qualifying(next) || ts[i].key == "với") {
				strong = -1 // "được khám định kỳ, ít nhất 01 lần/năm"
			}
		}
	}
	if !before.share && !next.share && before.rate == nil && before.noun != nil && next.noun != nil && next.left > before.right && ts[next.left-1].key == "cho" && len(ts[before.right:next.left]) > 1 {
		return next.left // "mở 120 lớp … cho 3.000 học viên"
	}
	if !before.share && !next.share && first >= 0 && len(before.noun) > 0 && len(next.noun) > 0 && before.noun[0].key == next.noun[0].key && lex.listed(ts[first:next.left]) {
		return first // "cao đẳng 2.100 người, trung cấp 6.900 người"
	}
	switch {
	case strong >= 0:
		return strong
	case first >= 0 && (next.share || next.change != "") && len(lex.stripped(ts[before.start:before.left])) > 0:
		return first
	case first >= 0 && next.share && before.share && next.linked:
		return first
	}
	return -1
}

// listed says whether the words between a comma and a count only name another of a list.
func (lex *lexicon) listed(ts []token) bool {
	return len(ts) > 0 && len(ts) < 9 && lex.predicateAt(ts) < 0 && longestStart(phrases("mỗi", "bình quân", "tối đa", "tối thiểu", "ít nhất", "có", "mỗi lớp", "với"), ts) == 0
}

// opensPiece says whether the words between a separator and a figure begin a target of their own.
func (lex *lexicon) opensPiece(ts []token) bool {
	ts = lex.stripped(ts)
	return len(ts) == 0 || longestStart(lex.Heads, ts) > 0 || longestStart(lex.Qualifiers, ts) > 0 || longestStart(lex.Actions, ts) > 0
}

// conditional says whether a count behind a share only says what each of them has: "100% huyện, thị xã có ít nhất 01 mô
// hình".
func (lex *lexicon) conditional(ts, after []token, next figure) bool {
	after = lex.stripped(after)
	return next.left > 0 && ts[next.left-1].key == "có" || len(after) > 0 && longestStart(lex.Heads, after) == 0 && longestStart(lex.Actions, after) == 0
}

// qualifying says whether a count after a share is more likely a condition of it: once a year, two hours.
func (lex *lexicon) qualifying(f figure) bool {
	return len(f.noun) > 0 && (longestStart(phrases("lần", "buổi", "giờ", "lượt", "ngày", "tháng", "năm", "đồng", "triệu", "kg", "lít"), f.noun) > 0 || longestStart(lex.Money, f.noun) > 0)
}

// shareTail gives the figures of a list the rate that stands once behind the last: "40 giường, 19 bác sĩ trên 10.000
// dân". It gives where such a list ends, for the words that all of them share.
func (rd *Reader) shareTail(text string, ps []piece) {
	for i := len(ps) - 1; i > 0; i-- {
		this, before := &ps[i], &ps[i-1]
		if this.rate == nil || this.rate[0].kind != number && longestStart(rd.lex.Hundreds, this.rate) == 0 || before.rate != nil || before.noun == nil || before.share || len(before.tail) > 0 || len(this.lead) > 0 {
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
