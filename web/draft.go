package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/report/draft"
)

// draftRoutes are the addresses of reports that are written on a page.
func draftRoutes() []route {
	return []route{
		{pattern: "GET /reports", permission: draft.MayDraft, or: draft.MayRead, show: draftsPage},
		{pattern: "POST /reports", permission: draft.MayDraft, or: draft.MayWrite, show: makeDraft},
		{pattern: "GET /reports/{id}", permission: draft.MayDraft, or: draft.MayRead, show: draftPage},
		{pattern: "POST /reports/{id}", permission: draft.MayDraft, or: draft.MayRead, show: moveDraft},
		{pattern: "GET /reports/{id}/edit", permission: draft.MayDraft, or: draft.MayWrite, show: editDraftPage},
		{pattern: "POST /reports/{id}/edit", permission: draft.MayDraft, or: draft.MayWrite, show: saveDraft},
		{pattern: "GET /reports/{id}/compare", permission: draft.MayDraft, or: draft.MayRead, show: compareDraft},
		{pattern: "GET /reports/{id}/why", permission: draft.MayDraft, or: draft.MayRead, show: draftWhy},
		{pattern: "GET /reports/{id}/fields", permission: draft.MayDraft, or: draft.MayRead, show: draftFields},
		{pattern: "GET /reports/{id}/files/{format}", permission: draft.MayDraft, or: draft.MayRead, show: draftFile},
	}
}

// draftsView is all reports that the reader may see, and what a new one may be.
type draftsView struct {
	Drafts []draft.Draft
	Kinds  []draft.Kind
	Forms  []draft.Template // in use
	Years  []int
	Marked map[draft.ID]bool
}

func draftPath(id draft.ID) string { return "/reports/" + strconv.FormatInt(int64(id), 10) }

func draftsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.drafts.nav")
	v := draftsView{Marked: map[draft.ID]bool{}}
	var err error
	if v.Drafts, err = s.Drafts.Drafts(r.Context(), f.Actor); err != nil {
		return nil, err
	}
	for _, d := range v.Drafts {
		if d.State == draft.Signed {
			marks, err := s.Drafts.Marks(r.Context(), f.Actor, d.ID)
			if err != nil {
				return nil, err
			}
			v.Marked[d.ID] = len(marks) > 0
		}
	}
	if f.May(draft.MayDraft) && f.Actor.Agency != "" {
		v.Kinds = append(v.Kinds, draft.OfAgency)
	}
	if f.May(draft.MayWrite) {
		v.Kinds = append(v.Kinds, draft.Consolidated)
	}
	all, err := s.Drafts.Templates(r.Context(), f.Actor)
	if err != nil {
		return nil, err
	}
	if len(v.Kinds) > 0 && f.Actor.Agency != "" {
		v.Forms = slices.DeleteFunc(all, func(t draft.Template) bool { return t.Retired != "" })
	}
	for y := f.Today.Year(); y >= firstYear; y-- {
		v.Years = append(v.Years, y)
	}
	if f.wantsFile() {
		return nil, sendDrafts(w, f, v)
	}
	return draftsContent(f, v), nil
}

func sendDrafts(w http.ResponseWriter, f *frame, v draftsView) error {
	var rows [][]string
	for _, d := range v.Drafts {
		rows = append(rows, []string{strconv.FormatInt(int64(d.ID), 10), d.Title, f.Agency(d.Holder), d.AsOf.String(), f.T("web.draft.word." + string(d.State)), strconv.Itoa(d.Version)})
	}
	return f.sendTable(w, "bao-cao-soan", []string{"id", f.T("web.drafts.kind"), f.T("web.drafts.holder"), f.T("report.field.day"), f.T("web.returns.state"), f.T("web.draft.versions")}, rows)
}

func makeDraft(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	year, err := strconv.Atoi(r.PostForm.Get("year"))
	if err != nil {
		return nil, fault.New(fault.Invalid, "web.bad_year")
	}
	ctx := r.Context()
	kind, template, _ := strings.Cut(r.PostForm.Get("kind"), ":") // template:3
	d, err := s.Drafts.Make(ctx, f.Actor, draft.Ask{Kind: draft.Kind(kind), Template: template, Year: year, Period: r.PostForm.Get("period"), Area: s.area(ctx, f)})
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, draftPath(d.ID), "web.drafts.made", int64(d.ID))
	return nil, nil
}

// draftView is one report as it stands, or one of its versions.
type draftView struct {
	Draft   draft.Draft
	Content draft.Content
	Changed []draft.Change
	Marks   []draft.Mark
	Wrong   *fault.Error   // why what was typed is not kept
	Typed   map[int]string // by block
	Added   map[int]string
	Note    string
}

func draftAsked(r *http.Request) (draft.ID, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "web.no_page")
	}
	return draft.ID(id), nil
}

func (s *Site) draftView(r *http.Request, f *frame) (v draftView, err error) {
	id, err := draftAsked(r)
	if err != nil {
		return v, err
	}
	if n, err := strconv.Atoi(f.Query.Get("version")); err == nil && n > 0 {
		v.Draft, v.Content, err = s.Drafts.Draft(r.Context(), f.Actor, id, n)
		return v, err
	}
	v.Draft, v.Content, v.Changed, err = s.Drafts.Renewed(r.Context(), f.Actor, id)
	return v, err
}

func draftPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.draftView(r, f)
	if err != nil {
		return nil, err
	}
	if v.Marks, err = s.Drafts.Marks(r.Context(), f.Actor, v.Draft.ID); err != nil {
		return nil, err
	}
	f.Title = v.Draft.Title
	return draftContent(f, v), nil
}

// mine says whether the reader may write this report.
func (v draftView) mine(f *frame) bool {
	return f.May(draft.MayDraft) && v.Draft.Holder == f.Actor.Agency || f.May(draft.MayWrite)
}

// typed is what stands in a block's box: what was typed, or the text.
func (v draftView) typed(b draft.Block) string {
	if t, ok := v.Typed[b.ID]; ok {
		return t
	}
	return b.Text
}

func (v draftView) blockName(f *frame, b draft.Block) string {
	if b.Kind == "heading" {
		return f.T("web.draft.block.heading")
	}
	return f.T("web.draft.block.text")
}

// cellName names a cell of a return: form and field.
func (f *frame) cellName(cell string) string {
	form, field, _ := strings.Cut(cell, ".")
	book := f.site.Returns.Book()
	x, _ := book.Form(form)
	return f.say(x.Name) + ": " + f.say(book.FieldName(form, field))
}

// lastActor is who moved the report last; who submitted cannot approve.
func (v draftView) lastActor() string { return v.Draft.Steps[len(v.Draft.Steps)-1].Actor }

func editDraftPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.draftView(r, f)
	if err == nil && !v.Draft.State.Editable() {
		err = fault.New(fault.Conflict, "draft.locked", v.Draft.ID)
	}
	if err != nil {
		return nil, err
	}
	f.Title = f.T("web.draft.edit.title", v.Draft.Title)
	return draftEditContent(f, v), nil
}

func saveDraft(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := draftAsked(r)
	if err != nil {
		return nil, err
	}
	base, err := strconv.Atoi(r.PostForm.Get("base"))
	if err != nil {
		return nil, fault.New(fault.Invalid, "web.form")
	}
	e := draft.Edit{Base: base, Texts: map[int]string{}, Added: map[int]string{}, Note: r.PostForm.Get("note")}
	for key, all := range r.PostForm {
		if n, err := strconv.Atoi(key[1:]); err == nil && len(all) == 1 {
			switch key[0] {
			case 'b':
				e.Texts[n] = all[0]
			case 'n':
				e.Added[n] = all[0]
			}
		}
	}
	d, err := s.Drafts.Save(r.Context(), f.Actor, id, e)
	if fault.Is(err, fault.Invalid) || fault.CodeOf(err) == "draft.moved" {
		return nil, s.editAgain(w, r, f, id, e, err)
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, draftPath(id), "web.draft.saved", d.Version)
	return nil, nil
}

// editAgain shows what was typed beside why it was not kept.
func (s *Site) editAgain(w http.ResponseWriter, r *http.Request, f *frame, id draft.ID, e draft.Edit, why error) error {
	v := draftView{Typed: e.Texts, Added: e.Added, Note: e.Note}
	var err error
	if v.Draft, v.Content, err = s.Drafts.Draft(r.Context(), f.Actor, id, e.Base); err != nil {
		return err
	}
	v.Draft.Version = e.Base
	errors.As(why, &v.Wrong)
	f.Title = f.T("web.draft.edit.title", v.Draft.Title)
	code := http.StatusUnprocessableEntity
	if fault.Is(why, fault.Conflict) {
		code = http.StatusConflict
	}
	s.write(w, r, f, draftEditContent(f, v), code)
	return nil
}

func moveDraft(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := draftAsked(r)
	if err != nil {
		return nil, err
	}
	ctx, p := r.Context(), r.PostForm
	var d draft.Draft
	switch p.Get("do") {
	case "submit":
		d, err = s.Drafts.Submit(ctx, f.Actor, id)
	case "approve":
		d, err = s.Drafts.Approve(ctx, f.Actor, id)
	case "back":
		d, err = s.Drafts.SendBack(ctx, f.Actor, id, p.Get("note"))
	case "sign":
		on, badDay := calendar.ParseDate(strings.TrimSpace(p.Get("date")))
		if badDay != nil {
			on = 0
		}
		d, err = s.Drafts.Sign(ctx, f.Actor, id, draft.Signature{Number: p.Get("number"), Date: on, Signer: p.Get("signer")})
	case "restore":
		n, badNumber := strconv.Atoi(p.Get("version"))
		if badNumber != nil {
			return nil, fault.New(fault.Invalid, "web.form")
		}
		d, err = s.Drafts.Restore(ctx, f.Actor, id, n)
	case "remake":
		return nil, s.remade(w, r, f, id)
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, draftPath(id), "web.draft.moved", f.T("web.draft.word."+string(d.State)))
	return nil, nil
}

func (s *Site) remade(w http.ResponseWriter, r *http.Request, f *frame, id draft.ID) error {
	same, err := s.Drafts.Remake(r.Context(), f.Actor, id)
	if err != nil {
		return err
	}
	s.done(w, r, f, draftPath(id)+"#files", map[bool]string{true: "web.draft.remade.same", false: "web.draft.remade.other"}[same])
	return nil
}
