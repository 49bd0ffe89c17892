package law

import (
	"fmt"
	"strings"

	"ansinh/fault"
)

// Problem is one mistake in the policy files, with its place.
type Problem struct {
	File   string
	Line   int // from 1; 0 where the file as a whole is meant
	Column int
	Text   string // the line of the file, for the caret
	Code   string // key of the sentence people read
	Args   []any
}

// Where is file:line:column.
func (p Problem) Where() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Caret is the line of the file with a mark under the place; "" where the file as a whole is meant.
func (p Problem) Caret() string {
	if p.Line == 0 || p.Text == "" {
		return ""
	}
	var pad strings.Builder
	for i, r := range []rune(p.Text) {
		if i >= p.Column-1 {
			break
		}
		if r == '\t' {
			pad.WriteRune('\t')
		} else {
			pad.WriteRune(' ')
		}
	}
	return p.Text + "\n" + pad.String() + "^"
}

// Problems is everything that is wrong, in the order of files and lines.
type Problems []Problem

// Error is for logs and tests; people read the texts of the codes.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = strings.TrimSpace(p.Where() + ": " + p.Code + " " + strings.TrimSuffix(fmt.Sprintln(p.Args...), "\n"))
	}
	return strings.Join(lines, "\n")
}

// fault is the error that leaves the room; nil where nothing is wrong. errors.As still finds the Problems.
func (ps Problems) fault() error {
	if len(ps) == 0 {
		return nil
	}
	f := fault.Wrap(ps, fault.Invalid, "law.policy_wrong", len(ps))
	for _, p := range ps {
		f.At(p.Where(), p.Code, p.Args...)
	}
	return f
}
