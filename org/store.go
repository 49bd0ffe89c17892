package org

import (
	"context"
	"strings"

	"ansinh/auth"
	"ansinh/gate"
)

// Save writes units and agencies to the database, so that rows can be joined with them; what is there is replaced.
func Save(ctx context.Context, g *gate.Gate, actor auth.Actor, t *Tree, a *Agencies) error {
	act := gate.Act{Permission: "policy.load", Subject: "org"}
	return g.Change(ctx, actor, act, func(tx *gate.Tx) error {
		return Write(ctx, tx, t, a)
	})
}

// Write does what Save does within an act of somebody else's.
func Write(ctx context.Context, tx *gate.Tx, t *Tree, a *Agencies) error {
	tx.Note("units", len(t.All()))
	tx.Note("agencies", len(a.All()))
	for _, table := range []string{"agency_succession", "agency", "unit"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	if err := saveUnits(ctx, tx, t); err != nil {
		return err
	}
	return saveAgencies(ctx, tx, a)
}

func saveUnits(ctx context.Context, tx *gate.Tx, t *Tree) error {
	columns := []string{"id", "code", "name", "type", "level", "parent_code", "valid_from", "valid_to", "successors", "formed_from",
		"legal", "certainty", "population", "area_m2"}
	_, err := tx.Bulk(ctx, "unit", columns, func(yield func([]any) bool) {
		for _, u := range t.All() {
			row := []any{string(u.ID), u.Code, u.Name, u.Type, u.Level, u.ParentCode, u.From, u.To, join(u.Successors), join(u.FormedFrom),
				u.Legal, u.Certainty, u.Population, u.AreaM2}
			if !yield(row) {
				return
			}
		}
	})
	return err
}

func saveAgencies(ctx context.Context, tx *gate.Tx, a *Agencies) error {
	for _, x := range a.All() {
		if _, err := tx.Exec(ctx, `INSERT INTO agency (id, name_vi, name_en, level, province, valid_from, valid_to, source, confidence)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			x.ID, x.Name.VI, x.Name.EN, x.Level, x.Province, x.From, x.To, x.Source, x.Confidence); err != nil {
			return err
		}
	}
	for _, x := range a.All() {
		for _, s := range x.Successors {
			if _, err := tx.Exec(ctx, `INSERT INTO agency_succession (agency, successor, functions, valid_from, legal, confidence)
				VALUES ($1, $2, $3, $4, $5, $6)`, x.ID, s.Agency, strings.Join(s.Functions, ","), s.From, s.Legal, s.Confidence); err != nil {
				return err
			}
		}
	}
	return nil
}

func join(list []UnitID) string {
	var b strings.Builder
	for i, id := range list {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(string(id))
	}
	return b.String()
}
