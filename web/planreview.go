package web

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/fault"
	"ansinh/plan"
)

// planReviewView is a document that was read, with the items of one heap: unsure, open, or seen.
type planReviewView struct {
	plan.ReviewSheet
	Show  string
	Items []plan.ReviewItem
	Count map[string]int
	Undo  int // how many items undoing would open again

	Proposal *plan.Proposal // what an amending plan changes in the plan it names; nil for another

	Wrong *fault.Error      // why the item last sent was not taken
	At    int               // that item
	Typed map[string]string // what was typed into it
}

// planReviewRoutes are the addresses of reading a plan.
func planReviewRoutes() []route {
	return []route{
		{pattern: "GET /plan/review", permission: "plan.import", show: planReviewsPage},
		{pattern: "POST /plan/review", permission: "plan.import", upload: true, show: layPlan},
		{pattern: "GET /plan/review/{id}", permission: "plan.import", show: planReviewPage},
		{pattern: "POST /plan/review/{id}", permission: "plan.import", show: movePlanReview},
	}
}

// planReviewHeaps are the heaps of a review, in the order they are gone through.
var planReviewHeaps = []string{"unsure", "open", "seen"}

func planReviewPath(id string) string { return "/plan/review/" + id }

func planReviewsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.planreview.title")
	all, err := s.Plans.Reviews(r.Context(), f.Actor)
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "van-ban-doc-duoc", f.heading("web.law.number", "web.law.document.name", "web.planreview.file", "web.event.by", "web.audit.at", "web.run.state"),
			rowsOf(all, func(x plan.ReviewSheet) []string {
				return []string{strings.TrimSpace(x.Head.Kind + " " + x.Head.Number), x.Head.Title, x.File, x.LaidBy, f.Moment(x.LaidAt), f.planReviewState(x)}
			}))
	}
	return planReviewsContent(f, all), err
}

// layPlan reads an uploaded document; what is no plan is refused with one sentence.
func layPlan(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	part, head, err := r.FormFile("file")
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.planreview.no_file")
	}
	defer part.Close()
	reader, err := plan.NewReader(s.Policy)
	if err != nil {
		return nil, err
	}
	if _, err := part.Seek(0, io.SeekStart); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.planreview.no_file")
	}
	x, err := reader.Read(part, head.Size, head.Filename)
	if err != nil {
		return nil, err
	}
	one, _, err := s.Plans.LayReading(r.Context(), f.Actor, head.Filename, x)
	if err != nil {
		return nil, err
	}
	http.Redirect(w, r, planReviewPath(one.ID), http.StatusSeeOther)
	return nil, nil
}

// planReviewState is how far a review is, in words.
func (f *frame) planReviewState(r plan.ReviewSheet) string {
	switch r.State {
	case plan.ReviewImported, plan.ReviewProposed, plan.ReviewWithdrawn:
		return f.T("web.planreview.state." + string(r.State))
	}
	return f.T("web.planreview.left", r.Open())
}

func planReviewPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.planReview(r, f, f.Query.Get("show"))
	if err != nil {
		return nil, err
	}
	return planReviewContent(f, v), nil
}

func (s *Site) planReview(r *http.Request, f *frame, show string) (v planReviewView, err error) {
	if v.ReviewSheet, err = s.Plans.Review(r.Context(), f.Actor, r.PathValue("id")); err != nil {
		return v, err
	}
	f.Title, f.Wide = cmp.Or(strings.TrimSpace(v.Head.Kind+" "+v.Head.Number), v.File), true
	v.Count = map[string]int{}
	for _, i := range v.ReviewSheet.Items {
		v.Count[heapOf(i)]++
	}
	v.Show = show
	for _, heap := range planReviewHeaps {
		if v.Count[v.Show] == 0 && v.Count[heap] > 0 {
			v.Show = heap
		}
	}
	for _, i := range v.ReviewSheet.Items {
		if heapOf(i) == v.Show {
			v.Items = append(v.Items, i)
		}
	}
	if v.Show == "unsure" { // the most doubtful first
		slices.SortStableFunc(v.Items, func(a, b plan.ReviewItem) int { return cmp.Compare(a.Confidence, b.Confidence) })
	}
	if v.State == plan.ReviewOpen {
		v.Undo = len(v.LastOf(f.Actor.ID))
	}
	if v.Head.Amends && v.State == plan.ReviewOpen && f.May("plan.propose") {
		found, err := s.Plans.ProposalOf(r.Context(), f.Actor, v.ID)
		if err != nil && !fault.Is(err, fault.Invalid) {
			return v, err
		}
		if err == nil {
			v.Proposal = &found
		}
	}
	return v, nil
}

