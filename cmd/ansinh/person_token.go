package main

import (
	"fmt"
	"path/filepath"

	"ansinh/auth"
	"ansinh/registry"
)

type personTokenCmd struct {
	Partner string `arg:"" help:"With whom it is shared, always under the same name."`
	Of      string `arg:"" help:"Social security code, or with --back a token."`
	Back    bool   `name:"back" help:"From a token to the social security code."`
}

// Help shows an example.
func (personTokenCmd) Help() string {
	return `A partner knows people under numbers of its own, which say nothing without the key in partner.key beside the database and
differ from every other partner's. Keep the key with the backups: without it no token leads back.

  ansinh person token bank 00000010007
  ansinh person token bank 6f0c… --back`
}

// Run prints a token, or the code it leads to.
func (c personTokenCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	key, err := registry.LoadFileKey(filepath.Join(h.Keys, "partner.key"))
	if err != nil {
		return err
	}
	tokens, partner := registry.NewTokens(key), registry.Partner(c.Partner)
	if c.Back {
		p, err := h.Registry.TokenOf(a.ctx, auth.System(), tokens, partner, c.Of)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.stdout, p.Code)
		return nil
	}
	id, err := registry.ParseCode(c.Of)
	if err != nil {
		return err
	}
	token, err := h.Registry.Token(a.ctx, auth.System(), tokens, partner, id)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, token)
	return nil
}
