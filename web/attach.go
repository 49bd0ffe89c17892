package web

import (
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"ansinh/fault"
	"ansinh/registry"
	"ansinh/registry/attach"
)

// attachRoutes are the addresses of attached files.
func attachRoutes() []route {
	return []route{
		{pattern: "GET /attachments/{file}", permission: registry.MayRead, or: registry.MayOwn, show: attachedFile},
		{pattern: "POST /attachments/{file}/withdrawal", permission: registry.MayWrite, or: registry.MayOwn, show: withdrawFile},
		{pattern: "GET /attached/{kind}/{id}", permission: registry.MayRead, or: registry.MayOwn, show: attachedPage},
		{pattern: "POST /attached/{kind}/{id}", permission: registry.MayWrite, or: registry.MayOwn, upload: true, show: attachFile},
	}
}

// filesView is the files beside one thing.
type filesView struct {
	On     attach.Subject
	Files  []attach.File
	Back   string // the page they stand on
	Adds   bool   // more may be added by the reader
	Wrong  string
	Person registry.PersonID
}

func attachedPath(on attach.Subject) string {
	return "/attached/" + string(on.Kind) + "/" + strconv.FormatInt(on.ID, 10)
}

func factFilesPath(id int64) string {
	return attachedPath(attach.Subject{Kind: attach.OfFact, ID: id})
}

func filePath(id attach.ID) string { return "/attachments/" + strconv.FormatInt(int64(id), 10) }

// files are the files beside a thing, as they stand on its page.
func (s *Site) files(ctx context.Context, f *frame, on attach.Subject, back string, adds bool) (filesView, error) {
	v := filesView{On: on, Back: back, Adds: adds}
	var err error
	v.Files, err = s.Attached.Files(ctx, f.Actor, on)
	return v, err
}

// attachedFile gives a file away to be kept, never to be run: as the kind that its content said, from a place of its own.
func attachedFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := fileID(r)
	if err != nil {
		return nil, err
	}
	file, err := s.Attached.Open(r.Context(), f.Actor, id)
	if err != nil {
		return nil, err
	}
	h := w.Header()
	h.Set("Content-Type", file.Type.Media)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(file.Name))
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Length", strconv.FormatInt(file.Bytes, 10))
	if err := s.Attached.Copy(r.Context(), f.Actor, file, w); err != nil {
		s.log.ErrorContext(r.Context(), "attachment", "id", int64(id), "error", err.Error())
		panic(http.ErrAbortHandler) // the answer has begun: it must break off, not look whole
	}
	return nil, nil
}

func fileID(r *http.Request) (attach.ID, error) {
	n, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "attach.none")
	}
	return attach.ID(n), nil
}

func subjectOf(r *http.Request) (attach.Subject, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return attach.Subject{}, fault.New(fault.NotFound, "attach.none")
	}
	return attach.Subject{Kind: attach.Kind(r.PathValue("kind")), ID: n}, nil
}

// pageOf is the page on which the files of a subject stand; "" where they have a page of their own.
func pageOf(on attach.Subject) string {
	id := strconv.FormatInt(on.ID, 10)
	switch on.Kind {
	case attach.OfRequest:
		return "/requests/" + id
	case attach.OfApplication:
		return "/applications/" + id
	case attach.OfEvent:
		return "/events/" + id
	case attach.OfDecision:
		return "/decisions/" + id
	case attach.OfPerson:
		return "/people/" + id
	}
	return ""
}

// attachedPage is the files beside a fact; those of other things stand on their pages.
func attachedPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	on, err := subjectOf(r)
	if err != nil {
		return nil, err
	}
	if page := pageOf(on); page != "" {
		http.Redirect(w, r, string(f.To(page)), http.StatusSeeOther)
		return nil, nil
	}
	v, err := s.ownFiles(r, f, on)
	if err != nil {
		return nil, err
	}
	if f.wantsFile() {
		return nil, f.sendTable(w, "tep-dinh-kem", f.heading("web.attach.name", "web.attach.bytes", "web.attach.by", "web.audit.at", "web.attach.sum"),
			rowsOf(v.Files, func(x attach.File) []string { return []string{x.Name, number(x.Bytes), x.By, f.Moment(x.At), x.Hash} }))
	}
	return attachedContent(f, v), nil
}

