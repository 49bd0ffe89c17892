package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"

	"ansinh/fault"
	"ansinh/report"
	"ansinh/report/draft"
)

func compareDraft(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := draftAsked(r)
	if err != nil {
		return nil, err
	}
	c, err := s.Drafts.Compared(r.Context(), f.Actor, id, number32(f.Query.Get("from")), number32(f.Query.Get("to")))
	if err != nil {
		return nil, err
	}
	f.Title = f.T("web.draft.compare.title", c.From, c.To)
	if f.Query.Get("format") == "xlsx" && !f.wants("list") { // with the look of a report
		var b bytes.Buffer
		if err := s.Drafts.Workbook(&b, c, f.Lang); err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b.Bytes())
		sendFile(w, "so-sanh-"+strconv.Itoa(c.From)+"-"+strconv.Itoa(c.To)+".xlsx", spreadsheet, hex.EncodeToString(sum[:]), b.Bytes())
		return nil, nil
	}
	if f.wantsFile() {
		var rows [][]string
		for _, x := range c.Found {
			rows = append(rows, []string{f.T("web.draft.compare.kind." + x.Kind), x.Where, x.Before, x.After})
		}
		return nil, f.sendTable(w, "so-sanh-"+strconv.Itoa(c.From)+"-"+strconv.Itoa(c.To), []string{f.T("web.drafts.kind"), f.T("web.versions.where"), f.T("web.draft.version", c.From), f.T("web.draft.version", c.To)}, rows)
	}
	return compareContent(f, c), nil
}

// number32 is a small number of the query; 0 where it is none.
func number32(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1<<20 {
		return 0
	}
	return n
}

// fileKinds are the kinds of a report's files, as a browser is told.
var fileKinds = map[string]string{"docx": wordDocument, "xlsx": spreadsheet, "pdf": "application/pdf"}

// figureWhy is one figure of a report: what stands there, what it is now, and where it comes from.
type figureWhy struct {
	Draft  draft.Draft
	Figure report.Figure
	Now    string
}

func draftWhy(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.draftView(r, f)
	if err != nil {
		return nil, err
	}
	key := f.Query.Get("key")
	x := figureWhy{Draft: v.Draft, Figure: v.Content.Figures[key]}
	if x.Figure.Key == "" {
		return nil, fault.New(fault.NotFound, "draft.no_field", key)
	}
	all, err := s.Drafts.Fields(r.Context(), f.Actor, v.Draft.ID)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(y report.Figure) bool { return y.Key == key }); i >= 0 {
		x.Now = all[i].Text
	}
	f.Title = f.T("web.draft.why", x.Figure.Meaning)
	return draftWhyContent(f, x), nil
}

// fieldsView is the fields that may stand in a report.
type fieldsView struct {
	Draft  draft.Draft
	Fields []report.Figure
}

func draftFields(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := draftAsked(r)
	if err != nil {
		return nil, err
	}
	v := fieldsView{}
	if v.Draft, _, err = s.Drafts.Draft(r.Context(), f.Actor, id, 0); err != nil {
		return nil, err
	}
	if v.Fields, err = s.Drafts.Fields(r.Context(), f.Actor, id); err != nil {
		return nil, err
	}
	f.Title = f.T("web.draft.fields.title")
	if f.wantsFile() {
		return nil, sendFields(w, f, v.Fields)
	}
	return fieldsContent(f, v), nil
}

func sendFields(w http.ResponseWriter, f *frame, all []report.Figure) error {
	var rows [][]string
	for _, x := range all {
		rows = append(rows, []string{"{{" + x.Key + "}}", x.Meaning, x.Text})
	}
	return f.sendTable(w, "truong-so-lieu", []string{f.T("web.draft.field"), f.T("web.draft.meaning"), f.T("web.draft.value")}, rows)
}

func draftFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := draftAsked(r)
	if err != nil {
		return nil, err
	}
	files, err := s.Drafts.Files(r.Context(), f.Actor, id)
	if err != nil {
		return nil, err
	}
	x, err := draft.Format(files, r.PathValue("format"))
	if err != nil {
		return nil, err
	}
	sendFile(w, "bao-cao-"+r.PathValue("id")+"."+x.Format, fileKinds[x.Format], x.SHA256, x.Bytes)
	return nil, nil
}
