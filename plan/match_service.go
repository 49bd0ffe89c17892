package plan

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// Matching is what a draft was matched with, and what may be chosen instead.
type Matching struct {
	Version Version
	Matches []Match
	Known   Contents // of the version in force; empty where there is none
}

// Matching shows as what everything in a version was taken; nothing where it is the first of its plan.
func (p *Plans) Matching(ctx context.Context, actor auth.Actor, id VersionID) (out Matching, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		out, err = matching(ctx, t, id)
		return err
	})
	return out, err
}

func matching(ctx context.Context, t *gate.Tx, id VersionID) (out Matching, err error) {
	if out.Version, err = versionByID(ctx, t.Tx, id); err != nil {
		return out, err
	}
	if out.Matches, err = matches(ctx, t.Tx, id); err != nil {
		return out, err
	}
	v, err := currentVersion(ctx, t.Tx, out.Version.Plan, calendar.DateOf(t.Now))
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil || v.ID == id {
		return out, err
	}
	out.Known, err = contents(ctx, t.Tx, v.ID)
	return out, err
}

// Match takes something of a draft as something else: what the version in force has under an id, or, for the empty id, as
// new. What had the id before changes places with it. A version in force is not changed any more: evidence and figures
// rest on its ids.
func (p *Plans) Match(ctx context.Context, actor auth.Actor, id VersionID, kind, read, to string) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: mayImport, Subject: "plan:" + string(id)}, func(t *gate.Tx) error {
		m, err := matching(ctx, t, id)
		if err != nil {
			return err
		}
		if m.Version.State != Draft {
			return fault.New(fault.Conflict, "plan.match.in_force", id)
		}
		at := slices.IndexFunc(m.Matches, func(x Match) bool { return x.Kind == kind && x.Read == read })
		if at < 0 {
			return fault.New(fault.NotFound, "plan.match.none", read)
		}
		t.Note("matched", read)
		return p.rematch(ctx, t, m, at, to)
	})
}

func (p *Plans) rematch(ctx context.Context, t *gate.Tx, m Matching, at int, to string) error {
	x := m.Matches[at]
	was, ok := m.words(x.Kind, to)
	if to != "" && !ok {
		return fault.New(fault.Invalid, "plan.match.unknown", to)
	}
	if to == x.ID {
		return nil
	}
	if to == "" {
		used, err := usedIDs(ctx, t.Tx, m.Version.Plan)
		if err != nil {
			return err
		}
		to = freshID(x.Read, used[x.Kind])
	}
	old := x.ID
	const aside = "·" // an id that nothing has
	if err := setID(ctx, t, m.Version.ID, x.Kind, old, aside); err != nil {
		return err
	}
	if other := slices.IndexFunc(m.Matches, func(y Match) bool { return y.Kind == x.Kind && y.ID == to }); other >= 0 {
		y := m.Matches[other]
		if err := setID(ctx, t, m.Version.ID, x.Kind, to, old); err != nil {
			return err
		}
		y.ID = old
		its, _ := m.words(y.Kind, old)
		y.Alike = shared(y.Words, its)
		if err := setMatch(ctx, t, m.Version.ID, y, its); err != nil {
			return err
		}
	}
	if err := setID(ctx, t, m.Version.ID, x.Kind, aside, to); err != nil {
		return err
	}
	x.ID, x.Alike = to, 0
	if was != "" {
		x.Alike = shared(x.Words, was)
	}
	return setMatch(ctx, t, m.Version.ID, x, was)
}

// words are those of what the version in force has under an id.
func (m Matching) words(kind, id string) (string, bool) {
	for _, x := range m.Choices(kind) {
		if x.ID == id {
			return x.Words, true
		}
	}
	return "", false
}

// Choice is something that an item may be taken as.
type Choice struct{ ID, Words string }

// Choices are what the version in force has of a kind.
func (m Matching) Choices(kind string) []Choice {
	things := map[string][]thing{"target": targetThings(m.Known.Targets), "duty": dutyThings(m.Known.Duties), "deliverable": madeThings(m.Known.Deliverables)}
	var out []Choice
	for _, x := range things[kind] {
		out = append(out, Choice{x.id, strings.TrimSpace(x.words)})
	}
	return out
}

// Gone are what the version in force has of a kind and the draft has no more.
func (m Matching) Gone(kind string) []Choice {
	return slices.DeleteFunc(m.Choices(kind), func(c Choice) bool {
		return slices.ContainsFunc(m.Matches, func(x Match) bool { return x.Kind == kind && x.ID == c.ID })
	})
}
