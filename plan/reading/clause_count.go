package reading

import "ansinh/plan/reading/lang"

// countFirst reads "Xây dựng 74.900 căn hộ nhà ở xã hội cho người thu nhập thấp" and "40 giường bệnh trên 10.000 dân".
func (r *clauseReader) countFirst(f *found, ps []piece, i int) {
	p := &ps[i]
	of := append([]lang.Token{}, p.noun...)
	tail := p.tail
	if p.rate != nil && lang.LongestStart(r.rd.lex.TimeUnits, p.rate) < len(p.rate) {
		f.Indicator = lang.Words(r.text, p.noun)
		if f.Unit != f.Indicator {
			f.Indicator += " trên " + lang.Words(r.text, p.rate)
		}
		if f.Population = counts(r.rd.lex, r.text, p.lead); f.Population == "" {
			f.Population = lang.Words(r.text, r.rd.lex.RateOf(p.rate))
		}
		return
	}
	if next := nextNoun(ps, i); next != nil {
		of = next
	}
	if n := len(p.lead); n > 1 && p.lead[n-1].Key == "cho" && actionOnly(r.rd.lex, p.lead) { // "giải quyết việc làm cho 32.000 lao động"
		f.Indicator, f.Population = r.rd.lex.WithoutYears(r.text, withoutCho(p.lead)), r.rd.lex.WithoutYears(r.text, append(of, tail...))
		r.base, r.population = f.Indicator, f.Population
		return
	}
	at := lang.Find(r.rd.lex.Beneficiary, tail)
	if at > 0 {
		f.Population, tail = r.rd.lex.WithoutYears(r.text, tail[at+1:]), tail[:at]
	} else if at == 0 {
		f.Population, tail = r.rd.lex.WithoutYears(r.text, tail[1:]), nil
	}
	of = append(of, tail...)
	f.Indicator = r.rd.lex.WithoutYears(r.text, of)
	if (actionOnly(r.rd.lex, p.lead) || len(p.lead) <= 2 && len(p.lead) > 0 && !counted(p.lead) && lang.LongestStart(r.rd.lex.Heads, p.lead) == 0) && !plainBuilding(p.lead) {
		f.Indicator = r.rd.lex.WithoutYears(r.text, withoutCho(p.lead)) + " " + f.Indicator
	} else if c := counts(r.rd.lex, r.text, p.lead); c != "" && f.Population == "" {
		f.Population = c
	}
	r.base, r.population = f.Indicator, f.Population
}

// nextNoun is the whole name of what is counted where it stands only behind the next figure: "xây mới 120 căn, sửa chữa 85
// căn nhà tình nghĩa"; nil for none.
func nextNoun(ps []piece, i int) []lang.Token {
	p := &ps[i]
	if i+1 >= len(ps) || len(p.tail) > 0 || ps[i+1].share || p.rate != nil || len(p.noun) != 1 || len(ps[i+1].noun) == 0 || ps[i+1].noun[0].Key != p.noun[0].Key {
		return nil
	}
	return append(append([]lang.Token{}, ps[i+1].noun...), ps[i+1].tail...)
}

func withoutCho(ts []lang.Token) []lang.Token {
	if len(ts) > 1 && ts[len(ts)-1].Key == "cho" {
		return ts[:len(ts)-1]
	}
	return ts
}

// plainBuilding says whether the verb only brings about what is counted, so that the indicator is the thing itself.
func plainBuilding(ts []lang.Token) bool {
	return lang.LongestStart(lang.Phrases("xây dựng", "xây mới", "thành lập", "phát triển", "có", "tạo", "phấn đấu xây dựng", "đầu tư xây dựng", "mở"), ts) == len(ts)
}

// counts are the words of a lead that say of whom a count is: "mỗi huyện", "toàn tỉnh".
func counts(lex *lang.Lexicon, text string, lead []lang.Token) string {
	if actionOnly(lex, lead) || lang.LongestStart(lex.Heads, lead) == len(lead) {
		return ""
	}
	return lex.WithoutYears(text, lead)
}

// counted says whether the lead names for whom things are counted: each district, the whole province.
func counted(ts []lang.Token) bool {
	return lang.LongestStart(lang.Phrases("mỗi", "toàn tỉnh", "toàn thành phố", "toàn huyện", "các", "từng", "trên địa bàn", "tại", "ở", "cả tỉnh", "bình quân", "100%", "hằng năm", "hàng năm", "tất cả", "toàn bộ", "toàn ngành", "trong"), ts) > 0
}

// actionShare reads "Xóa 100% nhà tạm cho hộ nghèo" and "hỗ trợ 100% gia đình người có công".
func (r *clauseReader) actionShare(f *found, p *piece) {
	verb, tail := r.rd.lex.WithoutYears(r.text, p.lead), p.tail
	at := lang.Find(r.rd.lex.Beneficiary, tail)
	if at > 0 && at+1 < len(tail) {
		f.Indicator, f.Population = verb+" "+r.rd.lex.WithoutYears(r.text, tail[:at]), r.rd.lex.WithoutYears(r.text, tail[at+1:])
		return
	}
	f.Indicator, f.Population = verb, r.rd.lex.WithoutYears(r.text, tail)
	if at := r.rd.lex.PredicateAt(tail); at > 0 && lang.LongestStart(lang.Phrases("cho"), p.lead[len(p.lead)-1:]) > 0 {
		f.Population, f.Indicator = r.rd.lex.WithoutYears(r.text, tail[:at]), verb+" "+r.rd.lex.WithoutYears(r.text, tail[at:])
	}
}

// actionOnly says whether the words are a verb of doing, with at most a few words of its own and no indicator's name.
func actionOnly(lex *lang.Lexicon, ts []lang.Token) bool {
	n := lang.LongestStart(lex.Actions, ts)
	at := lang.Find(lex.Heads, ts[n:])
	return n > 0 && (at < 0 || lang.LongestEnd(lex.NoHeads, ts[:n+at+1]) > 0) && len(ts) <= n+10
}
