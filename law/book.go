package law

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"ansinh/calendar"
	"ansinh/fault"
)

// Book is the law as loaded: checked, compiled and unchanging. It is safe for use by several goroutines.
type Book struct {
	vocabulary  *Vocabulary
	instruments []*Instrument
	params      []*parameter
	tariffs     []*tariff
	programmes  []Programme
	terms       []*term
	categories  []Category
	stackings   []*stacking
	cases       []Case
	hash        string
	first       calendar.Month
	eventFacts  []factSet // by programme, the facts of events its conditions ask

	plans *sync.Map // calendar.Month → *plan: the monthly law of a month, made when first asked for
	whole *sync.Map // calendar.Month → *plan: the same with the programmes that answer on request

	milestones *milestones
}

func (b *builder) book() (*Book, error) {
	book := &Book{
		vocabulary: b.vocabulary, instruments: b.instruments, params: b.params, tariffs: b.tariffs, terms: b.terms,
		stackings: b.stackings, cases: b.cases, first: b.firstMonth(), plans: &sync.Map{}, whole: &sync.Map{}, milestones: &milestones{},
	}
	for _, p := range b.programmes {
		book.programmes = append(book.programmes, *p)
	}
	for _, c := range b.categories {
		last := &c.history.versions[len(c.history.versions)-1]
		c.Name, c.Payee, c.Source = last.body.Name, last.body.payee, last.source
		book.categories = append(book.categories, *c)
	}
	book.eventFacts = book.askedOfEvents()
	hash, err := hashOf(b.fsys)
	book.hash = hash
	return book, err
}

// hashOf is the hash of every file that decides, by path and content; cases decide nothing.
func hashOf(fsys fs.FS) (string, error) {
	var files []string
	err := fs.WalkDir(fsys, "law", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, "/cases.yaml") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "law.no_file", "law")
	}
	slices.Sort(files)
	h := sha256.New()
	for _, f := range files {
		raw, err := fs.ReadFile(fsys, f)
		if err != nil {
			return "", fault.Wrap(err, fault.Invalid, "law.no_file", f)
		}
		fmt.Fprintf(h, "%s %d\n", f, len(raw))
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Hash names this state of the law; the same hash gives the same answers.
func (b *Book) Hash() string { return b.hash }

// Vocabulary is the facts the law asks about.
func (b *Book) Vocabulary() *Vocabulary { return b.vocabulary }

// Programmes is every programme; Benefit.Programme is a place in it. Not to be changed.
func (b *Book) Programmes() []Programme { return b.programmes }

// Categories is every category there ever was, in the order the law brought them; Benefit.Category is a place in it.
// Not to be changed.
func (b *Book) Categories() []Category { return b.categories }

// Instruments is every document, oldest first. Not to be changed.
func (b *Book) Instruments() []*Instrument { return b.instruments }

// Category finds a category by its id.
func (b *Book) Category(id string) (Category, bool) {
	i := slices.IndexFunc(b.categories, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return Category{}, false
	}
	return b.categories[i], true
}

// Programme finds a programme's place by its id.
func (b *Book) Programme(id string) (uint16, bool) {
	i := slices.IndexFunc(b.programmes, func(p Programme) bool { return p.ID == id })
	return uint16(max(0, i)), i >= 0
}

// First is the earliest month the book answers for; earlier months are an error, not an empty answer.
func (b *Book) First() calendar.Month { return b.first }
