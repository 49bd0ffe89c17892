package draft

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/report"
	"ansinh/report/fill"
)

// TemplateID is a template's number.
type TemplateID int64

// Template is a Word document that reports are filled into, with its versions, the oldest first.
type Template struct {
	ID       TemplateID
	Name     string
	Retired  string // when it was taken out of use; "" while it is in use
	MadeAt   string
	MadeBy   string
	Versions []TemplateVersion
}

// Last is the newest version.
func (t Template) Last() TemplateVersion { return t.Versions[len(t.Versions)-1] }

// TemplateVersion is one file of a template.
type TemplateVersion struct {
	Number int
	File   string
	SHA256 string
	Fields []string
	At     string
	Actor  string
	Name   string
}

// ref is how a report names its template and version: 3@2.
func ref(id TemplateID, version int) string { return fmt.Sprintf("%d@%d", id, version) }

func parseRef(s string) (TemplateID, int, error) {
	a, b, _ := strings.Cut(s, "@")
	id, err1 := strconv.ParseInt(a, 10, 64)
	n, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil && b != "" {
		return 0, 0, fault.New(fault.Invalid, "template.none", s)
	}
	return TemplateID(id), n, nil
}

// drawing is the permission under which an actor sees templates.
func (s *Drafts) drawing(actor auth.Actor) auth.Permission {
	if s.gate.May(actor, MayRead) {
		return MayRead
	}
	return MayDraft
}

// Templates are all templates, those in use first, each with its versions.
func (s *Drafts) Templates(ctx context.Context, actor auth.Actor) (list []Template, err error) {
	err = s.gate.Read(ctx, actor, gate.Act{Permission: s.drawing(actor), Subject: "report_templates"}, func(tx *gate.Tx) error {
		list, err = templates(ctx, tx)
		return err
	})
	return list, err
}

// TemplateFile is the file of a version as it was laid.
func (s *Drafts) TemplateFile(ctx context.Context, actor auth.Actor, id TemplateID, version int) (v TemplateVersion, body []byte, err error) {
	err = s.gate.Read(ctx, actor, gate.Act{Permission: s.drawing(actor), Subject: templateSubject(id)}, func(tx *gate.Tx) error {
		v, body, err = templateFile(ctx, tx, id, version)
		return err
	})
	return v, body, err
}

func templateSubject(id TemplateID) string { return fmt.Sprintf("report_template:%d", id) }

// Lay keeps a Word document as a template: a new one where id is 0, else the next version. Every field it names must be one
// that a report can have; all that are not are said at once, each with its place. The same file twice is one version.
func (s *Drafts) Lay(ctx context.Context, actor auth.Actor, id TemplateID, name, file string, body []byte) (t Template, err error) {
	act := gate.Act{Permission: MayWrite, Subject: templateSubject(id)}
	if err := s.gate.Read(ctx, actor, act, func(*gate.Tx) error { return nil }); err != nil {
		return t, err
	}
	if name = strings.TrimSpace(name); id == 0 && name == "" {
		return t, fault.New(fault.Invalid, "template.no_name")
	}
	x, err := fill.Read(body)
	if err != nil {
		return t, err
	}
	fields, err := s.checkMarks(ctx, actor, x)
	if err != nil {
		return t, err
	}
	err = s.gate.Change(ctx, actor, act, func(tx *gate.Tx) (err error) {
		if id == 0 {
			t, err = insertTemplate(ctx, tx, name)
		} else {
			t, err = template(ctx, tx, id)
		}
		if err != nil {
			return err
		}
		v := TemplateVersion{Number: len(t.Versions) + 1, File: file, SHA256: hashOf(body), Fields: fields, Actor: tx.Actor.ID, Name: tx.Actor.Name}
		if len(t.Versions) > 0 && t.Last().SHA256 == v.SHA256 {
			return nil
		}
		tx.Note("template", int64(t.ID))
		tx.Note("sha256", v.SHA256)
		if err := insertTemplateVersion(ctx, tx, t.ID, v, body); err != nil {
			return err
		}
		t, err = template(ctx, tx, t.ID)
		return err
	})
	return t, err
}

// Retire takes a template out of use, or brings it back. Reports that were made from it stay.
func (s *Drafts) Retire(ctx context.Context, actor auth.Actor, id TemplateID, retired bool) error {
	return s.gate.Change(ctx, actor, gate.Act{Permission: MayWrite, Subject: templateSubject(id)}, func(tx *gate.Tx) error {
		if _, err := template(ctx, tx, id); err != nil {
			return err
		}
		tx.Note("retired", retired)
		return retireTemplate(ctx, tx, id, retired)
	})
}

