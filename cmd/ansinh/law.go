package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/law/say"
	"ansinh/text"
)

type lawCmd struct {
	Facts    lawFactsCmd    `cmd:"" help:"Print the vocabulary of facts."`
	Check    lawCheckCmd    `cmd:"" help:"Read the law and name every mistake with its place."`
	Test     lawTestCmd     `cmd:"" help:"Run the law's own cases."`
	Explain  lawExplainCmd  `cmd:"" help:"Say what one person is due in a month, and why."`
	Simulate lawSimulateCmd `cmd:"" help:"Reckon what a change of the law would mean for everybody."`
	Replay   lawReplayCmd   `cmd:"" help:"Derive what a past month gave a person again."`
	Dossier  lawDossierCmd  `cmd:"" help:"Bring a change of the law into force: propose, preview, approve."`
}

type lawFactsCmd struct {
	JSON bool `name:"json" help:"Print the vocabulary as one object."`
}

// Help shows an example.
func (lawFactsCmd) Help() string {
	return `Name, type, unit, values and meaning of everything a rule may ask, in Vietnamese and English.

  ansinh law facts
  ansinh law facts --json`
}

// Run prints the vocabulary.
func (c lawFactsCmd) Run(a *app) error {
	v, err := law.LoadVocabulary(a.policy)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(v.Facts())
	}
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, a.texts.Of(a.lang, "law.cli.facts_head"))
	for _, f := range v.Facts() {
		a.printFact(w, &f)
	}
	return w.Flush()
}

func (a *app) printFact(w *tabwriter.Writer, f *law.Fact) {
	register := f.Register
	if f.Derived != "" {
		register = strings.TrimSpace(register + " " + a.texts.Of(a.lang, "law.cli.derived"))
	}
	meaning := f.VI + " / " + f.EN
	if f.Sensitive {
		meaning += " " + a.texts.Of(a.lang, "law.cli.sensitive")
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f.ID, f.Type, f.Unit, f.Of, register, f.Absent, meaning)
	for _, v := range f.Values {
		fmt.Fprintf(w, "  = %s\t\t\t\t\t\t%s / %s\n", v.ID, v.VI, v.EN)
	}
}

type lawCheckCmd struct {
	whichLaw
	JSON bool `name:"json" help:"Print the result as one object."`
}

// Help shows an example.
func (lawCheckCmd) Help() string {
	return `Reads every document under law/ of the policy folder and names all mistakes at once: unknown facts and keys with
the nearest name, wrong types, gaps and overlaps of validity, missing sources, rules that no case reaches.

The law is that of the policy folder with the dossiers in force of the database (--db), where there is one.

  ansinh law check
  ansinh law check --policy my-changes --policy-only`
}

// Run checks the law.
func (c lawCheckCmd) Run(a *app) error {
	from, err := c.policy(a)
	if err != nil {
		return err
	}
	book, err := law.Load(from)
	var problems law.Problems
	if errors.As(err, &problems) {
		return a.printProblems(problems)
	}
	if err != nil {
		return err
	}
	if problems := book.Uncovered(); len(problems) > 0 {
		return a.printProblems(problems)
	}
	if c.JSON {
		return a.printJSON(map[string]any{"hash": book.Hash(), "documents": book.Instruments(), "programmes": book.Programmes(),
			"categories": book.Categories(), "cases": len(book.Cases())})
	}
	_, err = fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "law.cli.check_ok", len(book.Instruments()), len(book.Programmes()),
		len(book.Categories()), len(book.Cases()), book.Hash()[:12]))
	return err
}

// printProblems writes each mistake with its place, and ends with how many there are.
func (a *app) printProblems(problems law.Problems) error {
	a.sayProblems(problems)
	return fault.New(fault.Invalid, "law.cli.check_wrong", len(problems))
}

type lawTestCmd struct {
	whichLaw
	JSON bool `name:"json" help:"Print the failures as one object."`
}

// Help shows an example.
func (lawTestCmd) Help() string {
	return `Runs cases.yaml of every document: facts and a month, the benefits and amounts that must come out.

The law is that of the policy folder with the dossiers in force of the database (--db), where there is one.

  ansinh law test
  ansinh law test --policy my-changes --policy-only`
}

