package reading

import "strings"

// labelKind is what a label before a colon announces: "Cơ quan chủ trì:", "Thời gian thực hiện:".
type labelKind uint8

const (
	labelNone labelKind = iota
	labelLead
	labelWith
	labelTime
	labelProduct
	labelCharge // "Phân công thực hiện:", "Trách nhiệm:": a sentence or a list of who does it
)

// The words a label is made of. A label is short: the words, perhaps "thực hiện", then a colon.
var ()

type labelList struct {
	kind labelKind
	list []phrase
}

func (lex *lexicon) labelLists() []labelList {
	return []labelList{{labelLead, lex.LeadLabels}, {labelWith, lex.WithLabels}, {labelTime, lex.TimeLabels}, {labelProduct, lex.ProductLabels}, {labelCharge, lex.ChargeLabels}}
}

// readLabel reads a label at the start of the tokens and gives its kind and how many tokens it takes with its colon.
func (lex *lexicon) readLabel(ts []token) (labelKind, int) {
	for _, l := range lex.labelLists() {
		n := longestStart(l.list, ts)
		if n == 0 {
			continue
		}
		n += longestStart(lex.LabelTails, ts[n:])
		if n < len(ts) && isMark(ts[n], ":") {
			return l.kind, n + 1
		}
	}
	return labelNone, 0
}

// startsLabel says whether a line begins with a label, so that it is a paragraph of its own.
func (lex *lexicon) startsLabel(s string) bool {
	if !strings.Contains(s[:min(len(s), 120)], ":") {
		return false
	}
	ts := tokens(s[:min(len(s), 120)])
	kind, _ := lex.readLabel(ts)
	return kind != labelNone
}

// labelled is one label with what stands behind it.
type labelled struct {
	kind    labelKind
	value   string
	at      int
	guessed bool // the document taught the label
}

// readLabels cuts a paragraph into its labels and their values: one a paragraph, or several parted by ";" or ".", also
// in parentheses. rest is the text before the first label.
func (lex *lexicon) readLabels(text string) (found []labelled, rest string) {
	ts := tokens(text)
	starts := []int{}
	for i := range ts {
		if i > 0 && !isMark(ts[i-1], ";.(,-+*>→") {
			continue
		}
		if kind, n := lex.readLabel(ts[i:]); kind != labelNone {
			found = append(found, labelled{kind: kind, at: ts[i].at, guessed: longestStart(lex.guessed, ts[i:]) == n-1})
			starts = append(starts, i, i+n)
		}
	}
	if len(found) == 0 {
		return nil, text
	}
	for k := range found {
		from, to := starts[2*k+1], len(ts)
		if k+1 < len(found) {
			to = starts[2*k+2]
		}
		for to > from && isMark(ts[to-1], ";.(,-+*)") && !(isMark(ts[to-1], ")") && find(phrases("("), ts[from:to]) >= 0) {
			to--
		}
		found[k].value = words(text, ts[from:to])
	}
	return found, strings.TrimRight(text[:ts[starts[0]].at], " (;,-+*")
}

// endsWithLabel says whether a text ends with a label and its colon.
func (lex *lexicon) endsWithLabel(s string) bool {
	ts := tokens(tailText(s))
	for i := range ts {
		if i > 0 && !isMark(ts[i-1], ";.,(-+") {
			continue
		}
		if kind, n := lex.readLabel(ts[i:]); kind != labelNone && i+n == len(ts) {
			return true
		}
	}
	return false
}
