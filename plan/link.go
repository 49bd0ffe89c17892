package plan

import (
	"context"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/viet"
)

// Among says which agencies there are, so that the names in a document find theirs.
func (p *Plans) Among(agencies *org.Agencies) { p.agencies = agencies }

// link gives everything in an edition that was read from a document the id under which a version in force of the same plan
// knows it, the parties the agencies their names stand for, and the functions that a version in force of the same plan knows of a task or duty: the document does not say by which function
// a successor is found. A name that is nobody's stays a name.
func (p *Plans) link(ctx context.Context, t *gate.Tx, e *edition) error {
	if e.Version.Origin != FromDocument {
		return nil
	}
	known, err := p.knownOf(ctx, t, e)
	if err != nil {
		return err
	}
	if len(known.Targets)+len(known.Duties)+len(known.Deliverables) > 0 {
		id, _, err := samePlan(ctx, t.Tx, e.Plan)
		if err != nil {
			return err
		}
		used, err := usedIDs(ctx, t.Tx, id)
		if err != nil {
			return err
		}
		e.matched = e.matchIDs(known, used)
	}
	find := func(list []Party) {
		for i := range list {
			if list[i].Agency == "" {
				list[i].Agency = p.named(list[i].Named, e.Plan)
			}
		}
	}
	for i := range e.Tasks {
		x := &e.Tasks[i]
		find(x.Lead)
		find(x.Coordinating)
		if at := slices.IndexFunc(known.Tasks, func(k Task) bool { return k.Number == x.Number }); at >= 0 && len(x.Functions) == 0 {
			x.Functions, x.Serves = known.Tasks[at].Functions, known.Tasks[at].Serves
		}
	}
	for i := range e.Duties {
		x := &e.Duties[i]
		find(x.Who)
		to := []Party{x.To}
		find(to)
		x.To = to[0]
		if at := slices.IndexFunc(known.Duties, func(k Duty) bool { return k.ID == x.ID }); at >= 0 && x.Function == "" {
			x.Function = known.Duties[at].Function
		}
	}
	for i := range e.Deliverables {
		x := &e.Deliverables[i]
		if at := slices.IndexFunc(e.Tasks, func(k Task) bool { return k.Number == x.Task }); at >= 0 && x.Owner == "" && len(e.Tasks[at].Lead) > 0 {
			x.Owner = e.Tasks[at].Lead[0].Agency
		}
	}
	return nil
}

// knownOf is what a version in force of the plan says, nothing where there is none.
func (p *Plans) knownOf(ctx context.Context, t *gate.Tx, e *edition) (Contents, error) {
	id, known, err := samePlan(ctx, t.Tx, e.Plan)
	if err != nil || !known {
		return Contents{}, err
	}
	have, err := planByID(ctx, t.Tx, id)
	if err != nil {
		return Contents{}, err
	}
	e.Plan.Issuer.Agency = have.Issuer.Agency
	v, err := currentVersion(ctx, t.Tx, id, calendar.DateOf(t.Now))
	if fault.Is(err, fault.NotFound) {
		return Contents{}, nil
	}
	if err != nil {
		return Contents{}, err
	}
	return contents(ctx, t.Tx, v.ID)
}

// named is the id of the agency of the plan's province that a name stands for, of those there were on the plan's day; ""
// where it is none's or two could be meant.
func (p *Plans) named(name string, of Plan) string {
	if p.agencies == nil {
		return ""
	}
	plain := plainName(name)
	found := ""
	for _, a := range p.agencies.All() {
		if !a.On(of.Date) || of.Issuer.Agency != "" && !p.besides(a, of.Issuer.Agency) {
			continue
		}
		if plain != plainName(a.Name.VI) && plain != plainName(a.Short) {
			continue
		}
		if found != "" {
			return ""
		}
		found = a.ID
	}
	return found
}

// besides says whether an agency is of the same province as another.
func (p *Plans) besides(a org.Agency, other string) bool {
	x, ok := p.agencies.Agency(other)
	return !ok || x.Province == a.Province
}

// plainName is a name without what the same office is now written with and now without.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(",;.-–", r) {
			return ' '
		}
		return r
	}, viet.Fold(s))
	s = " " + strings.Join(strings.Fields(s), " ") + " "
	s = strings.ReplaceAll(s, " uy ban nhan dan ", " ubnd ")
	for _, loose := range []string{" cac ", " co lien quan ", " lien quan ", " cua tinh ", " tren dia ban "} {
		s = strings.ReplaceAll(s, loose, " ")
	}
	return strings.Join(strings.Fields(s), " ")
}
