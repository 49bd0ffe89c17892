package web

import (
	"net/http"

	"ansinh/viet"
)

// homePage is the first page of every role.
func homePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.home.title")
	return homeContent(f), nil
}

// fold is how names are compared: without marks.
func fold(s string) string { return viet.Fold(s) }
