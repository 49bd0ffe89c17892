package lang

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ansinh/fault"
)

// Lexicon holds the words of documents: they are data of the policy folder, because agencies are renamed, a plan may count
// something new and every office has its habits. How words are put together is grammar and stands in the code.
type Lexicon struct {
	comparatorsWords
	unitsWords
	targetsWords
	timeWords
	labelsWords
	agenciesWords
	documentWords
	papersWords
	reportsWords

	Sectors     []Phrase // what a department is named for: Y tế, Giáo dục và Đào tạo …
	SectorNames map[string]string
	Units       []Phrase // what is counted, people too
	Classes     map[string]string
	Short       []ShortName // what the document at hand calls agencies shortly
	Guessed     []Phrase    // labels that the document at hand teaches
	Joined      []string    // names written with " - " that a line may be broken in: Lao động - Thương binh …
}

// terms is a list of words and phrases of a file.
type terms []Phrase

// wordFolder is where the files lie.
const wordFolder = "reading/"

func LoadLexicon(from fs.FS) (*Lexicon, error) {
	lex := &Lexicon{SectorNames: map[string]string{}, Classes: map[string]string{}}
	wrong := fault.New(fault.Invalid, "plan.words.wrong", wordFolder)
	for _, file := range []struct {
		name string
		into any
	}{
		{"comparators", &lex.comparatorsWords}, {"units", &lex.unitsWords}, {"targets", &lex.targetsWords}, {"time", &lex.timeWords},
		{"labels", &lex.labelsWords}, {"agencies", &lex.agenciesWords}, {"document", &lex.documentWords}, {"papers", &lex.papersWords},
		{"reports", &lex.reportsWords},
	} {
		loadWords(from, wordFolder+file.name+".yaml", reflect.ValueOf(file.into).Elem(), wrong)
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	lex.Sectors = Phrases(lex.SectorTexts...)
	lex.Units = append(append([]Phrase{}, lex.Counted...), lex.Persons...)
	for _, s := range lex.SectorTexts {
		lex.SectorNames[KeyOf(s)] = s
	}
	for class, words := range lex.Kinds {
		for _, w := range words {
			lex.Classes[KeyOf(w)] = class
		}
	}
	for _, j := range lex.JoinedTexts {
		lex.Joined = append(lex.Joined, KeyOf(j))
	}
	return lex, nil
}

// loadWords reads one file into the lists of a struct and gathers what is wrong, each with file, line and column: a list
// nobody knows, one that is missing, an entry without words, one that stands twice.
func loadWords(from fs.FS, path string, into reflect.Value, wrong *fault.Error) {
	raw, err := fs.ReadFile(from, path)
	if err != nil {
		wrong.At(path, "plan.words.no_file")
		return
	}
	var doc yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(raw)).Decode(&doc); err != nil || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		wrong.At(path+yamlLine(err), "plan.words.not_yaml")
		return
	}
	fields := map[string]reflect.Value{}
	for i := range into.NumField() {
		fields[into.Type().Field(i).Tag.Get("yaml")] = into.Field(i)
	}
	top := doc.Content[0].Content
	for i := 0; i+1 < len(top); i += 2 {
		field, ok := fields[top[i].Value]
		if !ok {
			wrong.At(at(path, top[i]), "plan.words.unknown", top[i].Value)
			continue
		}
		delete(fields, top[i].Value)
		set(field, path, top[i+1], wrong)
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		wrong.At(path, "plan.words.missing", name)
	}
}

// set fills one list.
func set(field reflect.Value, path string, n *yaml.Node, wrong *fault.Error) {
	switch into := field.Addr().Interface().(type) {
	case *terms:
		for _, s := range entries(path, n, wrong) {
			*into = append(*into, Phrases(s)...)
		}
	case *[]string:
		*into = entries(path, n, wrong)
	case *map[string][]string:
		*into = map[string][]string{}
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			(*into)[n.Content[i].Value] = entries(path, n.Content[i+1], wrong)
		}
	}
}

// entries are the words of a list, each once.
func entries(path string, n *yaml.Node, wrong *fault.Error) []string {
	if n.Kind != yaml.SequenceNode {
		wrong.At(at(path, n), "plan.words.no_list")
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, e := range n.Content {
		key := KeyOf(e.Value)
		switch {
		case e.Kind != yaml.ScalarNode || len(Tokens(e.Value)) == 0:
			wrong.At(at(path, e), "plan.words.empty")
		case seen[key]:
			wrong.At(at(path, e), "plan.words.twice", e.Value)
		default:
			out = append(out, e.Value)
		}
		seen[key] = true
	}
	return out
}

func at(path string, n *yaml.Node) string {
	return path + ":" + strconv.Itoa(n.Line) + ":" + strconv.Itoa(n.Column)
}

// yamlLine is ":12" where the reader of YAML says that line 12 is wrong.
func yamlLine(err error) string {
	var typed *yaml.TypeError
	if err == nil || errors.As(err, &typed) {
		return ""
	}
	_, after, found := strings.Cut(err.Error(), "line ")
	if !found {
		return ""
	}
	line, _, _ := strings.Cut(after, ":")
	return ":" + line
}

// ShortName is a short form with the name that the document gives it for.
type ShortName struct {
	Words Phrase
	Full  string
}
