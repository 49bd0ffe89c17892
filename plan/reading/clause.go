package reading

import "strings"

// clause is a run of a sentence between semicolons, with the parentheses that hold figures or follow them taken out.
type clause struct {
	main   []token
	groups []group
}

// group is a parenthesis taken out of a clause; at is the token of main before which it stood.
type group struct {
	at     int
	tokens []token
}

// clauses cuts tokens at semicolons, ends of sentences and colons outside parentheses. A colon that a figure follows
// does not cut: "Tỷ lệ hộ nghèo: dưới 1%".
func (lex *lexicon) clauses(text string, ts []token) [][]token {
	var out [][]token
	depth, from := 0, 0
	for i, t := range ts {
		switch {
		case isMark(t, "(["):
			depth++
		case isMark(t, ")]"):
			depth = max(depth-1, 0)
		}
		if depth == 0 && (isMark(t, ";!?") || lex.sentenceEnd(text, ts, i)) {
			out, from = append(out, ts[from:i]), i+1
		}
	}
	return append(out, ts[from:])
}

// sentenceEnd says whether the full stop at i ends a sentence: a capital, a sign or nothing follows after a space.
func (lex *lexicon) sentenceEnd(text string, ts []token, i int) bool {
	if ts[i].key != "." && ts[i].key != "…" {
		return false
	}
	if i+1 == len(ts) {
		return true
	}
	next := ts[i+1]
	if next.at == ts[i].end || i > 0 && longestEnd(lex.Abbreviations, ts[:i]) > 0 && ts[i].key == "." {
		return false
	}
	return next.kind != word || upper(text, next)
}

// sentences cuts tokens at full stops only.
func (lex *lexicon) sentences(text string, ts []token) [][]token {
	var out [][]token
	from := 0
	for i := range ts {
		if lex.sentenceEnd(text, ts, i) {
			out, from = append(out, ts[from:i]), i+1
		}
	}
	if from < len(ts) {
		out = append(out, ts[from:])
	}
	return out
}

// unfold takes the parentheses out of a clause that hold figures or stand right behind one; others stay words.
func (rd *Reader) unfold(text string, ts []token) clause {
	var c clause
	for i := 0; i < len(ts); i++ {
		end := closing(ts, i)
		if end == 0 {
			c.main = append(c.main, ts[i])
			continue
		}
		inside := ts[i+1 : end]
		found, _ := rd.figures(text, inside, nil)
		if len(found) > 0 || afterFigure(ts, i) || len(rd.lex.yearsIn(inside)) > 0 || len(inside) == 1 && plainYear(inside[0]) > 0 {
			c.groups = append(c.groups, group{len(c.main), inside})
		} else {
			c.main = append(c.main, ts[i:min(end+1, len(ts))]...)
		}
		i = end
	}
	return c
}

// closing is the token that closes the parenthesis at i, 0 where none opens there.
func closing(ts []token, i int) int {
	if !isMark(ts[i], "(") {
		return 0
	}
	depth := 0
	for j := i; j < len(ts); j++ {
		if isMark(ts[j], "(") {
			depth++
		} else if isMark(ts[j], ")") {
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return 0
}

func afterFigure(ts []token, i int) bool {
	return i > 0 && (strings.HasPrefix(ts[i-1].key, "%") || ts[i-1].kind == number)
}
