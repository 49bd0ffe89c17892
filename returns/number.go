package returns

import (
	"strconv"
	"strings"

	"ansinh/fault"
	"ansinh/money"
)

// maxScale keeps ten to the scale and its products well within an int64.
const maxScale = 6

// ParseNumber reads a figure as people write it, exactly: 1234567, 1.234.567, 73,3 and, where the field has decimals,
// 73.3. More decimals than the field has are refused, not rounded; so is a dot that could be either.
func ParseNumber(s string, scale int) (int64, error) {
	bad := fault.New(fault.Invalid, "returns.not_a_number", s)
	s = strings.ReplaceAll(strings.TrimSpace(s), "\u00a0", "")
	whole, part, comma := strings.Cut(s, ",")
	if !comma && scale > 0 && strings.Count(s, ".") == 1 {
		whole, part, _ = strings.Cut(s, ".")
	}
	digits, ok := ungroup(whole)
	if !ok || len(part) > scale || (comma && part == "") {
		return 0, bad
	}
	digits += part + strings.Repeat("0", scale-len(part))
	if strings.Trim(digits, "0123456789") != "" || len(digits) > 16 {
		return 0, bad
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, bad
	}
	return n, nil
}

// ungroup takes the dots out of a number that groups thousands; false where they do not.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ".")
	if groups[0] == "" || len(groups) > 1 && (len(groups[0]) > 3 || groups[0][0] == '0') {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// FormatNumber writes a scaled figure the Vietnamese way: 1.234,5.
func FormatNumber(v int64, scale int) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	unit := pow10(scale)
	out := sign + money.Group(v/unit)
	if scale > 0 {
		part := strconv.FormatInt(v%unit, 10)
		out += "," + strings.Repeat("0", scale-len(part)) + part
	}
	return out
}

func pow10(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}
