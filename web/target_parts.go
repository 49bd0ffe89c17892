package web

import (
	"cmp"
	"math/big"
	"net/http"
	"slices"
	"strings"

	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/org"
)

// partsView is a target's latest value told apart in every commune of the map looked at.
type partsView struct {
	Standing indicator.Standing
	By       string   // the dimension that is shown
	Bys      []string // those of which anything is known
	Heads    []string // parts of the dimension, with what could not be told apart
	Units    []indicator.UnitApart
	Unplaced []indicator.Breakdown
	Hidden   bool // figures of few people are covered
}

// targetPartsPage shows one dimension at a time; its file holds all of them.
func targetPartsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx := r.Context()
	q := s.question(ctx, f)
	var v partsView
	var err error
	if v.Standing, err = s.Indicators.Standing(ctx, f.Actor, r.PathValue("id"), q); err != nil {
		return nil, err
	}
	d := v.Standing.Definition
	f.Title, f.Wide = f.T("web.target.apart.title", f.say(d.Name)), true
	if d.Level == "commune" && len(d.By) > 0 {
		q.Day = f.Map
		if v.Units, v.Unplaced, err = s.Indicators.ApartByUnit(ctx, f.Actor, d.ID, q, org.Commune); err != nil {
			return nil, err
		}
	}
	if err := v.choose(f.Query.Get("by"), d.By); err != nil {
		return nil, err
	}
	slices.SortFunc(v.Units, func(a, b indicator.UnitApart) int {
		return cmp.Or(strings.Compare(fold(a.Unit.Name), fold(b.Unit.Name)), strings.Compare(a.Unit.Code, b.Unit.Code))
	})
	if f.wantsFile() {
		return nil, f.sendTable(w, "chi-tieu-"+d.Target+"-thanh-phan-theo-xa", []string{f.T("web.units.code"), f.T("web.units.name"), f.T("web.target.parts.by"),
			f.T("web.target.parts.part"), f.say(d.Numerator), f.say(d.Denominator), f.units(d)}, v.rows(f))
	}
	return targetPartsContent(f, v), nil
}

// choose takes the dimension that was asked for, or the first of which anything is known.
func (v *partsView) choose(asked string, all []string) error {
	for _, by := range all {
		if slices.ContainsFunc(v.Units, func(u indicator.UnitApart) bool { return told(u.Apart, by) != nil }) {
			v.Bys = append(v.Bys, by)
		}
	}
	if asked != "" && !slices.Contains(all, asked) {
		return fault.New(fault.NotFound, "web.no_page")
	}
	if v.By = asked; !slices.Contains(v.Bys, asked) && len(v.Bys) > 0 {
		v.By = v.Bys[0]
	}
	for _, u := range v.Units {
		v.Hidden = v.Hidden || u.Hidden
		if b := told(u.Apart, v.By); b != nil {
			for _, p := range b.Parts {
				if !slices.Contains(v.Heads, p.Part) {
					v.Heads = append(v.Heads, p.Part)
				}
			}
		}
	}
	slices.SortStableFunc(v.Heads, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return nil
}

// rank puts what could not be told apart last.
func rank(part string) int {
	if part == "" {
		return 1
	}
	return 0
}

// told is what is known by a dimension; nil where nothing is.
func told(all []indicator.Breakdown, by string) *indicator.Breakdown {
	if i := slices.IndexFunc(all, func(b indicator.Breakdown) bool { return b.Dimension == by }); i >= 0 {
		return &all[i]
	}
	return nil
}

// part is one part of a breakdown; false where it has none.
func part(b *indicator.Breakdown, id string) (indicator.Share, bool) {
	if b == nil {
		return indicator.Share{}, false
	}
	i := slices.IndexFunc(b.Parts, func(p indicator.Share) bool { return p.Part == id })
	if i < 0 {
		return indicator.Share{}, false
	}
	return b.Parts[i], true
}

// partOf writes a share with the figures it is of: 45,2% · 14/31; of a plain figure the figure.
func (f *frame) partOf(d indicator.Definition, s indicator.Share) (value, of string) {
	if d.Denominator.VI == "" {
		return f.partAmount(s, s.Numerator), ""
	}
	if s.Hidden {
		return f.partAmount(s, s.Numerator), ""
	}
	return f.shareShown(d, s), f.partAmount(s, s.Numerator) + "/" + f.partAmount(s, s.Denominator)
}

func (v partsView) rows(f *frame) [][]string {
	d := v.Standing.Definition
	var out [][]string
	add := func(code, name string, all []indicator.Breakdown) {
		for _, b := range all {
			for _, p := range b.Parts {
				value := ""
				if p.Value != nil && !p.Hidden {
					value = d.Show(new(big.Rat).Set(p.Value))
				}
				out = append(out, []string{code, name, f.say(f.site.Returns.Book().Dimension(b.Dimension)), f.partName(b.Dimension, p.Part),
					f.partAmount(p, p.Numerator), f.partAmount(p, p.Denominator), value})
			}
		}
	}
	for _, u := range v.Units {
		add(u.Unit.Code, capital(u.Unit.Title()), u.Apart)
	}
	add("", f.T("web.target.apart.unplaced"), v.Unplaced)
	return out
}
