package web

import (
	"errors"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
)

// fieldsOf are the places that an error names.
func fieldsOf(err error) []fault.Field {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// invalid marks an input whose answer is wrong.
func invalid(wrong string) templ.Attributes {
	if wrong == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

// typedOr is what was typed into a field, or what stands there before anybody types.
func (f *frame) typedOr(typed url.Values, name, first string) string {
	if typed.Has(name) {
		return typed.Get(name)
	}
	return first
}

// dayTyped says a day that was typed; what is no day as it is.
func (f *frame) dayTyped(s string) string {
	if d, err := calendar.ParseDate(s); err == nil {
		return f.Date(d)
	}
	return s
}

// sent are the values of a form that is to be sent again unchanged.
func (v eventView) sent() [][2]string {
	out := [][2]string{{"seen", v.Typed.Get("seen")}, {"day", v.Typed.Get("day")}, {"source", v.Typed.Get("source")}, {"issued", v.Typed.Get("issued")}}
	for _, x := range v.Form.Fields {
		out = append(out, [2]string{"f_" + x.ID, v.Typed.Get("f_" + x.ID)})
	}
	return out
}

// mine is what this form says of a fact that somebody else has recorded meanwhile; "" where it does not speak of it or
// says the same.
func (v eventView) mine(f *frame, x registry.Fact) string {
	for _, field := range v.Form.Fields {
		typed := strings.TrimSpace(v.Typed.Get("f_" + field.ID))
		if typed != "" && typed != x.Value && field.Fact == x.Fact {
			return f.written(field, typed)
		}
	}
	return ""
}

// value says the value of a fact, also where the fact is a home.
func (f *frame) value(x registry.Fact) string {
	if x.Certainty == registry.Unknown {
		return f.T("web.fact.unknown")
	}
	if _, ok := f.site.Tree.Unit(org.UnitID(x.Value)); ok {
		return f.Home(org.UnitID(x.Value))
	}
	return f.Value(x.Fact, x.Value)
}

// effectName names the benefit that changes: its programme where the category is not for the reader.
func (f *frame) effectName(e benefit.Effect) string {
	if e.Name.VI == "" {
		return f.Programme(e.Programme)
	}
	return f.Law(e.Name)
}

// effectMonths says in which months; what runs to the last month looked at goes on.
func (f *frame) effectMonths(e benefit.Effect) string {
	if e.To > f.Today.Month() {
		return f.T("web.decision.from", e.From.Vietnamese())
	}
	if e.From == e.To {
		return f.T("web.effect.month", e.From.Vietnamese())
	}
	return f.T("web.decision.from_to", e.From.Vietnamese(), e.To.Vietnamese())
}
