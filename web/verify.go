package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/interop"
	"ansinh/org"
	"ansinh/registry"
)

// verifyRoutes are the addresses of the verification against another register.
func verifyRoutes() []route {
	return []route{
		{pattern: "GET /verification", permission: interop.MayRead, show: verifyPage},
		{pattern: "POST /verification", permission: interop.MayVerify, show: askVerify},
		{pattern: "GET /verification/{round}", permission: interop.MayRead, show: roundPage},
		{pattern: "POST /verification/{round}", permission: interop.MayVerify, show: moveRound},
		{pattern: "POST /people/{id}/verification", permission: interop.MayVerify, show: askPerson},
		{pattern: "GET /differences", permission: interop.MayRead, show: differingPage},
		{pattern: "GET /differences/{difference}", permission: interop.MayRead, show: differencePage},
		{pattern: "POST /differences/{difference}", permission: interop.MaySettle, show: settleDifference},
	}
}

// verifyView is how far people are verified, commune by commune, and the latest rounds.
type verifyView struct {
	Shares []interop.Share
	All    interop.Share
	Rounds []interop.Round
	Typed  url.Values
	Said   string
	Wrong  map[string]string
}

const roundsShown = 8

// again is how many seconds after which a page of work that goes on is read anew.
const again = "3"

func (s *Site) verification(r *http.Request, f *frame) (verifyView, error) {
	f.Title, f.Wide = f.T("web.verify.title"), true
	v := verifyView{Typed: url.Values{}}
	var err error
	if v.Shares, err = s.Interop.Shares(r.Context(), f.Actor); err != nil {
		return v, err
	}
	slices.SortFunc(v.Shares, func(a, b interop.Share) int { return strings.Compare(fold(f.Unit(a.Commune)), fold(f.Unit(b.Commune))) })
	for _, x := range v.Shares {
		v.All.People, v.All.Numbers, v.All.Agrees, v.All.Asked, v.All.Open = v.All.People+x.People, v.All.Numbers+x.Numbers, v.All.Agrees+x.Agrees,
			v.All.Asked+x.Asked, v.All.Open+x.Open
	}
	v.Rounds, err = s.Interop.Rounds(r.Context(), f.Actor, roundsShown)
	return v, err
}

func verifyPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.verification(r, f)
	if err == nil && len(v.Rounds) > 0 && v.Rounds[0].State == interop.Running {
		w.Header().Set("Refresh", again)
	}
	if err == nil && f.wantsFile() {
		return nil, f.verifyFile(w, v)
	}
	return verifyContent(f, v), err
}

// askVerify begins a round. What is refused is said on the page; nothing typed is lost.
func askVerify(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	form := r.PostForm
	months, _ := strconv.Atoi(form.Get("months")) // what is no number is refused below
	id, err := s.Interop.Ask(r.Context(), f.Actor, interop.Ask{Wish: interop.Wish(form.Get("wish")), Unit: org.UnitID(form.Get("unit")), Months: months})
	if err == nil {
		s.done(w, r, f, roundPath(id), "web.verify.asked")
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v, other := s.verification(r, f)
	if other != nil {
		return nil, other
	}
	v.Typed, v.Said = form, f.fault(err)
	s.write(w, r, f, verifyContent(f, v), status(err))
	return nil, nil
}

// askPerson asks about one person, from their page.
func askPerson(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	round, err := s.Interop.Ask(r.Context(), f.Actor, interop.Ask{Wish: interop.One, Person: id})
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, roundPath(round), "web.verify.asked")
	return nil, nil
}

// verifyFile is the communes or, where they are asked for, the rounds.
func (f *frame) verifyFile(w http.ResponseWriter, v verifyView) error {
	if f.wants("rounds") {
		return f.sendTable(w, "luot-doi-chieu", f.heading("web.verify.round.head", "web.exchange.when", "web.verify.asked_by", "web.verify.area", "web.verify.whom", "web.verify.state",
			"web.verify.people", "web.verify.answered", "web.verify.agrees", "web.verify.differing"), rowsOf(v.Rounds, func(r interop.Round) []string {
			return []string{number(int64(r.ID)), f.Moment(r.AskedAt), r.AskedName, f.roundArea(r), f.roundWish(r), f.roundState(r),
				number(r.People), number(r.Answered), number(r.Results[interop.Agrees]), number(r.Answered - r.Results[interop.Agrees])}
		}))
	}
	return f.sendTable(w, "doi-chieu-dan-cu", f.heading("web.verify.commune", "web.verify.people", "web.verify.numbers", "web.verify.asked_about",
		"web.verify.agrees", "web.verify.share", "web.verify.open"), rowsOf(v.Shares, func(x interop.Share) []string {
		return []string{f.Unit(x.Commune), number(x.People), number(x.Numbers), number(x.Asked), number(x.Agrees), f.share(x), number(x.Open)}
	}))
}