func heapOf(i plan.ReviewItem) string {
	switch {
	case i.State != plan.ItemOpen:
		return "seen"
	case i.Sure():
		return "open"
	}
	return "unsure"
}

// movePlanReview judges an item, accepts the sure ones, adds one, imports or puts away.
func movePlanReview(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, show := r.PathValue("id"), r.PostForm.Get("show")
	back := planReviewPath(id) + "?show=" + show
	switch do := r.PostForm.Get("do"); do {
	case "sure":
		from, err := strconv.Atoi(cmp.Or(r.PostForm.Get("from"), "90"))
		if err != nil || from < 0 || from > 100 {
			return nil, fault.New(fault.Invalid, "web.form")
		}
		n, err := s.Plans.AcceptSure(r.Context(), f.Actor, id, plan.Confidence(from))
		if err != nil {
			return nil, err
		}
		s.done(w, r, f, planReviewPath(id), "web.planreview.accepted_sure", n)
	case "undo":
		n, err := s.Plans.Undo(r.Context(), f.Actor, id)
		if err != nil {
			return nil, err
		}
		s.done(w, r, f, planReviewPath(id), "web.planreview.undone", n)
	case "import":
		v, err := s.Plans.ImportReview(r.Context(), f.Actor, id)
		if err != nil {
			return nil, err
		}
		s.done(w, r, f, planReviewPath(id), "web.planreview.imported", string(v.ID))
	case "confirm":
		sheet, err := s.Plans.Review(r.Context(), f.Actor, id)
		if err == nil {
			err = s.Plans.Confirm(r.Context(), f.Actor, sheet.Version)
		}
		if err != nil {
			return nil, err
		}
		s.done(w, r, f, "/plan", "web.planreview.confirmed", string(sheet.Version))
	case "propose":
		a, err := s.Plans.ProposeReview(r.Context(), f.Actor, id)
		if err != nil {
			return nil, err
		}
		s.done(w, r, f, amendmentPath(a.ID), "web.amend.proposed", a.ID)
	case "withdraw":
		if err := s.Plans.WithdrawReview(r.Context(), f.Actor, id); err != nil {
			return nil, err
		}
		s.done(w, r, f, "/plan/review", "web.planreview.withdrawn")
	case "add":
		kind := plan.ItemKind(r.PostForm.Get("kind"))
		if _, err := s.Plans.AddItem(r.Context(), f.Actor, id, kind, sentFields(r, kind)); err != nil {
			return nil, err
		}
		s.done(w, r, f, planReviewPath(id)+"?show=seen", "web.planreview.added", f.T("web.planreview.kind."+string(kind)))
	case "accepted", "rejected", "open":
		return s.judge(w, r, f, back, plan.ItemState(do))
	default:
		return nil, fault.New(fault.Invalid, "web.form")
	}
	return nil, nil
}

// judge takes one item; what is wrong with it stands beside it, with what was typed.
func (s *Site) judge(w http.ResponseWriter, r *http.Request, f *frame, back string, state plan.ItemState) (view, error) {
	id := r.PathValue("id")
	seq, err := strconv.Atoi(r.PostForm.Get("item"))
	if err != nil {
		return nil, fault.New(fault.Invalid, "web.form")
	}
	v, err := s.planReview(r, f, r.PostForm.Get("show"))
	if err != nil {
		return nil, err
	}
	fields := sentFields(r, v.kindOf(seq))
	err = s.Plans.Judge(r.Context(), f.Actor, id, seq, state, fields)
	if wrong := (*fault.Error)(nil); errors.As(err, &wrong) && wrong.Kind == fault.Invalid {
		v.Wrong, v.At, v.Typed = wrong, seq, fields
		return planReviewContent(f, v), nil
	}
	if err != nil {
		return nil, err
	}
	http.Redirect(w, r, back+"#item-"+strconv.Itoa(v.next(seq)), http.StatusSeeOther)
	return nil, nil
}

