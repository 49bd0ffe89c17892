package web

import (
	"net/http"
	"net/url"
	"strconv"

	"ansinh/plan"
)

// matchView is as what everything in a draft of a plan was taken.
type matchView struct {
	plan.Matching
	Plan plan.Plan
}

// matchKinds are the kinds of what is matched, in the order of the page.
var matchKinds = []string{"target", "duty", "deliverable"}

func matchPath(id plan.VersionID) string {
	return "/plan/versions/" + url.PathEscape(string(id)) + "/ids"
}

func matchPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id := plan.VersionID(r.PathValue("version"))
	v := matchView{}
	var err error
	if v.Matching, err = s.Plans.Matching(r.Context(), f.Actor, id); err != nil {
		return nil, err
	}
	if v.Plan, _, err = s.Plans.Plan(r.Context(), f.Actor, v.Version.Plan); err != nil {
		return nil, err
	}
	f.Title = f.T("web.match.title", v.Plan.Number, v.Version.Number)
	if f.wantsFile() {
		var rows [][]string
		for _, m := range v.Matches {
			rows = append(rows, []string{f.T("web.versions.kind." + m.Kind), m.Read, m.ID, f.T("web.match.how." + string(m.How)), strconv.Itoa(m.Alike), m.Words, m.Was})
		}
		return nil, f.sendTable(w, "doi-chieu-ma", []string{f.T("web.drafts.kind"), f.T("web.match.read"), f.T("web.match.id"), f.T("web.match.how"), "%",
			f.T("web.match.words"), f.T("web.match.was")}, rows)
	}
	return matchContent(f, v), nil
}

// correctMatch takes something of the draft as something else.
func correctMatch(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id := plan.VersionID(r.PathValue("version"))
	p := r.PostForm
	if err := s.Plans.Match(r.Context(), f.Actor, id, p.Get("kind"), p.Get("read"), p.Get("id")); err != nil {
		return nil, err
	}
	s.done(w, r, f, matchPath(id), "web.match.corrected", p.Get("read"))
	return nil, nil
}

// of are the matches of one kind.
func (v matchView) of(kind string) []plan.Match {
	var out []plan.Match
	for _, m := range v.Matches {
		if m.Kind == kind {
			out = append(out, m)
		}
	}
	return out
}

// open says whether the matches may still be corrected.
func (v matchView) open(f *frame) bool {
	return v.Version.State == plan.Draft && f.May("plan.import") && len(v.Known.Targets) > 0
}