func roundPath(id interop.RoundID) string { return "/verification/" + number(int64(id)) }

// roundView is one round and what of it is not answered.
type roundView struct {
	interop.Round
	Left []interop.Batch
	Who  registry.Person // of a round about one person, where they live in the reader's area; zero: nobody
}

const batchesShown = 50

func (s *Site) roundOf(r *http.Request, f *frame) (roundView, error) {
	n, err := strconv.ParseInt(r.PathValue("round"), 10, 64)
	if err != nil || n <= 0 {
		return roundView{}, fault.New(fault.NotFound, "interop.none")
	}
	var v roundView
	v.Round, v.Left, err = s.Interop.Round(r.Context(), f.Actor, interop.RoundID(n), batchesShown)
	f.Title = f.T("web.verify.round", number(n))
	if err != nil || v.Person == 0 {
		return v, err
	}
	found, err := s.Registry.Brief(r.Context(), f.Actor, []registry.PersonID{v.Person})
	v.Who = found[v.Person]
	return v, err
}

func roundPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.roundOf(r, f)
	if err != nil {
		return nil, err
	}
	switch {
	case f.wants("left"):
		return nil, f.sendTable(w, "phan-chua-tra-loi", f.heading("web.verify.commune", "web.verify.batch", "web.verify.people", "web.verify.tries", "web.verify.why"),
			rowsOf(v.Left, func(b interop.Batch) []string {
				return []string{f.Unit(b.Commune), number(b.Number), number(b.People), number(int64(b.Tries)), f.trouble(b)}
			}))
	case f.wantsFile():
		return nil, f.sendTable(w, "ket-qua-doi-chieu", f.heading("web.verify.result", "web.verify.people"), rowsOf(v.results(), func(x interop.Kind) []string {
			return []string{f.T("web.difference.kind." + string(x)), number(v.Results[x])}
		}))
	}
	if v.State == interop.Running {
		w.Header().Set("Refresh", again)
	}
	return roundContent(f, v), nil
}

// results are the kinds of answers the round tells of.
func (v roundView) results() []interop.Kind {
	return slices.DeleteFunc(slices.Clone(interop.Results()), func(x interop.Kind) bool { return v.Results[x] == 0 && v.Person != 0 })
}

// trouble is why a part of a round is not answered; "" where it was not tried or nothing went wrong.
func (f *frame) trouble(b interop.Batch) string {
	if b.Trouble == nil {
		return ""
	}
	return f.fault(b.Trouble)
}

func moveRound(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.roundOf(r, f)
	if err != nil {
		return nil, err
	}
	do := r.PostForm.Get("do")
	switch do {
	case "stop":
		err = s.Interop.Stop(r.Context(), f.Actor, v.ID)
	case "resume":
		err = s.Interop.Resume(r.Context(), f.Actor, v.ID)
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, roundPath(v.ID), "web.verify.done."+do)
	return nil, nil
}

// roundArea is the area a round asks about, in words.
func (f *frame) roundArea(r interop.Round) string {
	if r.Unit == "" {
		return f.T("web.verify.everywhere")
	}
	return f.Unit(r.Unit)
}

func (f *frame) roundWish(r interop.Round) string {
	if r.Wish == interop.Older {
		return f.T("web.verify.wish.older_than", f.Date(calendar.DateOf(r.Before)))
	}
	return f.T("web.verify.wish." + string(r.Wish))
}

func roundShape(r interop.Round) (tone, shape string) {
	switch {
	case r.State == interop.Running:
		return "fresh", "half"
	case r.State == interop.Stopped:
		return "warn", "half"
	case r.Failed > 0:
		return "bad", "triangle"
	}
	return "good", "check"
}

// roundState says how a round stands; one that ended without every answer says so.
func (f *frame) roundState(r interop.Round) string {
	if r.State == interop.Done && r.Failed > 0 {
		return f.T("web.verify.state.failed")
	}
	return f.T("web.verify.state." + string(r.State))
}

// verifiedOf is what was last answered of a person, for their page; nil where the reader may not see it.
func (s *Site) verifiedOf(r *http.Request, f *frame, p registry.Person) (*interop.Verification, error) {
	if f.Actor.Person == 0 && !f.May(interop.MayRead) {
		return nil, nil
	}
	v, err := s.Interop.Of(r.Context(), f.Actor, p)
	return &v, err
}
