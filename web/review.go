package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/registry"
	"ansinh/registry/review"
)

// reviewRoutes are the addresses of the yearly review of poverty.
func reviewRoutes() []route {
	return []route{
		{pattern: "GET /poverty", permission: registry.MayRead, show: reviewPage},
		{pattern: "POST /poverty", permission: registry.MayWrite, show: decideReview},
		{pattern: "GET /poverty/decisions/{decision}", permission: registry.MayRead, show: reviewDecisionPage},
		{pattern: "POST /poverty/decisions/{decision}/undoing", permission: registry.MayWrite, show: undoReview},
		{pattern: "GET /poverty/{household}", permission: registry.MayRead, show: sheetPage},
		{pattern: "POST /poverty/{household}", permission: registry.MayWrite, show: writeSheet},
	}
}

// reviewView is the review of one year.
type reviewView struct {
	Year                 int
	Sheets               []review.Sheet
	Decisions            []review.Decision
	Surveyed, Open, Wait int // households surveyed, with open objections, surveyed and not decided
	Statuses             []law.Choice
	Moves                map[[2]string]int // from, to: households
	Typed                url.Values
	Said                 string
	Wrong                map[string]string
}

func (s *Site) review() (*review.Review, error) {
	rules, err := review.Load(s.Policy, s.Benefits.Book())
	return review.New(s.Gate, s.Tree, s.Registry, s.Benefits.Book, rules), err
}

// yearAsked is the year of review that is looked at.
func (f *frame) yearAsked() int {
	if n, err := strconv.Atoi(f.Query.Get("year")); err == nil && n > 2000 && n <= f.Today.Year() {
		return n
	}
	return f.Today.Year()
}

func (s *Site) reviewOf(r *http.Request, f *frame) (reviewView, error) {
	v := reviewView{Year: f.yearAsked(), Moves: map[[2]string]int{}, Typed: url.Values{}, Wrong: map[string]string{}}
	f.Title, f.Wide = f.T("web.review.title"), true
	all, err := s.review()
	if err != nil {
		return v, err
	}
	if v.Sheets, v.Decisions, err = all.List(r.Context(), f.Actor, v.Year); err != nil {
		return v, err
	}
	if def, ok := s.Registry.Vocabulary().Fact("household.poverty"); ok {
		v.Statuses = def.Values
	}
	for _, x := range v.Sheets {
		if x.Result == "" {
			continue
		}
		v.Surveyed++
		v.Moves[[2]string{x.Before, x.Result}]++
		if x.Open() {
			v.Open++
		}
		if x.Decision == 0 {
			v.Wait++
		}
	}
	return v, nil
}

func reviewPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.reviewOf(r, f)
	if err != nil {
		return nil, err
	}
	if !f.wantsFile() {
		return reviewContent(f, v), nil
	}
	var rows [][]string
	for _, x := range v.Sheets {
		result := ""
		if x.Result != "" {
			result = f.Value("household.poverty", x.Result)
		}
		rows = append(rows, []string{x.Head, x.Address, f.Unit(x.HomeUnit), f.Value("household.poverty", x.Now), result, f.Date(x.Surveyed), x.Objection, x.Answer})
	}
	return nil, f.sendTable(w, "ra-soat-ho-ngheo-"+strconv.Itoa(v.Year), []string{f.T("web.review.head"), f.T("web.person.household"), f.T("web.person.home"),
		f.T("web.review.now"), f.T("web.review.result"), f.T("web.review.on"), f.T("web.review.object"), f.T("web.review.answer")}, rows)
}

func decideReview(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	all, err := s.review()
	if err != nil {
		return nil, err
	}
	on, _ := calendar.ParseDate(r.PostForm.Get("on")) // a day that cannot be read is missing, and said so
	d, err := all.Decide(r.Context(), f.Actor, review.Decision{Year: f.Today.Year(), Number: r.PostForm.Get("number"), On: on,
		Signer: r.PostForm.Get("signer")}, r.PostForm.Get("seen"))
	if err == nil {
		s.done(w, r, f, "/poverty", "web.review.decide.done", d.Households, d.Changed)
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v, again := s.reviewOf(r, f)
	if again != nil {
		return nil, again
	}
	v.Typed = r.PostForm
	v.Said, v.Wrong = f.byField(err)
	s.write(w, r, f, reviewContent(f, v), status(err))
	return nil, nil
}

// sheetView is one household's form.
type sheetView struct {
	review.Sheet
	Home      registry.Household
	Questions []*law.Fact
	Typed     url.Values
	Said      string
	Wrong     map[string]string
	Seen      int           // the version that the writer looks at
	Since     []review.Step // what others wrote meanwhile
}

func (s *Site) sheetOf(r *http.Request, f *frame) (sheetView, *review.Review, error) {
	v := sheetView{Typed: url.Values{}, Wrong: map[string]string{}}
	id, err := strconv.ParseInt(r.PathValue("household"), 10, 64)
	if err != nil {
		return v, nil, fault.New(fault.NotFound, "registry.no_household")
	}
	all, err := s.review()
	if err != nil {
		return v, nil, err
	}
	year := f.yearAsked()
	if v.Sheet, v.Home, err = all.Sheet(r.Context(), f.Actor, year, registry.HouseholdID(id)); err != nil {
		return v, nil, err
	}
	v.Questions, v.Seen = all.Questions(year), v.Version
	slices.SortStableFunc(v.Questions, func(a, b *law.Fact) int { return int(kindOrder(a.Type)) - int(kindOrder(b.Type)) })
	f.Title = f.T("web.review.form")
	v.Typed.Set("on", f.Today.String())
	if !v.Surveyed.IsZero() {
		v.Typed.Set("on", v.Surveyed.String())
	}
	for id, value := range v.Answers {
		v.Typed.Set(id, value)
	}
	return v, all, nil
}

// kindOrder has area and points asked before what is lacking.
func kindOrder(t law.Type) int {
	if t == law.Bool {
		return 1
	}
	return 0
}

func sheetPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, _, err := s.sheetOf(r, f)
	if err != nil {
		return nil, err
	}
	return sheetContent(f, v), nil
}

