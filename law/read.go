package law

import (
	"io/fs"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"go.yaml.in/yaml/v3"
)

// reader reads policy files and gathers every problem with its place instead of stopping at the first.
type reader struct {
	fsys     fs.FS
	problems Problems
	lines    map[string][]string // the text of each file read, for the caret
	ahead    map[string]*tree    // files being read before they are opened
}

func newReader(fsys fs.FS) *reader { return &reader{fsys: fsys, lines: map[string][]string{}} }

// at notes a problem at a place of a file.
func (r *reader) at(file string, line, column int, code string, args ...any) {
	text := ""
	if ls := r.lines[file]; line > 0 && line <= len(ls) {
		text = ls[line-1]
	}
	r.problems = append(r.problems, Problem{File: file, Line: line, Column: column, Text: text, Code: code, Args: args})
}

// sorted puts the problems in the order of files and lines.
func (r *reader) sorted() Problems {
	sort.SliceStable(r.problems, func(i, j int) bool {
		a, b := r.problems[i], r.problems[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	return r.problems
}

// open parses a file to its top node; nil (and a problem) where it cannot.
func (r *reader) open(file string) *yaml.Node {
	t, ok := r.ahead[file]
	if !ok {
		t = &tree{}
		t.read(r.fsys, file)
	}
	t.done.Wait()
	if t.missing {
		r.at(file, 0, 0, "law.no_file", file)
		return nil
	}
	return r.top(file, t)
}

// parse is open for a text already at hand.
func (r *reader) parse(file string, raw []byte) *yaml.Node {
	t := &tree{}
	t.parse(raw)
	return r.top(file, t)
}

// tree is a file as YAML.
type tree struct {
	done    sync.WaitGroup
	missing bool
	raw     []byte
	doc     yaml.Node
	err     error
}

func (t *tree) read(fsys fs.FS, file string) {
	raw, err := fs.ReadFile(fsys, file)
	if t.missing = err != nil; !t.missing {
		t.parse(raw)
	}
}

func (t *tree) parse(raw []byte) {
	t.raw = raw
	t.err = yaml.Unmarshal(raw, &t.doc)
}

// readAhead begins to read every file of the law, all processors sharing them, while the first are worked on. Who opens
// a file waits for it.
func (r *reader) readAhead() {
	r.ahead = map[string]*tree{}
	var files []string
	_ = fs.WalkDir(r.fsys, "law", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".yaml") {
			t := &tree{}
			t.done.Add(1)
			r.ahead[path], files = t, append(files, path)
		}
		return nil // what cannot be read is a problem when it is opened
	})
	var taken atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := taken.Add(1); i <= int64(len(files)); i = taken.Add(1) {
				t := r.ahead[files[i-1]]
				t.read(r.fsys, files[i-1])
				t.done.Done()
			}
		}()
	}
}

// top is the top node of a file that was read.
func (r *reader) top(file string, t *tree) *yaml.Node {
	r.lines[file] = strings.Split(string(t.raw), "\n")
	if err := t.err; err != nil {
		line := yamlLine(err.Error())
		r.at(file, line, 1, "law.not_yaml", strings.TrimPrefix(err.Error(), "yaml: "))
		return nil
	}
	doc := &t.doc
	if len(doc.Content) == 0 {
		r.at(file, 0, 0, "law.empty_file", file)
		return nil
	}
	if alias := findAlias(doc.Content[0]); alias != nil {
		r.at(file, alias.Line, alias.Column, "law.no_alias")
		return nil
	}
	return doc.Content[0]
}

// yamlLine takes the line out of the YAML library's message; 0 where it names none.
func yamlLine(message string) int {
	_, after, found := strings.Cut(message, "line ")
	n := 0
	for i := 0; found && i < len(after) && after[i] >= '0' && after[i] <= '9' && n < 1<<20; i++ {
		n = n*10 + int(after[i]-'0')
	}
	return n
}

// findAlias finds an alias (*name): a law is written out, and an alias could make a small file huge.
func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n
	}
	for _, c := range n.Content {
		if a := findAlias(c); a != nil {
			return a
		}
	}
	return nil
}

// object is a mapping of a file with the place of every key.
type object struct {
	r      *reader
	file   string
	node   *yaml.Node
	fields map[string]*yaml.Node
}

// object reads a mapping and complains about keys that are not allowed or stand twice.
func (r *reader) object(file string, node *yaml.Node, keys ...string) object {
	o := object{r: r, file: file, node: node, fields: map[string]*yaml.Node{}}
	if node == nil {
		return o
	}
	if node.Kind != yaml.MappingNode {
		r.at(file, node.Line, node.Column, "law.not_mapping")
		return o
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		k, v := node.Content[i], node.Content[i+1]
		switch {
		case len(keys) > 0 && !slices.Contains(keys, k.Value):
			r.at(file, k.Line, k.Column, "law.unknown_key", k.Value, nearestName(k.Value, keys))
		case o.fields[k.Value] != nil:
			r.at(file, k.Line, k.Column, "law.key_twice", k.Value)
		default:
			o.fields[k.Value] = v
		}
	}
	return o
}

func (o object) has(key string) bool { return o.fields[key] != nil }

// bad notes a problem at a key's value, or at the object where the key is missing.
func (o object) bad(key, code string, args ...any) {
	n := o.fields[key]
	if n == nil {
		n = o.node
	}
	if n == nil {
		o.r.at(o.file, 0, 0, code, args...)
		return
	}
	o.r.at(o.file, n.Line, n.Column, code, args...)
}

// text is a scalar as written; "" where the key is missing.
func (o object) text(key string) string {
	n := o.fields[key]
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		o.bad(key, "law.not_text", key)
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// need is text that must be there.
func (o object) need(key string) string {
	s := o.text(key)
	if s == "" && o.node != nil && o.node.Kind == yaml.MappingNode {
		o.bad(key, "law.missing_key", key)
	}
	return s
}

// flag is true or false; false where the key is missing.
func (o object) flag(key string) bool {
	switch s := o.text(key); s {
	case "", "false":
		return false
	case "true":
		return true
	default:
		o.bad(key, "law.not_bool", key, s)
		return false
	}
}

// list is the items of a sequence; none where the key is missing.
func (o object) list(key string) []*yaml.Node {
	n := o.fields[key]
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		o.bad(key, "law.not_list", key)
		return nil
	}
	return n.Content
}

// name is the pair vi, en of the object itself; both must be there.
func (o object) name() Name { return Name{VI: o.need("vi"), EN: o.need("en")} }

// nameAt is the pair vi, en under a key.
func (o object) nameAt(key string) Name {
	if !o.has(key) {
		o.bad(key, "law.missing_key", key)
		return Name{}
	}
	return o.r.object(o.file, o.fields[key], "vi", "en").name()
}
