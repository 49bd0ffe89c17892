package main

import (
	"fmt"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/registry"
)

type lawReplayCmd struct {
	Month  string `arg:"" name:"run" help:"The month that was run: 2026-10 or 10/2026."`
	Person string `arg:"" help:"Social security code of the person."`
	JSON   bool   `name:"json" help:"Print what is stored and what was derived as one object."`
}

// Help shows an example.
func (lawReplayCmd) Help() string {
	return `Takes the snapshot of a past month again as it was known then, proves it by its hash, derives what the law of then gives
the person, and holds that against what is stored. The exit code is 1 where anything is not as it was. The reading is
recorded.

  ansinh law replay 2026-10 00000010007`
}

// Run derives again.
func (c lawReplayCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	id, err := registry.ParseCode(c.Person)
	if err != nil {
		return usageError{err}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	r, err := h.Benefits.Replay(a.ctx, auth.System(), month, id)
	if r == nil {
		return err
	}
	if c.JSON {
		d := r.Determination
		if printed := a.printJSON(map[string]any{"month": d.Month, "known_on": d.KnownOn, "law": d.Law, "snapshot": d.Snapshot,
			"stored": r.Stored, "derived": r.Again, "same": err == nil}); printed != nil {
			return printed
		}
		return err
	}
	if err != nil {
		return err
	}
	for _, line := range r.Again {
		fmt.Fprintln(a.stdout, line)
	}
	if len(r.Again) == 0 {
		fmt.Fprintln(a.stdout, a.say("benefit.replay.nothing"))
	}
	_, err = fmt.Fprintln(a.stdout, a.say("benefit.replay.same", month.Vietnamese(), id.Code(), len(r.Again)))
	return err
}