// checkMarks says of every field of a template that no report can have, where it stands and which is nearest.
func (s *Drafts) checkMarks(ctx context.Context, actor auth.Actor, x *fill.Template) ([]string, error) {
	all, err := s.fieldsOf(ctx, actor)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, f := range all {
		known[f.Key] = true
	}
	var fields, wrong []string
	for _, m := range x.Marks {
		if known[m.Field] {
			fields = append(fields, m.Field)
			continue
		}
		wrong = append(wrong, s.say("template.unknown.at", m.Field, s.place(m), m.Around, nearest(m.Field, all)))
	}
	if len(wrong) > 0 {
		return nil, fault.New(fault.Invalid, "template.unknown", len(wrong), strings.Join(wrong[:min(len(wrong), 8)], "; "))
	}
	if len(fields) == 0 {
		return nil, fault.New(fault.Invalid, "template.no_field")
	}
	slices.Sort(fields)
	return slices.Compact(fields), nil
}

// place names where a field stands as people count: the paragraph of the text, the head or foot of a page.
func (s *Drafts) place(m fill.Mark) string {
	for _, part := range []string{"header", "footer", "footnotes", "endnotes"} {
		if strings.Contains(m.Part, part) {
			return s.say("template.place."+part, m.Paragraph)
		}
	}
	return s.say("template.place.text", m.Paragraph)
}

// nearest is the field most like a name.
func nearest(name string, all []report.Figure) string {
	best, least := "", 1<<30
	for _, f := range all {
		if d := distance(name, f.Key); d < least {
			best, least = f.Key, d
		}
	}
	return best
}

// distance is how many letters must be put in, taken out or changed to make one word another.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			last, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, last+cost)
		}
	}
	return row[len(b)]
}

// documentFields are what the signing fills in.
var documentFields = []string{"document.number", "document.date", "document.signer"}

// fromTemplate fills a template with the figures of the day; a figure that is not there is said to be missing.
func (s *Drafts) fromTemplate(ctx context.Context, d *Draft, all []report.Figure) (Content, error) {
	id, version, err := parseRef(d.Template)
	if err != nil {
		return Content{}, err
	}
	var t Template
	var v TemplateVersion
	var body []byte
	err = s.gate.Read(ctx, auth.System(), gate.Act{Permission: MayRead, Subject: templateSubject(id)}, func(tx *gate.Tx) (err error) {
		if t, err = template(ctx, tx, id); err != nil {
			return err
		}
		if version == 0 {
			version = t.Last().Number
		}
		v, body, err = templateFile(ctx, tx, id, version)
		return err
	})
	if err != nil {
		return Content{}, err
	}
	x, err := fill.Read(body)
	if err != nil {
		return Content{}, err
	}
	by := map[string]report.Figure{}
	for _, f := range all {
		by[f.Key] = f
	}
	c := Content{Figures: map[string]report.Figure{}, Filled: map[string]string{}, Source: v.SHA256}
	for _, m := range x.Marks {
		f, ok := by[m.Field]
		switch {
		case slices.Contains(documentFields, m.Field):
			c.Filled[m.Field] = s.say("template.blank")
		case !ok:
			c.Filled[m.Field] = s.say("template.missing")
		default:
			c.Filled[m.Field], c.Figures[m.Field] = f.Text, f
		}
	}
	for i, line := range x.Lines(func(field string) string {
		if _, ok := c.Figures[field]; ok {
			return report.Bound(field, c.Filled[field])
		}
		return c.Filled[field]
	}) {
		if strings.TrimSpace(line) != "" {
			c.Blocks = append(c.Blocks, Block{ID: i + 1, Kind: "line", Text: line})
		}
	}
	d.Template = ref(id, version)
	d.Title = s.words.fill("title_template", values{"period": s.inWords(*d), "name": t.Name})
	c.Head.Title = d.Title
	return c, nil
}

// fillIn is the file of a report from a template: what was filled in, into the version that it says.
func (s *Drafts) fillIn(ctx context.Context, tx *gate.Tx, d Draft, c Content) ([]byte, error) {
	id, version, err := parseRef(d.Template)
	if err != nil {
		return nil, err
	}
	v, body, err := templateFile(ctx, tx, id, version)
	if err != nil {
		return nil, err
	}
	if v.SHA256 != c.Source {
		return nil, fault.New(fault.Internal, "report.altered", int64(d.ID))
	}
	x, err := fill.Read(body)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = x.Fill(&out, c.Filled)
	return out.Bytes(), err
}
