package audit

import (
	"context"
	"encoding/json"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"ansinh/db"
	"ansinh/fault"
)

type stored struct {
	id                                                 int64
	leaf                                               *int64
	at, actor, role, permission, unit, subject, detail string
}

const eventColumns = `id, leaf, at, actor, role, permission, unit, subject, detail`

func scanStored(s db.Scanner) (stored, error) {
	var e stored
	err := s.Scan(&e.id, &e.leaf, &e.at, &e.actor, &e.role, &e.permission, &e.unit, &e.subject, &e.detail)
	return e, err
}

// Append writes an event in the transaction of the change.
func (l *Log) Append(ctx context.Context, tx *db.Tx, e Event) error {
	detail, err := json.Marshal(e.Detail) // map keys come out sorted
	if err != nil {
		return err
	}
	if e.Detail == nil {
		detail = []byte("{}")
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_event (id, at, actor, role, permission, unit, subject, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.ID, db.Instant(e.At), e.Actor, e.Role, e.Permission, e.Unit, e.Subject, string(detail))
	return err
}

// atOnce is how many events one sealing takes.
const atOnce = 5000

// Seal gives every unsealed event its leaf and writes a signed head. Several processes may call it at once.
func (l *Log) Seal(ctx context.Context) error {
	for {
		n, signed, err := l.sealSome(ctx)
		if err != nil {
			return err
		}
		if n > 0 && l.heads != nil && signed != "" {
			if err := l.heads(signed); err != nil {
				return err
			}
		}
		if n < atOnce {
			return nil
		}
	}
}

func (l *Log) sealSome(ctx context.Context) (n int, signed string, err error) {
	err = l.db.Update(ctx, func(tx *db.Tx) error {
		events, err := db.All(ctx, tx, scanStored, `SELECT `+eventColumns+` FROM audit_event WHERE leaf IS NULL ORDER BY id LIMIT $1`, atOnce)
		if err != nil || len(events) == 0 {
			n = 0
			return err
		}
		n = len(events)
		size, err := db.One(ctx, tx, db.Value[int64], `SELECT coalesce(max(size), 0) FROM audit_head`)
		if err != nil {
			return err
		}
		tree := &storedTree{ctx: ctx, tx: tx, fresh: map[int64]tlog.Hash{}}
		for _, e := range events {
			if err := tree.add(size, e); err != nil {
				return err
			}
			size++
		}
		signed, err = l.writeHead(ctx, tx, tree, size, events[n-1].at)
		return err
	})
	return n, signed, err
}

// storedTree reads hashes of the tree from the database, and those it just made from memory.
type storedTree struct {
	ctx   context.Context
	tx    *db.Tx
	fresh map[int64]tlog.Hash
}

// ReadHashes gives the stored hashes at the indexes.
func (t *storedTree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if h, ok := t.fresh[at]; ok {
			out[i] = h
			continue
		}
		text, err := db.One(t.ctx, t.tx, db.Value[string], `SELECT hash FROM audit_hash WHERE level_index = $1`, at)
		if err != nil {
			return nil, err
		}
		if out[i], err = tlog.ParseHash(text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *storedTree) add(leaf int64, e stored) error {
	data, err := leafData(e)
	if err != nil {
		return err
	}
	hashes, err := tlog.StoredHashes(leaf, data, t)
	if err != nil {
		return err
	}
	for i, h := range hashes {
		at := tlog.StoredHashIndex(0, leaf) + int64(i)
		t.fresh[at] = h
		if _, err := t.tx.Exec(t.ctx, `INSERT INTO audit_hash (level_index, hash) VALUES ($1, $2)`, at, h.String()); err != nil {
			return err
		}
	}
	_, err = t.tx.Exec(t.ctx, `UPDATE audit_event SET leaf = $1 WHERE id = $2`, leaf, e.id)
	return err
}

func (l *Log) writeHead(ctx context.Context, tx *db.Tx, tree tlog.HashReader, size int64, at string) (string, error) {
	root, err := tlog.TreeHash(size, tree)
	if err != nil {
		return "", err
	}
	signed, err := l.sign(size, root)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_head (size, root, at, note) VALUES ($1, $2, $3, $4)`, size, encode(root), at, signed)
	return signed, err
}

// Events are the events about a subject ("person:12"), newest first, at most limit.
func Events(ctx context.Context, tx *db.Tx, subject string, limit int) ([]Event, error) {
	return db.All(ctx, tx, scanEvent, `SELECT `+eventColumns+` FROM audit_event WHERE subject = $1 ORDER BY id DESC LIMIT $2`, subject, limit)
}

// Latest are the newest events of all, at most limit, before an id (0: from the newest).
func Latest(ctx context.Context, tx *db.Tx, before int64, limit int) ([]Event, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return db.All(ctx, tx, scanEvent, `SELECT `+eventColumns+` FROM audit_event WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
}

func scanEvent(s db.Scanner) (Event, error) {
	r, err := scanStored(s)
	if err != nil {
		return Event{}, err
	}
	at, err := db.ParseInstant(r.at)
	e := Event{ID: r.id, At: at, Actor: r.actor, Role: r.role, Permission: r.permission, Unit: r.unit, Subject: r.subject,
		Leaf: -1, Stored: r.detail}
	if r.leaf != nil {
		e.Leaf = *r.leaf
	}
	return e, err
}

// eachSealed gives every sealed event by leaf, and every stored hash by index.
func eachSealed(ctx context.Context, tx *db.Tx, event func(stored) error) error {
	return db.Each(ctx, tx, func(s db.Scanner) error {
		e, err := scanStored(s)
		if err != nil {
			return err
		}
		return event(e)
	}, `SELECT `+eventColumns+` FROM audit_event WHERE leaf IS NOT NULL ORDER BY leaf`)
}

type head struct {
	size         int64
	root, signed string
}

func heads(ctx context.Context, tx *db.Tx) ([]head, error) {
	return db.All(ctx, tx, func(s db.Scanner) (head, error) {
		var h head
		err := s.Scan(&h.size, &h.root, &h.signed)
		return h, err
	}, `SELECT size, root, note FROM audit_head ORDER BY size`)
}

func countHashes(ctx context.Context, tx *db.Tx) (map[int64]string, error) {
	all := map[int64]string{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var at int64
		var h string
		if err := s.Scan(&at, &h); err != nil {
			return err
		}
		all[at] = strings.TrimSpace(h)
		return nil
	}, `SELECT level_index, hash FROM audit_hash ORDER BY level_index`)
	return all, err
}

func countUnsealed(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM audit_event WHERE leaf IS NULL`)
}

func broken(code string, args ...any) error { return fault.New(fault.Conflict, code, args...) }
