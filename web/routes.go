package web

import "ansinh/auth"

// routes are all addresses of the site.
func (s *Site) routes() []route {
	return []route{
		{pattern: "GET /sign-in", open: true, show: signInPage},
		{pattern: "POST /sign-in", open: true, show: signIn},
		{pattern: "POST /sign-out", show: signOut},
		{pattern: "GET /{$}", show: homePage},
		{pattern: "GET /units", permission: "org.read", show: unitsPage},
		{pattern: "GET /audit", permission: "audit.read", show: auditPage},
		{pattern: "POST /audit/proof", permission: "audit.verify", show: proveAudit},
	}
}

// entry is one line of the navigation.
type entry struct {
	path       string
	code       string // of its text
	permission auth.Permission
	or         auth.Permission
}

// group is one of the three parts of the house.
type group struct {
	code    string
	entries []entry
}

// groups is the navigation; a reader sees of it what their role may open.
var groups = []group{
	{"web.nav.people", []entry{
		{"/me", "web.nav.me", "registry.own", ""},
		{"/people", "web.nav.search", "registry.search", ""},
		{"/lists", "web.nav.lists", "benefit.lists", ""},
		{"/runs", "web.nav.runs", "payment.read", ""},
	}},
	{"web.nav.promises", []entry{
		{"/plan", "web.nav.plan", "plan.read", ""},
		{"/agencies", "web.nav.agencies", "plan.read", ""},
		{"/returns", "web.nav.returns", "returns.read", ""},
		{"/report", "web.nav.report", "report.read", ""},
	}},
	{"web.nav.service", []entry{
		{"/law", "web.nav.law", "law.read", ""},
		{"/units", "web.nav.units", "org.read", ""},
		{"/audit", "web.nav.audit", "audit.read", ""},
	}},
}

// shown is what of the group the reader may open.
func (g group) shown(f *frame) []entry {
	var out []entry
	for _, e := range g.entries {
		if f.May(e.permission) || e.or != "" && f.May(e.or) {
			out = append(out, e)
		}
	}
	return out
}
