package indicator

import (
	"errors"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/returns"
)

const (
	folder       = "indicator"
	stateFile    = folder + "/state.yaml"
	unitsFile    = folder + "/units.yaml"
	measuresFile = folder + "/measures.yaml"
	partsFile    = folder + "/parts.yaml"
)

// parameters are the figures that names of a formula stand for.
type parameters struct {
	Retirement retirement `yaml:"retirement"`
}

// retirement is the age of retirement over time, in months.
type retirement struct {
	Source     string          `yaml:"source"`
	Confidence string          `yaml:"confidence"`
	Ages       []retirementAge `yaml:"ages"`
}

type retirementAge struct {
	From   calendar.Date `yaml:"from"`
	Male   int           `yaml:"male"`
	Female int           `yaml:"female"`
}

// on is the age that holds on a day; zeros before the first.
func (r retirement) on(day calendar.Date) (male, female int) {
	for _, a := range r.Ages {
		if a.From <= day {
			male, female = a.Male, a.Female
		}
	}
	return male, female
}

// loader reads the definitions and gathers every mistake with its place.
type loader struct {
	*grammar
	book     *Book
	forms    *returns.Book
	agencies *org.Agencies
	law      *law.Book
	pages    []page       // by definition
	nodes    []*yaml.Node // by definition
}

// Load reads policy/indicator and holds it against the forms, agencies and facts it names. The error lists every mistake
// at once with its place; errors.As finds it as law.Problems.
func Load(from fs.FS, forms *returns.Book, agencies *org.Agencies, rules *law.Book) (*Book, error) {
	g, err := newGrammar()
	if err != nil {
		return nil, err
	}
	l := &loader{grammar: g, book: &Book{byID: map[string]int{}}, forms: forms, agencies: agencies, law: rules}
	b := l.book
	for name, into := range map[string]any{stateFile: &b.tolerance, unitsFile: &b.units, measuresFile: &b.parameters} {
		if err := policy.YAML(from, name, into); err != nil {
			return nil, err
		}
	}
	entries, err := fs.ReadDir(from, folder)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.no_file", folder)
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if slices.Contains([]string{stateFile, unitsFile, measuresFile, partsFile}, name) || !strings.HasSuffix(name, ".yaml") {
			continue
		}
		if err := l.file(from, name); err != nil {
			return nil, err
		}
	}
	l.sort()
	l.declare()
	l.check()
	l.formulae()
	if err := l.parts(from); err != nil {
		return nil, err
	}
	return b, l.problems.Fault("indicator.definitions")
}

var (
	fileKeys       = []string{"group", "indicators"}
	definitionKeys = []string{"id", "target", "watched", "name", "numerator", "denominator", "unit", "scale", "direction", "frequency", "level", "formula", "agency",
		"by", "definition", "baseline", "context"}
)

// open reads a file with its lines; a nil node is one that is no YAML, which is noted.
func (l *loader) open(from fs.FS, name string) (page, *yaml.Node, error) {
	raw, err := fs.ReadFile(from, name)
	if err != nil {
		return page{}, nil, fault.Wrap(err, fault.Invalid, "policy.no_file", name)
	}
	p := page{name, strings.Split(string(raw), "\n")}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil || len(doc.Content) == 0 {
		line := 0
		if err == nil {
			err = errors.New("empty")
		}
		l.place(p, line, 1, "law.not_yaml", strings.TrimPrefix(err.Error(), "yaml: "))
		return p, nil, nil
	}
	return p, doc.Content[0], nil
}

func (l *loader) file(from fs.FS, name string) error {
	p, top, err := l.open(from, name)
	if err != nil || top == nil {
		return err
	}
	var group Group
	l.keys(p, top, fileKeys)
	if n := child(top, "group"); n != nil {
		l.decode(p, n, &group)
	}
	list := child(top, "indicators")
	if list == nil || list.Kind != yaml.SequenceNode {
		l.at(p, top, "law.missing_key", "indicators")
		return nil
	}
	for _, n := range list.Content {
		l.keys(p, n, definitionKeys)
		d := Definition{}
		if !l.decode(p, n, &d) {
			continue
		}
		d.Group = group
		l.book.definitions = append(l.book.definitions, d)
		l.pages, l.nodes = append(l.pages, p), append(l.nodes, n)
	}
	return nil
}

