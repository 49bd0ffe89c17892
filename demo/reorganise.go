package demo

import (
	"context"
	"fmt"

	"ansinh/fault"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/reorg"
)

// dossierSketch is one reorganisation as policy/demo/reorganisation.yaml sketches it.
type dossierSketch struct {
	Title        string     `yaml:"title"`
	Legal        string     `yaml:"legal"`
	Kind         reorg.Kind `yaml:"kind"`
	Communes     []int      `yaml:"communes"`
	Names        []string   `yaml:"names"`
	Hamlets      [][]string `yaml:"hamlets"`
	Undo         string     `yaml:"undo"`
	ProposedOnly bool       `yaml:"proposed_only"`
}

// reorganise shows the way of a dossier: one that came into force and was undone, one that waits.
func (m *maker) reorganise(ctx context.Context) error {
	const file = "demo/reorganisation.yaml"
	var sketch struct {
		Dossiers []dossierSketch `yaml:"dossiers"`
	}
	if err := policy.YAML(m.Policy, file, &sketch); err != nil {
		return err
	}
	proposer, err := m.actor(gatherer)
	if err != nil {
		return err
	}
	begins := (m.options.Month + 2).First()
	communes := m.Tree.Units(org.Commune, m.options.Month.Last())
	for n, s := range sketch.Dossiers {
		c := reorg.Change{Kind: s.Kind}
		for _, i := range s.Communes {
			if i >= len(communes) {
				return fault.New(fault.Invalid, "demo.no_commune")
			}
			c.From = append(c.From, string(communes[i].ID))
		}
		for i, name := range s.Names {
			t := reorg.Target{Name: name, Code: fmt.Sprintf("MH%d%d", n, i)}
			if i < len(s.Hamlets) {
				c.By, t.Hamlets = reorg.ByHamlets, s.Hamlets[i]
			}
			c.To = append(c.To, t)
		}
		d, err := m.Reorg.Propose(ctx, proposer, reorg.Dossier{Title: s.Title, Legal: s.Legal, Day: begins, Changes: []reorg.Change{c}})
		if err != nil {
			return err
		}
		if !s.ProposedOnly {
			if err := m.thereAndBack(ctx, d.Number, s.Undo); err != nil {
				return err
			}
		}
	}
	_, err = m.Indicators.MeasureRows(ctx, proposer, m.options.Month) // what the reorganisations asked for
	return err
}

// thereAndBack brings a dossier into force and undoes it.
func (m *maker) thereAndBack(ctx context.Context, number int64, reason string) error {
	one, err := m.actor(approver)
	if err != nil {
		return err
	}
	two, err := m.actor(checker)
	if err != nil {
		return err
	}
	if _, err := m.Reorg.Approve(ctx, one, number); err != nil {
		return err
	}
	if _, err := m.Reorg.Approve(ctx, two, number); err != nil {
		return err
	}
	if _, err := m.Reorg.AskUndo(ctx, two, number, reason); err != nil {
		return err
	}
	_, err = m.Reorg.Approve(ctx, one, number)
	return err
}
