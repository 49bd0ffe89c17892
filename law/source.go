package law

import (
	"strings"

	"ansinh/calendar"
)

// Confidence says how well a row of the law was read; see the policy folder's README for the letters.
type Confidence byte

// The letters, from best to worst. Derived rows follow by arithmetic or by our own reading from verified ones.
const (
	Verified  Confidence = 'V' // read in the text of the document itself
	Reported  Confidence = 'N' // stated by a page that cites the article
	Derived   Confidence = 'D'
	Secondary Confidence = 'S' // one weak secondary source
	Memory    Confidence = 'M' // nothing read confirms it
)

const confidences = "VNDSM"

// worse is the weaker of two.
func (c Confidence) worse(d Confidence) Confidence {
	if strings.IndexByte(confidences, byte(d)) > strings.IndexByte(confidences, byte(c)) {
		return d
	}
	return c
}

// Status is verified, derived or unverified: what must stand beside an amount wherever it is shown.
func (c Confidence) Status() string {
	switch c {
	case Verified, Reported:
		return "verified"
	case Derived:
		return "derived"
	}
	return "unverified"
}

func (c Confidence) String() string { return string(rune(c)) }

// MarshalText writes the letter.
func (c Confidence) MarshalText() ([]byte, error) { return []byte{byte(c)}, nil }

// Span is a time of validity by days, both ends included; a zero To is open.
type Span struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

func (s Span) holds(day calendar.Date) bool { return s.From <= day && (s.To.IsZero() || day <= s.To) }

func (s Span) end() calendar.Date {
	if s.To.IsZero() {
		return calendar.MustDay(9999, 12, 31)
	}
	return s.To
}

// Source is where a row of the law stands.
type Source struct {
	Instrument *Instrument `json:"-"`
	Number     string      `json:"document"` // e.g. 20/2021/NĐ-CP; another one where the row is taken from there
	NumberEN   string      `json:"document_en"`
	Article    string      `json:"article"` // as it is cited in Vietnamese: Điều 5 khoản 1
	ArticleEN  string      `json:"article_en"`
	Confidence Confidence  `json:"confidence"`
	Status     string      `json:"status"`
}

// Cite is the article and the document in a language.
func (s Source) Cite(lang string) string {
	if lang == "en" {
		return s.ArticleEN + ", " + s.NumberEN
	}
	return s.Article + ", " + s.Number
}

// englishArticle is how the parts of a document are called in English; a source that holds other words is given in
// both languages.
var englishArticle = strings.NewReplacer("Điều", "Article", "điều", "article", "khoản", "clause", "điểm", "point",
	"đến", "to", "Phụ lục", "Appendix", "mục", "item")

// Note is a remark on an instrument: how a clause is read, or what it says that is not computed.
type Note struct {
	Article    string     `json:"article,omitempty"`
	Confidence Confidence `json:"confidence,omitempty"`
	Name
}

// Instrument is one document: a law, decree or resolution, in one folder.
type Instrument struct {
	ID         string        `json:"id"` // field/folder
	Field      string        `json:"field"`
	Number     string        `json:"number"`
	Issuer     string        `json:"issuer"`
	Issued     calendar.Date `json:"issued"`
	From       calendar.Date `json:"from"` // its provisions apply from
	To         calendar.Date `json:"to"`
	Area       string        `json:"area,omitempty"` // unit of a local resolution; "" is the whole country
	Confidence Confidence    `json:"confidence"`
	Amends     []string      `json:"amends,omitempty"` // ids
	Read       []string      `json:"read,omitempty"`   // where it was read
	Notes      []Note        `json:"notes,omitempty"`
	NotCovered []Note        `json:"not_covered,omitempty"`
	Name

	Carries []string `json:"carries,omitempty"` // ids of what it may have replaced; their rows count as no surer than it

	dir     string
	carries map[*Instrument]bool
	applies bool // national, or of an area this installation answers for
	amends  map[*Instrument]bool
}