// keys notes keys that a mapping may not have.
func (l *loader) keys(p page, n *yaml.Node, allowed []string) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; !slices.Contains(allowed, k.Value) {
			l.at(p, k, "law.unknown_key", k.Value, law.Nearest(k.Value, allowed))
		}
	}
}

func (l *loader) decode(p page, n *yaml.Node, into any) bool {
	if err := n.Decode(into); err != nil {
		l.at(p, n, "law.not_yaml", strings.TrimPrefix(err.Error(), "yaml: "))
		return false
	}
	return true
}

// child is the value of a key; nil where a mapping has none.
func child(n *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		if n == nil || n.Kind != yaml.MappingNode {
			return nil
		}
		var found *yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				found = n.Content[i+1]
			}
		}
		n = found
	}
	return n
}

// sort puts the definitions by group and target, their places with them.
func (l *loader) sort() {
	defs := l.book.definitions
	order := make([]int, len(defs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int {
		if x, y := defs[i].Group.Order, defs[k].Group.Order; x != y {
			return x - y
		}
		return strings.Compare(defs[i].Target, defs[k].Target)
	})
	sorted, pages, nodes := make([]Definition, len(defs)), make([]page, len(defs)), make([]*yaml.Node, len(defs))
	for to, i := range order {
		sorted[to], pages[to], nodes[to] = defs[i], l.pages[i], l.nodes[i]
	}
	l.book.definitions, l.pages, l.nodes = sorted, pages, nodes
}

// check fills in what a definition leaves to its unit and notes what fits nothing.
func (l *loader) check() {
	b := l.book
	targets := map[string]bool{}
	for i := range b.definitions {
		d := &b.definitions[i]
		bad := func(code string, args []any, keys ...string) {
			n := child(l.nodes[i], keys...)
			if n == nil {
				n = l.nodes[i]
			}
			l.at(l.pages[i], n, code, args...)
		}
		if b.byID[d.ID] != i || d.ID == "" || (d.Target == "") != d.Watched || targets[d.Target] {
			bad("indicator.twice", []any{d.Target}, "target")
		}
		if d.Watched {
			d.Target = d.ID
		}
		targets[d.Target] = true
		u, ok := b.units[d.Unit]
		if !ok || u.Factor < 1 {
			bad("indicator.unit", []any{d.Unit}, "unit")
		}
		d.Factor = u.Factor
		if d.Places == nil {
			one := 1
			d.Places = &one
		}
		if d.Direction != Up && d.Direction != Down || *d.Places < 0 || *d.Places > 4 {
			bad("indicator.direction", []any{d.Direction}, "direction")
		}
		if _, ok := l.agencies.Agency(d.Agency); !ok {
			bad("indicator.agency", []any{d.Agency}, "agency")
		}
		if d.Baseline != nil {
			v, ok := new(big.Rat).SetString(d.Baseline.Value)
			if !ok || d.Baseline.Source == "" || d.Baseline.Year < 1990 {
				bad("indicator.baseline", []any{d.Baseline.Value}, "baseline")
			}
			d.Baseline.value = v
		}
	}
	if len(b.parameters.Retirement.Ages) == 0 {
		l.place(page{file: measuresFile}, 0, 0, "indicator.parameters")
	}
	if t := b.tolerance; t.OnTrack < 0 || t.Slow < t.OnTrack || t.Fresh < 0 || t.Smallest < 0 || t.Forecast.Points < 3 || t.Forecast.Level < 50 || t.Forecast.Level > 99 {
		l.place(page{file: stateFile}, 0, 0, "indicator.tolerance")
	}
}
