package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/gate"
)

// MayReadings is the permission to see who opened a file and to print it for the person.
const MayReadings auth.Permission = "registry.readings"

// Reading is one entry of the log about a person's file.
type Reading struct {
	At         time.Time
	Actor      string // login
	Role       string
	Permission string // what it was opened for, as the table of roles names it
	Purpose    string // of opening sensitive facts; "" of everything else
}

// readingsAtMost is how many entries are given, the newest.
const readingsAtMost = 2000

// Readings are the entries of the log about a person's file and household, newest first: to the person, and to whoever
// may print them for the person. Lists and payment runs in which many people are read at once are one entry of their own
// and are not among them. Looking at this is an entry too.
func (r *Registry) Readings(ctx context.Context, actor auth.Actor, id PersonID) (Person, []Reading, error) {
	p, may, err := r.open(ctx, actor, id)
	if err != nil {
		return Person{}, nil, err
	}
	if actor.Person == 0 {
		may = MayReadings
	}
	var out []Reading
	err = r.gate.Read(ctx, actor, readAct(may, actor, p), func(tx *gate.Tx) error {
		out = nil
		events, err := audit.Events(ctx, tx.Tx, fmt.Sprintf("person:%d", id), readingsAtMost)
		for _, e := range events {
			var detail struct {
				Purpose string `json:"purpose"`
			}
			if e.Stored != "" {
				_ = json.Unmarshal([]byte(e.Stored), &detail) // another detail has no purpose
			}
			out = append(out, Reading{e.At, e.Actor, e.Role, e.Permission, detail.Purpose})
		}
		return err
	})
	return p, out, err
}
