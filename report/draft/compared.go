package draft

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"ansinh/auth"
	"ansinh/report"
	"ansinh/text"
)

// Comparison is two versions of a report and what the later says otherwise.
type Comparison struct {
	Draft    Draft
	From, To int
	Found    []Difference
}

// Compared holds two versions of a report against each other. Where none is chosen it is the newest against the last one
// before it that says something else: signing adds a version that says the same. A report of one version is compared with
// itself.
func (s *Drafts) Compared(ctx context.Context, actor auth.Actor, id ID, from, to int) (Comparison, error) {
	d, after, err := s.Draft(ctx, actor, id, to)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{Draft: d, From: from, To: to}
	if c.To == 0 {
		c.To = d.Version
	}
	if c.From != 0 {
		_, before, err := s.Draft(ctx, actor, id, c.From)
		c.Found = Compare(before, after)
		return c, err
	}
	for c.From = c.To - 1; c.From > 0; c.From-- {
		_, before, err := s.Draft(ctx, actor, id, c.From)
		if err != nil {
			return c, err
		}
		if c.Found = Compare(before, after); len(c.Found) > 0 {
			return c, nil
		}
	}
	c.From = max(1, c.To-1)
	return c, nil
}

// Workbook writes a comparison as an Excel file; the same comparison gives the same bytes.
func (s *Drafts) Workbook(w io.Writer, c Comparison, lang text.Lang) error {
	say := func(code string, args ...any) string { return s.Texts.Of(lang, code, args...) }
	sheet := report.Sheet{Name: say("web.draft.compare"), Widths: []int{12, 60, 50, 50}, Head: []string{say("web.drafts.kind"), say("web.versions.where"),
		say("web.draft.version", c.From), say("web.draft.version", c.To)}}
	for _, x := range c.Found {
		sheet.Rows = append(sheet.Rows, []string{say("web.draft.compare.kind." + x.Kind), x.Where, x.Before, x.After})
	}
	about := report.Sheet{Name: say("draft.sheet.about"), Widths: []int{24, 70}, Head: []string{say("draft.sheet.meaning"), say("draft.sheet.value")},
		Rows: [][]string{{say("web.drafts.kind"), c.Draft.Title}, {say("report.field.day"), c.Draft.AsOf.Vietnamese()}, {say("web.draft.compare.found"), strconv.Itoa(len(c.Found))}}}
	for _, n := range []int{c.From, c.To} {
		for _, v := range c.Draft.Versions {
			if v.Number == n {
				about.Rows = append(about.Rows, []string{say("web.draft.version", n), fmt.Sprintf("%s · %s %s", moment(v.At), v.Name, v.Note)})
			}
		}
	}
	return report.WriteSheets(w, []report.Sheet{sheet, about})
}
