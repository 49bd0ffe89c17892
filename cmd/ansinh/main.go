// Command ansinh runs a province's social policy from one file: its plan, its people, what the law gives them, the
// month's payments, the targets, the reports and the pages.
//
// The command only reads flags and puts the rooms together; what a command does is in the room it names.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"ansinh/fault"
	"ansinh/policy"
	"ansinh/text"
)

// Exit codes: the command did what it says; it could not; it was called wrongly.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

// version is set when the program is built.
var version = "development"

// commandLine is every command with its flags.
type commandLine struct {
	DB     string `name:"db" help:"Database: a SQLite file or a postgres:// URL." default:"${usual_db}" env:"ANSINH_DB"`
	Policy string `name:"policy" help:"Folder of laws, plans and forms laid over those in the program." env:"ANSINH_POLICY" placeholder:"DIR"`
	Lang   string `name:"lang" help:"Language of messages: ${enum}." enum:"vi,en" default:"vi" env:"ANSINH_LANG"`

	SealKeys string `name:"seal-keys" help:"File of the keys of what is sealed; seal.keys in the folder of the database if left out." env:"ANSINH_SEAL_KEYS" placeholder:"FILE"`

	Demo      demoCmd      `cmd:"" help:"The whole line on an invented population, then the pages."`
	Serve     serveCmd     `cmd:"" help:"Serve the pages."`
	Worker    workerCmd    `cmd:"" help:"Do background work."`
	Run       runCmd       `cmd:"" help:"Run a month: snapshot, determination, lists, roster, payment run."`
	Payment   paymentCmd   `cmd:"" help:"After a run: returns, statements, repairs, recoveries, cancelling."`
	Law       lawCmd       `cmd:"" help:"The law as data: facts, check, cases, one person explained."`
	Person    personCmd    `cmd:"" help:"Find people and show their files."`
	Exchange  exchangeCmd  `cmd:"" help:"Lists of people in and out: CSV, XLSX, Parquet."`
	Plan      planCmd      `cmd:"" help:"Read plans from documents, keep and show them."`
	Indicator indicatorCmd `cmd:"" help:"The plan's targets: values, states, what is missing."`
	Report    reportCmd    `cmd:"" help:"Reports in the official form."`
	Remind    remindCmd    `cmd:"" help:"Mail whoever owes something, before and after its day."`
	StandIn   standInCmd   `cmd:"" name:"stand-in" help:"Stand-ins of registers outside, for tests and demonstration."`
	Audit     auditCmd     `cmd:"" help:"The log of who read and changed what."`
	Keys      keysCmd      `cmd:"" help:"The keys under which sensitive facts lie sealed: make, seal anew, remove."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database to this program's version."`
	Version   versionCmd   `cmd:"" help:"Print the program's version."`
}

// app is what every command gets.
type app struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
	lang   text.Lang
	texts  *text.Texts
	policy fs.FS
	dbURL  string
	seals  string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it answers with the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var line commandLine
	code := -1
	parser, err := kong.New(&line, kong.Name("ansinh"), kong.Description(about), kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { code = c }), kong.UsageOnError(), kong.Vars{"usual_db": usualDB},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitError
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if code >= 0 { // --help was asked for and printed
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "ansinh: %v (ansinh --help)\n", err)
		return exitUsage
	}
	a, err := newApp(ctx, line, stdout, stderr)
	if err == nil {
		err = chosen.Run(a)
	}
	if err != nil {
		return report(a, stderr, err)
	}
	return exitOK
}

const about = `An sinh: một chương trình vận hành chính sách xã hội của một tỉnh.
One program that runs a province's social policy.

  ansinh demo                         the whole line on an invented population, then the pages
  ansinh law explain --date 2026-11-01 facts.yaml
  ansinh plan extract plan.docx > plan.json
  ansinh run 2026-11 && ansinh report annual --year 2026 --out report.docx`

func newApp(ctx context.Context, line commandLine, stdout, stderr io.Writer) (*app, error) {
	a := &app{ctx: ctx, stdout: stdout, stderr: stderr, lang: text.Lang(line.Lang), dbURL: line.DB, seals: line.SealKeys}
	embedded, err := policy.Open("")
	if err != nil {
		return a, err
	}
	if a.texts, err = text.Load(embedded); err != nil {
		return a, err
	}
	if a.policy, err = policy.Open(line.Policy); err != nil {
		return a, err
	}
	if line.Policy != "" {
		a.texts, err = text.Load(a.policy)
	}
	return a, err
}

// usageError is an error of the call, not of the work: exit code 2.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// report prints one line about an error and gives the exit code.
func report(a *app, stderr io.Writer, err error) int {
	message := err.Error()
	if a.texts != nil && fault.CodeOf(err) != "" {
		message = a.texts.Error(a.lang, err)
	}
	fmt.Fprintln(stderr, "ansinh: "+message)
	if wrong := (usageError{}); errors.As(err, &wrong) { // the parser joins what a command answers with
		return exitUsage
	}
	return exitError
}
