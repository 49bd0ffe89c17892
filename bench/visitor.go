package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"

	"ansinh/auth"
	"ansinh/house"
	"ansinh/web"
)

// visitor is somebody signed in to the pages, which answer through the same handler as in service.
type visitor struct {
	site *httptest.Server
	desk *http.Client
}

// visit gives an account of its own to somebody, and signs them in.
func visit(ctx context.Context, h *house.House, who auth.Actor) (*visitor, error) {
	const word = "mat khau do toc do"
	if err := admit(ctx, h.Gate, who, word); err != nil {
		return nil, err
	}
	site, err := web.New(web.Rooms{Background: h, DB: h.DB, Gate: h.Gate, Log: h.Log, Verifier: h.Verifier, Texts: h.Texts, Policy: h.Policy, Tree: h.Tree,
		Agencies: h.Agencies, Working: h.Working, Registry: h.Registry, Benefits: h.Benefits, Payments: h.Payments, Returns: h.Returns, Plans: h.Plans,
		Indicators: h.Indicators, Reports: h.Reports, Drafts: h.Drafts, Reforms: h.Reforms, Reorg: h.Reorg, Due: h.Due, Requests: h.Requests, Attached: h.Attached, Interop: h.Interop}, web.Options{})
	if err != nil {
		return nil, err
	}
	handler, err := site.Handler()
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	v := &visitor{site: httptest.NewServer(handler), desk: &http.Client{Jar: jar}}
	form, err := v.get("/sign-in")
	if err != nil {
		return nil, err
	}
	_, after, _ := strings.Cut(string(form), `name="token" value="`)
	token, _, _ := strings.Cut(after, `"`)
	answer, err := v.desk.PostForm(v.site.URL+"/sign-in", url.Values{"token": {token}, "login": {who.ID}, "password": {word}})
	if err != nil {
		return nil, err
	}
	return v, answer.Body.Close()
}

func (v *visitor) get(path string) ([]byte, error) {
	answer, err := v.desk.Get(v.site.URL + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || path != "/sign-in" && strings.Contains(string(body), `name="password"`)) {
		err = fmt.Errorf("%s: %s: %s", path, answer.Status, said(body))
	}
	return body, err
}

// said is the sentence of an error page.
func said(body []byte) string {
	_, main, _ := strings.Cut(string(body), "<main")
	return main[:min(len(main), 600)]
}
