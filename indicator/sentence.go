package indicator

import (
	"ansinh/org"
	"ansinh/text"
)

// Sentence is something to be said to people: a code of policy/text and its values. A value that is an org.Name is said
// in the language of the sentence; one that is a Sentence itself is said in its place.
type Sentence struct {
	Code string
	Args []any
}

// Say makes a sentence.
func Say(code string, args ...any) Sentence { return Sentence{Code: code, Args: args} }

// In is the sentence in a language; "" for the zero sentence.
func (s Sentence) In(t *text.Texts, lang text.Lang) string {
	if s.Code == "" {
		return ""
	}
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		switch v := a.(type) {
		case org.Name:
			args[i] = In(v, lang)
		case Sentence:
			args[i] = v.In(t, lang)
		default:
			args[i] = a
		}
	}
	return t.Of(lang, s.Code, args...)
}

// In is a name in a language.
func In(n org.Name, lang text.Lang) string {
	if lang == text.EN {
		return n.EN
	}
	return n.VI
}