// Run runs the cases.
func (c lawTestCmd) Run(a *app) error {
	book, err := c.law(a)
	if err != nil {
		return err
	}
	failures := book.TestCases()
	if c.JSON {
		if err := a.printJSON(map[string]any{"cases": len(book.Cases()), "failures": failures}); err != nil {
			return err
		}
	} else {
		for _, f := range failures {
			fmt.Fprintf(a.stderr, "%s: %s\n", f.Where, a.failure(f))
		}
	}
	if len(failures) > 0 {
		return fault.New(fault.Invalid, "law.cli.test_wrong", len(failures), len(book.Cases()))
	}
	if !c.JSON {
		fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "law.cli.test_ok", len(book.Cases())))
	}
	return nil
}

func (a *app) failure(f law.Failure) string {
	if f.Err != nil {
		return f.Case + ": " + a.texts.Error(a.lang, f.Err)
	}
	shown := func(lines string) string {
		if lines == "" {
			return a.texts.Of(a.lang, "law.case.nothing")
		}
		return lines
	}
	return a.texts.Of(a.lang, "law.case.expected", f.Case, f.Month.Vietnamese(), shown(f.Want), shown(f.Got))
}

type lawExplainCmd struct {
	whichLaw
	Date string   `name:"date" required:"" help:"A day of the month asked about: 2026-11-01."`
	Ask  []string `name:"ask" help:"Programmes that answer on request (funeral-support, health-insurance …), or all; without it those that ask an event in the facts."`
	For  string   `name:"for" enum:"citizen,officer,auditor" default:"officer" help:"How much is shown: ${enum}."`
	JSON bool     `name:"json" help:"Print the whole proof as one object."`
	File string   `arg:"" name:"facts" help:"Facts of one person, in YAML or JSON."`
}

// Help shows an example.
func (lawExplainCmd) Help() string {
	return `The file holds facts by their names (ansinh law facts); what it does not mention is unknown, except that the person
is taken to be alive and resident. "complete" names registers whose silence is an answer, or all of them:

  birth_date: 1951-03-15
  household: {poverty: near_poor}
  pension_monthly: 0
  complete: [disability, facility]

The law is that of the policy folder with the dossiers in force of the database (--db), where there is one.

  ansinh law explain --date 2026-11-01 facts.yaml
  ansinh law explain --date 2026-11-01 --for citizen facts.yaml
  ansinh law explain --date 2026-11-01 --ask health-insurance facts.yaml
  ansinh law explain --date 2026-11-01 --json facts.yaml`
}

// Run explains.
func (c lawExplainCmd) Run(a *app) error {
	day, err := calendar.ParseDate(c.Date)
	if err != nil {
		return usageError{err}
	}
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "law.cli.no_facts_file", c.File)
	}
	book, err := c.law(a)
	if err != nil {
		return err
	}
	facts, err := book.Vocabulary().ParseFacts(c.File, raw)
	if err != nil {
		return err
	}
	e, err := book.Explain(facts, day.Month(), c.Ask...)
	if err != nil {
		return err
	}
	otherwise, err := book.Counterfactuals(facts, day.Month(), c.Ask...)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(struct {
			*law.Explanation
			Otherwise *law.Counterfactuals `json:"otherwise"`
		}{e, otherwise})
	}
	tell := map[string]func(*law.Explanation, *text.Texts, text.Lang) string{"citizen": say.Citizen, "officer": say.Officer, "auditor": say.Auditor}[c.For]
	_, err = fmt.Fprint(a.stdout, tell(e, a.texts, a.lang), say.WhatIf(otherwise, a.texts, a.lang))
	return err
}

// sayProblems writes each mistake with the line of the file and a caret.
func (a *app) sayProblems(problems law.Problems) {
	for _, p := range problems {
		fmt.Fprintf(a.stderr, "%s: %s\n", p.Where(), a.texts.Of(a.lang, p.Code, p.Args...))
		if caret := p.Caret(); caret != "" {
			fmt.Fprintln(a.stderr, caret)
		}
	}
}
