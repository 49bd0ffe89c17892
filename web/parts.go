package web

import (
	"slices"
	"strings"

	"ansinh/calendar"
)

// crumb is one step of the way back.
type crumb struct{ path, name string }

// within says whether an address lies below an entry of the navigation.
func within(path, entry string) bool {
	return path == entry || entry != "/" && strings.HasPrefix(path, entry+"/")
}

// entryOf is the entry of the navigation that an address lies below: the longest of those it could be.
func entryOf(path string) (best entry) {
	for _, g := range groups {
		for _, e := range g.entries {
			if within(path, e.path) && len(e.path) > len(best.path) {
				best = e
			}
		}
	}
	return best
}

// current says whether the page lies below an entry of the navigation.
func (f *frame) current(e entry) bool {
	if best := entryOf(f.Path); best.path != "" {
		return best.path == e.path
	}
	return within(f.Path, e.path)
}

// opens says whether the reader may open an address below an entry of the navigation.
func (f *frame) opens(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	e := entryOf(path)
	return e.path != "" && f.sees(e)
}

// others are the values of the query but for those named, for hidden fields.
func (f *frame) others(but ...string) [][2]string {
	var out [][2]string
	for k, all := range f.Asked {
		if slices.Contains(but, k) {
			continue
		}
		for _, v := range all {
			out = append(out, [2]string{k, v})
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

// large is how many units must begin on one day for the map before it to be offered.
const large = 20

// maps are days whose maps differ: today, and the last day before each large reorganisation.
func (f *frame) maps() []calendar.Date {
	began := map[calendar.Date]int{}
	for _, u := range f.site.Tree.All() {
		if !u.From.IsZero() && u.From <= f.Today {
			began[u.From]++
		}
	}
	days := []calendar.Date{f.Today}
	for day, n := range began {
		if n >= large {
			days = append(days, day.Add(-1))
		}
	}
	slices.Sort(days)
	slices.Reverse(days)
	return days
}

// nextSort is what a click on a column's head asks for: figures begin with the largest, words with the first; the
// second click turns the order round.
func (f *frame) nextSort(key string, number bool) string {
	now := f.Query.Get("sort")
	if number {
		if now == "-"+key {
			return key
		}
		return "-" + key
	}
	if now == key {
		return "-" + key
	}
	return key
}

// percent is a share in whole percent, between 0 and 100.
func percent(part, whole int64) int {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return int(min(100, part*100/whole))
}