func (s *Site) ownFiles(r *http.Request, f *frame, on attach.Subject) (filesView, error) {
	f.Title = f.T("web.attach.title")
	v, err := s.files(r.Context(), f, on, attachedPath(on), f.May(registry.MayWrite))
	if err != nil || on.Kind != attach.OfFact {
		return v, err
	}
	p, err := s.Registry.OwnerOfFact(r.Context(), f.Actor, on.ID)
	v.Person = p.ID
	return v, err
}

// attachFile keeps what was sent beside a thing. A refused file is said in one sentence and leaves nothing behind.
func attachFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	on, err := subjectOf(r)
	if err != nil {
		return nil, err
	}
	back := orElse(pageOf(on), attachedPath(on))
	sent, err := sentFiles(r)
	if err == nil && len(sent) == 0 {
		err = fault.New(fault.Invalid, "web.attach.no_file")
	}
	if err == nil {
		err = s.attachAll(r, f, on, sent)
	}
	if err == nil {
		s.done(w, r, f, back, "web.attach.done", len(sent))
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v, again := s.ownFiles(r, f, on)
	if again != nil {
		return nil, again
	}
	v.Back, v.Adds, v.Wrong = back, true, f.fault(err)
	s.write(w, r, f, attachedContent(f, v), status(err))
	return nil, nil
}

// sentFiles are the files of a form.
func sentFiles(r *http.Request) ([]*multipart.FileHeader, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var out []*multipart.FileHeader
	for _, h := range r.MultipartForm.File["files"] {
		if h.Filename != "" || h.Size > 0 { // a browser sends an empty one where none was chosen
			out = append(out, h)
		}
	}
	return out, nil
}

// checkAll looks at every file before anything is kept.
func (s *Site) checkAll(sent []*multipart.FileHeader) error {
	for _, h := range sent {
		part, err := h.Open()
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "attach.unreadable")
		}
		_, _, err = s.Attached.Check(h.Filename, part)
		part.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) attachAll(r *http.Request, f *frame, on attach.Subject, sent []*multipart.FileHeader) error {
	if err := s.checkAll(sent); err != nil {
		return err
	}
	for _, h := range sent {
		part, err := h.Open()
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "attach.unreadable")
		}
		_, err = s.Attached.Add(r.Context(), f.Actor, on, h.Filename, part)
		part.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// withdrawFile takes a file away; without a reason the files are shown again, and it is said there.
func withdrawFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := fileID(r)
	if err != nil {
		return nil, err
	}
	file, err := s.Attached.Withdraw(r.Context(), f.Actor, id, strings.TrimSpace(r.PostForm.Get("reason")))
	back := orElse(pageOf(file.On), attachedPath(file.On))
	if err == nil {
		s.done(w, r, f, back, "web.attach.withdrawn", file.Name)
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v, again := s.ownFiles(r, f, file.On)
	if again != nil {
		return nil, again
	}
	v.Back, v.Adds, v.Wrong = back, true, f.fault(err)
	s.write(w, r, f, attachedContent(f, v), status(err))
	return nil, nil
}

// Size is a number of bytes for people.
func (f *frame) Size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d%s%d MB", n>>20, f.decimal(), (n&(1<<20-1))*10>>20)
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n, 10) + " B"
}

// accepts is what the choice of a file offers first; what a file is, its content says.
func (f *frame) accepts() string {
	var out []string
	for _, t := range f.site.Attached.Rules().Types {
		out = append(out, t.Media)
	}
	return strings.Join(out, ",")
}

// limits says what may be attached.
func (f *frame) limits() string {
	r := f.site.Attached.Rules()
	return f.T("web.attach.limits", r.MaxBytes>>20, r.MaxFiles)
}

func fileURL(f attach.File) templ.SafeURL { return templ.SafeURL(filePath(f.ID)) }

// papersOf is the files beside a person's file, and those beside what concerns the person.
func (s *Site) papersOf(ctx context.Context, f *frame, id registry.PersonID) (personPapers, error) {
	var v personPapers
	back := personPath(id)
	if f.Actor.Person != 0 {
		back = "/me"
	}
	var err error
	if v.Own, err = s.files(ctx, f, attach.Subject{Kind: attach.OfPerson, ID: int64(id)}, back, f.May(registry.MayWrite)); err != nil {
		return v, err
	}
	v.Beside, err = s.Attached.About(ctx, f.Actor, id)
	return v, err
}

// personPapers is the files about a person.
type personPapers struct {
	Own    filesView
	Beside []attach.File
}
