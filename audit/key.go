package audit

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"ansinh/fault"
)

// Names of the files that lie beside the database: the key that signs, the one that checks, the heads signed so far.
const (
	keyFile      = "audit.key"
	verifierFile = "audit.pub"
	headsFile    = "audit-heads.txt"
)

// Keys opens the signing key in a folder, made on first use, and gives the place where heads are kept.
func Keys(dir string) (note.Signer, note.Verifier, func(string) error, error) {
	secret, err := os.ReadFile(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		secret, err = newKey(dir)
	}
	if err != nil {
		return nil, nil, nil, fault.Wrap(err, fault.Invalid, "audit.key", dir)
	}
	public, err := os.ReadFile(filepath.Join(dir, verifierFile))
	if err != nil {
		return nil, nil, nil, fault.Wrap(err, fault.Invalid, "audit.key", dir)
	}
	signer, err1 := note.NewSigner(strings.TrimSpace(string(secret)))
	verifier, err2 := note.NewVerifier(strings.TrimSpace(string(public)))
	if err := errors.Join(err1, err2); err != nil {
		return nil, nil, nil, fault.Wrap(err, fault.Invalid, "audit.key", dir)
	}
	keep := func(signed string) error {
		f, err := os.OpenFile(filepath.Join(dir, headsFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		_, err = f.WriteString(signed + headsEnd)
		return errors.Join(err, f.Close())
	}
	return signer, verifier, keep, nil
}

// headsEnd parts two heads in the file of heads.
const headsEnd = "-----\n"

// KeptHeads reads the heads kept in a folder; none where there is no file.
func KeptHeads(dir string) ([]string, error) {
	all, err := os.ReadFile(filepath.Join(dir, headsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	kept := strings.Split(string(all), headsEnd)
	return kept[:len(kept)-1], nil
}

func newKey(dir string) ([]byte, error) {
	secret, public, err := note.GenerateKey(rand.Reader, "ansinh")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, verifierFile), []byte(public+"\n"), 0o644); err != nil {
		return nil, err
	}
	return []byte(secret), os.WriteFile(filepath.Join(dir, keyFile), []byte(secret+"\n"), 0o600)
}
