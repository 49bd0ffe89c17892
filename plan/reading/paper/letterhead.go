package paper

import (
	"ansinh/plan/reading/lang"
	"regexp"
)

// The number of a document, and the place and day of it, as a letterhead has them.
var (
	NumberLine = regexp.MustCompile(`(?i)\bsố(?:\s*hiệu)?\s*:?\s*[|]?\s*(\d{1,5})\s*([-/])\s*(\p{Lu}[\p{L}&]*(?:\s?[-–/]\s?\p{Lu}[\p{L}&\d]*)*)`)
	PlaceLine  = regexp.MustCompile(`([\p{Lu}][\p{L}\s.\-–]*?),\s*(?i:ngày)\s*(\d{1,2}|[.…_ ]*)\s*(?i:tháng)\s*(\d{1,2}|[.…_ ]*)\s*(?i:năm)\s*(\d{4})`)
)

// StartsOffice says whether a line of the letterhead begins the name of an office.
func StartsOffice(lex *lang.Lexicon, s string) bool {
	return lang.LongestStart(lex.OfficeStarts, lang.Tokens(s)) > 0
}
