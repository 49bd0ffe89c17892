package reform

import (
	"context"
	"errors"
	"io/fs"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/policy"
)

// Follow looks whether dossiers came into force since the last time, and applies them: every process calls it before it
// asks the law. It says whether something changed. Law that cannot be read stops everything rather than paying by an
// older one.
func (r *Reform) Follow(ctx context.Context) (bool, error) {
	before := r.current()
	var now inForce
	err := r.gate.Read(ctx, auth.System(), gate.Act{Permission: MayRead, Subject: "law"}, func(tx *gate.Tx) (err error) {
		now, err = r.inForceOf(ctx, tx.Tx)
		return err
	})
	if err != nil || now.dossiers == before.dossiers {
		return false, err
	}
	r.mu.Lock()
	if r.now.dossiers < now.dossiers {
		r.now = now
	}
	adopt := r.adopt
	r.mu.Unlock()
	for _, tell := range adopt {
		tell(now.book)
	}
	return true, nil
}

// inForceOf is the law in force in a transaction: what is at hand, or that with the dossiers that came since.
func (r *Reform) inForceOf(ctx context.Context, tx *db.Tx) (inForce, error) {
	now := r.current()
	n, err := countInForce(ctx, tx)
	if err != nil || n == now.dossiers {
		return now, err
	}
	came, err := inForceFiles(ctx, tx)
	if err != nil {
		return now, err
	}
	return r.lay(came)
}

// lay is the policy folder and its law with dossiers laid over it in their order.
func (r *Reform) lay(came [][]File) (inForce, error) {
	out := inForce{dossiers: int64(len(came))}
	var err error
	if out.policy, err = laid(r.base, came); err != nil {
		return out, err
	}
	if out.book, err = law.Load(out.policy); err != nil {
		return out, fault.Wrap(err, fault.Invalid, "reform.no_longer_sound", err.Error())
	}
	return out, nil
}

func laid(base fs.FS, came [][]File) (fs.FS, error) {
	out := base
	for _, files := range came {
		for _, f := range files {
			if err := besides(base, f); err != nil {
				return nil, err
			}
		}
		out = policy.Lay(shelve(files), out)
	}
	return out, nil
}

// Laid is a policy folder with the dossiers in force of a database laid over it, and how many they are. It reads no
// law and changes nothing, so that whoever checks a law can name the places of its mistakes.
func Laid(ctx context.Context, d *db.DB, base fs.FS) (fs.FS, int, error) {
	have, want, err := d.Version(ctx)
	if err != nil {
		return nil, 0, err
	}
	if have != want {
		return nil, 0, fault.New(fault.Conflict, "reform.other_version", have, want)
	}
	var came [][]File
	if err = d.View(ctx, func(tx *db.Tx) (err error) {
		came, err = inForceFiles(ctx, tx)
		return err
	}); err != nil {
		return nil, 0, err
	}
	out, err := laid(base, came)
	return out, len(came), err
}

// besides holds that a file of a dossier is not in the policy folder, or is the same there: a later version of the
// program may bring it.
func besides(base fs.FS, f File) error {
	raw, err := readSome(base, f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && newFile(f.Path, string(raw)).Hash == f.Hash:
		return nil
	case err != nil:
		return fault.Wrap(err, fault.Internal, "reform.cannot_read")
	}
	return fault.New(fault.Conflict, "reform.base_differs", f.Path)
}

// BookOf is the law of a hash, as it was in force at some time in this database: for deriving an earlier month again.
func (r *Reform) BookOf(ctx context.Context, hash string) (*law.Book, error) {
	if book := r.Book(); book.Hash() == hash {
		return book, nil
	}
	var came [][]File
	err := r.gate.Read(ctx, auth.System(), gate.Act{Permission: MayRead, Subject: "law"}, func(tx *gate.Tx) (err error) {
		came, err = inForceFiles(ctx, tx.Tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for n := range len(came) + 1 {
		if was, err := r.lay(came[:n]); err == nil && was.book.Hash() == hash {
			return was.book, nil
		}
	}
	return nil, fault.New(fault.NotFound, "reform.no_such_law", hash[:min(len(hash), 12)])
}
