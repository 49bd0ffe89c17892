package main

import (
	"fmt"
)

type workerCmd struct {
	AtOnce int    `name:"at-once" help:"How many tasks at the same time." default:"1"`
	Log    string `name:"log" help:"Log on stderr: ${enum}." enum:"none,text,json" default:"text"`
}

// Help shows an example.
func (workerCmd) Help() string {
	return `Does the tasks that the pages ask for, until it is told to stop; then it finishes what it began. On PostgreSQL any number
of workers share the work; on SQLite the pages' own process does it, and a worker beside it is of no use.

  ansinh worker --db postgres://localhost/ansinh`
}

// Run works until it is told to stop.
func (c workerCmd) Run(a *app) error {
	if c.AtOnce < 1 {
		return usageError{fmt.Errorf("--at-once: %d", c.AtOnce)}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "cli.working"))
	return h.Work(a.ctx, c.AtOnce, requestLog(c.Log, a.stderr))
}