func sentFields(r *http.Request, kind plan.ItemKind) map[string]string {
	out := map[string]string{}
	for _, name := range plan.ItemFields[kind] {
		if r.PostForm.Has(name) {
			out[name] = r.PostForm.Get(name)
		}
	}
	return out
}

func (v planReviewView) kindOf(seq int) plan.ItemKind {
	for _, i := range v.ReviewSheet.Items {
		if i.Seq == seq {
			return i.Kind
		}
	}
	return ""
}

// next is the item behind one on the page, which the reader goes on with.
func (v planReviewView) next(seq int) int {
	for k, i := range v.Items {
		if i.Seq == seq && k+1 < len(v.Items) {
			return v.Items[k+1].Seq
		}
	}
	return 0
}

// value is what a field of an item shows: what was typed where it was refused, else what stands.
func (v planReviewView) value(i plan.ReviewItem, name string) string {
	if typed, ok := v.Typed[name]; ok && v.At == i.Seq {
		return typed
	}
	return i.Fields[name]
}

// wrongAt is why a field was refused; "" where it was not.
func (v planReviewView) wrongAt(f *frame, i plan.ReviewItem, name string) string {
	if v.Wrong == nil || v.At != i.Seq {
		return ""
	}
	for _, at := range v.Wrong.Fields {
		if at.Where == name {
			return f.T(at.Code, at.Args...)
		}
	}
	return ""
}

// around is the paragraph an item was read from, cut at the words it stands on.
func (v planReviewView) around(i plan.ReviewItem) (place, before, words, behind string) {
	if i.Paragraph < 0 || i.Paragraph >= len(v.Text) {
		return "", "", "", ""
	}
	p := v.Text[i.Paragraph]
	return p.Place, p.Words[:i.From], p.Words[i.From:i.To], p.Words[i.To:]
}

// heading is the nearest heading above an item's paragraph.
func (v planReviewView) heading(i plan.ReviewItem) string {
	for k := min(i.Paragraph-1, len(v.Text)-1); k >= 0; k-- {
		if v.Text[k].Heading {
			return v.Text[k].Words
		}
	}
	return ""
}

// from counts the items that accepting from a bound would take.
func (v planReviewView) from(atLeast plan.Confidence) (n int) {
	for _, i := range v.ReviewSheet.Items {
		if i.OpenAt(atLeast) {
			n++
		}
	}
	return n
}

// howSure is the confidence in words.
func howSure(c plan.Confidence) string {
	switch {
	case c >= 95:
		return "web.planreview.sure.very"
	case c >= 90:
		return "web.planreview.sure.quite"
	case c >= 80:
		return "web.planreview.sure.fairly"
	case c >= 65:
		return "web.planreview.sure.hardly"
	}
	return "web.planreview.sure.guessed"
}

// said are the steps that people took with an item.
func (v planReviewView) said(seq int) []plan.ReviewStep {
	var out []plan.ReviewStep
	for _, s := range v.Steps {
		if s.Item == seq && s.By != "" {
			out = append(out, s)
		}
	}
	return out
}

// place says where in the file something stands, in the reader's words.
func (f *frame) standsAt(p string) string {
	fields := strings.Fields(p)
	var out []string
	for k := 0; k+1 < len(fields); k += 2 {
		out = append(out, f.T("web.planreview.place."+fields[k], fields[k+1]))
	}
	return strings.Join(out, ", ")
}

var (
	longFields = []string{"title", "what", "text", "indicator"}
	wideFields = []string{"title", "what", "text", "indicator", "population", "lead", "coordinating", "who", "time"}
	addedKinds = []plan.ItemKind{plan.ItemTarget, plan.ItemTask, plan.ItemDuty, plan.ItemDeliverable, plan.ItemCitation}
)

func countLines(s string) int { return strings.Count(s, "\n") + 1 }
