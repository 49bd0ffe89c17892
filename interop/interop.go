// Package interop asks an outside register whether what is held here of people agrees with it: in signed batches, again
// where no answer comes, each question and answer recorded. What agrees is remembered with its day; what differs is a
// task for somebody of the person's commune.
//
// It changes nobody's file. Theirs is taken only as a change request or a life event of the register, by people. Its
// invariants: an answer whose signature, batch or number of answers is not right leaves nothing behind; nobody is asked
// about twice in a round; of somebody else who has a number nothing is kept.
package interop

import (
	"crypto/ed25519"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/interop/wire"
	"ansinh/jobs"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/request"
)

// What an actor must be allowed to do here.
const (
	MayRead   auth.Permission = "interop.read"
	MayVerify auth.Permission = "interop.verify"
	MaySettle auth.Permission = "interop.settle"
)

// Result is what came of asking about a person.
type Result string

// The results; all but Agrees are kinds of difference too.
const (
	Agrees  Result = "agrees"
	Differs Result = "differs" // in a fact
	Unknown Result = "unknown" // nobody has the number there
	Other   Result = "other"   // somebody else has it there
	Died    Result = "died"
	Moved   Result = "moved"
)

// Results are all results.
func Results() []Result { return []Result{Agrees, Differs, Died, Moved, Other, Unknown} }

// Kind is what is different.
type Kind = Result

// Kinds are all kinds of difference, in the order in which they are named.
func Kinds() []Kind { return []Kind{Differs, Died, Moved, Other, Unknown} }

// Options are what the room rests on.
type Options struct {
	Tree     *org.Tree
	Registry *registry.Registry
	Requests *request.Requests
	Rules    *Rules
	Keys     string // folder of our key and the partner's
	Queue    *jobs.Queue
	Leases   *jobs.Leases
}

// Interop is the room. It is safe for use by many goroutines.
type Interop struct {
	gate   *gate.Gate
	o      Options
	client *http.Client

	mu      sync.Mutex
	address string // the partner's; the rules' unless At said another
}

// New makes the room over a database that the gate guards.
func New(g *gate.Gate, o Options) *Interop {
	return &Interop{gate: g, o: o, address: o.Rules.Address, client: &http.Client{Timeout: o.Rules.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Rules are what the policy folder says.
func (x *Interop) Rules() *Rules { return x.o.Rules }

// Key is our signing key, made when it is first asked for.
func (x *Interop) Key() (ed25519.PrivateKey, error) { return wire.OwnKey(x.o.Keys, "interop") }

// PartnerKey is where the partner's key lies.
func (x *Interop) PartnerKey() string {
	return filepath.Join(x.o.Keys, "partner-"+x.o.Rules.ID+".pem")
}

// At says where the stand-in is reached, in place of what the rules say; a real partner's address is not changed.
func (x *Interop) At(address string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.o.Rules.StandIn && checkAddress(address) == nil {
		x.address = address
	}
}

// name is the job that wakes a worker.
const name = "verify"

// Job is the name of the job that a round begins with.
func Job() string { return name }

// scope is every commune-level unit below the actor's unit; nil is everywhere.
func (x *Interop) scope(actor auth.Actor, within ...org.UnitID) []org.UnitID {
	return x.o.Tree.Communes(append([]org.UnitID{org.UnitID(actor.Unit)}, within...)...)
}

// instants reads instants as they are stored.
func instants(texts []string, into ...*time.Time) (err error) {
	for i, s := range texts {
		if *into[i], err = instant(s); err != nil {
			return err
		}
	}
	return nil
}

// instant is an instant as it is stored; "" is none.
func instant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return db.ParseInstant(s)
}
