package reading

import (
	"strings"

	"ansinh/plan/reading/lang"
)

// readUnit reads what stands behind the number: a share, a measure, money, a counted noun, and a rate.
func (rd *Reader) readUnit(text string, ts []lang.Token, f *figure) {
	at := f.to
	if n := lang.LongestStart(rd.lex.Points, ts[at:]); n > 0 {
		f.share, f.unit, f.to = true, lang.Words(text, ts[at:at+n]), at+n
		if end := slashRate(ts, f.to, rd.lex); end > f.to && lang.LongestStart(rd.lex.TimeUnits, ts[f.to+1:]) > 0 {
			f.unit, f.to = f.unit+"/"+lang.Words(text, ts[f.to+1:end]), end
		}
		return
	}
	if n := lang.LongestStart(rd.lex.Percent, ts[at:]); n > 0 {
		f.share, f.unit, f.to = true, percentSign(ts[at]), at+n
		if end := slashRate(ts, f.to, rd.lex); end > f.to && lang.LongestStart(rd.lex.TimeUnits, ts[f.to+1:]) > 0 {
			f.unit, f.to = f.unit+"/"+lang.Words(text, ts[f.to+1:end]), end
		}
		return
	}
	scale := lang.LongestStart(rd.lex.Scales, ts[at:])
	n := max(longestUnit(ts[at+scale:], rd.lex), rateNoun(rd.lex, ts[at+scale:]))
	if at+1 < len(ts) && ts[at].Key == "năm" && lang.PlainYear(ts[at+1]) > 0 {
		return // "0,72 năm 2020": a year and no unit
	}
	if scale > 0 && n == 0 && lang.LongestStart(rd.lex.Money, ts[at+scale:]) == 0 {
		// "tỉ" and "vạn" may be counted by themselves only before money or a noun.
		scale = 0
		n = longestUnit(ts[at:], rd.lex)
	}
	if n == 0 {
		rd.bareRate(text, ts, f)
		return
	}
	f.noun = ts[at+scale : at+scale+n]
	f.unit, f.to = lang.Words(text, ts[at:at+scale+n]), at+scale+n
	rd.readRate(text, ts, f, ts[at].At)
}

// bareRate reads a rate that counts nothing by name: "45/100.000 trẻ đẻ sống".
func (rd *Reader) bareRate(text string, ts []lang.Token, f *figure) {
	at := f.to
	if at+2 >= len(ts) || !lang.IsMark(ts[at], "/") || ts[at+1].Kind != lang.Number {
		return
	}
	base := at + 2 + lang.LongestStart(rd.lex.Scales, ts[at+2:])
	if n := lang.LongestStart(rd.lex.PerPeople, ts[base:]); n > 0 || len(ts[at+1].Key) > 4 {
		f.rate = ts[at+1 : base+n]
		f.unit, f.to = "/"+lang.Words(text, f.rate), base+n
	}
}

func percentSign(t lang.Token) string {
	if strings.HasPrefix(t.Key, "‰") {
		return "‰"
	}
	return "%"
}

func longestUnit(ts []lang.Token, lex *lang.Lexicon) int {
	n := 0
	for _, list := range [][]lang.Phrase{lex.Money, lex.Measures, lex.AgeUnits, lex.TimeUnits, lex.Units} {
		n = max(n, lang.LongestStart(list, ts))
	}
	if n > 1 && lang.LongestStart(lex.Things, ts[n-1:]) > 1 && lang.LongestStart(lex.Units, ts[:n-1]) == n-1 {
		n--
	}
	if n > 0 && n < len(ts) && ts[n-1].Key == "lượt" {
		n += lang.LongestStart(lex.Persons, ts[n:])
	}
	return n
}

