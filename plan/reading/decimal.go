package reading

import "ansinh/plan/reading/lang"

// Decimal is a number as decimal text; see lang.Decimal.
type Decimal = lang.Decimal

// ParseDecimal reads a number as Go, JSON and YAML write it.
func ParseDecimal(s string) (Decimal, error) { return lang.ParseDecimal(s) }
