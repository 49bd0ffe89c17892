package match_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ansinh/calendar"
	"ansinh/policy"
	"ansinh/registry/match"
	"ansinh/viet"
)

var (
	families = strings.Fields("Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Giáp Thân Đỗ Ngô Dương Vũ Bùi Đặng")
	middles  = strings.Fields("Thị Thị Văn Văn Đức Minh Hồng Ngọc Thanh Xuân Quang Hữu Thu Kim Đình")
	givens   = strings.Fields("Hòa Thúy An Ân Bình Cường Dũng Đức Giang Hà Hải Hùng Hương Khỏe Lan Linh Long Mai Nam Nga Oanh Phúc Quý Sơn Tâm Tuấn Tùng Uyên Vinh Yến Thủy Xóa Toàn Loan")
)

func invented(r *rand.Rand, id int64) match.Record {
	pick := func(l []string) string { return l[r.IntN(len(l))] }
	sex := []string{"male", "female"}[r.IntN(2)]
	m := match.Record{ID: id, Name: pick(families) + " " + pick(middles) + " " + pick(middles) + " " + pick(givens), Known: "day", Sex: sex,
		Born: calendar.MustDay(1930, 1, 1) + calendar.Date(r.IntN(33000)), Home: fmt.Sprint("xa", r.IntN(60))}
	if r.IntN(3) > 0 {
		m.Number = fmt.Sprintf("024%09d", r.IntN(1e9))
	}
	if r.IntN(3) == 0 {
		m.OldNumber = fmt.Sprintf("12%07d", r.IntN(1e7))
	}
	return m
}

// kinds are the ways in which a second record of somebody differs from the first.
var kinds = map[string]func(r *rand.Rand, m *match.Record){
	"same":      func(r *rand.Rand, m *match.Record) {},
	"marks off": func(r *rand.Rand, m *match.Record) { m.Name = viet.Fold(m.Name) },
	"tone": func(r *rand.Rand, m *match.Record) {
		m.Name = strings.NewReplacer("òa", "oà", "úy", "uý", "ủy", "uỷ", "ỏe", "oẻ", "óa", "oá").Replace(m.Name)
	},
	"order": func(r *rand.Rand, m *match.Record) {
		w := strings.Fields(m.Name)
		m.Name = strings.Join(append(w[1:], w[0]), " ")
	},
	"no middle": func(r *rand.Rand, m *match.Record) {
		w := strings.Fields(m.Name)
		m.Name = w[0] + " " + w[2] + " " + w[3]
	},
	"year only":  func(r *rand.Rand, m *match.Record) { m.Born, m.Known = calendar.MustDay(m.Born.Year(), 1, 1), "year" },
	"moved":      func(r *rand.Rand, m *match.Record) { m.Home = "elsewhere" },
	"number new": func(r *rand.Rand, m *match.Record) { m.OldNumber = "" },
	"letter":     func(r *rand.Rand, m *match.Record) { m.Name = strings.Replace(m.Name, "n", "", 1) },
	"day changed": func(r *rand.Rand, m *match.Record) {
		y, mo, d := m.Born.Civil()
		m.Born = calendar.MustDay(y, mo, d%28+1)
	},
}

// TestPlantedPairsAreFound plants second records of every kind among invented people and counts.
func TestPlantedPairsAreFound(t *testing.T) {
	t.Parallel()
	w := load(t)
	r := rand.New(rand.NewPCG(1, 2))
	const people, each = 20000, 150
	var records []match.Record
	for i := range int64(people) {
		records = append(records, invented(r, i+1))
	}
	planted := map[[2]int64]string{}
	for kind, change := range kinds {
		for range each {
			first := records[r.IntN(people)]
			second := first
			second.ID, second.Number = int64(len(records)+1), "" // papers were not at hand the second time
			change(r, &second)
			if planted[[2]int64{first.ID, second.ID}] == "" {
				planted[[2]int64{first.ID, second.ID}] = kind
				records = append(records, second)
			}
		}
	}
	of := map[int64]int64{} // a second record of a person → the first
	for p := range planted {
		of[p[1]] = p[0]
	}
	found, right := map[string]int{}, 0
	pairs := w.Find(records, nil)
	for _, p := range pairs {
		if k := planted[[2]int64{p.First, p.Second}]; k != "" {
			found[k]++
			right++
		} else if of[p.Second] == p.First || of[p.First] != 0 && of[p.First] == of[p.Second] {
			right++ // two second records of one person
		}
	}
	total := 0
	for kind := range kinds {
		t.Logf("%-12s recall %.3f", kind, float64(found[kind])/each)
		if float64(found[kind]) < 0.97*each {
			t.Errorf("%s: %d of %d found", kind, found[kind], each)
		}
		total += found[kind]
	}
	t.Logf("recall %.4f precision %.4f of %d pairs", float64(total)/float64(len(planted)), float64(right)/float64(len(pairs)), len(pairs))
	if float64(right) < 0.95*float64(len(pairs)) {
		t.Errorf("%d of %d pairs are right", right, len(pairs))
	}
	last := int64(len(records))
	some := w.Find(records, func(id int64) bool { return id == last })
	if len(some) == 0 || slices.ContainsFunc(some, func(p match.Pair) bool { return p.First != last && p.Second != last }) {
		t.Errorf("only pairs with what is fresh: %v", some)
	}
	slices.Reverse(records)
	if again := w.Find(records, nil); !slices.Equal(pairs, again) {
		t.Error("the order of the records matters")
	}
}

func load(t *testing.T) *match.Weights {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	w, err := match.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestTwoPeopleStayTwo: brothers born on one day and people who share a common name are no pair.
func TestTwoPeopleStayTwo(t *testing.T) {
	t.Parallel()
	w := load(t)
	born := calendar.MustDay(1990, 5, 2)
	a := match.Record{ID: 1, Name: "Nguyễn Văn An", Born: born, Known: "day", Sex: "male", Home: "xa1"}
	for why, change := range map[string]func(b *match.Record){
		"a twin":             func(b *match.Record) { b.Name = "Nguyễn Văn Bình" },
		"a namesake":         func(b *match.Record) { b.Born, b.Home = born+400, "xa2" },
		"another number":     func(b *match.Record) { b.Number = "024090000002" },
		"year, another home": func(b *match.Record) { b.Known, b.Home = "year", "xa2" },
	} {
		b := a
		a.Number, b.Number = "024090000001", ""
		b.ID = 2
		change(&b)
		if got := w.Find([]match.Record{a, b}, nil); len(got) != 0 {
			t.Errorf("%s: %v", why, got)
		}
	}
}

// TestTheHamletWeighs: an address below the commune speaks for one person where it is the same, however it is written,
// against where it is another, and not at all where one record has none.
func TestTheHamletWeighs(t *testing.T) {
	t.Parallel()
	w := load(t)
	score := func(place string) int {
		a := match.Record{ID: 1, Name: "Nguyễn Văn An", Born: calendar.MustDay(1990, 5, 2), Known: "day", Sex: "male", Home: "xa1", Place: "Thôn Đông"}
		b := a
		b.ID, b.Place = 2, place
		got := w.Find([]match.Record{a, b}, nil)
		if len(got) != 1 {
			t.Fatalf("%q: %v", place, got)
		}
		return got[0].Score
	}
	same, none, other := score("thon  dong"), score(""), score("Thôn Đoài")
	if score("Thôn Đông") != same || same <= none || none <= other {
		t.Errorf("same %d, none %d, other %d", same, none, other)
	}
}
