package web

import (
	"net/http"
	"slices"
	"strconv"

	"ansinh/fault"
	"ansinh/report"
	"ansinh/report/draft"
)

// compareView is what two versions of a report say otherwise.
type compareView struct {
	Draft    draft.Draft
	From, To int
	Found    []draft.Difference
}

func compareDraft(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := draftAsked(r)
	if err != nil {
		return nil, err
	}
	d, to, err := s.Drafts.Draft(r.Context(), f.Actor, id, number32(f.Query.Get("to")))
	if err != nil {
		return nil, err
	}
	v := compareView{Draft: d, From: number32(f.Query.Get("from")), To: number32(f.Query.Get("to"))}
	if v.To == 0 {
		v.To = d.Version
	}
	if v.From == 0 {
		v.From = max(1, v.To-1)
	}
	_, from, err := s.Drafts.Draft(r.Context(), f.Actor, id, v.From)
	if err != nil {
		return nil, err
	}
	v.Found = draft.Compare(from, to)
	f.Title = f.T("web.draft.compare.title", v.From, v.To)
	if f.wantsCSV() {
		var rows [][]string
		for _, x := range v.Found {
			rows = append(rows, []string{f.T("web.draft.compare.kind." + x.Kind), x.Where, x.Before, x.After})
		}
		return nil, sendCSV(w, "so-sanh-"+strconv.Itoa(v.From)+"-"+strconv.Itoa(v.To)+".csv", []string{f.T("web.drafts.kind"), f.T("web.versions.where"), f.T("web.draft.version", v.From), f.T("web.draft.version", v.To)}, rows)
	}
	return compareContent(f, v), nil
}

// number32 is a small number of the query; 0 where it is none.
func number32(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1<<20 {
		return 0
	}
	return n
}

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
	if f.wantsCSV() {
		return nil, sendFields(w, f, v.Fields)
	}
	return fieldsContent(f, v), nil
}

func sendFields(w http.ResponseWriter, f *frame, all []report.Figure) error {
	var rows [][]string
	for _, x := range all {
		rows = append(rows, []string{"{{" + x.Key + "}}", x.Meaning, x.Text})
	}
	return sendCSV(w, "truong-so-lieu.csv", []string{f.T("web.draft.field"), f.T("web.draft.meaning"), f.T("web.draft.value")}, rows)
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
	kinds := map[string]string{"docx": wordDocument, "xlsx": spreadsheet, "pdf": "application/pdf"}
	sendFile(w, "bao-cao-"+r.PathValue("id")+"."+x.Format, kinds[x.Format], x.SHA256, x.Bytes)
	return nil, nil
}
