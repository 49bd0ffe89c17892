package web

import (
	"net/http"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
)

// signInPage is the form; somebody who is signed in goes on.
func signInPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if f.Actor.ID != "" {
		http.Redirect(w, r, local(f.Query.Get("next")), http.StatusSeeOther)
		return nil, nil
	}
	s.token(r.Context(), f)
	f.Title = f.T("web.sign_in.title")
	return signInForm(f, "", local(f.Query.Get("next")), ""), nil
}

// signIn compares the password. A refusal shows the form again with what was typed but the password.
func signIn(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	login, next := r.PostForm.Get("login"), local(r.PostForm.Get("next"))
	actor, refused, err := s.tryPassword(r, login, r.PostForm.Get("password"))
	if err != nil {
		return nil, err
	}
	if refused != nil {
		f.Title = f.T("web.sign_in.title")
		s.write(w, r, f, signInForm(f, login, next, f.fault(refused)), status(refused))
		return nil, nil
	}
	ctx := r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return nil, err
	}
	s.sessions.Put(ctx, "login", actor.ID)
	f.Token = ""
	s.token(ctx, f)
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil, nil
}

// tryPassword gives the actor, or the refusal as the second value; both it and its count of failures are recorded.
func (s *Site) tryPassword(r *http.Request, login, password string) (actor auth.Actor, refused, err error) {
	if !s.limiter.allow(login) {
		return actor, fault.New(fault.Unauthenticated, "web.too_fast"), nil
	}
	ctx := r.Context()
	act := gate.Act{Permission: "account.sign_in", Subject: "account"}
	err = s.Gate.Change(ctx, auth.System(), act, func(tx *gate.Tx) error {
		// A login that is none may be a password typed into the wrong field: only a real one is recorded.
		if _, missing := auth.Find(ctx, tx.Tx, login); missing == nil {
			tx.Note("login", login)
		}
		var failed error
		actor, refused, failed = auth.SignIn(ctx, tx.Tx, tx.Now, login, password)
		tx.Note("refused", refused != nil)
		return failed
	})
	return actor, refused, err
}

// signOut ends the session.
func signOut(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return nil, err
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	return nil, nil
}
