package web

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"ansinh/fault"
	"ansinh/reform"
)

// newDossierView is the form for a change of the law, as it was sent, with what is wrong in it.
type newDossierView struct {
	Note     string
	Field    string
	Folder   string
	Fields   []string
	Wrong    string
	Problems []wrongPlace
}

func newDossierPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	return newDossierContent(f, s.newDossier(r, f)), nil
}

func (s *Site) newDossier(r *http.Request, f *frame) newDossierView {
	f.Title = f.T("web.dossier.new")
	v := newDossierView{Note: strings.TrimSpace(r.PostForm.Get("note")), Field: r.PostForm.Get("field"), Folder: strings.TrimSpace(r.PostForm.Get("folder"))}
	for _, i := range s.Reforms.Book().Instruments() {
		if !slices.Contains(v.Fields, i.Field) {
			v.Fields = append(v.Fields, i.Field)
		}
	}
	return v
}

// proposeDossier checks the files that were sent and keeps them as a dossier. What is wrong is shown in its place, and
// nothing is kept.
func proposeDossier(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v := s.newDossier(r, f)
	files, err := v.files(r)
	if err == nil {
		var d reform.Dossier
		if d, err = s.Reforms.Propose(r.Context(), f.Actor, files, v.Note); err == nil {
			s.done(w, r, f, dossierPath(d.Number), "web.dossier.proposed", d.Number)
			return nil, nil
		}
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return nil, err
	}
	v.Wrong = f.fault(err)
	if v.Problems = f.wrongPlaces(err, files); len(v.Problems) > 0 {
		v.Wrong = f.T("web.package.wrong", len(v.Problems))
	}
	s.write(w, r, f, newDossierContent(f, v), http.StatusUnprocessableEntity)
	return nil, nil
}

// files are what was sent: a package, or the loose files of one document.
func (v newDossierView) files(r *http.Request) ([]reform.File, error) {
	raw, _, err := formFile(r, "package")
	if err != nil {
		return nil, err
	}
	if raw != nil {
		return reform.ReadZip(raw)
	}
	loose := map[string][]byte{}
	if r.MultipartForm != nil {
		for _, head := range r.MultipartForm.File["files"] {
			part, err := head.Open()
			if err != nil {
				return nil, fault.Wrap(err, fault.Invalid, "web.form")
			}
			body, err := io.ReadAll(io.LimitReader(part, reform.MostUpload+1))
			part.Close()
			if err != nil {
				return nil, fault.Wrap(err, fault.Invalid, "web.form")
			}
			loose[head.Filename] = body
		}
	}
	if len(loose) == 0 {
		return nil, fault.New(fault.Invalid, "web.dossier.no_files")
	}
	return reform.Gather(v.Field, v.Folder, loose)
}
