package web

import (
	"encoding/json"
	"net/http"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/returns"
)

// apiReturn is a return as other programs send and get it: figures as text, the way people write them; a field that is
// absent is missing, never zero.
type apiReturn struct {
	Form    string            `json:"form"`
	Unit    org.UnitID        `json:"unit"`
	Year    int               `json:"year"`
	State   returns.State     `json:"state"`
	LastDay calendar.Date     `json:"last_day"`
	Figures map[string]string `json:"figures"`
	Source  string            `json:"source,omitempty"`
	Submit  bool              `json:"submit,omitempty"` // of what is sent: send it for approval, too
}

// apiFault is an error as other programs get it.
type apiFault struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Fields  map[string]string `json:"fields,omitempty"`
}

// returnAPI gives and takes returns by GET and PUT, with the name and password of an account. It goes through the same
// use cases as the pages; all of a PUT is taken or none, and the same PUT again changes nothing.
func (s *Site) returnAPI() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := s.answerAPI(w, r)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if err != nil {
			code := status(err)
			if code == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Basic realm="ansinh", charset="UTF-8"`)
			}
			w.WriteHeader(code)
			json.NewEncoder(w).Encode(s.apiFault(err))
			return
		}
		json.NewEncoder(w).Encode(out)
	})
}

func (s *Site) apiFault(err error) apiFault {
	f := &frame{site: s, texts: s.Texts, Lang: "vi"}
	v := returnView{At: map[string]string{}}
	v.refuse(f, err)
	return apiFault{Code: fault.CodeOf(err), Message: f.fault(err), Fields: v.At}
}

func (s *Site) answerAPI(w http.ResponseWriter, r *http.Request) (*apiReturn, error) {
	if err := s.Reorg.Follow(r.Context()); err != nil {
		return nil, err
	}
	actor, err := s.basicActor(r)
	if err != nil {
		return nil, err
	}
	f := &frame{site: s, texts: s.Texts, Lang: "vi", Actor: actor, Query: r.URL.Query(), Today: calendar.DateOf(s.Gate.Now())}
	f.On, f.Map = f.Today, f.Today
	v, err := s.returnAsked(r, f)
	if err != nil {
		return nil, err
	}
	switch r.Method {
	case http.MethodGet:
	case http.MethodPut:
		if err := s.putReturn(w, r, f, v); err != nil {
			return nil, err
		}
		if v, err = s.returnAsked(r, f); err != nil {
			return nil, err
		}
	default:
		return nil, fault.New(fault.Invalid, "web.form")
	}
	out := &apiReturn{Form: v.Standing.Form.ID, Unit: v.Unit, Year: v.Year, State: "none", LastDay: v.Standing.LastDay, Figures: map[string]string{}}
	if v.Standing.Return != nil {
		out.State = v.Standing.Return.State
	}
	for id, text := range v.Typed {
		out.Figures[id] = text
	}
	return out, nil
}

func (s *Site) putReturn(w http.ResponseWriter, r *http.Request, f *frame, v returnView) error {
	var in apiReturn
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxForm))
	body.DisallowUnknownFields()
	if err := body.Decode(&in); err != nil {
		return fault.Wrap(err, fault.Invalid, "web.form")
	}
	id, err := s.Returns.Open(r.Context(), f.Actor, v.Standing.Form.ID, v.Unit, v.Year)
	if err != nil {
		return err
	}
	var entries []returns.Entry
	for field, text := range in.Figures {
		if text != v.Typed[field] {
			entries = append(entries, returns.Entry{Field: field, Text: text, Source: in.Source})
		}
	}
	if len(entries) > 0 {
		if err := s.Returns.Enter(r.Context(), f.Actor, id, entries); err != nil {
			return err
		}
	}
	if in.Submit {
		return s.Returns.Submit(r.Context(), f.Actor, id, 0)
	}
	return nil
}

// basicActor signs in the account of a request; failures count as they do on the page.
func (s *Site) basicActor(r *http.Request) (auth.Actor, error) {
	login, password, ok := r.BasicAuth()
	if !ok {
		return auth.Actor{}, fault.New(fault.Unauthenticated, "web.sign_in_first")
	}
	actor, refused, err := s.tryPassword(r, login, password)
	if err == nil {
		err = refused
	}
	return actor, err
}
