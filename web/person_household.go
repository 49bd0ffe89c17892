package web

import (
	"context"
	"strings"

	"ansinh/registry"
)

// memberField is the name of the field that says what a member of a household becomes.
func memberField(x registry.Field, p registry.Person) string { return "f_" + x.ID + "_" + p.Code }

// gather brings what was chosen for each member into the one value that the form records.
func (v *eventView) gather(x registry.Field) {
	chosen := false
	var all []registry.Member
	for _, p := range v.Living {
		chosen = chosen || v.Typed.Has(memberField(x, p))
		if as := v.Typed.Get(memberField(x, p)); as != "" {
			all = append(all, registry.Member{Person: p.ID, Relation: registry.Relation(as)})
		}
	}
	if chosen {
		v.Typed.Set("f_"+x.ID, registry.Members(all))
	}
}

// chosen is what was chosen for a member; "" where they stay.
func (v eventView) chosen(x registry.Field, p registry.Person) registry.Relation {
	all, _ := registry.ParseMembers(v.Typed.Get("f_" + x.ID))
	for _, m := range all {
		if m.Person == p.ID {
			return m.Relation
		}
	}
	return ""
}

// membersOf are the people whom an event about a household names, as far as they are the reader's.
func (s *Site) membersOf(ctx context.Context, f *frame, form registry.Form, fields map[string]string) ([]registry.Person, error) {
	var ids []registry.PersonID
	for _, x := range form.Fields {
		switch x.Kind {
		case "members":
			all, _ := registry.ParseMembers(fields[x.ID])
			for _, m := range all {
				ids = append(ids, m.Person)
			}
		case "member", "other_household":
			if id, err := registry.ParseCode(fields[x.ID]); err == nil {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := s.Registry.Brief(ctx, f.Actor, ids)
	var out []registry.Person
	for _, p := range found {
		out = append(out, p)
	}
	return out, err
}

// named says the value of a field in which people of a household stand by their codes.
func (f *frame) named(x registry.Field, value string, people []registry.Person) string {
	name := func(id registry.PersonID) string {
		for _, p := range people {
			if p.ID == id {
				return p.Name
			}
		}
		return id.Code()
	}
	switch x.Kind {
	case "member", "other_household":
		if id, err := registry.ParseCode(value); err == nil {
			return name(id)
		}
	case "members":
		var out []string
		all, _ := registry.ParseMembers(value)
		for _, m := range all {
			out = append(out, name(m.Person)+" ("+strings.ToLower(f.T("web.relation."+string(m.Relation)))+")")
		}
		return strings.Join(out, ", ")
	}
	return ""
}
