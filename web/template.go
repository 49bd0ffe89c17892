package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"ansinh/fault"
	"ansinh/report/draft"
)

// templateRoutes are the addresses of the Word templates of reports.
func templateRoutes() []route {
	return []route{
		{pattern: "GET /templates", permission: draft.MayDraft, or: draft.MayRead, show: templatesPage},
		{pattern: "POST /templates", permission: draft.MayWrite, upload: true, show: layTemplate},
		{pattern: "POST /templates/{id}", permission: draft.MayWrite, upload: true, show: changeTemplate},
		{pattern: "GET /templates/sample", permission: draft.MayDraft, or: draft.MayRead, show: sampleTemplate},
		{pattern: "GET /templates/{id}/{version}", permission: draft.MayDraft, or: draft.MayRead, show: templateFile},
	}
}

// templatesView is all templates, and why what was laid was not taken.
type templatesView struct {
	Templates []draft.Template
	Wrong     string
	At        draft.TemplateID // whose next version it was to be; 0: a new template
	Name      string
}

func (s *Site) templatesView(r *http.Request, f *frame) (v templatesView, err error) {
	f.Title = f.T("web.templates.title")
	v.Templates, err = s.Drafts.Templates(r.Context(), f.Actor)
	return v, err
}

func templatesPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.templatesView(r, f)
	if err != nil {
		return nil, err
	}
	if f.wantsFile() {
		return nil, f.sendTable(w, "mau-bao-cao", f.heading("web.templates.name", "web.draft.versions", "web.templates.file", "web.event.by", "web.audit.at", "web.run.state"), f.templateRows(v))
	}
	return templatesContent(f, v), nil
}

// templateRows are all versions of all templates, the newest of each first.
func (f *frame) templateRows(v templatesView) (rows [][]string) {
	for _, t := range v.Templates {
		state := ""
		if t.Retired != "" {
			state = f.T("web.templates.retired")
		}
		for i := range t.Versions {
			x := t.Versions[len(t.Versions)-1-i]
			rows = append(rows, []string{t.Name, strconv.Itoa(x.Number), x.File, x.Name, f.moment(x.At), state})
		}
	}
	return rows
}

// layTemplate takes a new template; one that is wrong comes back with why, and its name is not typed again.
func layTemplate(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	return nil, s.lay(w, r, f, 0)
}

func changeTemplate(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	id := draft.TemplateID(n)
	switch r.PostForm.Get("do") {
	case "retire", "restore":
		if err := s.Drafts.Retire(r.Context(), f.Actor, id, r.PostForm.Get("do") == "retire"); err != nil {
			return nil, err
		}
		s.done(w, r, f, "/templates", "web.templates.changed")
		return nil, nil
	}
	return nil, s.lay(w, r, f, id)
}

func (s *Site) lay(w http.ResponseWriter, r *http.Request, f *frame, id draft.TemplateID) error {
	name, body, err := templateSent(r)
	var t draft.Template
	if err == nil {
		t, err = s.Drafts.Lay(r.Context(), f.Actor, id, r.PostForm.Get("name"), name, body)
	}
	if !fault.Is(err, fault.Invalid) {
		if err == nil {
			s.done(w, r, f, "/templates", "web.templates.laid", t.Name, t.Last().Number, len(t.Last().Fields))
		}
		return err
	}
	v, failed := s.templatesView(r, f)
	if failed != nil {
		return errors.Join(err, failed)
	}
	v.Wrong, v.At, v.Name = f.fault(err), id, r.PostForm.Get("name")
	s.write(w, r, f, templatesContent(f, v), http.StatusUnprocessableEntity)
	return nil
}

// mostTemplate is how large a template may be.
const mostTemplate = 4 << 20

// templateSent is the file of the form with its name.
func templateSent(r *http.Request) (string, []byte, error) {
	part, head, err := r.FormFile("file")
	if err != nil {
		return "", nil, fault.Wrap(err, fault.Invalid, "web.settle.no_file")
	}
	defer part.Close()
	body, err := io.ReadAll(io.LimitReader(part, mostTemplate+1))
	if err != nil || len(body) > mostTemplate {
		return "", nil, fault.Wrap(err, fault.Invalid, "template.long", mostTemplate>>20)
	}
	return head.Filename, body, nil
}

func sampleTemplate(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	body, err := s.Drafts.Sample(r.Context(), f.Actor)
	if err != nil {
		return nil, err
	}
	sendFile(w, "mau-bao-cao.docx", wordDocument, "", body)
	return nil, nil
}

func templateFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err1 := strconv.ParseInt(r.PathValue("id"), 10, 64)
	version, err2 := strconv.Atoi(r.PathValue("version"))
	if err1 != nil || err2 != nil {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	v, body, err := s.Drafts.TemplateFile(r.Context(), f.Actor, draft.TemplateID(id), version)
	if err != nil {
		return nil, err
	}
	sendFile(w, "mau-"+r.PathValue("id")+"-ban-"+r.PathValue("version")+".docx", wordDocument, v.SHA256, body)
	return nil, nil
}

func templatePath(id draft.TemplateID) string {
	return "/templates/" + strconv.FormatInt(int64(id), 10)
}
