package law

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ansinh/calendar"
)

// rowName is the form of an id that the rule language can write; folders and categories may use dashes and capitals.
var (
	rowName  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	pathName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)
)

// areas is the list of units this installation answers for: local resolutions of others are left aside.
func (r *reader) areas() []string {
	o := r.object("law/area.yaml", r.open("law/area.yaml"), "areas")
	var ids []string
	for _, n := range o.list("areas") {
		ids = append(ids, n.Value)
	}
	return ids
}

// instruments reads law/<field>/<folder>/instrument.yaml of every folder, oldest first.
func (r *reader) instruments() []*Instrument {
	areas := r.areas()
	var all []*Instrument
	for _, field := range r.folders("law") {
		for _, folder := range r.folders("law/" + field) {
			if i := r.instrument(field, folder); i != nil {
				i.applies = i.Area == "" || slices.Contains(areas, i.Area)
				all = append(all, i)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *Instrument) int {
		if a.since() != b.since() {
			return int(a.since() - b.since())
		}
		return strings.Compare(a.ID, b.ID)
	})
	r.amendments(all)
	return all
}

// since is the day of issue, or where that is not known the day from which the document applies.
func (i *Instrument) since() calendar.Date {
	if i.Issued.IsZero() {
		return i.From
	}
	return i.Issued
}

// folders is the names of the folders in a folder, sorted.
func (r *reader) folders(dir string) []string {
	entries, err := fs.ReadDir(r.fsys, dir)
	if err != nil {
		r.at(dir, 0, 0, "law.no_file", dir)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}

var instrumentFiles = []string{"instrument.yaml", "params.yaml", "rules.yaml", "cases.yaml"}

// instrument reads one folder's head; nil where it is missing.
func (r *reader) instrument(field, folder string) *Instrument {
	dir := path.Join("law", field, folder)
	entries, _ := fs.ReadDir(r.fsys, dir)
	for _, e := range entries {
		if !slices.Contains(instrumentFiles, e.Name()) {
			r.at(path.Join(dir, e.Name()), 0, 0, "law.stray_file", nearestName(e.Name(), instrumentFiles))
		}
	}
	file := path.Join(dir, "instrument.yaml")
	top := r.open(file)
	if top == nil {
		return nil
	}
	o := r.object(file, top, "number", "issuer", "issued", "from", "to", "area", "confidence", "amends", "carries", "read",
		"notes", "not_covered", "vi", "en")
	i := &Instrument{
		ID: path.Join(field, folder), Field: field, dir: dir, Number: o.need("number"), Issuer: o.need("issuer"),
		Issued: o.date("issued"), From: o.needDate("from"), To: o.date("to"), Area: o.text("area"), Name: o.name(),
		Confidence: o.confidence(Memory), Notes: o.notes("notes"), NotCovered: o.notes("not_covered"),
		amends: map[*Instrument]bool{}, carries: map[*Instrument]bool{},
	}
	if o.text("confidence") == "" {
		o.bad("confidence", "law.missing_key", "confidence")
	}
	for _, n := range o.list("read") {
		i.Read = append(i.Read, n.Value)
	}
	i.Amends, i.Carries = texts(o.list("amends")), texts(o.list("carries"))
	return i
}

// amendments resolves what each instrument amends, directly or through another: a folder of the same field.
func (r *reader) amendments(all []*Instrument) {
	byID := map[string]*Instrument{}
	for _, i := range all {
		byID[i.ID] = i
	}
	for _, i := range all {
		for _, id := range i.Carries {
			if !slices.Contains(i.Amends, id) {
				r.at(path.Join(i.dir, "instrument.yaml"), 0, 0, "law.no_instrument", id)
			}
		}
		for _, id := range i.Amends {
			old := byID[path.Join(i.Field, id)]
			if old == nil || old == i {
				r.at(path.Join(i.dir, "instrument.yaml"), 0, 0, "law.no_instrument", id)
				continue
			}
			i.amends[old] = true
			i.carries[old] = slices.Contains(i.Carries, id)
			for older := range old.amends {
				i.amends[older] = true
			}
		}
	}
}

// date is a day of a key; zero where the key is missing.
func (o object) date(key string) calendar.Date {
	s := o.text(key)
	if s == "" {
		return 0
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		o.bad(key, "calendar.not_a_date", s)
	}
	return d
}

// needDate is a day that must be there.
func (o object) needDate(key string) calendar.Date {
	o.need(key)
	return o.date(key)
}

// confidence is the row's letter, or the one it inherits.
func (o object) confidence(inherited Confidence) Confidence {
	s := o.text("confidence")
	switch {
	case s == "":
		return inherited
	case len(s) == 1 && strings.Contains(confidences, s):
		return Confidence(s[0])
	}
	o.bad("confidence", "law.not_one_of", s, "V, N, D, S, M")
	return inherited
}

// source is where a row stands; every row must say its article.
func (o object) source(i *Instrument) Source {
	article := o.cited("source")
	s := Source{Instrument: i, Number: i.Number, NumberEN: i.Number, Article: article.VI, ArticleEN: article.EN,
		Confidence: o.confidence(i.Confidence)}
	if o.has("document") {
		d := o.cited("document")
		s.Number, s.NumberEN = d.VI, d.EN
	}
	if s.Article == "" && o.node != nil {
		o.bad("source", "law.no_source")
	}
	s.Status = s.Confidence.Status()
	return s
}

// cited is an article or a document, as text or in both languages.
func (o object) cited(key string) Name {
	if n := o.fields[key]; n != nil && n.Kind == yaml.MappingNode {
		return o.nameAt(key)
	}
	s := o.text(key)
	return Name{VI: s, EN: englishArticle.Replace(s)}
}

// span is the row's own validity inside the instrument's. Monthly benefits follow the law of the month's first day,
// so a row begins with a month and ends with one.
func (o object) span(i *Instrument) Span {
	s := Span{From: o.date("from"), To: o.date("to")}
	if s.From.IsZero() {
		s.From = i.From
	}
	if s.To.IsZero() {
		s.To = i.To
	}
	if !s.From.IsZero() && s.From != s.From.Month().First() {
		o.bad("from", "law.not_first_day", s.From.String())
	}
	if !s.To.IsZero() && s.To != s.To.Month().Last() {
		o.bad("to", "law.not_last_day", s.To.String())
	}
	if !s.To.IsZero() && s.To < s.From {
		o.bad("to", "law.never_in_force", s.From.String(), s.To.String())
	}
	if s.From < i.From {
		o.bad("from", "law.before_instrument", s.From.String(), i.From.String())
	}
	return s
}

func (o object) notes(key string) []Note {
	var all []Note
	for _, n := range o.list(key) {
		c := o.r.object(o.file, n, "source", "confidence", "vi", "en")
		all = append(all, Note{Article: c.text("source"), Confidence: c.confidence(0), Name: c.name()})
	}
	return all
}
