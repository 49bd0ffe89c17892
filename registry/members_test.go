package registry_test

import (
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/registry"
)

// The members of a household are those of the day and of what was known: a child born later, and one recorded later,
// were not there, and who moved away was. Whose home is elsewhere now is no name to the commune that they left or never saw.
func TestAHouseholdIsAsItWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		mustEvent(t, r, event("birth", l.Person(0), calendar.MustDay(2026, 9, 5), "name", "Nguyễn Thị Mới", "sex", "female", "relation", "grandchild", "ethnicity", "kinh"))
		mustEvent(t, r, event("move", l.Person(1), calendar.MustDay(2026, 10, 5), "home", string(boHa), "household", l.Person(2).Code()))
		names := func(actor auth.Actor, who registry.PersonID, at registry.At) string {
			t.Helper()
			f, err := r.Person(ctx, actor, who, at)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, m := range f.Household.Members {
				out = append(out, m.Name)
			}
			return strings.Join(out, ", ")
		}
		for _, c := range []struct {
			actor auth.Actor
			who   int
			at    registry.At
			want  string
		}{
			{auth.System(), 0, registry.At{}, "Nguyễn Thị Hòa, Nguyễn Thị Mới"},
			{auth.System(), 0, registry.At{AsOf: calendar.MustDay(2026, 9, 4)}, "Nguyễn Thị Hòa, Nguyễn Văn Đức"},
			{auth.System(), 0, registry.At{AsOf: calendar.MustDay(2026, 9, 6)}, "Nguyễn Thị Hòa, Nguyễn Văn Đức, Nguyễn Thị Mới"},
			{auth.System(), 0, registry.At{KnownOn: entry}, "Nguyễn Thị Hòa, Nguyễn Văn Đức"},
			{auth.System(), 2, registry.At{}, "Nguyễn Văn Đức, Giáp Thị Thúy"},
			{auth.System(), 2, registry.At{AsOf: calendar.MustDay(2026, 10, 4)}, "Giáp Thị Thúy"},
			{officerOf(string(dongKy)), 0, registry.At{AsOf: calendar.MustDay(2026, 9, 4)}, "Nguyễn Thị Hòa"},
		} {
			if got := names(c.actor, l.Person(c.who), c.at); got != c.want {
				t.Errorf("%+v of %d: got %s, want %s", c.at, c.who, got, c.want)
			}
		}
	})
}
