package demo

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"ansinh/viet"
)

// names holds the tables of names as wheels.
type names struct {
	families map[string]*wheel[string]
	middle   map[string]*wheel[string]
	given    map[string]*wheel[string]
}

func newNames(t nameTables) names {
	wheels := func(tables map[string]map[string]float64) map[string]*wheel[string] {
		out := map[string]*wheel[string]{}
		for key, table := range tables {
			w := newWheel(table)
			out[key] = &w
		}
		return out
	}
	return names{wheels(t.Family), wheels(t.Middle), wheels(t.Given)}
}

// oldNames is from what age on people bear the names of the older generation.
const oldNames = 38

// fullName is family, middle and given name.
func (v *village) fullName(i int32) string {
	s := &v.souls[i]
	kind := "male_"
	if s.female {
		kind = "female_"
	}
	if v.age(i) >= oldNames {
		kind += "old"
	} else {
		kind += "young"
	}
	return s.family + " " + v.middle[kind].pick(v.rng) + " " + v.given[kind].pick(v.rng)
}

// numbers gives identity numbers that are well formed, different, and nobody's: a running number mixed so that
// neighbours do not follow one another.
type numbers struct {
	place, start string
	born         map[string]uint64 // how many were given by century, sex and year
	old          uint64
	account      uint64
}

// mixed spreads a running number over all numbers of so many digits, each exactly once: it multiplies by a number that
// shares no factor with ten.
func mixed(n, modulus uint64) uint64 { return (n*7_368_787 + 314_159) % modulus }

func (n *numbers) personal(s *soul) string {
	sex := viet.Male
	if s.female {
		sex = viet.Female
	}
	year := s.born.Year()
	key := fmt.Sprintf("%s%c%02d", n.place, viet.CenturySexDigit(year, sex), year%100)
	n.born[key]++
	// Each year and sex starts elsewhere, or the same endings would come back in every one of them.
	start := uint64(year)*7919 + uint64(column(s.female))*104_729
	return fmt.Sprintf("%s%06d", key, mixed(start+n.born[key], 1_000_000))
}

func (n *numbers) nineDigits() string {
	n.old++
	return fmt.Sprintf("%s%07d", n.start, mixed(n.old, 10_000_000))
}

// accountNumber begins with 99, as no bank's do here.
func (n *numbers) accountNumber() string {
	n.account++
	return fmt.Sprintf("99%010d", mixed(n.account, 10_000_000_000))
}

// variant is the same name as another hand writes it: the tone of the last syllable on its other vowel (Hòa, Hoà), or,
// where it has no such place, one syllable without its tone.
func variant(name string) string {
	words := strings.Fields(name)
	for i := len(words) - 1; i > 0; i-- {
		if moved := moveTone(words[i]); moved != words[i] {
			words[i] = moved
			return strings.Join(words, " ")
		}
	}
	for i := len(words) - 1; i >= 0; i-- {
		if bare := withoutTone(words[i]); bare != words[i] {
			words[i] = bare
			return strings.Join(words, " ")
		}
	}
	return name
}

const toneMarks = "\u0300\u0301\u0303\u0309\u0323"

// moveTone puts the tone of a syllable that ends in oa, oe or uy on its last letter.
func moveTone(word string) string {
	rs := []rune(norm.NFD.String(word))
	if len(rs) < 3 {
		return word
	}
	tail := rs[len(rs)-3:]
	if !strings.ContainsRune(toneMarks, tail[1]) {
		return word
	}
	switch string(tail[0]) + string(tail[2]) {
	case "oa", "oe", "uy":
		tail[1], tail[2] = tail[2], tail[1]
		return norm.NFC.String(string(rs))
	}
	return word
}

func withoutTone(word string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if strings.ContainsRune(toneMarks, r) {
			return -1
		}
		return r
	}, norm.NFD.String(word)))
}