// rateNoun is how many words stand between a number and "/1.000 phụ nữ": the thing a rate counts, whatever it is.
func rateNoun(lex *lang.Lexicon, ts []lang.Token) int {
	for n := 1; n <= 3 && n+2 < len(ts) && ts[n-1].Kind == lang.Word; n++ {
		if lang.IsMark(ts[n], "/") && ts[n+1].Kind == lang.Number && lang.LongestStart(lex.PerPeople, ts[n+2+lang.LongestStart(lex.Scales, ts[n+2:]):]) > 0 {
			return n
		}
	}
	return 0
}

// readRate reads "/người", "/10.000 dân", "trên một vạn dân" behind a unit that begins at an offset of the text.
func (rd *Reader) readRate(text string, ts []lang.Token, f *figure, from int) {
	if end := slashRate(ts, f.to, rd.lex); end > f.to {
		f.rate = ts[f.to+1 : end]
		f.unit, f.to = strings.ReplaceAll(text[from:ts[end-1].End], " /", "/"), end
		return
	}
	for at := f.to; at < min(len(ts), f.to+5); at++ {
		if end := overRate(rd.lex, ts, at); end > 0 {
			f.rate = ts[at+1 : end]
			f.unit, f.to = rd.perUnit(text, f.noun, f.rate), end
			return
		}
		if ts[at].Kind != lang.Word || lang.LongestStart(rd.lex.NoUnit, ts[at:]) > 0 {
			return // "nhân viên công tác xã hội chuyên trách trên 10.000 dân" goes on, a clause does not
		}
	}
}

// perUnit is the unit of a rate over people: persons are "người", of other things the classifier counts.
func (rd *Reader) perUnit(text string, noun, rate []lang.Token) string {
	of := text[noun[0].At:noun[0].End]
	if lang.LongestStart(rd.lex.Persons, noun) > 0 {
		of = "người"
	}
	return of + "/" + lang.Words(text, rate)
}

// slashRate is where "/người/năm" ends that begins at a token; the token itself where there is none.
func slashRate(ts []lang.Token, at int, lex *lang.Lexicon) int {
	for at < len(ts) && lang.IsMark(ts[at], "/") {
		end := at + 1
		if end < len(ts) && ts[end].Kind == lang.Number {
			end++
		}
		end += lang.LongestStart(lex.Scales, ts[end:])
		n := max(lang.LongestStart(lex.PerPeople, ts[end:]), longestUnit(ts[end:], lex))
		if n == 0 && end < len(ts) && ts[end].Kind == lang.Word {
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
func overRate(lex *lang.Lexicon, ts []lang.Token, at int) int {
	if at >= len(ts) || ts[at].Key != "trên" && ts[at].Key != "cho" {
		return 0
	}
	base := lang.LongestStart(lex.Hundreds, ts[at+1:])
	if base == 0 && at+1 < len(ts) && ts[at+1].Kind == lang.Number {
		base = 1
	}
	if base == 0 {
		return 0
	}
	if n := lang.LongestStart(lex.PerPeople, ts[at+1+base:]); n > 0 {
		return at + 1 + base + n
	}
	return 0
}

// followedByNoun says whether a word follows that may be a unit the reader does not know.
func followedByNoun(lex *lang.Lexicon, text string, ts []lang.Token, at int) bool {
	return at < len(ts) && ts[at].Kind == lang.Word && lang.LongestStart(lex.NoUnit, ts[at:]) == 0 && !lang.Upper(text, ts[at])
}

// guessUnit takes the next one or two words for the unit and doubts it.
func (f *figure) guessUnit(lex *lang.Lexicon, text string, ts []lang.Token) {
	n := 1
	if f.to+1 < len(ts) && ts[f.to+1].Kind == lang.Word && lang.LongestStart(lex.NoUnit, ts[f.to+1:]) == 0 {
		n = 2
	}
	f.noun = ts[f.to : f.to+n]
	f.unit = lang.Words(text, f.noun)
	f.to += n
	if end := slashRate(ts, f.to, lex); end > f.to {
		f.rate = ts[f.to+1 : end]
		f.unit, f.to = text[f.noun[0].At:ts[end-1].End], end
	}
	f.right = f.to
	f.doubts = append(f.doubts, doubtUnit)
}
