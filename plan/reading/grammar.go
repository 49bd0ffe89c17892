package reading

// Words of the grammar of targets.
var ()

// stripped takes lead-in words and years off both ends.
func (lex *lexicon) stripped(ts []token) []token {
	for len(ts) > 0 {
		before := len(ts)
		ts = ts[longestStart(lex.LeadIns, ts):]
		ts = lex.withoutYearAtStart(ts)
		for len(ts) > 0 && (isMark(ts[len(ts)-1], `,;:.-+*"`) || ts[len(ts)-1].key == "và" || ts[len(ts)-1].key == "có") {
			ts = ts[:len(ts)-1]
		}
		ts = lex.withoutYearAtEnd(ts)
		if len(ts) == before {
			break
		}
	}
	return ts
}

// strippedStart takes lead-in words and years off the start only.
func (lex *lexicon) strippedStart(ts []token) []token {
	for n := -1; n != len(ts); {
		n = len(ts)
		ts = lex.withoutYearAtStart(ts[longestStart(lex.LeadIns, ts):])
	}
	return ts
}

func (lex *lexicon) withoutYearAtStart(ts []token) []token {
	for _, y := range lex.yearsIn(ts) {
		if y.from == 0 {
			return ts[y.to:]
		}
	}
	return ts
}

func (lex *lexicon) withoutYearAtEnd(ts []token) []token {
	for _, y := range lex.yearsIn(ts) {
		if y.to == len(ts) {
			return ts[:y.from]
		}
	}
	return ts
}

// withoutYears is the text of tokens less the years in them.
func (lex *lexicon) withoutYears(text string, ts []token) string {
	out, from := "", 0
	join := func(part []token) {
		if w := words(text, part); w != "" {
			if out != "" {
				out += " "
			}
			out += w
		}
	}
	for _, y := range lex.yearsIn(ts) {
		if y.role == baseline {
			continue
		}
		join(ts[from:y.from])
		from = y.to
	}
	join(ts[from:])
	return out
}
