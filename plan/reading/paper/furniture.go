package paper

import (
	"regexp"
	"strings"

	"ansinh/plan/reading/lang"
)

var (
	rulePattern = regexp.MustCompile(`^[-–—_=*~\s|]+$`)
	pagePattern = regexp.MustCompile(`^(?:[-–—\[(]\s*)?(?:(?i:trang|page)\s*)?(\d{1,3})(?:\s*(?:/|(?i:of|trên))\s*\d{1,3})?(?:\s*[-–—\])])?$`)
)

// significant drops empty lines, rules and page furniture and notes on the next line that they stood there.
func significant(all []line) []line {
	furniture := pageFurniture(all)
	var out []line
	apart, page, bars := true, false, 0
	for i, l := range all {
		switch {
		case furniture[i]:
			page = true
		case l.table == nil && (l.text == "" || rulePattern.MatchString(l.text)):
			apart = true
			bars += strings.Count(l.text, "|")
			// A lone "|" or a rule is a border, not the end of a page.
			page = page && l.text == ""
		default:
			l.apart, l.page, l.bars = apart, page, bars
			out = append(out, l)
			apart, page, bars = false, false, 0
		}
	}
	return out
}

// pageFurniture marks page numbers, form feeds and the running heads beside them. A number alone on a line is a page
// number where it says so ("Trang 3"), stands beside a form feed, breaks a sentence, or is one of a series that counts
// the pages; else it may be the cell of a table.
func pageFurniture(all []line) []bool {
	out := make([]bool, len(all))
	for i, l := range all {
		m := pagePattern.FindStringSubmatch(l.text)
		switch {
		case l.raw == "\f":
			out[i] = true
		case m == nil || l.inside || beside(all, i, 1, "|") || beside(all, i, -1, "|"):
		case l.text != m[1]:
			out[i] = true
		default:
			out[i] = feeds(all, i) || breaksSentence(all, i) || oneOfThree(all, i, last(m[1]))
		}
	}
	runningHeads(all, out)
	return out
}

// beside says whether the line next to i is of the text.
func beside(all []line, i, step int, text string) bool {
	return i+step >= 0 && i+step < len(all) && all[i+step].text == text
}

func feeds(all []line, i int) bool {
	return i > 0 && all[i-1].raw == "\f" || i+1 < len(all) && all[i+1].raw == "\f"
}

// breaksSentence says whether the text before goes on behind: it is not closed, and what follows begins small.
func breaksSentence(all []line, i int) bool {
	before, after := written(all, i, -1), written(all, i, 1)
	return before != "" && !closed(before) && !lang.OnlyDigits(before) && startsLower(after)
}

// written is the next line with text in a direction; "" for none.
func written(all []line, i, step int) string {
	for k := i + step; k >= 0 && k < len(all); k += step {
		if all[k].text != "" {
			return all[k].text
		}
	}
	return ""
}

// pageLines is how far apart two page numbers are at least.
const pageLines = 30

// oneOfThree says whether the number is one of three that count up and stand a page apart, each the next of its value:
// a value that comes nearer is the cell of a table.
func oneOfThree(all []line, i, n int) bool {
	next := func(from, value, step int) int {
		for k := from + step; k >= 0 && k < len(all); k += step {
			if m := pagePattern.FindStringSubmatch(all[k].text); m != nil && all[k].text == m[1] && last(m[1]) == value {
				if abs(k-from) < pageLines {
					return -1
				}
				return k
			}
		}
		return -1
	}
	up, down := next(i, n+1, 1), next(i, n-1, -1)
	return up >= 0 && down >= 0 || up >= 0 && next(up, n+2, 1) >= 0 || down >= 0 && next(down, n-2, -1) >= 0
}

func abs(n int) int { return max(n, -n) }

// runningHeads marks a line beside a page number where every line of the same text stands so, three times or more, or once
// on each page of a document of two.
func runningHeads(all []line, furniture []bool) {
	places := map[string][]int{}
	pages := 1
	for i, l := range all {
		if l.raw == "\f" {
			pages++
		}
		if l.text != "" && !furniture[i] {
			places[l.text] = append(places[l.text], i)
		}
	}
	nearPage := func(i, step int) bool {
		for k := i + step; k >= 0 && k < len(all); k += step {
			if furniture[k] {
				return true
			}
			if all[k].text != "" {
				return false
			}
		}
		return pages == 2
	}
	for text, at := range places {
		if len(at) < 3 && !(pages == 2 && len(at) == 2) || ReadMarker(text).Rank != RankNone {
			continue
		}
		every := true
		for _, i := range at {
			every = every && (nearPage(i, 1) || nearPage(i, -1))
		}
		for _, i := range at {
			furniture[i] = furniture[i] || every
		}
	}
}
