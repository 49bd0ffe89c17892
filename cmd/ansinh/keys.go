package main

import (
	"fmt"
	"text/tabwriter"

	"ansinh/auth"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"The keys of what is sealed, with how many values lie under each."`
	Add    keysAddCmd    `cmd:"" help:"Make a new key; everything is sealed under it from now on."`
	Reseal keysResealCmd `cmd:"" help:"Bring everything under the newest key; can be stopped and begun again."`
	Remove keysRemoveCmd `cmd:"" help:"Take out a key under which nothing lies any more."`
}

// Help shows an example.
func (keysCmd) Help() string {
	return `Sensitive facts (those marked "sensitive" in policy/law/facts.yaml and policy/registry/events.yaml) lie sealed in the
database. Their keys lie in a file apart: seal.keys in the folder of the database, or where --seal-keys or ANSINH_SEAL_KEYS
says. Whoever loses it loses those facts; keep a copy, and not beside the backups of the database.

  ansinh keys add && ansinh keys reseal && ansinh keys remove 1`
}

type keysListCmd struct{}

// Run lists the keys.
func (keysListCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.Registry.SealKeys(a.ctx, auth.System())
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "seal.cli.file", h.DB.SealFile()))
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	for _, k := range all {
		state := "seal.cli.used"
		if k.Gone != "" {
			state = "seal.cli.gone"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\n", k.ID, k.Made[:10], a.texts.Of(a.lang, state, k.Values))
	}
	return w.Flush()
}

type keysAddCmd struct{}

// Run makes a key.
func (keysAddCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	id, err := h.Registry.AddKey(a.ctx, auth.System())
	if err == nil {
		fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "seal.cli.added", id))
	}
	return err
}

type keysResealCmd struct{}

// Run seals anew.
func (keysResealCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	n, err := h.Registry.Reseal(a.ctx, auth.System(), func(done int) error {
		fmt.Fprintln(a.stderr, a.texts.Of(a.lang, "seal.cli.resealed", done))
		return a.ctx.Err()
	})
	if err == nil {
		fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "seal.cli.resealed", n))
	}
	return err
}

type keysRemoveCmd struct {
	Key int64 `arg:"" help:"Number of the key."`
}

// Run takes a key out.
func (c keysRemoveCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	if err = h.Registry.RemoveKey(a.ctx, auth.System(), c.Key); err == nil {
		fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "seal.cli.removed", c.Key))
	}
	return err
}
