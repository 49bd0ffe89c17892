package reading

import (
	"io/fs"

	"ansinh/policy"
)

// lexicon holds the words that name things: agencies, sectors, units of counting. They are data, because agencies are
// renamed and a plan may count something new; the words of grammar (at least, by the year) stand in the code.
type lexicon struct {
	agencyHeads []phrase // an agency's name begins so, with a capital: Sở, Công an, Hội …
	anyHeads    []phrase // begins an agency's name in any case: các, ubnd, ủy ban …
	sectors     []phrase // what a department is named for: Y tế, Giáo dục và Đào tạo …
	sectorNames map[string]string
	units       []phrase // what is counted: căn hộ, giường bệnh, lao động …
	persons     []phrase // units that are people: bác sĩ …
	classes     map[string]string
	things      []phrase
	whole       []phrase // one agency whose name holds a comma or "và"
	goesOn      []phrase // go on with an agency's name
	joined      []string // names written with " - " that a line may be broken in: Lao động - Thương binh …
}

type lexiconFile struct {
	AgencyHeads []string            `yaml:"agency_heads"`
	AnyHeads    []string            `yaml:"any_heads"`
	Sectors     []string            `yaml:"sectors"`
	Units       []string            `yaml:"units"`
	Persons     []string            `yaml:"persons"`
	Kinds       map[string][]string `yaml:"kinds"`
	Things      []string            `yaml:"things"`
	Whole       []string            `yaml:"whole_agencies"`
	GoesOn      []string            `yaml:"goes_on"`
	Joined      []string            `yaml:"joined"`
}

func loadLexicon(from fs.FS) (*lexicon, error) {
	var file lexiconFile
	if err := policy.YAML(from, "plan/lexicon.yaml", &file); err != nil {
		return nil, err
	}
	lex := &lexicon{
		agencyHeads: phrases(file.AgencyHeads...),
		anyHeads:    phrases(file.AnyHeads...),
		sectors:     phrases(file.Sectors...),
		sectorNames: map[string]string{},
		units:       phrases(append(file.Units, file.Persons...)...),
		persons:     phrases(file.Persons...),
		classes:     map[string]string{},
		things:      phrases(file.Things...),
		whole:       phrases(file.Whole...),
		goesOn:      phrases(file.GoesOn...),
	}
	for _, s := range file.Sectors {
		lex.sectorNames[keyOf(s)] = s
	}
	for class, words := range file.Kinds {
		for _, w := range words {
			lex.classes[keyOf(w)] = class
		}
	}
	for _, j := range file.Joined {
		lex.joined = append(lex.joined, keyOf(j))
	}
	return lex, nil
}
