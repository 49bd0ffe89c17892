package law

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"ansinh/calendar"
	"ansinh/fault"
)

// Setting is a parameter of the law as a reform supposes it: another value from a day on, until the next change that
// the law already knows.
type Setting struct {
	Parameter string        `json:"parameter"` // field.name: social-assistance.base
	Value     int64         `json:"value"`
	From      calendar.Date `json:"from"`
}

// ParseSetting reads field.name=value@date.
func ParseSetting(text string) (Setting, error) {
	name, rest, ok := strings.Cut(text, "=")
	value, day, dated := strings.Cut(rest, "@")
	amount, fits := (&Fact{Type: Money}).Parse(strings.TrimSpace(value))
	if !ok || !dated || !fits {
		return Setting{}, fault.New(fault.Invalid, "law.reform.bad_setting", text)
	}
	from, err := calendar.ParseDate(strings.TrimSpace(day))
	return Setting{Parameter: strings.TrimSpace(name), Value: amount, From: from}, err
}

func (s Setting) String() string { return fmt.Sprintf("%s=%d@%s", s.Parameter, s.Value, s.From) }

// With is the law as it would be with other values; the book itself does not change. Its hash names both; with no
// value it is the book.
func (b *Book) With(settings ...Setting) (*Book, error) {
	if len(settings) == 0 {
		return b, nil
	}
	supposed := *b
	supposed.plans, supposed.whole, supposed.milestones = &sync.Map{}, &sync.Map{}, &milestones{}
	supposed.params = slices.Clone(b.params)
	ordered := slices.SortedStableFunc(slices.Values(settings), func(a, b Setting) int {
		return cmp.Or(strings.Compare(a.Parameter, b.Parameter), int(a.From-b.From))
	})
	h := sha256.New()
	fmt.Fprintln(h, b.hash)
	for _, s := range ordered {
		i := slices.IndexFunc(b.params, func(p *parameter) bool { return p.field+"."+p.id == s.Parameter })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "law.reform.no_parameter", s.Parameter, b.nearestParameter(s.Parameter))
		}
		p, err := supposed.params[i].with(s)
		if err != nil {
			return nil, err
		}
		supposed.params[i] = p
		fmt.Fprintln(h, s)
	}
	supposed.hash = hex.EncodeToString(h.Sum(nil))
	return &supposed, nil
}

// ParameterValue is a parameter with its value in a month.
type ParameterValue struct {
	ID    string `json:"id"` // field.name
	Value int64  `json:"value"`
	Money bool   `json:"money"`
	Name
	Source Source `json:"source"`
}

// Parameters is every parameter that has a value in a month, in the order of the law.
func (b *Book) Parameters(month calendar.Month) []ParameterValue {
	var list []ParameterValue
	for _, p := range b.params {
		if s := p.on(month.First()); s.ok && !s.unread && p.over == 0 {
			list = append(list, ParameterValue{ID: p.field + "." + p.id, Value: s.value, Money: p.kind == kindMoney, Name: p.Name, Source: s.source})
		}
	}
	return list
}

func (b *Book) nearestParameter(name string) string {
	var names []string
	for _, p := range b.params {
		names = append(names, p.field+"."+p.id)
	}
	return nearestName(name, names)
}

// with is the parameter with a value of the country's from a day on. What rests on it is not verified by any text.
func (p *parameter) with(s Setting) (*parameter, error) {
	q := *p
	q.national.versions = slices.Clone(p.national.versions)
	i := slices.IndexFunc(q.national.versions, func(v version[int64]) bool { return v.holds(s.From) })
	if i < 0 {
		return nil, fault.New(fault.Invalid, "law.reform.not_in_force", s.Parameter, s.From.Vietnamese())
	}
	old := &q.national.versions[i]
	supposed := *old
	supposed.From, supposed.body, supposed.unread = s.From, s.Value, false
	supposed.source.Confidence = Memory
	supposed.source.Status = Memory.Status()
	if old.From == s.From {
		*old = supposed
		return &q, nil
	}
	old.To = s.From.Add(-1)
	q.national.versions = slices.Insert(q.national.versions, i+1, supposed)
	return &q, nil
}
