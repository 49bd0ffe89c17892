package exchange

import (
	"io/fs"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/viet"
)

// Rules are the words of policy/registry/exchange.yaml with the vocabulary and the units.
type Rules struct {
	Limits    Limits
	columns   map[string]string // folded word → column
	ids       []string
	relations map[string]string
	yes, no   map[string]bool
	foot      []string // folded words
	groups    []groupWords
	words     *law.Vocabulary
	tree      *org.Tree
}

type groupWords struct {
	law.Name  `yaml:",inline"`
	Columns   []string `yaml:"columns"`
	Registers []string `yaml:"registers"`
}

// Group is choices for a column that belong together.
type Group struct {
	law.Name
	Columns []string
}

type rulesFile struct {
	Limits    Limits              `yaml:"limits"`
	Columns   []columnWords       `yaml:"columns"`
	Relations map[string][]string `yaml:"relations"`
	Yes       []string            `yaml:"yes"`
	No        []string            `yaml:"no"`
	Foot      []string            `yaml:"foot"`
	Groups    []groupWords        `yaml:"groups"`
}

type columnWords struct {
	ID    string   `yaml:"id"`
	Words []string `yaml:"words"`
}

// Load reads the rules.
func Load(from fs.FS, words *law.Vocabulary, tree *org.Tree) (*Rules, error) {
	var f rulesFile
	if err := policy.YAML(from, "registry/exchange.yaml", &f); err != nil {
		return nil, err
	}
	r := &Rules{Limits: f.Limits, columns: map[string]string{}, relations: map[string]string{}, yes: folded(f.Yes), no: folded(f.No),
		groups: f.Groups, words: words, tree: tree}
	for _, def := range words.Facts() {
		if def.Derived == "" && def.Of != "area" && def.Of != law.Event {
			r.ids = append(r.ids, def.ID)
			r.columns[viet.Fold(def.ID)], r.columns[viet.Fold(def.VI)], r.columns[viet.Fold(def.EN)] = def.ID, def.ID, def.ID
		}
	}
	for _, c := range f.Columns { // over the facts: a birth date is the person's own
		r.ids = append(r.ids, c.ID)
		r.columns[c.ID] = c.ID
		for _, w := range c.Words {
			r.columns[viet.Fold(w)] = c.ID
		}
	}
	for _, w := range f.Foot {
		r.foot = append(r.foot, viet.Fold(w))
	}
	for id, words := range f.Relations {
		for _, w := range append(words, id) {
			r.relations[viet.Fold(w)] = id
		}
	}
	return r, nil
}

func folded(words []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		out[viet.Fold(w)] = true
	}
	return out
}

// own are the facts that stand in the person's own row, for which there are columns of their own.
var own = []string{"person.birth_date", "person.sex", "person.ethnicity"}

// Choices are all columns a heading can mean, most used first, each once; sensitive ones only where they may be given.
func (r *Rules) Choices(sensitive bool) []Group {
	out := make([]Group, len(r.groups))
	for i := range r.groups {
		out[i].Name = r.groups[i].Name
	}
	for _, id := range r.ids {
		def, fact := r.words.Fact(id)
		if slices.Contains(own, id) || fact && def.Sensitive && !sensitive {
			continue
		}
		at := slices.IndexFunc(r.groups, func(g groupWords) bool {
			return slices.Contains(g.Columns, id) || fact && slices.Contains(g.Registers, def.Register)
		})
		if at < 0 {
			at = len(out) - 1
		}
		out[at].Columns = append(out[at].Columns, id)
	}
	for i := range out { // in the order in which the group names them
		place := func(id string) int {
			if at := slices.Index(r.groups[i].Columns, id); at >= 0 {
				return at
			}
			return len(r.groups[i].Columns)
		}
		slices.SortStableFunc(out[i].Columns, func(a, b string) int { return place(a) - place(b) })
	}
	return slices.DeleteFunc(out, func(g Group) bool { return len(g.Columns) == 0 })
}

// Map says what each column of a sheet means by its heading; "" is left out. Two columns never mean one thing.
func (r *Rules) Map(s *Sheet) []string {
	out := make([]string, len(s.Heading))
	for i, h := range s.Heading {
		if id := r.column(h); id != "" && !slices.Contains(out, id) {
			out[i] = id
		}
	}
	return out
}

// column is what the words of a heading mean; "" where they are not known.
func (r *Rules) column(words string) string {
	return r.columns[strings.TrimSpace(strings.Trim(viet.Fold(words), "*:."))]
}

// Read reads a list whose heading is known by these rules.
func (r *Rules) Read(name string, body []byte) (*Sheet, error) {
	s, err := Read(name, body, r.Limits, func(words string) bool { return r.column(words) != "" })
	if err == nil {
		s.cut(r.foot)
	}
	return s, err
}

// unit finds a commune by code, name, or name with its type, on the map of a day, else on any map where only one had
// that name. more says that there are several.
func (r *Rules) units(day calendar.Date) map[string][]org.UnitID {
	out := map[string][]org.UnitID{}
	add := func(u org.Unit, keys map[string][]org.UnitID) {
		for _, k := range []string{string(u.ID), u.Code, viet.Fold(u.Name), viet.Fold(u.Title())} {
			if !slices.Contains(keys[k], u.ID) {
				keys[k] = append(keys[k], u.ID)
			}
		}
	}
	for _, u := range r.tree.Units(org.Commune, day) {
		add(u, out)
	}
	older := map[string][]org.UnitID{}
	for _, u := range r.tree.All() {
		if u.Level == org.Commune && !u.On(day) {
			add(u, older)
		}
	}
	for k, ids := range older {
		if len(out[k]) == 0 {
			out[k] = r.onePlace(ids, day)
		}
	}
	return out
}

// onePlace leaves of the periods of one commune the latest: they are one place.
func (r *Rules) onePlace(ids []org.UnitID, day calendar.Date) []org.UnitID {
	var places []org.UnitID
	var out []org.UnitID
	for _, id := range slices.Backward(ids) {
		now, ok := r.tree.On(id, day)
		code, _ := r.tree.Unit(id)
		key := org.UnitID(code.Code) + "/" + now
		if !ok || !slices.Contains(places, key) {
			places = append(places, key)
			out = append(out, id)
		}
	}
	return out
}
