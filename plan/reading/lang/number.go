package lang

import (
	"strconv"
	"strings"

	"ansinh/fault"
)

// Decimal is a number as decimal text without needless digits ("2.35", "74900"): it is compared and stored as text and
// never becomes a float.
type Decimal string

// ParseDecimal reads a number as Go, JSON and YAML write it.
func ParseDecimal(s string) (Decimal, error) {
	body := strings.TrimPrefix(s, "-")
	whole, part, _ := strings.Cut(body, ".")
	if whole == "" || len(body) > 18 || !OnlyDigits(whole) || !OnlyDigits(part) || strings.HasSuffix(body, ".") {
		return "", fault.New(fault.Invalid, "plan.not_a_number", s)
	}
	d := DecimalOf(whole, part)
	if strings.HasPrefix(s, "-") && d != "0" {
		d = "-" + d
	}
	return d, nil
}

// MarshalJSON writes the number; no value is null.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return []byte(d), nil
}

// Vietnamese is the number as people write it: 74.900, 2,35.
func (d Decimal) Vietnamese() string {
	whole, part, found := strings.Cut(string(d), ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && whole[i-1] != '-' {
			b.WriteByte('.')
		}
		b.WriteRune(r)
	}
	if found {
		b.WriteString("," + part)
	}
	return b.String()
}

func DecimalOf(whole, part string) Decimal {
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		return Decimal(whole + "." + part)
	}
	return Decimal(whole)
}

func OnlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// ReadNumber reads a number as a Vietnamese text writes it: a full stop parts thousands, a comma the fraction. Some
// writers do the reverse; a group that is not of three digits shows it. doubtful is true where both readings are
// possible and share says which is the likelier: a share of a hundred has a fraction, a count has thousands.
func ReadNumber(s string, share bool) (d Decimal, doubtful, ok bool) {
	if len(s) > 18 {
		return "", false, false
	}
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	signs := strings.Map(func(r rune) rune {
		if r == '.' || r == ',' {
			return r
		}
		return -1
	}, s)
	switch {
	case signs == "":
		return DecimalOf(s, ""), false, true
	case len(signs) > 1 && strings.Count(signs, signs[:1]) == len(signs):
		return DecimalOf(strings.Join(groups, ""), ""), false, allThousands(groups[1:])
	case len(signs) > 1:
		last := len(groups) - 1
		return DecimalOf(strings.Join(groups[:last], ""), groups[last]), false, allThousands(groups[1:last])
	case signs == ".":
		if len(groups[1]) == 3 && !share && groups[0] != "0" {
			return DecimalOf(groups[0]+groups[1], ""), false, true
		}
		return DecimalOf(groups[0], groups[1]), len(groups[1]) == 3, true
	default:
		if len(groups[1]) == 3 && !share && groups[0] != "0" {
			return DecimalOf(groups[0]+groups[1], ""), true, true
		}
		return DecimalOf(groups[0], groups[1]), false, true
	}
}

func allThousands(groups []string) bool {
	for _, g := range groups {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

func Atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// Roman is the value of a Roman number below 40; 0 where it is none.
func Roman(s string) int {
	values := map[byte]int{'I': 1, 'V': 5, 'X': 10}
	n := 0
	for i := range len(s) {
		v := values[s[i]]
		if v == 0 {
			return 0
		}
		if i+1 < len(s) && values[s[i+1]] > v {
			v = -v
		}
		n += v
	}
	return n
}
