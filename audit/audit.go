// Package audit is the log of who read and changed what. Events are rows; a Merkle tree over them (the transparency
// log of golang.org/x/mod) and its signed heads prove that none was altered, dropped or put in later.
//
// An event is written in the transaction of the change it tells of, so neither exists without the other; it gets its
// leaf right after, in a transaction of its own, because a leaf number handed out inside every change would make all
// changes wait for each other. Between the two an event is "unsealed"; Verify says how many are. A head that was kept
// outside the database (the file of heads, a print, another office) proves everything before it even against
// somebody who holds both database and key.
package audit

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"ansinh/db"
)

// Event is one line of the log. Detail holds ids and counts, never a person's name or number.
type Event struct {
	ID         int64          `json:"id"`
	At         time.Time      `json:"-"`
	Actor      string         `json:"actor"`
	Role       string         `json:"role"`
	Permission string         `json:"permission"`
	Unit       string         `json:"unit"`
	Subject    string         `json:"subject"`
	Detail     map[string]any `json:"-"`

	Leaf   int64  `json:"-"` // place in the tree; -1 while unsealed
	Stored string `json:"-"` // detail as stored
}

// Log writes and proves. The zero signer leaves heads unsigned (tests of other rooms).
type Log struct {
	db     *db.DB
	signer note.Signer
	heads  func(signed string) error // where heads are kept outside the database
}

// New makes a log; heads receives every signed head and may be nil.
func New(d *db.DB, signer note.Signer, heads func(signed string) error) *Log {
	return &Log{db: d, signer: signer, heads: heads}
}

// leafData is what the tree hashes for an event: a JSON array of its columns, in their order.
func leafData(e stored) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode([]any{e.id, e.at, e.actor, e.role, e.permission, e.unit, e.subject, e.detail})
	return b.Bytes(), err
}

func encode(h tlog.Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }
