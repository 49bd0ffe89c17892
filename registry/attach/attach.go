// Package attach keeps scans and photographs beside what they prove: a change request, an application, a decision, a life
// event, a fact of a person, a person. The same bytes are stored once, in the database, under their SHA-256.
//
// It draws nothing and changes no byte. What a file is, its content says; what is no file of an allowed kind, or hides
// another one, is refused and leaves nothing behind. Its one invariant: nobody reads an attachment who may not read
// what it proves, and each reading is recorded.
package attach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/viet"
)

// Kind is what kind of thing a file proves.
type Kind string

// The kinds.
const (
	OfRequest     Kind = "request"
	OfApplication Kind = "application"
	OfEvent       Kind = "event"
	OfFact        Kind = "fact"
	OfDecision    Kind = "decision"
	OfPerson      Kind = "person"
)

// Subject is one thing that files prove.
type Subject struct {
	Kind Kind
	ID   int64
}

// Owner is whom a subject concerns, and in which unit the actor may act on it.
type Owner struct {
	Person  registry.PersonID
	Commune org.UnitID
	Unit    org.UnitID
	Closed  bool // nothing may be added any more
}

// Finder says whose a subject is; a subject that the actor may not see is not found.
type Finder func(ctx context.Context, actor auth.Actor, id int64) (Owner, error)

// ID is the number of an attachment.
type ID int64

// File is one attachment, without its bytes.
type File struct {
	ID            ID
	On            Subject
	Person        registry.PersonID
	Name          string // as it was called, with the ending of what it is
	Type          Type
	Hash          string
	Bytes         int64
	Width, Height int // of an image
	At            time.Time
	By            string

	parts     int
	withdrawn bool
}

// Image says whether it can be shown as a picture.
func (f File) Image() bool { return f.Width > 0 }

// Attachments is the room within the room. It is safe for use by many goroutines once the finders are given.
type Attachments struct {
	gate    *gate.Gate
	rules   *Rules
	finders map[Kind]Finder
}

// New makes it over a database that the gate guards.
func New(g *gate.Gate, rules *Rules) *Attachments {
	return &Attachments{gate: g, rules: rules, finders: map[Kind]Finder{}}
}

// Of says who finds the subjects of a kind. It is called before the room is used.
func (a *Attachments) Of(kind Kind, find Finder) { a.finders[kind] = find }

// Rules are what may be attached.
func (a *Attachments) Rules() *Rules { return a.rules }

// owner finds whose a subject is.
func (a *Attachments) owner(ctx context.Context, actor auth.Actor, on Subject) (Owner, error) {
	find, ok := a.finders[on.Kind]
	if !ok {
		return Owner{}, fault.New(fault.NotFound, "attach.none")
	}
	return find(ctx, actor, on.ID)
}

// act is what is asked of the gate: of an officer a permission of the register, of a citizen the one over their own.
func act(actor auth.Actor, may auth.Permission, o Owner) gate.Act {
	unit := string(o.Unit)
	if actor.Person != 0 {
		may, unit = registry.MayOwn, actor.Unit
	} else if actor.Unit == "" {
		unit = ""
	}
	return gate.Act{Permission: may, Unit: unit, Subject: fmt.Sprintf("person:%d", o.Person)}
}

// Add attaches a file. A refused one leaves nothing behind.
func (a *Attachments) Add(ctx context.Context, actor auth.Actor, on Subject, name string, from io.Reader) (File, error) {
	o, err := a.owner(ctx, actor, on)
	if err != nil {
		return File{}, err
	}
	if o.Closed {
		return File{}, fault.New(fault.Conflict, "attach.closed")
	}
	f, body, err := a.Check(name, from)
	if err != nil {
		return f, err
	}
	f.On, f.Person = on, o.Person
	err = a.gate.Change(ctx, actor, act(actor, registry.MayWrite, o), func(tx *gate.Tx) error {
		there, err := filesOn(ctx, tx.Tx, a.rules, on)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(there, func(x File) bool { return x.Hash == f.Hash }) {
			return fault.New(fault.Conflict, "attach.twice")
		}
		if len(there) >= a.rules.MaxFiles {
			return fault.New(fault.Conflict, "attach.many", a.rules.MaxFiles)
		}
		f.At, f.By = tx.Now, tx.Actor.ID
		tx.Note("sha256", f.Hash)
		tx.Note("bytes", f.Bytes)
		tx.Note("on", fmt.Sprintf("%s:%d", on.Kind, on.ID))
		if err := keepContent(ctx, tx, f, body); err != nil {
			return err
		}
		return insertFile(ctx, tx, &f, o.Commune)
	})
	return f, err
}

// Check reads a file and says what it is, or in one sentence why it is refused; it stores nothing.
func (a *Attachments) Check(name string, from io.Reader) (File, []byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, a.rules.MaxBytes+1))
	if err != nil {
		return File{}, nil, fault.Wrap(err, fault.Invalid, "attach.unreadable")
	}
	f := File{Bytes: int64(len(body))}
	if f.Type, f.Width, f.Height, err = a.rules.check(body); err != nil {
		return f, nil, err
	}
	sum := sha256.Sum256(body)
	f.Hash, f.Name = hex.EncodeToString(sum[:]), a.rules.called(name, f.Type)
	return f, body, nil
}

