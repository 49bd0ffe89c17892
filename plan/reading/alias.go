package reading

import (
	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// Decimal is a number as decimal text; see lang.Decimal.
type Decimal = lang.Decimal

// ParseDecimal reads a number as Go, JSON and YAML write it.
func ParseDecimal(s string) (Decimal, error) { return lang.ParseDecimal(s) }

// Source is a place in the document; see paper.Source.
type Source = paper.Source

// Paragraph is a paragraph of the document as a person sees it; see paper.Paragraph.
type Paragraph = paper.Paragraph
