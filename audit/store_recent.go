package audit

import (
	"context"

	"ansinh/db"
)

// Filter says which events are asked for; the zero value asks for all.
type Filter struct {
	Subject    string // exactly this subject
	Permission string
	Actor      string
	Before     int64 // events with a smaller id: the next page
	Limit      int
}

// Recent gives events, newest first.
func Recent(ctx context.Context, tx *db.Tx, f Filter) ([]Event, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	if f.Before <= 0 {
		f.Before = 1<<63 - 1
	}
	return db.All(ctx, tx, scanEvent, `SELECT `+eventColumns+` FROM audit_event
		WHERE id < $1 AND ($2 = '' OR subject = $2) AND ($3 = '' OR permission = $3) AND ($4 = '' OR actor = $4)
		ORDER BY id DESC LIMIT $5`, f.Before, f.Subject, f.Permission, f.Actor, f.Limit)
}

// LastHead is the size and time of the newest signed head; zero where there is none.
func LastHead(ctx context.Context, tx *db.Tx) (size int64, at string, err error) {
	type head struct {
		size int64
		at   string
	}
	h, err := db.All(ctx, tx, func(s db.Scanner) (head, error) {
		var h head
		err := s.Scan(&h.size, &h.at)
		return h, err
	}, `SELECT size, at FROM audit_head ORDER BY size DESC LIMIT 1`)
	if err != nil || len(h) == 0 {
		return 0, "", err
	}
	return h[0].size, h[0].at, nil
}
