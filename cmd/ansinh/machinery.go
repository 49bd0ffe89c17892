package main

import (
	"fmt"

	"ansinh/audit"
)

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(a *app) error {
	_, err := fmt.Fprintln(a.stdout, "ansinh", version)
	return err
}

type migrateCmd struct{}

// Run opens the database, which migrates it.
func (migrateCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	have, _, err := h.DB.Version(a.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "cli.migrated", have))
	return nil
}

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Prove that no entry was altered, dropped or put in later." `
}

type auditVerifyCmd struct {
	JSON bool `name:"json" help:"Print the proof as one object."`
}

// Help shows an example.
func (auditVerifyCmd) Help() string {
	return `Every entry is hashed again from its row; the tree, every signed head in the database and every head kept in the file
beside it must agree. Exit code 1 names the first place that does not.

  ansinh audit verify --db var/ansinh.db`
}

// Run proves the log.
func (c auditVerifyCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	kept, err := audit.KeptHeads(h.Keys)
	if err != nil {
		return err
	}
	proof, err := h.Log.Verify(a.ctx, h.Verifier, kept)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(proof)
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "cli.audit_whole", proof.Events, proof.Heads, len(kept), proof.Unsealed, proof.Root))
	return nil
}
