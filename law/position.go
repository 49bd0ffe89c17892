package law

import (
	"slices"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// position is where an offset of a scalar's text stands in its file. YAML folds lines and strips indentation, so the
// place is found by counting the characters that are not white space.
func (r *reader) position(file string, n *yaml.Node, text []rune, offset int) (line, column int) {
	offset = max(0, min(offset, len(text)-1))
	before := 0
	for i, c := range text {
		if i >= offset {
			break
		}
		if !unicode.IsSpace(c) {
			before++
		}
	}
	line, column = n.Line, n.Column
	switch n.Style {
	case yaml.LiteralStyle, yaml.FoldedStyle:
		line, column = line+1, 1
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		column++
	}
	escaped := n.Style == yaml.DoubleQuotedStyle
	for lines := r.lines[file]; line <= len(lines); line, column = line+1, 1 {
		for runes := []rune(lines[line-1]); column <= len(runes); column++ {
			c := runes[column-1]
			if unicode.IsSpace(c) || escaped && c == '\\' {
				continue
			}
			if before == 0 {
				return line, column
			}
			before--
		}
	}
	return n.Line, n.Column
}

func sortedNames(names []string) []string {
	slices.Sort(names)
	return names
}
