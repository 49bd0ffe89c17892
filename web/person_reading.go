package web

import (
	"net/http"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/registry"
)

// readingRoutes are where a person, or an officer for the person, sees who opened the file.
func readingRoutes() []route {
	return []route{
		{pattern: "GET /me/readings", permission: registry.MayOwn, show: myReadings},
		{pattern: "GET /people/{id}/readings", permission: registry.MayReadings, show: readingsPage},
	}
}

// readingsView is who opened a file.
type readingsView struct {
	Person registry.Person
	All    []registry.Reading
	Own    bool
}

func readingsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	return s.readings(w, r, f, id)
}

func myReadings(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if f.Actor.Person == 0 {
		return nil, fault.New(fault.NotFound, "registry.no_person")
	}
	return s.readings(w, r, f, registry.PersonID(f.Actor.Person))
}

func (s *Site) readings(w http.ResponseWriter, r *http.Request, f *frame, id registry.PersonID) (view, error) {
	v := readingsView{Own: f.Actor.Person != 0}
	var err error
	if v.Person, v.All, err = s.Registry.Readings(r.Context(), f.Actor, id); err != nil {
		return nil, err
	}
	f.Title = f.T("web.reading.title")
	if !f.wantsFile() {
		return readingsContent(f, v), nil
	}
	var rows [][]string
	for _, x := range v.All {
		rows = append(rows, []string{f.Moment(x.At), f.RoleName(x.Role), x.Actor, f.readingWhat(x), f.readingPurpose(x)})
	}
	return nil, f.sendTable(w, "nhat-ky-xem-"+v.Person.Code, f.readingHead(), rows)
}

func (f *frame) readingHead() []string {
	return []string{f.T("web.reading.at"), f.T("web.reading.role"), f.T("web.reading.account"), f.T("web.reading.what"), f.T("web.reading.purpose")}
}

// readingWhat is what the file was opened for, as the table of roles names it.
func (f *frame) readingWhat(x registry.Reading) string {
	if n, ok := f.site.Gate.Roles().Words(auth.Permission(x.Permission)); ok {
		return f.Say(n.VI, n.EN)
	}
	return x.Permission
}

func (f *frame) readingPurpose(x registry.Reading) string {
	for _, p := range purposes {
		if p == x.Purpose {
			return f.T("web.purpose." + p)
		}
	}
	return ""
}

// readingsPath is where it is seen who opened a file.
func (v personView) readingsPath() string {
	if v.Own {
		return "/me/readings"
	}
	return personPath(v.File.Person.ID) + "/readings"
}
