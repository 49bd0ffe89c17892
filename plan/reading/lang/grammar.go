package lang

// Stripped takes lead-in words and years off both ends.
func (lex *Lexicon) Stripped(ts []Token) []Token {
	for len(ts) > 0 {
		before := len(ts)
		ts = ts[lex.leadIn(ts):]
		ts = lex.WithoutYearAtStart(ts)
		for len(ts) > 0 && (IsMark(ts[len(ts)-1], `,;:.-+*"`) || ts[len(ts)-1].Key == "và" || ts[len(ts)-1].Key == "có") {
			ts = ts[:len(ts)-1]
		}
		ts = lex.WithoutYearAtEnd(ts)
		if len(ts) == before {
			break
		}
	}
	return ts
}

// leadIn is how many tokens a lead-in takes; none where they begin a longer verb of doing: "nâng" of "nâng cấp".
func (lex *Lexicon) leadIn(ts []Token) int {
	n := LongestStart(lex.LeadIns, ts)
	if n == 1 && LongestStart(lex.Actions, ts) > n {
		return 0
	}
	return n
}

// StrippedStart takes lead-in words and years off the start only.
func (lex *Lexicon) StrippedStart(ts []Token) []Token {
	for n := -1; n != len(ts); {
		n = len(ts)
		ts = lex.WithoutYearAtStart(ts[lex.leadIn(ts):])
	}
	return ts
}

func (lex *Lexicon) WithoutYearAtStart(ts []Token) []Token {
	for _, y := range lex.YearsIn(ts) {
		if y.From == 0 {
			return ts[y.To:]
		}
	}
	return ts
}

func (lex *Lexicon) WithoutYearAtEnd(ts []Token) []Token {
	for _, y := range lex.YearsIn(ts) {
		if y.To == len(ts) {
			return ts[:y.From]
		}
	}
	return ts
}

// WithoutYears is the text of tokens less the years in them.
func (lex *Lexicon) WithoutYears(text string, ts []Token) string {
	out, from := "", 0
	join := func(part []Token) {
		if w := Words(text, part); w != "" {
			if out != "" {
				out += " "
			}
			out += w
		}
	}
	for _, y := range lex.YearsIn(ts) {
		if y.Role == Baseline {
			continue
		}
		join(ts[from:y.From])
		from = y.To
	}
	join(ts[from:])
	return out
}
