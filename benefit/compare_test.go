package benefit

import (
	"maps"
	"testing"

	"ansinh/policy"
	"ansinh/registry"
)

func TestWhoOfTwinsGoesFirst(t *testing.T) {
	t.Parallel()
	pair := func(a, b registry.PersonID) registry.Pair { return registry.Pair{First: a, Second: b} }
	enrolled := func(ids ...registry.PersonID) map[registry.PersonID][]Decision {
		out := map[registry.PersonID][]Decision{}
		for _, id := range ids {
			out[id] = []Decision{{}}
		}
		return out
	}
	type twinMap = map[registry.PersonID]registry.PersonID
	for name, c := range map[string]struct {
		pairs    []registry.Pair
		enrolled map[registry.PersonID][]Decision
		want     twinMap
	}{
		"nobody enrolled":    {[]registry.Pair{pair(3, 7)}, enrolled(), twinMap{7: 3}},
		"both":               {[]registry.Pair{pair(3, 7)}, enrolled(3, 7), twinMap{7: 3}},
		"the second only":    {[]registry.Pair{pair(3, 7)}, enrolled(7), twinMap{3: 7}},
		"three of one":       {[]registry.Pair{pair(3, 7), pair(5, 7)}, enrolled(5, 7), twinMap{3: 5, 7: 5}},
		"two times two":      {[]registry.Pair{pair(1, 2), pair(8, 9)}, enrolled(9), twinMap{2: 1, 8: 9}},
		"somebody else only": {[]registry.Pair{pair(3, 7)}, enrolled(4), twinMap{7: 3}},
	} {
		if got := twins(c.pairs, c.enrolled); !maps.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestTheAuthorityOfADay(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	p, err := LoadProcedure(data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Authorities {
		a := p.Authorities[i]
		if got, err := p.On(a.From); err != nil || got.ID != a.ID {
			t.Errorf("on its first day: got %s, %v, want %s", got.ID, err, a.ID)
		}
	}
	if _, err := p.On(1); err == nil {
		t.Error("somebody decided in the year 1600")
	}
}

func TestAPageEndsBetweenProgrammes(t *testing.T) {
	t.Parallel()
	rows := []Row{{Person: 1, Programme: "a"}, {Person: 1, Programme: "b"}, {Person: 1, Programme: "b"}, {Person: 1, Programme: "b"},
		{Person: 2, Programme: "a"}, {Person: 2, Programme: "a"}}
	for limit, want := range map[int]int{0: 6, 1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 6, 7: 6} {
		got, more := page(rows, limit)
		if len(got) != want || more != (want < len(rows)) {
			t.Errorf("limit %d: %d rows, more %v, want %d", limit, len(got), more, want)
		}
	}
	if got, more := page(rows[1:], 2); len(got) != 3 || !more {
		t.Errorf("a programme longer than the page: %d rows, more %v", len(got), more)
	}
	if got, more := page(rows[1:4], 2); len(got) != 3 || more {
		t.Errorf("nothing but that programme: %d rows, more %v", len(got), more)
	}
}
