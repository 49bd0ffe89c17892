package viet

import (
	"regexp"
	"strings"
)

// unit is what people write behind an amount: no hundredths, and the name of the đồng.
var unit = regexp.MustCompile(`(?:[.,]00?)?\s*(?:đ|đồng|[vV][nN][dDđĐ])?$`)

// PlainAmount is an amount without the marks that people write in it: "1.350.000 đ" is "1350000". What is no amount of whole
// đồng ("1,5", "1.35") stays as it is, so that whoever reads it refuses it.
func PlainAmount(s string) string {
	s = strings.TrimSpace(s)
	amount, negative := strings.CutPrefix(s[:unit.FindStringIndex(s)[0]], "-")
	amount = Ungroup(strings.ReplaceAll(amount, "\u00a0", " "))
	if amount == "" || strings.Trim(amount, "0123456789") != "" {
		return s
	}
	if negative {
		return "-" + amount
	}
	return amount
}
