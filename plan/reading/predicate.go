package reading

// predicateAt is where what is said of a population begins, -1 for nowhere. A verb inside a name ("người sử dụng lao
// động", "cơ sở cung cấp dịch vụ") counts only where no other is found.
func (lex *lexicon) predicateAt(ts []token) int {
	weak := -1
	for i := 0; i < len(ts); i++ {
		if i > 0 && (ts[i-1].key == "theo" || isMark(ts[i-1], "(")) {
			continue
		}
		if longestStart(lex.Owning, ts[i:]) > 0 {
			if longestStart(lex.OwnedNames, ts[i+1:]) == 0 || longestStart(lex.Owned, ts[i+1:]) > 0 {
				return i
			}
			continue
		}
		n := longestStart(lex.Predicates, ts[i:])
		switch {
		case n == 0 || ts[i].key == "tổ" && (ofOrganisations(ts, i) || i > 0 && isMark(ts[i-1], ",") || i+2 < len(ts) && isMark(ts[i+2], ",")):
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

var ()

// nominal says whether the verb at i stands inside a name: behind a word that makes a noun of it, or behind a word for
// people where it tells which ones. "được" and "bị" are said of the people.
func (lex *lexicon) nominal(ts []token, i int) bool {
	said := longestStart(phrases("được", "bị", "đạt", "đều"), ts[i:]) > 0
	if longestEnd(phrases("cần", "chưa", "không"), ts[:i]) > 0 {
		return true
	}
	return !said && (longestEnd(lex.Nouning, ts[:i]) > 0 || longestEnd(lex.Naming, ts[:i]) > 0)
}

// rateOf is what a rate is taken over, without its number: "dân" of "10.000 dân".
func (lex *lexicon) rateOf(ts []token) []token {
	for len(ts) > 1 && (ts[0].kind == number || longestStart(lex.Scales, ts) > 0) {
		ts = ts[1:]
	}
	return ts
}
