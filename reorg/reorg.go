// Package reorg is how units and agencies change: a dossier merges, divides, renames or dissolves them from a day on. It
// is tried out before, approved by two people who did not propose it, applied, and can be undone the same way.
//
// A dossier changes no figure and no signed document: it lays new units and lines of succession over those of the policy
// folder, and figures follow along them (org.Carry). What must be written is who answers: accounts, requests on their
// way, and after a division by hamlets the home of each person. The invariant: a dossier and its undoing leave every
// figure on every map as it was.
package reorg

import (
	"context"
	"sync"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/registry"
	"ansinh/returns"
)

// Who may do what.
const (
	MayRead    auth.Permission = "org.read"
	MayPropose auth.Permission = "org.propose"
	MayApprove auth.Permission = "org.approve"
)

// Kind is what happens.
type Kind string

// The kinds.
const (
	Merge    Kind = "merge"
	Split    Kind = "split"
	Rename   Kind = "rename"
	Dissolve Kind = "dissolve"
)

// Kinds are all kinds in the order in which they are offered.
func Kinds() []Kind { return []Kind{Merge, Split, Rename, Dissolve} }

// By is what the parts of a divided unit are weighed by.
type By string

// The weights.
const (
	ByPopulation By = "population"
	ByArea       By = "area"
	ByHamlets    By = "hamlets"
)

// Change is one thing that happens to units, or to agencies.
type Change struct {
	Kind   Kind     `json:"kind"`
	Agency bool     `json:"agency"` // agencies; else units
	From   []string `json:"from"`   // ids of what ends
	To     []Target `json:"to"`
	By     By       `json:"by"` // of a divided or dissolved unit
}

// Target is what comes of a change: a new unit or agency, or, where something is dissolved, an existing one by its ID.
type Target struct {
	ID        string   `json:"id"`
	Code      string   `json:"code"` // of a unit
	Type      string   `json:"type"` // of a unit: Xã, Phường
	Name      string   `json:"name"`
	NameEN    string   `json:"name_en"`
	Weight    int64    `json:"weight"`    // people or square metres of a part; of a division by hamlets filled in when it applies
	Hamlets   []string `json:"hamlets"`   // whose households come here
	Functions []string `json:"functions"` // of an agency; empty: all that no other target names
}

// State is where a dossier stands.
type State string

// The states.
const (
	Proposed  State = "proposed"
	Endorsed  State = "endorsed"
	InForce   State = "in_force"
	UndoAsked State = "undo_asked"
	Undone    State = "undone"
	Withdrawn State = "withdrawn"
)

// Step is one step of a dossier.
type Step struct {
	State State
	Actor string
	Name  string
	At    time.Time
	Note  string
}

// Dossier is one reorganisation.
type Dossier struct {
	Number  int64
	Title   string
	Legal   string
	Day     calendar.Date
	Note    string
	State   State
	Changes []Change
	Steps   []Step
	Impact  *Impact // what moved, once it was in force
}

// Reorg is the use cases.
type Reorg struct {
	gate *gate.Gate
	Options
	units    []org.Unit // of the policy folder
	offices  []org.Agency
	carried  func(context.Context, *gate.Tx) error
	mu       sync.Mutex
	followed int64 // steps that changed the map, as last seen
}

// Options are what the room works with.
type Options struct {
	Tree       *org.Tree
	Agencies   *org.Agencies
	Registry   *registry.Registry
	Plans      *plan.Plans
	Returns    *returns.Service
	Indicators *indicator.Service
}

// New makes the room over the units and agencies of the policy folder, which tree and agencies hold.
func New(g *gate.Gate, o Options) *Reorg {
	return &Reorg{gate: g, Options: o, units: o.Tree.All(), offices: o.Agencies.All()}
}

// With is the room with rooms that were made later.
func (r *Reorg) With(plans *plan.Plans, returned *returns.Service, indicators *indicator.Service) {
	r.Plans, r.Returns, r.Indicators = plans, returned, indicators
}

// WhenCarriedOut says what else is to be done in the transaction that brings a reorganisation of units into force or undoes
// it. It is called before the room is used.
func (r *Reorg) WhenCarriedOut(do func(context.Context, *gate.Tx) error) { r.carried = do }

// Follow looks whether dossiers came into force or were undone since the last time, here or in another process, and
// gives tree and agencies the state that holds.
func (r *Reorg) Follow(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []Dossier
	var moved int64
	err := r.gate.Read(ctx, auth.System(), gate.Act{Permission: MayRead, Subject: "reorganisation"}, func(tx *gate.Tx) (err error) {
		if moved, err = countMoves(ctx, tx.Tx); err != nil || moved == r.followed {
			return err
		}
		list, err = dossiersInForce(ctx, tx.Tx)
		return err
	})
	if err != nil || moved == r.followed {
		return err
	}
	units, offices, err := r.drawn(list)
	if err != nil {
		return err
	}
	if err := r.Tree.Adopt(units); err != nil {
		return err
	}
	if err := r.Agencies.Adopt(offices); err != nil {
		return err
	}
	r.followed = moved
	return nil
}

// drawn is the units and agencies with dossiers laid over those of the policy folder.
func (r *Reorg) drawn(list []Dossier) (units []org.Unit, offices []org.Agency, err error) {
	units, offices = r.units, r.offices
	for _, d := range list {
		if units, offices, err = draw(units, offices, d); err != nil {
			return nil, nil, err
		}
	}
	return units, offices, nil
}

// Dossiers are all dossiers, the newest first.
func (r *Reorg) Dossiers(ctx context.Context, actor auth.Actor) (list []Dossier, err error) {
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "reorganisation"}, func(tx *gate.Tx) error {
		list, err = dossiers(ctx, tx.Tx)
		return err
	})
	return list, err
}

// Dossier is one dossier.
func (r *Reorg) Dossier(ctx context.Context, actor auth.Actor, number int64) (d Dossier, err error) {
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: subject(number)}, func(tx *gate.Tx) error {
		d, err = dossier(ctx, tx.Tx, number)
		return err
	})
	return d, err
}

func none(number int64) error { return fault.New(fault.NotFound, "reorg.none", number) }
