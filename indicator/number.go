package indicator

import (
	"math/big"
	"strings"

	"ansinh/money"
)

// Rat is the value in the unit of the definition, exactly; nil where the denominator is zero.
func (d Definition) Rat(numerator, denominator int64) *big.Rat {
	if denominator == 0 {
		return nil
	}
	r := big.NewRat(numerator, denominator)
	return r.Mul(r, big.NewRat(d.Factor, 1))
}

// Show writes a value of the definition the Vietnamese way with its decimals, rounded half away from zero; "" for nil.
func (d Definition) Show(v *big.Rat) string { return format(v, *d.Places) }

// ShowGoal writes a goal as the plan does: "dưới" and the like are words and left to texts; a range is 40–45.
func (d Definition) ShowGoal(g Goal) string {
	out := trimmed(g.Value)
	if g.Comparator == "range" && g.Upper != nil {
		out += "–" + trimmed(g.Upper)
	}
	return out
}

// trimmed writes as many decimals as a figure has, at most four.
func trimmed(v *big.Rat) string {
	s := format(v, 4)
	if whole, part, ok := strings.Cut(s, ","); ok {
		if part = strings.TrimRight(part, "0"); part == "" {
			return whole
		}
		return whole + "," + part
	}
	return s
}

func format(v *big.Rat, places int) string {
	if v == nil {
		return ""
	}
	s := v.FloatString(places) // exact decimal text, no float
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, part, _ := strings.Cut(s, ".")
	n, ok := new(big.Int).SetString(whole, 10)
	if ok && n.IsInt64() {
		whole = money.Group(n.Int64())
	}
	if part != "" {
		whole += "," + part
	}
	return sign + whole
}

// Decimal writes a figure for machines: a point, at most six decimals, no groups.
func Decimal(v *big.Rat) string {
	s := v.FloatString(6) // exact decimal text, no float
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
