package pdf

import (
	"bytes"
	"strconv"
)

// The objects of the format: nil, bool, float64, text, name, array, dict, ref, *stream; op is an operator of a page.
type (
	text  string
	name  string
	op    string
	array []any
	dict  map[name]any
	ref   int
)

// stream is a dictionary with bytes as they stand in the file.
type stream struct {
	dict dict
	raw  []byte
}

// scanner reads objects one behind the other.
type scanner struct {
	data []byte
	at   int
}

// maxNesting bounds arrays and dictionaries in each other.
const maxNesting = 64

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (s *scanner) skip() {
	for s.at < len(s.data) {
		switch c := s.data[s.at]; {
		case space(c):
			s.at++
		case c == '%':
			for s.at < len(s.data) && s.data[s.at] != '\n' && s.data[s.at] != '\r' {
				s.at++
			}
		default:
			return
		}
	}
}

// object is the next object or operator; false at the end.
func (s *scanner) object(depth int) (any, bool) {
	s.skip()
	if s.at >= len(s.data) || depth > maxNesting {
		return nil, false
	}
	switch c := s.data[s.at]; {
	case c == '/':
		s.at++
		return name(s.name()), true
	case c == '(':
		return text(s.literal()), true
	case c == '<' && s.at+1 < len(s.data) && s.data[s.at+1] == '<':
		s.at += 2
		return s.dict(depth), true
	case c == '<':
		return text(s.hex()), true
	case c == '[':
		s.at++
		return s.array(depth), true
	case delimiter(c):
		s.at++
		return op(c), true
	}
	return s.plain(), true
}

// plain is a number, a word, or a reference.
func (s *scanner) plain() any {
	word := s.word()
	n, err := strconv.ParseFloat(word, 64)
	if err != nil {
		switch word {
		case "true":
			return true
		case "false":
			return false
		case "null":
			return nil
		}
		return op(word)
	}
	before := s.at
	s.skip()
	if generation := s.word(); generation != "" && len(generation) <= 5 && digits(generation) && digits(word) {
		s.skip()
		if s.word() == "R" {
			return ref(int(n))
		}
	}
	s.at = before
	return n
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.data) && !space(s.data[s.at]) && !delimiter(s.data[s.at]) {
		s.at++
	}
	return string(s.data[from:s.at])
}

func (s *scanner) name() string {
	raw := s.word()
	if !bytes.Contains([]byte(raw), []byte("#")) {
		return raw
	}
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if v, err := strconv.ParseUint(raw[i+1:i+3], 16, 8); err == nil {
				out, i = append(out, byte(v)), i+2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return string(out)
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

func (s *scanner) literal() []byte {
	s.at++
	var out []byte
	for depth := 1; s.at < len(s.data); s.at++ {
		c := s.data[s.at]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				s.at++
				return out
			}
		case '\\':
			out = s.escape(out)
			continue
		}
		out = append(out, c)
	}
	return out
}

// escape reads what stands behind a backslash and leaves at on its last byte.
func (s *scanner) escape(out []byte) []byte {
	s.at++
	if s.at >= len(s.data) {
		return out
	}
	c := s.data[s.at]
	if e, ok := escapes[c]; ok {
		return append(out, e)
	}
	switch {
	case c == '\r' && s.at+1 < len(s.data) && s.data[s.at+1] == '\n':
		s.at++
		return out
	case c == '\n' || c == '\r':
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	v := 0
	for i := 0; i < 3 && s.at < len(s.data) && s.data[s.at] >= '0' && s.data[s.at] <= '7'; i++ {
		v = v<<3 | int(s.data[s.at]-'0')
		s.at++
	}
	s.at--
	return append(out, byte(v))
}

func (s *scanner) hex() []byte {
	s.at++
	var out []byte
	half, have := 0, false
	for ; s.at < len(s.data); s.at++ {
		c := s.data[s.at]
		if c == '>' {
			s.at++
			break
		}
		v, err := strconv.ParseUint(string(c), 16, 8)
		if err != nil {
			continue
		}
		if have {
			out = append(out, byte(half<<4|int(v)))
		}
		half, have = int(v), !have
	}
	if have {
		out = append(out, byte(half<<4))
	}
	return out
}

func (s *scanner) array(depth int) array {
	var out array
	for {
		o, ok := s.object(depth + 1)
		if !ok || o == op("]") {
			return out
		}
		if w, isOp := o.(op); isOp && (w == "endobj" || w == ">") {
			return out
		}
		out = append(out, o)
	}
}

func (s *scanner) dict(depth int) dict {
	out := dict{}
	for {
		s.skip()
		if s.at+1 < len(s.data) && s.data[s.at] == '>' && s.data[s.at+1] == '>' {
			s.at += 2
			return out
		}
		key, ok := s.object(depth + 1)
		if !ok || key == op("endobj") {
			return out
		}
		k, isName := key.(name)
		if !isName {
			continue
		}
		s.skip()
		if s.at < len(s.data) && s.data[s.at] == '>' {
			continue
		}
		if v, ok := s.object(depth + 1); ok {
			out[k] = v
		}
	}
}
