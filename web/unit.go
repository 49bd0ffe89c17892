package web

import (
	"net/http"
	"slices"
	"strings"

	"ansinh/org"
)

// unitsView is the map of a day as a list: provinces or one unit's children.
type unitsView struct {
	Unit   org.Unit // zero: the top
	Level  int
	Units  []org.Unit
	Before []org.Unit // what the unit was made of
	After  []org.Unit // what it became
}

func unitsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.units.title", f.Map.Vietnamese())
	level := org.Commune
	switch f.Query.Get("level") {
	case "1":
		level = org.Province
	case "2":
		level = org.District
	}
	v := unitsView{Level: level, Units: s.Tree.Units(level, f.Map)}
	if q := f.Query.Get("name"); q != "" {
		v.Units = slices.DeleteFunc(v.Units, func(u org.Unit) bool { return !strings.Contains(fold(u.Name), fold(q)) })
	}
	if f.wantsFile() {
		var rows [][]string
		for _, u := range v.Units {
			rows = append(rows, []string{u.Code, u.Type, u.Name, f.parentName(u), f.Date(u.From), u.Legal})
		}
		return nil, f.sendTable(w, "don-vi", []string{f.T("web.units.code"), f.T("web.units.type"), f.T("web.units.name"),
			f.T("web.units.parent"), f.T("web.units.from"), f.T("web.units.legal")}, rows)
	}
	return unitsContent(f, v), nil
}

// parentName is the unit above on the map that is looked at.
func (f *frame) parentName(u org.Unit) string {
	for level := u.Level - 1; level >= org.Province; level-- {
		if p, ok := f.site.Tree.Parent(u.ID, level, f.Map); ok {
			return f.Unit(p)
		}
	}
	return ""
}

// nowName says where a unit of another day lies on today's map; "" where it is the same.
func (f *frame) nowName(u org.Unit) string {
	if u.On(f.Today) {
		return ""
	}
	now, ok := f.site.Tree.On(u.ID, f.Today)
	if !ok {
		return f.T("web.units.split")
	}
	return f.T("web.units.now", f.Unit(now))
}

// formedNames are the units a unit was made of, by the map of the day before it began.
func (f *frame) formedNames(u org.Unit) string {
	var names []string
	for _, id := range u.FormedFrom {
		if id != u.ID {
			names = append(names, f.Unit(id))
		}
	}
	return strings.Join(names, ", ")
}