// writeSheet records a form, an objection or its answer. What is wrong is said on the form; nothing typed is lost.
func writeSheet(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, all, err := s.sheetOf(r, f)
	if err != nil {
		return nil, err
	}
	ctx, form, back := r.Context(), r.PostForm, sheetPath(v.Household)
	seen, _ := strconv.Atoi(form.Get("seen")) // what is no number was not seen, and is not compared
	place := review.Place{Year: v.Year, Household: v.Household, Seen: seen}
	switch form.Get("do") {
	case "object":
		if err = all.Object(ctx, f.Actor, place, form.Get("who"), form.Get("why")); err == nil {
			s.done(w, r, f, back, "web.review.objected")
			return nil, nil
		}
	case "answer":
		if err = all.Settle(ctx, f.Actor, place, form.Get("answer")); err == nil {
			s.done(w, r, f, back, "web.review.answered")
			return nil, nil
		}
	default:
		answers := map[string]string{}
		for _, q := range v.Questions {
			answers[q.ID] = strings.TrimSpace(form.Get(q.ID))
		}
		on, _ := calendar.ParseDate(form.Get("on")) // a day that cannot be read is missing, and said so
		var done review.Sheet
		if done, err = all.Survey(ctx, f.Actor, place, on, answers); err == nil {
			s.done(w, r, f, back, "web.review.saved", f.Value("household.poverty", done.Result))
			return nil, nil
		}
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	if fault.CodeOf(err) == "review.stale" {
		if v, _, again := s.sheetOf(r, f); again == nil { // as it stands by now
			v.Since = v.Sheet.Since(seen)
			return s.refuseSheet(w, r, f, v, err)
		}
	}
	v.Seen = seen
	return s.refuseSheet(w, r, f, v, err)
}

// refuseSheet says on the form what is wrong, and what others wrote since it was seen. Nothing typed is lost.
func (s *Site) refuseSheet(w http.ResponseWriter, r *http.Request, f *frame, v sheetView, err error) (view, error) {
	v.Typed = r.PostForm
	v.Said, v.Wrong = f.byField(err)
	s.write(w, r, f, sheetContent(f, v), status(err))
	return nil, nil
}

// differing are the questions that a survey of somebody else's answers otherwise than what was typed.
func (v sheetView) differing(x review.Step) []*law.Fact {
	return slices.DeleteFunc(slices.Clone(v.Questions), func(q *law.Fact) bool {
		return x.What != review.Surveyed || x.Answers[q.ID] == strings.TrimSpace(v.Typed.Get(q.ID))
	})
}

// stepSaid says what was done with a sheet.
func (f *frame) stepSaid(x review.Step) string {
	switch x.What {
	case review.Surveyed:
		return f.T("web.review.step.survey", f.Date(x.On), f.Value("household.poverty", x.Result))
	case review.Objected:
		return f.T("web.review.step.objection", x.Who, x.Text)
	case review.Answered:
		return f.T("web.review.step.answer", x.Text)
	case review.Undone:
		return f.T("web.review.step.undoing", x.Paper, x.Text)
	}
	return f.T("web.review.step.decision", x.Paper, f.Value("household.poverty", x.Result))
}

func sheetPath(id registry.HouseholdID) string { return "/poverty/" + strconv.FormatInt(int64(id), 10) }

// lacking is the name of an indicator without the name of the form before it, which stands on top of the page.
func (f *frame) lacking(q *law.Fact) string {
	name := f.Law(q.Name)
	if _, rest, ok := strings.Cut(name, ": "); ok {
		return capital(rest)
	}
	return name
}

// answered says the answer to a question of the form.
func (f *frame) answered(q *law.Fact, value string) string {
	if value == "" {
		return "–"
	}
	return f.Value(q.ID, value)
}
