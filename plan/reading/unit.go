package reading

import "strings"

// readUnit reads what stands behind the number: a share, a measure, money, a counted noun, and a rate.
func (rd *Reader) readUnit(text string, ts []token, f *figure) {
	at := f.to
	if n := longestStart(rd.lex.Points, ts[at:]); n > 0 {
		f.share, f.unit, f.to = true, words(text, ts[at:at+n]), at+n
		if end := slashRate(ts, f.to, rd.lex); end > f.to && longestStart(rd.lex.TimeUnits, ts[f.to+1:]) > 0 {
			f.unit, f.to = f.unit+"/"+words(text, ts[f.to+1:end]), end
		}
		return
	}
	if n := longestStart(rd.lex.Percent, ts[at:]); n > 0 {
		f.share, f.unit, f.to = true, percentSign(ts[at]), at+n
		if end := slashRate(ts, f.to, rd.lex); end > f.to && longestStart(rd.lex.TimeUnits, ts[f.to+1:]) > 0 {
			f.unit, f.to = f.unit+"/"+words(text, ts[f.to+1:end]), end
		}
		return
	}
	scale := longestStart(rd.lex.Scales, ts[at:])
	n := max(longestUnit(ts[at+scale:], rd.lex), rd.lex.rateNoun(ts[at+scale:]))
	if at+1 < len(ts) && ts[at].key == "năm" && plainYear(ts[at+1]) > 0 {
		return // "0,72 năm 2020": a year and no unit
	}
	if scale > 0 && n == 0 && longestStart(rd.lex.Money, ts[at+scale:]) == 0 {
		// "tỉ" and "vạn" may be counted by themselves only before money or a noun.
		scale = 0
		n = longestUnit(ts[at:], rd.lex)
	}
	if n == 0 {
		rd.bareRate(text, ts, f)
		return
	}
	f.noun = ts[at+scale : at+scale+n]
	f.unit, f.to = words(text, ts[at:at+scale+n]), at+scale+n
	rd.readRate(text, ts, f, ts[at].at)
}

// bareRate reads a rate that counts nothing by name: "45/100.000 trẻ đẻ sống".
func (rd *Reader) bareRate(text string, ts []token, f *figure) {
	at := f.to
	if at+2 >= len(ts) || !isMark(ts[at], "/") || ts[at+1].kind != number {
		return
	}
	base := at + 2 + longestStart(rd.lex.Scales, ts[at+2:])
	if n := longestStart(rd.lex.PerPeople, ts[base:]); n > 0 || len(ts[at+1].key) > 4 {
		f.rate = ts[at+1 : base+n]
		f.unit, f.to = "/"+words(text, f.rate), base+n
	}
}

func percentSign(t token) string {
	if strings.HasPrefix(t.key, "‰") {
		return "‰"
	}
	return "%"
}

func longestUnit(ts []token, lex *lexicon) int {
	n := 0
	for _, list := range [][]phrase{lex.Money, lex.Measures, lex.AgeUnits, lex.TimeUnits, lex.units} {
		n = max(n, longestStart(list, ts))
	}
	if n > 1 && longestStart(lex.Things, ts[n-1:]) > 1 && longestStart(lex.units, ts[:n-1]) == n-1 {
		n--
	}
	if n > 0 && n < len(ts) && ts[n-1].key == "lượt" {
		n += longestStart(lex.Persons, ts[n:])
	}
	return n
}

// rateNoun is how many words stand between a number and "/1.000 phụ nữ": the thing a rate counts, whatever it is.
func (lex *lexicon) rateNoun(ts []token) int {
	for n := 1; n <= 3 && n+2 < len(ts) && ts[n-1].kind == word; n++ {
		if isMark(ts[n], "/") && ts[n+1].kind == number && longestStart(lex.PerPeople, ts[n+2+longestStart(lex.Scales, ts[n+2:]):]) > 0 {
			return n
		}
	}
	return 0
}

// readRate reads "/người", "/10.000 dân", "trên một vạn dân" behind a unit that begins at an offset of the text.
func (rd *Reader) readRate(text string, ts []token, f *figure, from int) {
	if end := slashRate(ts, f.to, rd.lex); end > f.to {
		f.rate = ts[f.to+1 : end]
		f.unit, f.to = strings.ReplaceAll(text[from:ts[end-1].end], " /", "/"), end
		return
	}
	for at := f.to; at < min(len(ts), f.to+5); at++ {
		if end := rd.lex.overRate(ts, at); end > 0 {
			f.rate = ts[at+1 : end]
			f.unit, f.to = rd.perUnit(text, f.noun, f.rate), end
			return
		}
		if ts[at].kind != word || longestStart(rd.lex.NoUnit, ts[at:]) > 0 {
			return // "nhân viên công tác xã hội chuyên trách trên 10.000 dân" goes on, a clause does not
		}
	}
}

// perUnit is the unit of a rate over people: persons are "người", of other things the classifier counts.
func (rd *Reader) perUnit(text string, noun, rate []token) string {
	of := text[noun[0].at:noun[0].end]
	if longestStart(rd.lex.Persons, noun) > 0 {
		of = "người"
	}
	return of + "/" + words(text, rate)
}

// slashRate is where "/người/năm" ends that begins at a token; the token itself where there is none.
func slashRate(ts []token, at int, lex *lexicon) int {
	for at < len(ts) && isMark(ts[at], "/") {
		end := at + 1
		if end < len(ts) && ts[end].kind == number {
			end++
		}
		end += longestStart(lex.Scales, ts[end:])
		n := max(longestStart(lex.PerPeople, ts[end:]), longestUnit(ts[end:], lex))
		if n == 0 && end < len(ts) && ts[end].kind == word {
			n = 1
		}
		if n == 0 {
			return at
		}
		at = end + n
	}
	return at
}

// overRate is where "trên 10.000 dân" ends, 0 where there is none.
func (lex *lexicon) overRate(ts []token, at int) int {
	if at >= len(ts) || ts[at].key != "trên" && ts[at].key != "cho" {
		return 0
	}
	base := longestStart(lex.Hundreds, ts[at+1:])
	if base == 0 && at+1 < len(ts) && ts[at+1].kind == number {
		base = 1
	}
	if base == 0 {
		return 0
	}
	if n := longestStart(lex.PerPeople, ts[at+1+base:]); n > 0 {
		return at + 1 + base + n
	}
	return 0
}

// followedByNoun says whether a word follows that may be a unit the reader does not know.
func (lex *lexicon) followedByNoun(text string, ts []token, at int) bool {
	return at < len(ts) && ts[at].kind == word && longestStart(lex.NoUnit, ts[at:]) == 0 && !upper(text, ts[at])
}

// guessUnit takes the next one or two words for the unit and doubts it.
func (f *figure) guessUnit(lex *lexicon, text string, ts []token) {
	n := 1
	if f.to+1 < len(ts) && ts[f.to+1].kind == word && longestStart(lex.NoUnit, ts[f.to+1:]) == 0 {
		n = 2
	}
	f.noun = ts[f.to : f.to+n]
	f.unit = words(text, f.noun)
	f.to += n
	f.right = f.to
	f.doubts = append(f.doubts, doubtUnit)
}
