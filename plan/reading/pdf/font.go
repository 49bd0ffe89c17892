package pdf

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// font turns the codes of shown text into letters and widths.
type font struct {
	wide    bool           // codes of two bytes
	letters map[int]string // by code
	widths  map[int]float64
	width   float64 // of codes that widths does not have, in thousandths of the size
	bold    bool
}

func (f *file) font(o any) *font {
	d := f.dict(o)
	ft := &font{letters: map[int]string{}, widths: map[int]float64{}, width: 500}
	if d == nil {
		return ft
	}
	described := d
	if below := f.array(d["DescendantFonts"]); len(below) > 0 {
		ft.wide = true
		described = f.dict(below[0])
		ft.wideWidths(f, described)
	} else {
		ft.plainEncoding(f, d)
		ft.plainWidths(f, d)
	}
	if u, ok := f.get(d["ToUnicode"]).(*stream); ok {
		ft.toUnicode(f.unpack(u))
	}
	ft.bold = f.isBold(d, f.dict(described["FontDescriptor"]))
	return ft
}

func (f *file) isBold(d, descriptor dict) bool {
	for _, o := range []any{d["BaseFont"], descriptor["FontName"]} {
		n, _ := f.get(o).(name)
		lower := strings.ToLower(string(n))
		if strings.Contains(lower, "bold") || strings.Contains(lower, "black") || strings.Contains(lower, "heavy") {
			return true
		}
	}
	const forceBold = 1 << 18
	return int(f.number(descriptor["Flags"]))&forceBold != 0 || f.number(descriptor["FontWeight"]) >= 600
}