// called is the name under which a file is kept: what it was called, without folders and signs that no name holds, and
// with the ending of what it is.
func (r *Rules) called(name string, t Type) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.In(c, unicode.Cf) || strings.ContainsRune(`<>:"|?*/`, c) {
			return -1
		}
		return c
	}, viet.NFC(name))
	if letters := []rune(strings.Trim(name, " .")); len(letters) > 0 {
		return string(letters[:min(len(letters), longestName)]) + "." + t.Ending
	}
	return "tep." + t.Ending
}

const longestName = 100

// Files are the files beside a subject, oldest first.
func (a *Attachments) Files(ctx context.Context, actor auth.Actor, on Subject) ([]File, error) {
	o, err := a.owner(ctx, actor, on)
	if err != nil {
		return nil, err
	}
	var out []File
	err = a.gate.Read(ctx, actor, act(actor, registry.MayRead, o), func(tx *gate.Tx) error {
		out, err = filesOn(ctx, tx.Tx, a.rules, on)
		return err
	})
	return out, err
}

// About are the files beside anything that concerns a person, as far as the actor may see what they prove; those beside
// the person's file itself are not among them.
func (a *Attachments) About(ctx context.Context, actor auth.Actor, id registry.PersonID) ([]File, error) {
	o, err := a.owner(ctx, actor, Subject{OfPerson, int64(id)})
	if err != nil {
		return nil, err
	}
	var all []File
	err = a.gate.Read(ctx, actor, act(actor, registry.MayRead, o), func(tx *gate.Tx) error {
		all, err = filesAbout(ctx, tx.Tx, a.rules, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	seen := map[Subject]bool{}
	var out []File
	for _, f := range all {
		sees, asked := seen[f.On]
		if !asked {
			_, err := a.owner(ctx, actor, f.On)
			if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
				return nil, err
			}
			sees = err == nil
			seen[f.On] = sees
		}
		if sees {
			out = append(out, f)
		}
	}
	return out, nil
}

// Open finds a file to be read; the reading is recorded before a byte is given. A file beside what the actor may not see
// is not found.
func (a *Attachments) Open(ctx context.Context, actor auth.Actor, id ID) (File, error) {
	f, o, err := a.find(ctx, actor, id)
	if err != nil {
		return f, err
	}
	read := act(actor, registry.MayRead, o)
	read.Personal = true
	err = a.gate.Read(ctx, actor, read, func(tx *gate.Tx) error {
		tx.Note("attachment", int64(id))
		tx.Note("sha256", f.Hash)
		return nil
	})
	return f, err
}

func (a *Attachments) find(ctx context.Context, actor auth.Actor, id ID) (File, Owner, error) {
	may := registry.MayRead
	if actor.Person != 0 {
		may = registry.MayOwn
	}
	var f File
	err := a.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		f, err = fileByID(ctx, tx.Tx, a.rules, id)
		return err
	})
	if err != nil {
		return File{}, Owner{}, err
	}
	o, err := a.owner(ctx, actor, f.On)
	if fault.Is(err, fault.NotFound) || err == nil && f.withdrawn {
		return File{}, o, fault.New(fault.NotFound, "attach.none")
	}
	return f, o, err
}

// Copy writes the bytes of an opened file, part by part, and holds them against the hash as they pass: at the end of
// bytes that are not those that were stored stands a fault, so that the one who reads is cut off.
func (a *Attachments) Copy(ctx context.Context, actor auth.Actor, f File, to io.Writer) error {
	may := registry.MayRead
	if actor.Person != 0 {
		may = registry.MayOwn
	}
	sum := sha256.New()
	for n := range f.parts {
		var part []byte
		err := a.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
			var err error
			part, err = partOf(ctx, tx.Tx, f.Hash, n)
			return err
		})
		if err != nil {
			return err
		}
		sum.Write(part)
		if n == f.parts-1 && hex.EncodeToString(sum.Sum(nil)) != f.Hash {
			return fault.New(fault.Internal, "attach.damaged", int64(f.ID))
		}
		if _, err := to.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// Withdraw takes a file away that was attached by mistake, for a reason. Its bytes stay for whoever proves the log.
func (a *Attachments) Withdraw(ctx context.Context, actor auth.Actor, id ID, reason string) (File, error) {
	f, o, err := a.find(ctx, actor, id)
	if err != nil {
		return f, err
	}
	if reason = viet.NFC(reason); reason == "" {
		return f, fault.New(fault.Invalid, "attach.reason")
	}
	if o.Closed {
		return f, fault.New(fault.Conflict, "attach.closed")
	}
	return f, a.gate.Change(ctx, actor, act(actor, registry.MayWrite, o), func(tx *gate.Tx) error {
		tx.Note("attachment", int64(id))
		return withdrawFile(ctx, tx, id, reason)
	})
}
