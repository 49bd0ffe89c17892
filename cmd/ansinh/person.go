package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/house"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
)

type personCmd struct {
	Find personFindCmd `cmd:"" help:"Find people by code, number, or a part of the name."`
	Show personShowCmd `cmd:"" help:"Show what the register holds of one person; the reading is recorded."`

	Token personTokenCmd `cmd:"" help:"The number under which a partner knows a person, and back."`
}

type personFindCmd struct {
	Text  string `arg:"" help:"Code, number, or part of a name, with or without diacritics."`
	Limit int    `name:"limit" help:"At most so many people (up to 50)." default:"20"`
	JSON  bool   `name:"json" help:"Print the people as one object."`
}

// Help shows an example.
func (personFindCmd) Help() string {
	return `Exact answers come first, then names that begin so, then names that hold it.

  ansinh person find "nguyen thi hoa"
  ansinh person find 00000010007 --json`
}

// personLine is a person in a list for a machine.
type personLine struct {
	Code      string        `json:"code"`
	Name      string        `json:"name"`
	BirthDate calendar.Date `json:"birth_date"`
	Sex       string        `json:"sex"`
	HomeUnit  string        `json:"home_unit"`
	Household int64         `json:"household"`
	Exact     bool          `json:"exact"`
}

// Run finds people.
func (c personFindCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	found, more, err := h.Registry.Search(a.ctx, auth.System(), c.Text, c.Limit)
	if err != nil {
		return err
	}
	lines := make([]personLine, len(found))
	for i, f := range found {
		p := f.Person
		lines[i] = personLine{p.Code, p.Name, p.BirthDate, string(p.Sex), string(p.HomeUnit), int64(p.Household), f.Exact}
	}
	if c.JSON {
		return a.printJSON(map[string]any{"people": lines, "more": more})
	}
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, a.texts.Of(a.lang, "registry.cli.find_head"))
	for i, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", l.Code, l.Name, a.day(l.BirthDate), a.texts.Of(a.lang, "registry.sex."+l.Sex),
			unitTitle(h, found[i].Person.HomeUnit))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if more {
		fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "registry.cli.more", len(lines)))
	}
	return nil
}

func unitTitle(h *house.House, id org.UnitID) string {
	if u, ok := h.Tree.Unit(id); ok {
		return u.Title()
	}
	return string(id)
}

// day is a date as people of the language read it.
func (a *app) day(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	if a.lang == "en" {
		return d.String()
	}
	return d.Vietnamese()
}

type personShowCmd struct {
	Code    string        `arg:"" help:"Social security code."`
	AsOf    calendar.Date `name:"as-of" help:"What held on this day; today where it is not given." placeholder:"DAY"`
	KnownOn calendar.Date `name:"known-on" help:"As it was known at the end of this day; today where it is not given." placeholder:"DAY"`
	JSON    bool          `name:"json" help:"Print the file as one object."`
}

// Help shows an example.
func (personShowCmd) Help() string {
	return `Each fact comes with its source, since when it holds and when it was recorded. Facts that nobody can tell are named.

  ansinh person show 00000010007
  ansinh person show 00000010007 --as-of 2026-09-30 --known-on 2026-10-05 --json`
}

// Run shows a person's file.
func (c personShowCmd) Run(a *app) error {
	id, err := registry.ParseCode(c.Code)
	if err != nil {
		return err
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	f, err := h.Registry.Person(a.ctx, auth.System(), id, registry.At{AsOf: c.AsOf, KnownOn: c.KnownOn})
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(fileJSON(f))
	}
	return a.printFile(h, f)
}

// factJSON is a fact for a machine.
type factJSON struct {
	Fact      string        `json:"fact"`
	Value     string        `json:"value,omitempty"`
	Certainty string        `json:"certainty"`
	From      calendar.Date `json:"from,omitzero"`
	To        calendar.Date `json:"to,omitzero"`
	Source    string        `json:"source"`
	Recorded  string        `json:"recorded,omitempty"`
}

func fileJSON(f *registry.File) map[string]any {
	p := f.Person
	facts := []factJSON{}
	for _, x := range append(f.Facts, f.Silent...) {
		line := factJSON{Fact: x.Fact, Value: x.Value, Certainty: string(x.Certainty), From: x.From, To: x.To, Source: x.Source.Title}
		if !x.Recorded.IsZero() {
			line.Recorded = x.Recorded.Format("2006-01-02T15:04:05Z07:00")
		}
		facts = append(facts, line)
	}
	return map[string]any{"code": p.Code, "name": p.Name, "birth_date": p.BirthDate, "sex": p.Sex, "ethnicity": p.Ethnicity,
		"home_unit": p.HomeUnit, "household": p.Household, "as_of": f.At.AsOf, "known_on": f.At.KnownOn, "died": f.Died, "left": f.Left,
		"facts": facts, "unknown": f.Unknown}
}

func (a *app) printFile(h *house.House, f *registry.File) error {
	p := f.Person
	say := func(code string, args ...any) { fmt.Fprintln(a.stdout, a.texts.Of(a.lang, code, args...)) }
	say("registry.cli.person", p.Name, p.Code, a.day(p.BirthDate), a.texts.Of(a.lang, "registry.sex."+string(p.Sex)))
	say("registry.cli.home", f.Household.Address, unitTitle(h, p.HomeUnit), len(f.Household.Members))
	say("registry.cli.clocks", a.day(f.At.AsOf), a.day(f.At.KnownOn))
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, a.texts.Of(a.lang, "registry.cli.facts_head"))
	for _, x := range append(f.Facts, f.Silent...) {
		recorded := ""
		if !x.Recorded.IsZero() {
			recorded = a.day(calendar.DateOf(x.Recorded))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", a.factName(x.Name, x.Fact), a.factValue(h, x), a.day(x.From), a.day(x.To), x.Source.Title, recorded)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(f.Unknown) > 0 {
		names := make([]string, len(f.Unknown))
		for i, id := range f.Unknown {
			names[i] = id
			if def, ok := h.Registry.Vocabulary().Fact(id); ok {
				names[i] = a.factName(def.Name, id)
			}
		}
		say("registry.cli.unknown", strings.Join(names, "; "))
	}
	return nil
}

func (a *app) factName(name law.Name, id string) string {
	if s := name.In(string(a.lang)); s != "" {
		return s
	}
	return id
}

// factValue is a value in words.
func (a *app) factValue(h *house.House, x registry.Fact) string {
	if x.Certainty == registry.Unknown {
		return a.texts.Of(a.lang, "registry.cli.unknown_value")
	}
	def, ok := h.Registry.Vocabulary().Fact(x.Fact)
	if !ok {
		return x.Value
	}
	for _, v := range def.Values {
		if v.ID == x.Value {
			return v.In(string(a.lang))
		}
	}
	switch x.Value {
	case "true", "false":
		return a.texts.Of(a.lang, "registry.cli."+x.Value)
	}
	return x.Value
}