func (ft *font) wideWidths(f *file, d dict) {
	ft.width = 1000
	if w, ok := f.get(d["DW"]).(float64); ok {
		ft.width = w
	}
	list := f.array(d["W"])
	for i := 0; i+1 < len(list); {
		first := int(f.number(list[i]))
		if each := f.array(list[i+1]); each != nil {
			for k, w := range each {
				ft.widths[first+k] = f.number(w)
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			break
		}
		for c := first; c <= min(int(f.number(list[i+1])), first+1<<16); c++ {
			ft.widths[c] = f.number(list[i+2])
		}
		i += 3
	}
}

func (ft *font) plainWidths(f *file, d dict) {
	if w, ok := f.get(f.dict(d["FontDescriptor"])["MissingWidth"]).(float64); ok && w > 0 {
		ft.width = w
	}
	first := int(f.number(d["FirstChar"]))
	for i, w := range f.array(d["Widths"]) {
		ft.widths[first+i] = f.number(w)
	}
}

// upperLatin are the letters that the Windows encoding has from 128 to 159.
const upperLatin = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

func (ft *font) plainEncoding(f *file, d dict) {
	for c := 32; c < 256; c++ {
		ft.letters[c] = string(rune(c))
	}
	for i, r := range []rune(upperLatin) {
		ft.letters[128+i] = string(r)
	}
	code := 0
	for _, o := range f.array(f.dict(d["Encoding"])["Differences"]) {
		switch v := f.get(o).(type) {
		case float64:
			code = int(v)
		case name:
			if s := glyph(string(v)); s != "" {
				ft.letters[code] = s
			}
			code++
		}
	}
}

// glyphMarks are the endings of letters' names, by the marks they put on the letter.
var glyphMarks = []struct{ ending, mark string }{
	{"circumflex", "\u0302"}, {"breve", "\u0306"}, {"horn", "\u031b"}, {"grave", "\u0300"}, {"acute", "\u0301"}, {"hookabove", "\u0309"},
	{"tilde", "\u0303"}, {"dotbelow", "\u0323"}, {"dieresis", "\u0308"}, {"cedilla", "\u0327"}, {"caron", "\u030c"}, {"ring", "\u030a"},
}

var glyphNames = map[string]string{
	"space": " ", "period": ".", "comma": ",", "hyphen": "-", "colon": ":", "semicolon": ";", "slash": "/", "parenleft": "(", "parenright": ")",
	"percent": "%", "quotedbl": `"`, "quotedblleft": "“", "quotedblright": "”", "quoteleft": "‘", "quoteright": "’", "quotesingle": "'",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"dcroat": "đ", "Dcroat": "Đ", "dmacron": "đ", "Dmacron": "Đ", "endash": "–", "emdash": "—", "bullet": "•", "plus": "+", "equal": "=", "less": "<",
	"greater": ">", "lessequal": "≤", "greaterequal": "≥", "ampersand": "&", "asterisk": "*", "underscore": "_", "ellipsis": "…", "fi": "fi", "fl": "fl",
	"ff": "ff", "ffi": "ffi", "ffl": "ffl", "bracketleft": "[", "bracketright": "]", "exclam": "!", "question": "?", "at": "@", "numbersign": "#",
	"dollar": "$", "backslash": `\`, "bar": "|", "braceleft": "{", "braceright": "}", "asciitilde": "~", "minus": "-", "nbspace": " ", "sfthyphen": "",
	"twosuperior": "²", "threesuperior": "³", "onesuperior": "¹", "perthousand": "‰", "multiply": "×", "degree": "°", "dong": "₫",
}

// glyph is the letter of a glyph's name, "" where the name tells none.
func glyph(n string) string {
	n, _, _ = strings.Cut(n, ".")
	if s, ok := glyphNames[n]; ok {
		return s
	}
	if utf8.RuneCountInString(n) == 1 {
		return n
	}
	for _, prefix := range []string{"uni", "u"} {
		if digits, found := strings.CutPrefix(n, prefix); found && len(digits) >= 4 {
			if v, err := strconv.ParseUint(digits, 16, 21); err == nil {
				return string(rune(v))
			}
		}
	}
	marks := ""
	for again := true; again && len(n) > 1; {
		again = false
		for _, g := range glyphMarks {
			if base, found := strings.CutSuffix(n, g.ending); found && base != "" {
				n, marks, again = base, g.mark+marks, true
				break
			}
		}
	}
	if len(n) == 1 {
		return norm.NFC.String(n + marks)
	}
	return ""
}

// toUnicode reads the table of letters that a font carries.
func (ft *font) toUnicode(data []byte) {
	s := &scanner{data: data}
	var held []any
	for {
		o, ok := s.object(0)
		if !ok {
			return
		}
		word, isOp := o.(op)
		if !isOp {
			if len(held) < 1<<16 {
				held = append(held, o)
			}
			continue
		}
		switch word {
		case "endbfchar":
			for i := 0; i+1 < len(held); i += 2 {
				ft.set(held[i], 0, held[i+1])
			}
		case "endbfrange":
			for i := 0; i+2 < len(held); i += 3 {
				ft.setRange(held[i], held[i+1], held[i+2])
			}
		}
		held = held[:0]
	}
}

func code(o any) int {
	s, _ := o.(text)
	n := 0
	for i := range min(len(s), 4) {
		n = n<<8 | int(s[i])
	}
	return n
}

func (ft *font) set(from any, plus int, to any) {
	s, ok := to.(text)
	if !ok || len(s) == 0 {
		return
	}
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	if len(s) == 1 {
		units = []uint16{uint16(s[0])}
	}
	units[len(units)-1] += uint16(plus)
	ft.letters[code(from)+plus] = strings.Trim(string(utf16.Decode(units)), "\x00")
}

func (ft *font) setRange(from, to, letters any) {
	n := min(code(to)-code(from), 1<<16)
	if each, ok := letters.(array); ok {
		for i := range min(n+1, len(each)) {
			ft.set(text(codeText(code(from)+i)), 0, each[i])
		}
		return
	}
	for i := range n + 1 {
		ft.set(from, i, letters)
	}
}

func codeText(c int) string { return string([]byte{byte(c >> 8), byte(c)}) }
