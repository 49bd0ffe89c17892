package docx

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"ansinh/fault"
)

// Form is the look of every part. Lengths are millimetres, sizes half points (27 is 13.5 points), shares permille.
type Form struct {
	ID         string `yaml:"id"`
	Source     string `yaml:"source"`
	Verified   bool   `yaml:"verified"` // false: the values were not compared with the text of the decree
	Note       string `yaml:"note"`
	Font       string `yaml:"font"`
	Page       Page   `yaml:"page"`
	NationCol  int    `yaml:"nation_column"` // share of the width that the national title takes
	SignCol    int    `yaml:"signature_column"`
	SignGap    int    `yaml:"signature_gap"` // free lines for the hand
	Nation     Style  `yaml:"nation"`
	Motto      Style  `yaml:"motto"`
	Superior   Style  `yaml:"superior"`
	Issuer     Style  `yaml:"issuer"`
	Number     Style  `yaml:"number"`
	Place      Style  `yaml:"place"`
	Kind       Style  `yaml:"kind"`
	Subject    Style  `yaml:"subject"`
	Address    Style  `yaml:"address"`
	Basis      Style  `yaml:"basis"`
	Body       Style  `yaml:"body"`
	Heading1   Style  `yaml:"heading1"`
	Heading2   Style  `yaml:"heading2"`
	Heading3   Style  `yaml:"heading3"`
	Caption    Style  `yaml:"caption"`
	TableNote  Style  `yaml:"table_note"`
	Table      Style  `yaml:"table"`
	TableHead  Style  `yaml:"table_head"`
	Authority  Style  `yaml:"authority"`
	Signer     Style  `yaml:"signer"`
	Recipients Style  `yaml:"recipients"`
	Recipient  Style  `yaml:"recipient"`
	PageNumber Style  `yaml:"page_number"`
	AnnexLabel Style  `yaml:"annex_label"`
	AnnexTitle Style  `yaml:"annex_title"`
	AnnexRef   Style  `yaml:"annex_reference"`
}

// Page is paper and margins.
type Page struct {
	Width  int `yaml:"width"`
	Height int `yaml:"height"`
	Top    int `yaml:"top"`
	Bottom int `yaml:"bottom"`
	Left   int `yaml:"left"`
	Right  int `yaml:"right"`
	Header int `yaml:"header"` // from the paper's edge to the page number
}

// Style is the look of one part.
type Style struct {
	Text      string `yaml:"text"` // fixed words of the part, where it has some
	Size      int    `yaml:"size"`
	Bold      bool   `yaml:"bold"`
	Italic    bool   `yaml:"italic"`
	Caps      bool   `yaml:"caps"`
	FirstLine int    `yaml:"first_line"`
	Before    int    `yaml:"before"`  // twentieths of a point
	After     int    `yaml:"after"`   // twentieths of a point
	Spacing   int    `yaml:"spacing"` // permille of a single line
	Line      int    `yaml:"line"`    // a solid line below, as a share of the width of the text
}

// ReadForm reads and checks a form.
func ReadForm(name string, data []byte) (*Form, error) {
	var f Form
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "report.form_unreadable", name)
	}
	if err := f.check(name); err != nil {
		return nil, err
	}
	return &f, nil
}

func (f *Form) check(name string) error {
	e := fault.New(fault.Invalid, "report.form_wrong", name)
	if f.Font == "" {
		e.At("font", "report.form_value", f.Font)
	}
	p := f.Page
	if p.Width-p.Left-p.Right < 50 || p.Height-p.Top-p.Bottom < 50 || p.Left < 0 || p.Right < 0 || p.Top < 0 || p.Bottom < 0 {
		e.At("page", "report.form_value", fmt.Sprint(p))
	}
	for where, share := range map[string]int{"nation_column": f.NationCol, "signature_column": f.SignCol} {
		if share < 200 || share > 800 {
			e.At(where, "report.form_value", share)
		}
	}
	for where, s := range f.parts() {
		if s.Size < 12 || s.Size > 72 || s.Line < 0 || s.Line > 1000 || s.FirstLine < 0 || s.Spacing < 0 {
			e.At(where, "report.form_value", s.Size)
		}
	}
	return e.OrNil()
}

func (f *Form) parts() map[string]Style {
	return map[string]Style{
		"nation": f.Nation, "motto": f.Motto, "superior": f.Superior, "issuer": f.Issuer, "number": f.Number,
		"place": f.Place, "kind": f.Kind, "subject": f.Subject, "address": f.Address, "basis": f.Basis, "body": f.Body,
		"heading1": f.Heading1, "heading2": f.Heading2, "heading3": f.Heading3, "caption": f.Caption,
		"table_note": f.TableNote, "table": f.Table, "table_head": f.TableHead, "authority": f.Authority,
		"signer": f.Signer, "recipients": f.Recipients, "recipient": f.Recipient, "page_number": f.PageNumber,
		"annex_label": f.AnnexLabel, "annex_title": f.AnnexTitle, "annex_reference": f.AnnexRef,
	}
}

// twips turns millimetres into twentieths of a point.
func twips(mm int) int { return (mm*14400 + 127) / 254 }

// textWidth is the width between the margins in twips.
func (p Page) textWidth(landscape bool) int {
	if landscape {
		return twips(p.Height - p.Top - p.Bottom)
	}
	return twips(p.Width - p.Left - p.Right)
}
