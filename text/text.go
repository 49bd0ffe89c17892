// Package text gives codes their sentences in Vietnamese and English. The sentences lie in policy/text/*.yaml, one
// file a room; a code is the key. It formats values the same way everywhere and knows no room.
package text

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ansinh/fault"
	"ansinh/money"
	"ansinh/policy"
)

// Lang is a language of the pages.
type Lang string

// The two languages; Vietnamese is the default.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// Texts holds all sentences.
type Texts struct{ byCode map[string]sentence }

type sentence struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

// Load reads policy/text/*.yaml; a code in two files, or a sentence that lacks a language, is an error.
func Load(from fs.FS) (*Texts, error) {
	entries, err := fs.ReadDir(from, "text")
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.no_file", "text")
	}
	t := &Texts{byCode: map[string]sentence{}}
	wrong := fault.New(fault.Invalid, "text.files")
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".yaml") {
			continue
		}
		var file map[string]sentence
		if err := policy.YAML(from, path.Join("text", e.Name()), &file); err != nil {
			return nil, err
		}
		for code, s := range file {
			if _, ok := t.byCode[code]; ok {
				wrong.At(e.Name(), "text.twice", code)
			}
			if s.VI == "" || s.EN == "" {
				wrong.At(e.Name(), "text.half", code)
			}
			t.byCode[code] = s
		}
	}
	return t, wrong.OrNil()
}

// Has says whether there is a sentence for the code.
func (t *Texts) Has(code string) bool {
	_, ok := t.byCode[code]
	return ok
}

// Of is the sentence of a code with its values; the code itself where there is none, so that a gap shows.
func (t *Texts) Of(lang Lang, code string, args ...any) string {
	s, ok := t.byCode[code]
	if !ok {
		return code
	}
	form := s.VI
	if lang == EN {
		form = s.EN
	}
	if len(args) == 0 {
		return form
	}
	return fmt.Sprintf(form, spoken(lang, args)...)
}

// spoken writes amounts of money as the language groups figures.
func spoken(lang Lang, args []any) []any {
	if lang != EN {
		return args
	}
	out := slices.Clone(args)
	for i, a := range args {
		if d, ok := a.(money.Dong); ok {
			out[i] = Group(lang, int64(d)) + " đ"
		}
	}
	return out
}

// Group writes a number in groups of three: 1.234.567, in English 1,234,567.
func Group(lang Lang, n int64) string {
	if lang == EN {
		return strings.ReplaceAll(money.Group(n), ".", ",")
	}
	return money.Group(n)
}

// place names where something is wrong as the form does; a cell, a line of a file and a file's key stay as they are.
func (t *Texts) place(lang Lang, where string) string {
	if t.Has("field." + where) {
		return t.Of(lang, "field."+where)
	}
	return where
}

// Error is what a person reads of an error: the sentence of its code, then what is wrong where. The cause stays in
// the log: an error nobody classified reads as one general sentence.
func (t *Texts) Error(lang Lang, err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return t.Of(lang, "internal")
	}
	var b strings.Builder
	b.WriteString(t.Of(lang, f.Code, f.Args...))
	for i, at := range f.Fields {
		b.WriteString(map[bool]string{true: ": ", false: "; "}[i == 0])
		if at.Where != "" {
			b.WriteString(t.place(lang, at.Where) + ": ")
		}
		b.WriteString(t.Of(lang, at.Code, at.Args...))
	}
	return b.String()
}
