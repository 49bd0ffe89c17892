package web

import (
	"log/slog"
	"net/http"
)

// lawful sees to it that every page applies the law in force: another process may have brought a dossier into force
// since the last request, or a reorganisation. Where the law cannot be read no page is shown.
func (s *Site) lawful(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := s.Reforms.Follow(r.Context())
		if err == nil {
			err = s.Reorg.Follow(r.Context())
		}
		if err != nil {
			s.log.LogAttrs(r.Context(), slog.LevelError, "law", slog.Any("error", err))
			http.Error(w, s.Texts.Error("vi", err), status(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// lawRoutes are the addresses of the pages about the law beside the table of benefits: its documents, what changed, what
// a change would cost, and changes on their way.
func lawRoutes() []route {
	return []route{
		{pattern: "GET /law/documents", permission: "law.read", show: documentsPage},
		{pattern: "GET /law/documents/{field}/{folder}", permission: "law.read", show: documentPage},
		{pattern: "GET /law/differences", permission: "law.read", show: differencesPage},
		{pattern: "GET /law/simulate", permission: "law.simulate", show: simulatePage},
		{pattern: "POST /law/simulate", permission: "law.simulate", upload: true, show: postSimulation},
		{pattern: "GET /law/dossiers/new", permission: "law.propose", show: newDossierPage},
		{pattern: "POST /law/dossiers/new", permission: "law.propose", upload: true, show: proposeDossier},
		{pattern: "GET /law/dossiers", permission: "law.read", show: dossiersPage},
		{pattern: "GET /law/dossiers/{number}", permission: "law.read", show: dossierPage},
		{pattern: "POST /law/dossiers/{number}", permission: "law.approve", or: "law.propose", show: moveDossier},
	}
}

// lawPages are the same as tabs.
var lawPages = []entry{
	{"/law", "web.law.tab.sheet", "law.read", ""},
	{"/law/documents", "web.law.documents", "law.read", ""},
	{"/law/differences", "web.law.differences", "law.read", ""},
	{"/law/simulate", "web.law.simulate", "law.simulate", ""},
	{"/law/dossiers", "web.law.dossiers", "law.read", ""},
}
