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
	if !f.wantsCSV() {
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
	return nil, sendCSV(w, "ra-soat-ho-ngheo-"+strconv.Itoa(v.Year)+".csv", []string{f.T("web.review.head"), f.T("web.person.household"), f.T("web.person.home"),
		f.T("web.review.now"), f.T("web.review.result"), f.T("web.review.on"), f.T("web.review.object"), f.T("web.review.answer")}, rows)
}

func decideReview(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	all, err := s.review()
	if err != nil {
		return nil, err
	}
	on, _ := calendar.ParseDate(r.PostForm.Get("on")) // a day that cannot be read is missing, and said so
	d, err := all.Decide(r.Context(), f.Actor, f.Today.Year(), r.PostForm.Get("number"), on, r.PostForm.Get("signer"))
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
	v.Questions = all.Questions(year)
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
	switch form.Get("do") {
	case "object":
		if err = all.Object(ctx, f.Actor, v.Year, v.Household, form.Get("who"), form.Get("why")); err == nil {
			s.done(w, r, f, back, "web.review.objected")
			return nil, nil
		}
	case "answer":
		if err = all.Settle(ctx, f.Actor, v.Year, v.Household, form.Get("answer")); err == nil {
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
		if done, err = all.Survey(ctx, f.Actor, v.Year, v.Household, on, answers); err == nil {
			s.done(w, r, f, back, "web.review.saved", f.Value("household.poverty", done.Result))
			return nil, nil
		}
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v.Typed = form
	v.Said, v.Wrong = f.byField(err)
	s.write(w, r, f, sheetContent(f, v), status(err))
	return nil, nil
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
