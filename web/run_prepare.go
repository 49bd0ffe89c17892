package web

import (
	"net/http"
	"slices"
	"strings"

	"ansinh/fault"
	"ansinh/payment"
	"ansinh/viet"
)

// haltRun stops the preparation of a month, or lets it go on.
func haltRun(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	code := "web.run.stopped.done"
	switch r.PostForm.Get("do") {
	case "stop":
		err = s.Payments.Stop(r.Context(), f.Actor, m)
	case "resume":
		code, err = "web.run.resumed.done", s.Payments.Resume(r.Context(), f.Actor, m)
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, "/runs/"+m.String(), code, m.Vietnamese())
	return nil, nil
}

// sortParts puts communes into the order of their names.
func (s *Site) sortParts(f *frame, parts []payment.Part) {
	slices.SortFunc(parts, func(a, b payment.Part) int {
		return strings.Compare(viet.Fold(f.Unit(a.Commune)), viet.Fold(f.Unit(b.Commune)))
	})
}
