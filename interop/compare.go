package interop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ansinh/calendar"
	"ansinh/interop/wire"
	"ansinh/registry"
	"ansinh/viet"
)

// Field is one fact as both sides hold it.
type Field struct {
	Fact   string `json:"fact"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
	Same   bool   `json:"same"`
}

// Said is what a difference rests on.
type Said struct {
	Number string  `json:"number"`
	Fields []Field `json:"fields,omitempty"`
	Ours   string  `json:"ours_known,omitempty"`   // how exactly the birth date is known
	Theirs string  `json:"theirs_known,omitempty"` // likewise
	Died   string  `json:"died,omitempty"`
	Moved  string  `json:"moved,omitempty"`
	To     string  `json:"to,omitempty"`
}

// mark tells whether the same was said before.
func (s Said) mark() string {
	body, _ := json.Marshal(s) // texts always can be
	return digest(body)
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// question is what is asked about a person.
func question(ref string, p registry.Person) wire.Question {
	return wire.Question{Ref: ref, Number: p.PersonalNumber, Name: p.Name, Born: p.BirthDate.String(), Known: string(p.BirthPrecision), Sex: string(p.Sex)}
}

// asked is the digest of what is asked about a person, whatever the batch.
func asked(p registry.Person) string {
	body, _ := json.Marshal(question("", p))
	return digest(body)
}

// findings are what an answer differs in, by kind; none where it agrees.
func (r *Rules) findings(p registry.Person, a wire.Answer) map[Kind]Said {
	said := Said{Number: p.PersonalNumber}
	switch a.Found {
	case wire.Nobody:
		return map[Kind]Said{Unknown: said}
	case wire.Another:
		return map[Kind]Said{Other: said}
	}
	full := said
	full.Ours, full.Theirs = string(p.BirthPrecision), a.Known
	for _, c := range r.Compare {
		full.Fields = append(full.Fields, c.hold(p, a))
	}
	if r.somebodyElse(full.Fields) {
		return map[Kind]Said{Other: said}
	}
	out := map[Kind]Said{}
	if slices.ContainsFunc(full.Fields, func(f Field) bool { return !f.Same }) {
		out[Differs] = full
	}
	if a.Died != "" {
		died := full
		died.Died = a.Died
		out[Died] = died
	}
	if a.Moved != "" {
		moved := full
		moved.Moved, moved.To = a.Moved, a.To
		out[Moved] = moved
	}
	return out
}

func (r *Rules) somebodyElse(fields []Field) bool {
	for _, fact := range r.SomebodyElse {
		if slices.ContainsFunc(fields, func(f Field) bool { return f.Fact == fact && f.Same }) {
			return false
		}
	}
	return len(r.SomebodyElse) > 0
}

// hold compares one fact.
func (c Comparison) hold(p registry.Person, a wire.Answer) Field {
	f := Field{Fact: c.Fact}
	switch c.Fact {
	case "name":
		f.Ours, f.Theirs = p.Name, a.Name
		f.Same = sameName(f.Ours, f.Theirs, c.How)
	case "birth_date":
		f.Ours, f.Theirs = p.BirthDate.String(), a.Born
		f.Same = f.Ours == f.Theirs && (c.How == "known" || string(p.BirthPrecision) == a.Known) || c.How == "known" && sameAsKnown(p, a)
	case "sex":
		f.Ours, f.Theirs = string(p.Sex), a.Sex
		f.Same = f.Ours == f.Theirs
	}
	return f
}

func sameName(a, b, how string) bool {
	switch how {
	case "tone":
		plain := func(s string) string { return viet.UnifyTone(strings.ToLower(viet.NFC(s))) }
		return plain(a) == plain(b)
	case "marks":
		return viet.Fold(a) == viet.Fold(b)
	}
	return a == b
}

// sameAsKnown compares birth dates as far as the less exact of the two is known.
func sameAsKnown(p registry.Person, a wire.Answer) bool {
	theirs, err := calendar.ParseDate(a.Born)
	if err != nil {
		return false
	}
	less := min(exactness[string(p.BirthPrecision)], exactness[a.Known])
	ours := p.BirthDate
	switch less {
	case exactness["year"]:
		return ours.Year() == theirs.Year()
	case exactness["month"]:
		return ours.Month() == theirs.Month()
	}
	return ours == theirs
}

var exactness = map[string]int{"year": 1, "month": 2, "day": 3}

// proper writes a name that came in capitals as names are written here; any other as it came.
func proper(name string) string {
	name = viet.NFC(name)
	if name != strings.ToUpper(name) {
		return name
	}
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[size:]
	}
	return strings.Join(words, " ")
}

// gravest is the result of a person of whom these were found.
func gravest(found map[Kind]Said) Result {
	for _, k := range []Kind{Other, Unknown, Died, Differs, Moved} {
		if _, ok := found[k]; ok {
			return k
		}
	}
	return Agrees
}
