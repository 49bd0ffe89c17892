package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"ansinh/fault"
	"ansinh/seal"
)

// vault is the open file of keys of a database.
type vault struct {
	path string
	mu   sync.RWMutex
	ring *seal.Ring
}

// Unlock opens the file of keys, made where neither it nor a key of this database exists. A file that is lost or is
// another database's is an error, before anything is read or written under it.
func (d *DB) Unlock(ctx context.Context, path string, now time.Time) error {
	v := &vault{path: path}
	var known map[int64]string
	err := d.View(ctx, func(tx *Tx) (err error) { known, err = sealKeys(ctx, tx); return err })
	if err != nil {
		return err
	}
	switch err := v.read(); {
	case errors.Is(err, fs.ErrNotExist) && len(known) > 0:
		return fault.Wrap(err, fault.Invalid, "seal.lost", path)
	case errors.Is(err, fs.ErrNotExist):
		v.ring = &seal.Ring{}
		if _, err := v.ring.Add(0); err != nil {
			return err
		}
		if err := writeKeys(path, v.ring); err != nil {
			return err
		}
	case err != nil:
		return fault.Wrap(err, fault.Invalid, "seal.not_keys", path)
	}
	for id, proof := range known {
		if got, err := v.ring.Open(proofLabel(id), proof); err != nil || got != proofText {
			return fault.Wrap(err, fault.Invalid, "seal.wrong", path, id)
		}
	}
	d.vault = v
	return d.enrol(ctx, known, now)
}

// enrol notes keys of the file that the database does not know yet.
func (d *DB) enrol(ctx context.Context, known map[int64]string, now time.Time) error {
	for _, id := range d.vault.ring.IDs() {
		if known[id] != "" {
			continue
		}
		proof, err := d.vault.ring.Seal(id, proofLabel(id), proofText)
		if err != nil {
			return err
		}
		err = d.Update(ctx, func(tx *Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO seal_key (id, proof, made_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`, id, proof, Instant(now))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const proofText = "ansinh"

func proofLabel(id int64) string { return fmt.Sprintf("seal_key|%d", id) }

func sealKeys(ctx context.Context, tx *Tx) (map[int64]string, error) {
	out := map[int64]string{}
	err := Each(ctx, tx, func(s Scanner) error {
		var id int64
		var proof string
		if err := s.Scan(&id, &proof); err != nil {
			return err
		}
		out[id] = proof
		return nil
	}, `SELECT id, proof FROM seal_key WHERE gone_at IS NULL`)
	return out, err
}

func (v *vault) read() error {
	raw, err := os.ReadFile(v.path)
	if err != nil {
		return err
	}
	ring, err := seal.Parse(string(raw))
	if err != nil {
		return err
	}
	v.mu.Lock()
	v.ring = ring
	v.mu.Unlock()
	return nil
}

// with gives the ring, read anew where another process has added the key meanwhile.
func (v *vault) with(id int64) (*seal.Ring, error) {
	if v == nil {
		return nil, fault.New(fault.Internal, "seal.locked")
	}
	v.mu.RLock()
	ring := v.ring
	v.mu.RUnlock()
	if ring.Has(id) {
		return ring, nil
	}
	if err := v.read(); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "seal.lost", v.path)
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.ring, nil
}

// writeKeys puts a file of keys in place of the one before, whole or not at all.
func writeKeys(path string, ring *seal.Ring) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "seal.file", path)
	}
	_, err = f.WriteString(ring.String())
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fault.Wrap(err, fault.Invalid, "seal.file", path)
	}
	return nil
}

// Seal closes a text for the place that the label names, under the newest key.
func (t *Tx) Seal(ctx context.Context, label, plain string) (string, error) {
	id, err := t.SealKey(ctx)
	if err != nil {
		return "", err
	}
	ring, err := t.vault.with(id)
	if err != nil {
		return "", err
	}
	return ring.Seal(id, label, plain)
}

// SealKey is the number of the newest key. It is read in the transaction, so that no value is sealed under a key that
// is being taken out of use.
func (t *Tx) SealKey(ctx context.Context) (int64, error) {
	if t.sealKey == 0 {
		id, err := One(ctx, t, Value[int64], `SELECT coalesce(max(id), 0) FROM seal_key WHERE gone_at IS NULL`)
		if err != nil {
			return 0, err
		}
		if id == 0 || t.vault == nil {
			return 0, fault.New(fault.Internal, "seal.locked")
		}
		t.sealKey = id
	}
	return t.sealKey, nil
}

// Unseal opens what Seal closed for the same place; a text that is not sealed comes back as it is.
func (t *Tx) Unseal(label, text string) (string, error) {
	if !seal.Is(text) {
		return text, nil
	}
	ring, err := t.vault.with(seal.KeyOf(text))
	if err != nil {
		return "", err
	}
	return ring.Open(label, text)
}

// AddSealKey makes a new key, under which everything is sealed from now on: first in the file, then in the database.
func (t *Tx) AddSealKey(ctx context.Context, now time.Time) (int64, error) {
	last, err := One(ctx, t, Value[int64], `SELECT coalesce(max(id), 0) FROM seal_key`)
	if err != nil {
		return 0, err
	}
	ring, err := t.vault.fresh()
	if err != nil {
		return 0, err
	}
	id, err := ring.Add(last)
	if err != nil {
		return 0, err
	}
	proof, err := ring.Seal(id, proofLabel(id), proofText)
	if err != nil {
		return 0, err
	}
	if err := writeKeys(t.vault.path, ring); err != nil {
		return 0, err
	}
	_, err = t.Exec(ctx, `INSERT INTO seal_key (id, proof, made_at) VALUES ($1, $2, $3)`, id, proof, Instant(now))
	return id, err
}

// fresh is a ring of one's own with what the file holds now.
func (v *vault) fresh() (*seal.Ring, error) {
	if v == nil {
		return nil, fault.New(fault.Internal, "seal.locked")
	}
	raw, err := os.ReadFile(v.path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "seal.lost", v.path)
	}
	ring, err := seal.Parse(string(raw))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "seal.not_keys", v.path)
	}
	return ring, nil
}

// RetireSealKey notes that a key is used no longer. Nothing may be sealed under it: the caller has looked in the same
// transaction.
func (t *Tx) RetireSealKey(ctx context.Context, id int64, now time.Time) error {
	newest, err := t.SealKey(ctx)
	if err != nil {
		return err
	}
	if id >= newest {
		return fault.New(fault.Conflict, "seal.newest", id)
	}
	n, err := t.Exec(ctx, `UPDATE seal_key SET gone_at = $1, proof = '' WHERE id = $2 AND gone_at IS NULL`, Instant(now), id)
	if err == nil && n != 1 {
		err = fault.New(fault.NotFound, "seal.no_such", id)
	}
	return err
}

// DropSealKey takes a retired key out of the file.
func (t *Tx) DropSealKey(id int64) error {
	ring, err := t.vault.fresh()
	if err != nil {
		return err
	}
	ring.Remove(id)
	return writeKeys(t.vault.path, ring)
}

// SealFile is where the file of keys lies.
func (d *DB) SealFile() string { return d.vault.path }
