package plan

import (
	"context"

	"ansinh/db"
	"ansinh/gate"
)

// usedIDs are the ids that any version of a plan has given, by kind.
func usedIDs(ctx context.Context, t *db.Tx, id ID) (map[string][]string, error) {
	out := map[string][]string{}
	for kind, table := range map[string]string{"target": "plan_target", "duty": "plan_duty", "deliverable": "plan_deliverable"} {
		list, err := db.All(ctx, t, db.Value[string], `SELECT DISTINCT x.id FROM `+table+` x JOIN plan_version v ON v.id = x.version WHERE v.plan = $1 ORDER BY x.id`, string(id))
		if err != nil {
			return nil, err
		}
		out[kind] = list
	}
	return out, nil
}

func writeMatches(ctx context.Context, t *db.Tx, version VersionID, list []Match) error {
	for i, m := range list {
		if _, err := t.Exec(ctx, `INSERT INTO plan_match (version, kind, seq, read_id, id, how, alike, words, was) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			string(version), m.Kind, i, m.Read, m.ID, string(m.How), m.Alike, m.Words, m.Was); err != nil {
			return err
		}
	}
	return nil
}

func matches(ctx context.Context, t *db.Tx, version VersionID) ([]Match, error) {
	return db.All(ctx, t, func(s db.Scanner) (m Match, err error) {
		err = s.Scan(&m.Kind, &m.Read, &m.ID, &m.How, &m.Alike, &m.Words, &m.Was)
		return m, err
	}, `SELECT kind, read_id, id, how, alike, words, was FROM plan_match WHERE version = $1 ORDER BY seq`, string(version))
}

// setID gives a thing of a draft another id, in the draft and wherever the draft names it.
func setID(ctx context.Context, t *gate.Tx, version VersionID, kind, from, to string) error {
	statements := map[string][]string{
		"target": {`UPDATE plan_target SET id = $1 WHERE version = $2 AND id = $3`, `UPDATE plan_target SET part_of = $1 WHERE version = $2 AND part_of = $3`,
			`UPDATE plan_deliverable SET target = $1 WHERE version = $2 AND target = $3`},
		"duty":        {`UPDATE plan_duty SET id = $1 WHERE version = $2 AND id = $3`},
		"deliverable": {`UPDATE plan_deliverable SET id = $1 WHERE version = $2 AND id = $3`},
	}
	for _, s := range statements[kind] {
		if _, err := t.Exec(ctx, s, to, string(version), from); err != nil {
			return err
		}
	}
	if kind == "duty" {
		_, err := t.Exec(ctx, `UPDATE plan_party SET subject = $1 WHERE version = $2 AND subject = $3`, "duty:"+to, string(version), "duty:"+from)
		return err
	}
	return nil
}

func setMatch(ctx context.Context, t *gate.Tx, version VersionID, m Match, was string) error {
	_, err := t.Exec(ctx, `UPDATE plan_match SET id = $1, how = $2, alike = $3, was = $4 WHERE version = $5 AND kind = $6 AND read_id = $7`,
		m.ID, string(ByHand), m.Alike, was, string(version), m.Kind, m.Read)
	return err
}
