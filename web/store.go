package web

import (
	"context"
	"encoding/base64"
	"time"

	"ansinh/db"
	"ansinh/fault"
)

// sessions keeps who is signed in, on both engines. It writes past the gate, because a session is no act on anybody's
// file: signing in and out are acts, and go through the gate. Tokens come in hashed.
type sessions struct {
	db  *db.DB
	now func() time.Time
}

// FindCtx is the session's data; false where there is none or it has run out.
func (s sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data string
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		data, err = db.One(ctx, tx, db.Value[string], `SELECT data FROM session WHERE token = $1 AND expires_at > $2`, token, db.Instant(s.now()))
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	b, err := base64.StdEncoding.DecodeString(data)
	return b, err == nil, nil
}

// grain is how exactly the end of an idle session is kept: a page that only looks writes at most once a minute.
const grain = time.Minute

// CommitCtx stores the session's data until it runs out, and drops sessions that have.
func (s sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	data := base64.StdEncoding.EncodeToString(b)
	if same, err := s.holds(ctx, token, data, expiry.Add(-grain)); err != nil || same {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE expires_at <= $1`, db.Instant(s.now())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO session (token, data, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
			token, data, db.Instant(expiry))
		return err
	})
}

// holds says whether the session is stored with this data until that instant or later.
func (s sessions) holds(ctx context.Context, token, data string, until time.Time) (bool, error) {
	var n int
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		n, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM session WHERE token = $1 AND data = $2 AND expires_at >= $3`,
			token, data, db.Instant(until))
		return err
	})
	return n > 0, err
}

// DeleteCtx forgets a session; one that is not there is no error.
func (s sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE token = $1`, token)
		return err
	})
}

// Find, Commit and Delete are the same for callers without a context; the session manager does not call them.
func (s sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s sessions) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete is DeleteCtx without a context.
func (s sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
