package lang

import "strings"

// labelKind is what a label before a colon announces: "Cơ quan chủ trì:", "Thời gian thực hiện:".
type labelKind uint8

const (
	labelNone labelKind = iota
	LabelLead
	LabelWith
	LabelTime
	LabelProduct
	LabelCharge // "Phân công thực hiện:", "Trách nhiệm:": a sentence or a list of who does it
)

type labelList struct {
	kind labelKind
	list []Phrase
}

func (lex *Lexicon) labelLists() []labelList {
	return []labelList{{LabelLead, lex.LeadLabels}, {LabelWith, lex.WithLabels}, {LabelTime, lex.TimeLabels}, {LabelProduct, lex.ProductLabels}, {LabelCharge, lex.ChargeLabels}}
}

// ReadLabel reads a label at the start of the tokens and gives its kind and how many tokens it takes with its colon.
func (lex *Lexicon) ReadLabel(ts []Token) (labelKind, int) {
	for _, l := range lex.labelLists() {
		n := LongestStart(l.list, ts)
		if n == 0 {
			continue
		}
		n += LongestStart(lex.LabelTails, ts[n:])
		if n < len(ts) && IsMark(ts[n], ":") {
			return l.kind, n + 1
		}
	}
	return labelNone, 0
}

// StartsLabel says whether a line begins with a label, so that it is a paragraph of its own.
func (lex *Lexicon) StartsLabel(s string) bool {
	if !strings.Contains(s[:min(len(s), 120)], ":") {
		return false
	}
	ts := Tokens(s[:min(len(s), 120)])
	kind, _ := lex.ReadLabel(ts)
	return kind != labelNone
}

// Labelled is one label with what stands behind it.
type Labelled struct {
	Kind    labelKind
	Value   string
	at      int
	Guessed bool // the document taught the label
}

// ReadLabels cuts a paragraph into its labels and their values: one a paragraph, or several parted by ";" or ".", also
// in parentheses. rest is the text before the first label.
func (lex *Lexicon) ReadLabels(text string) (found []Labelled, rest string) {
	ts := Tokens(text)
	starts := []int{}
	end := 0
	for i := range ts {
		if i > 0 && !IsMark(ts[i-1], ";.(,-+*>→|") && (i < end || !Upper(text, ts[i])) { // "… tỉnh Phối hợp: …", where a line ended
			continue
		}
		if kind, n := lex.ReadLabel(ts[i:]); kind != labelNone {
			end = i + n
			found = append(found, Labelled{Kind: kind, at: ts[i].At, Guessed: LongestStart(lex.Guessed, ts[i:]) == n-1})
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
		for to > from && IsMark(ts[to-1], ";.(,-+*|)") && !(IsMark(ts[to-1], ")") && Find(Phrases("("), ts[from:to]) >= 0) {
			to--
		}
		found[k].Value = Words(text, ts[from:to])
	}
	return found, strings.TrimRight(text[:ts[starts[0]].At], " (;,-+*|")
}

// EndsWithLabel says whether a text ends with a label and its colon.
func (lex *Lexicon) EndsWithLabel(s string) bool {
	ts := Tokens(TailText(s))
	for i := range ts {
		if i > 0 && !IsMark(ts[i-1], ";.,(-+") {
			continue
		}
		if kind, n := lex.ReadLabel(ts[i:]); kind != labelNone && i+n == len(ts) {
			return true
		}
	}
	return false
}
