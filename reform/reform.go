// Package reform brings a change of the law into force. A change is a dossier: new folders under law/ of the policy,
// stored by the hash of their content; it is checked together with the law in force, reckoned over everybody in the
// registry, approved by two people who did not propose it, and from then on laid over the policy folder by every
// process, in the order in which dossiers came into force. The same reckoning answers "what if" without a dossier.
//
// What the law means is law's business, and what is known of people the registry's. The invariant: nothing in force is
// edited. A dossier adds folders and never changes a file that exists, and a dossier in force stays.
package reform

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
)

// What an actor must be allowed to do here.
const (
	MayRead     auth.Permission = "law.read"
	MayPropose  auth.Permission = "law.propose"
	MayApprove  auth.Permission = "law.approve"
	MaySimulate auth.Permission = "law.simulate"
)

// Reform is the room. It is safe for use by many goroutines.
type Reform struct {
	gate     *gate.Gate
	tree     *org.Tree
	registry *registry.Registry
	base     fs.FS // the policy folder without dossiers

	mu      sync.RWMutex
	now     inForce
	adopt   []func(*law.Book)
	checked map[string]*Checked // by inForce.key: sound ones only

	people crowd
}

// inForce is the law with the first dossiers of a number laid over the policy folder.
type inForce struct {
	dossiers int64
	policy   fs.FS
	book     *law.Book
}

// New makes the room. base is the policy folder and book its law, as they are without any dossier; Follow brings both
// to what is in force.
func New(g *gate.Gate, tree *org.Tree, r *registry.Registry, base fs.FS, book *law.Book) *Reform {
	return &Reform{gate: g, tree: tree, registry: r, base: base, now: inForce{policy: base, book: book},
		checked: map[string]*Checked{}}
}

// Book is the law in force, as of the last Follow.
func (r *Reform) Book() *law.Book { return r.current().book }

// Policy is the policy folder with the files of the dossiers in force, as of the last Follow.
func (r *Reform) Policy() fs.FS { return r.current().policy }

func (r *Reform) current() inForce {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.now
}

// Adopts names somebody who must be told the law in force, now and whenever it changes.
func (r *Reform) Adopts(adopt func(*law.Book)) {
	r.mu.Lock()
	r.adopt = append(r.adopt, adopt)
	book := r.now.book
	r.mu.Unlock()
	adopt(book)
}

// State of a dossier.
type State string

// The states. A dossier goes from proposed to endorsed to in force, each by another person; it may be withdrawn before.
const (
	Proposed  State = "proposed"
	Endorsed  State = "endorsed"
	InForce   State = "in_force"
	Withdrawn State = "withdrawn"
)

// States are the states of a dossier that goes all the way, in order.
func States() []State { return []State{Proposed, Endorsed, InForce} }

// Step is a state a dossier has reached, and by whom.
type Step struct {
	State State     `json:"state"`
	Actor string    `json:"actor"`
	Name  string    `json:"name"`
	At    time.Time `json:"at"`
}

// Dossier is a change of the law on its way.
type Dossier struct {
	Number int64          `json:"number"`
	Title  string         `json:"title"` // the numbers of its documents
	Note   string         `json:"note,omitempty"`
	Begins calendar.Month `json:"begins"` // from when the first of its documents applies
	State  State          `json:"state"`
	Cases  int64          `json:"cases"`
	Files  []File         `json:"files"`
	Steps  []Step         `json:"steps"`
}

// File is one file of a dossier. Content is there only where it was asked for.
type File struct {
	Path    string `json:"path"`
	Hash    string `json:"hash"`
	Size    int64  `json:"size"`
	Content string `json:"-"`
}

// Dossiers are all dossiers, the newest first, without their files.
func (r *Reform) Dossiers(ctx context.Context, actor auth.Actor) ([]Dossier, error) {
	var all []Dossier
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "dossiers"}, func(tx *gate.Tx) (err error) {
		all, err = dossiers(ctx, tx.Tx)
		return err
	})
	return all, err
}

// Dossier is one dossier with its files and their content.
func (r *Reform) Dossier(ctx context.Context, actor auth.Actor, number int64) (Dossier, error) {
	var d Dossier
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: subject(number)}, func(tx *gate.Tx) (err error) {
		d, err = dossier(ctx, tx.Tx, number)
		return err
	})
	return d, err
}
