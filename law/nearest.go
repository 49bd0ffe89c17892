package law

import (
	"path"
	"slices"
	"strings"
)

// nearest is the known fact whose name is closest to a wrong one, for "did you mean". A wrong name without a dot is
// held against the last parts of the names.
func (v *Vocabulary) nearest(id string) string {
	names := make([]string, len(v.facts))
	for i := range v.facts {
		names[i] = v.facts[i].ID
		if !strings.Contains(id, ".") {
			names[i] = path.Ext(names[i])[1:]
		}
	}
	return v.facts[slices.Index(names, nearestName(id, names))].ID
}

func nearestChoice(f *Fact, value string) string {
	names := make([]string, len(f.Values))
	for i := range f.Values {
		names[i] = f.Values[i].ID
	}
	return nearestName(value, names)
}

// nearestName is the name at the smallest edit distance, the first of equals; "" where there are no names.
func nearestName(wrong string, names []string) string {
	best, at := "", -1
	for _, n := range names {
		if d := distance(wrong, n); at < 0 || d < at {
			best, at = n, d
		}
	}
	return best
}

// distance is the number of letters to add, drop or change between two names.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			next := slices.Min([]int{row[j+1] + 1, row[j] + 1, diagonal + cost})
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(y)]
}
