package draft

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

func scanTemplate(s db.Scanner) (t Template, err error) {
	err = s.Scan(&t.ID, &t.Name, &t.Retired, &t.MadeAt, &t.MadeBy)
	return t, err
}

const versionColumns = `version, file, sha256, fields, at, actor, name`

func scanTemplateVersion(s db.Scanner) (v TemplateVersion, err error) {
	var fields string
	err = s.Scan(&v.Number, &v.File, &v.SHA256, &fields, &v.At, &v.Actor, &v.Name)
	v.Fields = strings.Fields(fields)
	return v, err
}

func templates(ctx context.Context, tx *gate.Tx) ([]Template, error) {
	list, err := db.All(ctx, tx.Tx, scanTemplate, `SELECT id, name, retired_at, made_at, made_by FROM report_template ORDER BY CASE WHEN retired_at = '' THEN 0 ELSE 1 END, id`)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Versions, err = templateVersions(ctx, tx, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func template(ctx context.Context, tx *gate.Tx, id TemplateID) (Template, error) {
	t, err := db.One(ctx, tx.Tx, scanTemplate, `SELECT id, name, retired_at, made_at, made_by FROM report_template WHERE id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		return t, fault.Wrap(err, fault.NotFound, "template.none", int64(id))
	}
	if err != nil {
		return t, err
	}
	t.Versions, err = templateVersions(ctx, tx, id)
	return t, err
}

func templateVersions(ctx context.Context, tx *gate.Tx, id TemplateID) ([]TemplateVersion, error) {
	return db.All(ctx, tx.Tx, scanTemplateVersion, `SELECT `+versionColumns+` FROM report_template_version WHERE template = $1 ORDER BY version`, int64(id))
}

// templateFile is a version with its bytes, which are held against their hash.
func templateFile(ctx context.Context, tx *gate.Tx, id TemplateID, version int) (v TemplateVersion, body []byte, err error) {
	v, err = db.One(ctx, tx.Tx, scanTemplateVersion, `SELECT `+versionColumns+` FROM report_template_version WHERE template = $1 AND version = $2`, int64(id), version)
	if fault.Is(err, fault.NotFound) {
		return v, nil, fault.Wrap(err, fault.NotFound, "template.none", int64(id))
	}
	if err != nil {
		return v, nil, err
	}
	text, err := db.One(ctx, tx.Tx, db.Value[string], `SELECT content FROM report_template_version WHERE template = $1 AND version = $2`, int64(id), version)
	if err != nil {
		return v, nil, err
	}
	body, err = base64.StdEncoding.DecodeString(text)
	if err != nil || hashOf(body) != v.SHA256 {
		return v, nil, fault.Wrap(err, fault.Internal, "report.altered", int64(id))
	}
	return v, body, nil
}

func insertTemplate(ctx context.Context, tx *gate.Tx, name string) (Template, error) {
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM report_template`)
	if err != nil {
		return Template{}, err
	}
	t := Template{ID: TemplateID(id), Name: name, MadeAt: tx.Now.Format(time.RFC3339), MadeBy: tx.Actor.ID}
	_, err = tx.Exec(ctx, `INSERT INTO report_template (id, name, retired_at, made_at, made_by) VALUES ($1, $2, '', $3, $4)`, id, name, t.MadeAt, t.MadeBy)
	return t, err
}

func insertTemplateVersion(ctx context.Context, tx *gate.Tx, id TemplateID, v TemplateVersion, body []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO report_template_version (template, version, file, sha256, content, fields, at, actor, name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		int64(id), v.Number, v.File, v.SHA256, base64.StdEncoding.EncodeToString(body), strings.Join(v.Fields, "\n"), tx.Now.Format(time.RFC3339), v.Actor, v.Name)
	return err
}

func retireTemplate(ctx context.Context, tx *gate.Tx, id TemplateID, retired bool) error {
	at := ""
	if retired {
		at = tx.Now.Format(time.RFC3339)
	}
	_, err := tx.Exec(ctx, `UPDATE report_template SET retired_at = $1 WHERE id = $2`, at, int64(id))
	return err
}
