package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
	"ansinh/viet"
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
		if same, of := rd.sameHead(text, ts[:i], short); len(of) > len(head) {
			full, head = same, of
		}
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

// sameHead is the name before a short form that begins with the same word, whatever verbs stand in it: "Ban Quản lý dự án
// đầu tư xây dựng tỉnh (Ban QLDA)"; "" for none.
func (rd *Reader) sameHead(text string, ts, short []lang.Token) (string, []lang.Token) {
	for from := len(ts) - 1; from >= max(0, len(ts)-longName) && ts[from].Kind == lang.Word; from-- {
		if ts[from].Key == short[0].Key && lang.Upper(text, ts[from]) && rd.beginsAgency(text, ts, from) && len(short) < len(ts)-from {
			return lang.Words(text, ts[from:]), ts[from:]
		}
	}
	return "", nil
}

// withoutShort is a text without the short forms that the document defines in it, so that the words around one stand
// together: "Hội Liên hiệp Phụ nữ (LHPN) tỉnh chủ trì".
func (rd *Reader) withoutShort(text string) string {
	if len(rd.lex.Short) == 0 || !strings.Contains(text, "(") {
		return text
	}
	ts := lang.Tokens(text)
	for i := len(ts) - 1; i >= 0; i-- {
		end := closing(ts, i)
		if end == 0 {
			continue
		}
		inside := ts[i+1 : end]
		inside = trimMarks(inside[lang.LongestStart(rd.lex.ShortFor, inside):])
		if slices.ContainsFunc(rd.lex.Short, func(s lang.ShortName) bool { return len(s.Words) == len(inside) && s.Words.Starts(inside) }) {
			text = strings.TrimRight(text[:ts[i].At], " ") + text[ts[end].End:]
		}
	}
	return text
}

// initials says whether a short form is made of the first letters of a name, in their order: HND of "Hội Nông dân tỉnh".
func initials(short, full string) bool {
	var of []rune
	for _, w := range strings.FieldsFunc(full, func(r rune) bool { return !unicode.IsLetter(r) }) {
		of = append(of, initial(w))
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
		at := slices.Index(of, initial(string(r)))
		if at < 0 {
			return false
		}
		of, n = of[at+1:], n+1
	}
	return n > 1 && longest > 1
}

// initial is the first letter of a word as short forms write it: A of "án", Đ of "đầu".
func initial(word string) rune {
	first, _ := utf8.DecodeRuneInString(word)
	if first = unicode.ToUpper(first); first == 'Đ' {
		return first
	}
	plain, _ := utf8.DecodeRuneInString(strings.ToUpper(viet.Fold(string(first))))
	return plain
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
