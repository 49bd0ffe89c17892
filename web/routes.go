package web

import "ansinh/auth"

// routes are all addresses of the site.
func (s *Site) routes() []route {
	return []route{
		{pattern: "GET /sign-in", open: true, show: signInPage},
		{pattern: "POST /sign-in", open: true, show: signIn},
		{pattern: "POST /sign-out", show: signOut},
		{pattern: "GET /{$}", show: homePage},
		{pattern: "GET /me", permission: "registry.own", show: mePage},
		{pattern: "GET /me/why", permission: "registry.own", show: myWhyPage},
		{pattern: "GET /people", permission: "registry.search", show: peoplePage},
		{pattern: "GET /people/{id}", permission: "registry.read", show: personPage},
		{pattern: "GET /people/{id}/why", permission: "registry.read", show: whyPage},
		{pattern: "POST /people/{id}/sensitive", permission: "registry.sensitive", show: uncover},
		{pattern: "GET /people.list/{format}", permission: "registry.read", show: peopleFile},
		{pattern: "GET /quality", permission: "registry.count", show: qualityPage},
		{pattern: "GET /quality/{check}", permission: "registry.read", show: checkPage},
		{pattern: "GET /exchange", permission: "registry.write", or: "registry.approve", show: exchangePage},
		{pattern: "POST /exchange", permission: "registry.write", upload: true, show: layFile},
		{pattern: "GET /exchange/{hash}", permission: "registry.write", or: "registry.approve", show: laidPage},
		{pattern: "POST /exchange/{hash}", permission: "registry.write", show: takeFile},
		{pattern: "POST /exchange/{hash}/consent", permission: "registry.write", or: "registry.approve", show: consentFile},
		{pattern: "GET /exchange/{hash}/errors", permission: "registry.write", show: errorsFile},
		{pattern: "GET /twins", permission: "registry.read", show: twinsPage},
		{pattern: "POST /twins", permission: "registry.write", show: findTwins},
		{pattern: "POST /twins/verdict", permission: "registry.write", show: sayTwins},
		{pattern: "GET /runs", permission: "payment.read", show: runsPage},
		{pattern: "POST /runs", permission: "payment.prepare", show: prepareRun},
		{pattern: "GET /runs/{month}", permission: "payment.read", show: runPage},
		{pattern: "POST /runs/{month}", permission: "payment.read", show: moveRun},
		{pattern: "GET /runs/{month}/lines", permission: "payment.read", show: linesPage},
		{pattern: "GET /runs/{month}/bank/{bank}", permission: "payment.send", show: bankFile},
		{pattern: "GET /runs/{month}/cash", permission: "payment.send", show: cashFile},
		{pattern: "GET /runs/{month}/bank/{bank}/message", permission: "payment.send", show: bankMessage},
		{pattern: "POST /runs/{month}/files", permission: "payment.close", upload: true, show: readBankFile},
		{pattern: "POST /runs/{month}/failures", permission: "payment.prepare", show: repairPayment},
		{pattern: "POST /runs/{month}/explanation", permission: "payment.close", show: explainBank},
		{pattern: "POST /runs/{month}/preparation", permission: "payment.prepare", show: haltRun},
		{pattern: "POST /runs/{month}/cancellation", permission: "payment.prepare", show: cancelRun},
		{pattern: "GET /returns", permission: "returns.read", show: returnsPage},
		{pattern: "GET /returns/{form}", permission: "returns.read", show: returnPage},
		{pattern: "POST /returns/{form}", permission: "returns.enter", show: enterReturn},
		{pattern: "GET /returns/{form}/sheet", permission: "returns.read", show: returnSheetFile},
		{pattern: "POST /returns/{form}/sheet", permission: "returns.enter", upload: true, show: takeSheet},
		{pattern: "GET /returns/{form}/units", permission: "returns.read", show: communesPage},
		{pattern: "POST /returns/{form}/corrections", permission: "returns.enter", show: askCorrection},
		{pattern: "POST /returns/{form}/corrections/{id}", permission: "returns.approve", show: decideCorrection},
		{pattern: "POST /returns/{form}/judgement", permission: "returns.approve", show: judgeReturn},
		{pattern: "GET /overview", permission: "indicator.read", show: overviewPage},
		{pattern: "GET /plan", permission: "plan.read", show: planPage},
		{pattern: "GET /plan/tasks", permission: "plan.read", show: tasksPage},
		{pattern: "GET /plan/tasks/{number}", permission: "plan.read", show: taskPage},
		{pattern: "GET /plan/targets/{id}", permission: "indicator.read", show: targetPage},
		{pattern: "GET /plan/targets/{id}/parts", permission: "indicator.read", show: targetPartsPage},
		{pattern: "GET /plan/targets/{id}/why", permission: "indicator.read", show: targetWhyPage},
		{pattern: "GET /agencies", permission: "plan.read", show: agenciesPage},
		{pattern: "GET /agencies/{id}", permission: "plan.read", show: agencyPage},
		{pattern: "GET /report", permission: "report.read", show: reportPage},
		{pattern: "POST /report", permission: "report.write", show: keepReport},
		{pattern: "GET /report/files/{id}", permission: "report.read", show: reportFile},
		{pattern: "GET /law", permission: "law.read", show: lawPage},
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
		{"/me/statement", "web.statement.nav", "registry.own", ""},
		{"/people", "web.nav.search", "registry.search", ""},
		{"/lists", "web.nav.lists", "benefit.lists", ""},
		{"/exchange", "web.exchange.title", "registry.write", "registry.approve"},
		{"/quality", "web.quality.title", "registry.read", ""},
		{"/twins", "web.twins.title", "registry.read", ""},
		{"/verification", "web.verify.title", "interop.read", ""},
		{"/differences", "web.difference.title", "interop.read", ""},
		{"/poverty", "web.review.title", "registry.read", ""},
		{"/requests", "web.request.title", "registry.read", "registry.own"},
		{"/applications", "web.nav.applications", "benefit.lists", ""},
		{"/complaints", "web.complaints.title", "benefit.lists", ""},
		{"/coming", "web.coming.title", "registry.read", ""},
		{"/runs", "web.nav.runs", "payment.read", ""},
	}},
	{"web.nav.promises", []entry{
		{"/overview", "web.nav.overview", "indicator.read", ""},
		{"/plan", "web.nav.plan", "plan.read", ""},
		{"/agencies", "web.nav.agencies", "plan.read", ""},
		{"/calendar", "web.calendar.nav", "plan.read", ""},
		{"/plan/own", "web.own.nav", "plan.work", ""},
		{"/returns", "web.nav.returns", "returns.read", ""},
		{"/report", "web.nav.report", "report.read", ""},
		{"/reports", "web.drafts.nav", "report.draft", "report.read"},
	}},
	{"web.nav.service", []entry{
		{"/law", "web.nav.law", "law.read", ""},
		{"/units", "web.nav.units", "org.read", ""},
		{"/audit", "web.nav.audit", "audit.read", ""},
	}},
}

// sees says whether the reader's role may open an entry.
func (f *frame) sees(e entry) bool { return f.May(e.permission) || e.or != "" && f.May(e.or) }

// shown is what of the group the reader may open.
func (g group) shown(f *frame) []entry {
	var out []entry
	for _, e := range g.entries {
		if f.sees(e) {
			out = append(out, e)
		}
	}
	return out
}
