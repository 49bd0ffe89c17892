package codepage

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Name is how a name reads whose letters are those of an old page, kept as the signs a Western page shows for them: a
// word that is no Vietnamese syllable becomes one. False for any other name, also a foreign one.
func Name(name string) (string, bool) {
	words := strings.Fields(name)
	best, most := "", 0
	for _, page := range []*strings.Replacer{tcvn, vni} {
		read, n := make([]string, len(words)), 0
		for i, w := range words {
			read[i] = page.Replace(w)
			if read[i] != w && !syllable(w) && syllable(read[i]) {
				n++
			}
		}
		if n > most {
			best, most = strings.Join(read, " "), n
		}
	}
	return best, most > 0
}

// syllables are a first consonant, vowels, a last consonant, without tones.
var syllables = regexp.MustCompile(`^(ngh?|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?` +
	`(a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oai|oao|oay|oă|oe|oeo|oi|oo|ôi|ơi|ua|uâ|uây|uê|ui|uô|uôi|uơ|uy|uya|uyê|uyu|` +
	`ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu)(ch?|m|ng?|nh|p|t)?$`)

// syllable says whether a word is spelt as Vietnamese spells, with one tone at most.
func syllable(word string) bool {
	tones := 0
	word = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			tones++
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(word)))
	return tones <= 1 && syllables.MatchString(norm.NFC.String(word))
}
