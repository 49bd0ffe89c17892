package fault

import (
	"encoding/json"
	"errors"
	"strings"
)

// longestSaid is how much is kept of an error that is none of ours.
const longestSaid = 300

// Bare is an error as somebody who comes later reads it: the fault in it without its cause, which is for the log. One that
// has no sentence of ours stands under a code that takes its words.
func Bare(err error, code string) *Error {
	var f *Error
	if !errors.As(err, &f) {
		said := []rune(err.Error())
		return New(Internal, code, string(said[:min(len(said), longestSaid)]))
	}
	return &Error{Kind: f.Kind, Code: f.Code, Args: f.Args, Fields: f.Fields}
}

// Keep writes an error down, bare.
func Keep(err error, code string) string {
	f := Bare(err, code)
	body, failed := json.Marshal(f)
	if failed != nil {
		body, _ = json.Marshal(New(f.Kind, f.Code))
	}
	return string(body)
}

// Kept reads a fault as it was kept; nil where nothing was. Of what its sentence names, whole numbers are numbers and all
// else is words.
func Kept(said string) (*Error, error) {
	if said == "" {
		return nil, nil
	}
	var f Error
	d := json.NewDecoder(strings.NewReader(said))
	d.UseNumber()
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	whole(f.Args)
	for _, at := range f.Fields {
		whole(at.Args)
	}
	return &f, nil
}

func whole(args []any) {
	for i, a := range args {
		if n, ok := a.(json.Number); ok {
			if v, err := n.Int64(); err == nil {
				args[i] = v
			}
		}
	}
}
