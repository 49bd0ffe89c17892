package lang

// PredicateAt is where what is said of a population begins, -1 for nowhere. A verb inside a name ("người sử dụng lao
// động", "cơ sở cung cấp dịch vụ") counts only where no other is found.
func (lex *Lexicon) PredicateAt(ts []Token) int {
	weak := -1
	for i := 0; i < len(ts); i++ {
		if i > 0 && (ts[i-1].Key == "theo" || IsMark(ts[i-1], "(")) {
			continue
		}
		if LongestStart(lex.Owning, ts[i:]) > 0 {
			if LongestStart(lex.OwnedNames, ts[i+1:]) == 0 || LongestStart(lex.Owned, ts[i+1:]) > 0 {
				return i
			}
			continue
		}
		n := LongestStart(lex.Predicates, ts[i:])
		switch {
		case n == 0 || ts[i].Key == "tổ" && (OfOrganisations(ts, i) || i > 0 && IsMark(ts[i-1], ",") || i+2 < len(ts) && IsMark(ts[i+2], ",")):
			continue
		case !lex.nominal(ts, i):
			return i
		case weak < 0 && i > 0 && i+n < len(ts):
			weak = i
		}
		i += n - 1
	}
	return weak
}

// nominal says whether the verb at i stands inside a name: behind a word that makes a noun of it, or behind a word for
// people where it tells which ones. "được" and "bị" are said of the people.
func (lex *Lexicon) nominal(ts []Token, i int) bool {
	said := LongestStart(Phrases("được", "bị", "đạt", "đều"), ts[i:]) > 0
	if LongestEnd(Phrases("cần", "chưa", "không"), ts[:i]) > 0 {
		return true
	}
	return !said && (LongestEnd(lex.Nouning, ts[:i]) > 0 || LongestEnd(lex.Naming, ts[:i]) > 0)
}

// RateOf is what a rate is taken over, without its number: "dân" of "10.000 dân".
func (lex *Lexicon) RateOf(ts []Token) []Token {
	for len(ts) > 1 && (ts[0].Kind == Number || LongestStart(lex.Scales, ts) > 0) {
		ts = ts[1:]
	}
	return ts
}

// OfOrganisations says whether "tổ chức" at i is the noun: các tổ chức chính trị - xã hội.
func OfOrganisations(ts []Token, i int) bool {
	return i > 0 && LongestEnd(Phrases("các", "những", "cơ quan ,", "đơn vị ,", "và", "một số"), ts[:i]) > 0 ||
		LongestStart(Phrases("tổ chức chính trị", "tổ chức xã hội", "tổ chức đoàn thể", "tổ chức hội", "tổ chức quốc tế", "tổ chức liên quan", "tổ chức có liên quan", "tổ chức tôn giáo", "tổ chức đảng", "tổ chức cơ sở đảng", "tổ chức trong", "tổ chức phi"), ts[i:]) > 0
}
