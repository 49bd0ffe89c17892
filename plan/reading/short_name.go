package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// A document names an agency in full once and shortly from then on: "Sở Kế hoạch và Đầu tư (sau đây gọi là Sở KHĐT)",
// "Hội Nông dân tỉnh (HND)". What it defines is read in full wherever it stands.

// shortNames are the short forms a document defines for agencies, in order. The forms in which people's committees are
// always written stay as they are.
func (rd *Reader) shortNames(blocks []*paper.Block) []lang.ShortName {
	var out []lang.ShortName
	each := func(text string) {
		if strings.Contains(text, "(") {
			out = append(out, rd.shortIn(text)...)
		}
	}
	for _, b := range blocks {
		each(b.Text)
		if b.Table == nil {
			continue
		}
		for _, r := range b.Table.Rows {
			for _, c := range r.Cells {
				for _, l := range strings.Split(c, "\n") {
					each(l)
				}
			}
		}
	}
	return out
}

// shortIn reads the definitions of one paragraph.
func (rd *Reader) shortIn(text string) []lang.ShortName {
	var out []lang.ShortName
	ts := lang.Tokens(text)
	for i := range ts {
		end := closing(ts, i)
		if end == 0 {
			continue
		}
		inside := ts[i+1 : end]
		said := lang.LongestStart(rd.lex.ShortFor, inside)
		short := trimMarks(inside[said:])
		if len(short) == 0 || len(short) > 6 || lang.LongestStart(rd.lex.Committees, short) == len(short) || lang.LongestStart(rd.lex.ShortFor, ts[:i]) > 0 {
			continue
		}
		full, head := rd.nameBefore(text, ts[:i])
		if full == "" || said == 0 && !initials(lang.Words(text, short), full) || lang.KeyOf(lang.Words(text, short)) == lang.KeyOf(full) {
			continue
		}
		out = append(out, lang.ShortName{Words: keysOf(short), Full: full})
		for n := 1; n <= min(2, len(head)); n++ { // "Sở Kế hoạch và Đầu tư (KHĐT)" is also "Sở KHĐT"
			out = append(out, lang.ShortName{Words: append(keysOf(head[:n]), keysOf(short)...), Full: full})
		}
	}
	return out
}

// nameBefore is the one agency that the tokens end with, and the tokens of its name; "" where they end with none.
func (rd *Reader) nameBefore(text string, ts []lang.Token) (string, []lang.Token) {
	name, at := "", -1
	for from := len(ts) - 1; from >= max(0, len(ts)-24); from-- {
		if !lang.Upper(text, ts[from]) || !rd.beginsAgency(text, ts, from) || rd.listEnd(text, ts, from+1) < len(ts) {
			continue
		}
		list := rd.agencyList(text, ts[from:])
		if len(list) != 1 {
			break
		}
		if list[0].known {
			name, at = list[0].name, from
		}
	}
	if at < 0 {
		return "", nil
	}
	return name, ts[at:]
}

// initials says whether a short form is made of the first letters of a name, in their order: HND of "Hội Nông dân tỉnh".
func initials(short, full string) bool {
	var of []rune
	for _, w := range strings.FieldsFunc(full, func(r rune) bool { return !unicode.IsLetter(r) }) {
		first, _ := utf8.DecodeRuneInString(w)
		of = append(of, unicode.ToUpper(first))
	}
	n, run := 0, 0
	longest := 0
	for _, r := range short {
		if !unicode.IsUpper(r) {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
		at := slices.Index(of, r)
		if at < 0 {
			return false
		}
		of, n = of[at+1:], n+1
	}
	return n > 1 && longest > 1
}

// inFull is the name that the document gives a short form for, with the level behind it where the name has none; "" where
// the tokens are no short form.
func inFull(lex *lang.Lexicon, text string, ts []lang.Token) string {
	for _, s := range lex.Short {
		if !s.Words.Starts(ts) {
			continue
		}
		rest := ts[len(s.Words):]
		switch {
		case len(rest) == 0:
			return s.Full
		case lang.LongestStart(lex.NameLevels, rest) == len(rest):
			if lang.LongestEnd(lex.NameLevels, lang.Tokens(s.Full)) > 0 {
				return s.Full
			}
			return s.Full + " " + lang.Words(text, rest)
		}
	}
	return ""
}
