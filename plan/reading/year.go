package reading

import "strconv"

// yearMention is a year or a period in a text: "đến năm 2030", "giai đoạn 2021 - 2025", "so với năm 2020".
type yearMention struct {
	from, to int // tokens
	year     int // the year, the last one of a period
	role     yearRole
}

type yearRole uint8

const (
	deadline  yearRole = iota // by, in, at the end of the year
	before                    // before the year: doubtful whether the year counts
	since                     // from the year on
	baseline                  // a year of comparison
	partOfSum                 // inside a name: no time at all
)

var (
	baselineLeads = phrases("so với năm", "so với", "so với đầu năm", "so với cuối năm", "so với kết quả năm", "so năm", "so với giai đoạn",
		"của năm", "số liệu năm", "hiện trạng năm", "thực hiện năm", "kết quả năm", "ước thực hiện năm", "tính đến năm", "tại thời điểm năm", "chuẩn nghèo giai đoạn", "chuẩn nghèo đa chiều giai đoạn", "chuẩn nghèo", "theo chuẩn giai đoạn", "theo chuẩn nghèo giai đoạn")
	beforeLeads   = phrases("trước năm", "trước", "trước thời điểm năm")
	sinceLeads    = phrases("từ năm", "kể từ năm", "sau năm", "bắt đầu từ năm", "từ")
	deadlineLeads = phrases("đến năm", "tới năm", "vào năm", "trong năm", "hết năm", "cuối năm", "đến hết năm", "đến cuối năm",
		"vào cuối năm", "năm", "đến", "vào", "trong giai đoạn", "giai đoạn", "thời kì", "trong thời kì", "cả giai đoạn", "từ nay đến năm",
		"từ nay đến", "đến hết", "cuối", "hết", "đến trước năm", "những năm", "các năm", "đến đầu năm", "đầu năm", "trong các năm", "tầm nhìn", "tầm nhìn đến", "tầm nhìn đến năm", "tầm nhìn năm", "định hướng đến năm", "trong cả giai đoạn", "kế hoạch năm", "mục tiêu năm", "mục tiêu đến năm", "chỉ tiêu năm", "chỉ tiêu đến năm")
	visionLeads = phrases("tầm nhìn", "tầm nhìn đến", "tầm nhìn đến năm", "tầm nhìn năm", "định hướng đến năm", "định hướng đến")
)

// yearsIn finds the years of a run of tokens. A bare number of four digits is a year only where its words say so or it
// is one end of a period.
func yearsIn(ts []token) []yearMention {
	var out []yearMention
	for i := 0; i < len(ts); i++ {
		if m, ok := yearAt(ts, i); ok {
			out = append(out, m)
			i = m.to - 1
		}
	}
	return out
}

func yearAt(ts []token, i int) (yearMention, bool) {
	if ts[i].kind == day || ts[i].kind == month {
		return dateYear(ts, i)
	}
	y := plainYear(ts[i])
	if y == 0 {
		return yearMention{}, false
	}
	m := yearMention{from: i, to: i + 1, year: y}
	period := false
	// "2021 - 2025", "2021 đến 2025", "2021-2025": the end counts.
	for m.to+1 < len(ts) && (isMark(ts[m.to], "-/") || ts[m.to].key == "đến") {
		at := m.to + 1
		if ts[at].key == "năm" && at+1 < len(ts) {
			at++
		}
		last := plainYear(ts[at])
		if last == 0 || last < m.year || last-m.year > 60 {
			break
		}
		m.year, m.to, period = last, at+1, true
	}
	lead, role := yearLead(ts[:i])
	if lead == 0 && !period {
		return yearMention{}, false
	}
	if role == since && period {
		role = deadline
	}
	m.from, m.role = i-lead, role
	return m, true
}

// yearLead is how many tokens before a year belong to it, and what they say.
func yearLead(ts []token) (int, yearRole) {
	n, role := 0, deadline
	for _, l := range []struct {
		list []phrase
		role yearRole
	}{{baselineLeads, baseline}, {beforeLeads, before}, {sinceLeads, since}, {deadlineLeads, deadline}} {
		if k := longestEnd(l.list, ts); k > n {
			n, role = k, l.role
		}
	}
	return n, role
}

// dateYear is the year of a full date or a month: "đến tháng 6/2025", "trước ngày 31/12/2025".
func dateYear(ts []token, i int) (yearMention, bool) {
	key := ts[i].key
	y := atoi(key[max(0, len(key)-4):])
	from, role := i, deadline
	for from > 0 && longestEnd(dateLeads, ts[:from]) > 0 {
		n := longestEnd(dateLeads, ts[:from])
		if ts[from-n].key == "so" || ts[from-n].key == "từ" && n > 1 || ts[from-n].key == "kể" {
			role = baseline // what holds from a day on is no day to reach it by
		}
		from -= n
	}
	if y < 1945 || y > 2100 || from == i {
		return yearMention{}, false
	}
	return yearMention{from: from, to: i + 1, year: y, role: role}, true
}

var dateLeads = phrases("ngày", "tháng", "quý", "trước", "đến", "vào", "trong", "hết", "cuối", "chậm nhất", "trước ngày", "từ ngày", "kể từ ngày", "kể từ", "so với", "tính đến", "từ nay đến", "xong trước", "hoàn thành")

// plainYear is the year a number token may be, 0 for none.
func plainYear(t token) int {
	if t.kind != number || len(t.key) != 4 || !onlyDigits(t.key) {
		return 0
	}
	y, err := strconv.Atoi(t.key)
	if err != nil || y < 1945 || y > 2100 {
		return 0
	}
	return y
}

// deadlineOf is the year a heading or a phrase sets for what follows; 0 for none. A vision far ahead does not count
// unless it is all there is.
func deadlineOf(ts []token) int {
	vision := 0
	for _, m := range yearsIn(ts) {
		if m.role == baseline {
			continue
		}
		if longestEnd(visionLeads, ts[:m.to-1]) > 0 {
			vision = m.year
			continue
		}
		return m.year
	}
	return vision
}
