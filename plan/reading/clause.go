package reading

import (
	"strings"

	"ansinh/plan/reading/lang"
)

// clause is a run of a sentence between semicolons, with the parentheses that hold figures or follow them taken out.
type clause struct {
	main   []lang.Token
	groups []group
}

// group is a parenthesis taken out of a clause; at is the token of main before which it stood.
type group struct {
	at     int
	tokens []lang.Token
}

// clauses cuts tokens at semicolons, ends of sentences and colons outside parentheses. A colon that a figure follows
// does not cut: "Tỷ lệ hộ nghèo: dưới 1%".
func clauses(lex *lang.Lexicon, text string, ts []lang.Token) [][]lang.Token {
	var out [][]lang.Token
	depth, from := 0, 0
	for i, t := range ts {
		switch {
		case lang.IsMark(t, "(["):
			depth++
		case lang.IsMark(t, ")]"):
			depth = max(depth-1, 0)
		}
		if depth == 0 && (lang.IsMark(t, ";!?") || sentenceEnd(lex, text, ts, i)) {
			out, from = append(out, ts[from:i]), i+1
		}
	}
	return append(out, ts[from:])
}

// sentenceEnd says whether the full stop at i ends a sentence: a capital, a sign or nothing follows after a space.
func sentenceEnd(lex *lang.Lexicon, text string, ts []lang.Token, i int) bool {
	if ts[i].Key != "." && ts[i].Key != "…" {
		return false
	}
	if i+1 == len(ts) {
		return true
	}
	next := ts[i+1]
	if next.At == ts[i].End || i > 0 && lang.LongestEnd(lex.Abbreviations, ts[:i]) > 0 && ts[i].Key == "." {
		return false
	}
	return next.Kind != lang.Word || lang.Upper(text, next)
}

// sentences cuts tokens at full stops only.
func sentences(lex *lang.Lexicon, text string, ts []lang.Token) [][]lang.Token {
	var out [][]lang.Token
	from := 0
	for i := range ts {
		if sentenceEnd(lex, text, ts, i) {
			out, from = append(out, ts[from:i]), i+1
		}
	}
	if from < len(ts) {
		out = append(out, ts[from:])
	}
	return out
}

// unfold takes the parentheses out of a clause that hold figures or stand right behind one; others stay words.
func (rd *Reader) unfold(text string, ts []lang.Token) clause {
	var c clause
	for i := 0; i < len(ts); i++ {
		end := closing(ts, i)
		if end == 0 {
			c.main = append(c.main, ts[i])
			continue
		}
		inside := ts[i+1 : end]
		found, _ := rd.figures(text, inside, nil)
		if len(found) > 0 || afterFigure(ts, i) || len(rd.lex.YearsIn(inside)) > 0 || len(inside) == 1 && lang.PlainYear(inside[0]) > 0 {
			c.groups = append(c.groups, group{len(c.main), inside})
		} else {
			c.main = append(c.main, ts[i:min(end+1, len(ts))]...)
		}
		i = end
	}
	return c
}

// closing is the token that closes the parenthesis at i, 0 where none opens there.
func closing(ts []lang.Token, i int) int {
	if !lang.IsMark(ts[i], "(") {
		return 0
	}
	depth := 0
	for j := i; j < len(ts); j++ {
		if lang.IsMark(ts[j], "(") {
			depth++
		} else if lang.IsMark(ts[j], ")") {
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return 0
}

func afterFigure(ts []lang.Token, i int) bool {
	return i > 0 && (strings.HasPrefix(ts[i-1].Key, "%") || ts[i-1].Kind == lang.Number)
}
