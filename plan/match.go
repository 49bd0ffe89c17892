package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ansinh/viet"
)

// Match says as which target, duty or deliverable of the version before a new edition's was taken.
type Match struct {
	Kind  string // target, duty, deliverable
	Read  string // the id by its place in the document
	ID    string // the id it has
	How   How
	Alike int    // hundredths of the words
	Words string // of the new edition
	Was   string // of the version before; "" where there is none
}

// How a match was seen.
type How string

// The ways: by its words; by its place together with its figure, unit and year; as something new; by hand.
const (
	ByWords How = "words"
	ByPlace How = "place"
	AsNew   How = "new"
	ByHand  How = "hand"
)

// leastAlike is the share of words, in hundredths, from which two things may be the same.
const leastAlike = 60

// atPlace is how much of the words must be alike where all else is the same: many targets promise 95 percent by 2030.
const atPlace = 25

// thing is what is matched: its id, its words, and the marks that speak for or against.
type thing struct {
	id, words, kind string // kind: things of different kinds are never the same
	marks           []string
}

// matchIDs gives everything in an edition the id under which the version before knows it. What is new gets an id that no
// version of the plan had: a target that was dropped does not come back as another.
func (e *edition) matchIDs(known Contents, used map[string][]string) []Match {
	targets := e.rename("target", targetThings(e.Targets), targetThings(known.Targets), used["target"])
	for i := range e.Targets {
		t := &e.Targets[i]
		t.ID = targets[i].ID
	}
	to := renamed(targets)
	for i := range e.Targets {
		e.Targets[i].PartOf = orSame(to, e.Targets[i].PartOf)
		e.Targets[i].Mention = mentionOf(e.Targets[i], known)
	}
	duties := e.rename("duty", dutyThings(e.Duties), dutyThings(known.Duties), used["duty"])
	for i := range e.Duties {
		e.Duties[i].ID = duties[i].ID
	}
	made := e.rename("deliverable", madeThings(e.Deliverables), madeThings(known.Deliverables), used["deliverable"])
	for i := range e.Deliverables {
		e.Deliverables[i].ID, e.Deliverables[i].Target = made[i].ID, orSame(to, e.Deliverables[i].Target)
	}
	return slices.Concat(targets, duties, made)
}

func renamed(list []Match) map[string]string {
	out := map[string]string{}
	for _, m := range list {
		out[m.Read] = m.ID
	}
	return out
}

func orSame(to map[string]string, id string) string {
	if now, ok := to[id]; ok {
		return now
	}
	return id
}

// mentionOf is the figure a target shares with others: as the version before says, else what its own id says.
func mentionOf(t Target, known Contents) string {
	if i := slices.IndexFunc(known.Targets, func(k Target) bool { return k.ID == t.ID }); i >= 0 {
		return known.Targets[i].Mention
	}
	if mention := strings.TrimRight(t.ID, "abcdefghijklmnopqrstuvwxyz"); mention != t.ID {
		return mention
	}
	return ""
}

func targetThings(list []Target) []thing {
	var out []thing
	for _, t := range list {
		out = append(out, thing{t.ID, t.Title.VI + " " + t.Population.VI, strings.ToLower(t.Goal.Unit),
			[]string{strconv.Itoa(t.Goal.Year), string(t.Goal.Low), string(t.Goal.Comparator)}})
	}
	return out
}

func dutyThings(list []Duty) []thing {
	var out []thing
	for _, d := range list {
		who := []string{}
		for _, w := range d.Who {
			who = append(who, cmp.Or(w.Agency, viet.Fold(w.Named)))
		}
		out = append(out, thing{d.ID, d.What.VI, "", []string{strings.Join(d.Due, ","), string(d.Every), strings.Join(who, ";")}})
	}
	return out
}

func madeThings(list []Deliverable) []thing {
	var out []thing
	for _, d := range list {
		out = append(out, thing{d.ID, d.What.VI, "", []string{d.Task, d.Due.String(), d.Owner}})
	}
	return out
}

// rename pairs what an edition says with what the version before says: the most alike first, each once.
func (e *edition) rename(kind string, fresh, known []thing, used []string) []Match {
	out := make([]Match, len(fresh))
	for i, f := range fresh {
		out[i] = Match{Kind: kind, Read: f.id, How: AsNew, Words: strings.TrimSpace(f.words)}
	}
	taken := map[int]bool{}
	give := func(i, k, alike int, how How) {
		taken[k] = true
		out[i].ID, out[i].How, out[i].Alike, out[i].Was = known[k].id, how, alike, strings.TrimSpace(known[k].words)
	}
	for _, p := range pairs(fresh, known) {
		if out[p.fresh].ID == "" && !taken[p.known] {
			give(p.fresh, p.known, p.alike, ByWords)
		}
	}
	for i, f := range fresh { // said in other words at the same place, of the same figure
		for k, was := range known {
			if out[i].ID != "" || taken[k] || f.id != was.id || f.kind != was.kind || !slices.Equal(f.marks, was.marks) {
				continue
			}
			if alike := shared(f.words, was.words); alike >= atPlace || unmoved(out, i) {
				give(i, k, alike, ByPlace)
			}
		}
	}
	have := slices.Clone(used)
	for _, m := range out {
		have = append(have, m.ID)
	}
	for i := range out {
		if out[i].ID == "" {
			out[i].ID = freshID(out[i].Read, have)
			have = append(have, out[i].ID)
		}
	}
	return out
}

// unmoved says whether what stands before and after a thing kept the ids of their places: then nothing was put in or taken
// out here, and the same figure at the same place is the same thing, however its words were shortened.
func unmoved(all []Match, i int) bool {
	kept := 0
	for _, step := range []int{-1, 1} {
		k := i + step
		for k >= 0 && k < len(all) && all[k].ID == "" {
			k += step
		}
		if k < 0 || k >= len(all) {
			continue
		}
		if all[k].ID != all[k].Read {
			return false
		}
		kept++
	}
	return kept > 0
}

// pair is two things that may be the same.
type pair struct{ fresh, known, alike, score int }

// pairs are all that may be, the surest first: by words, then by what else agrees, then by place.
func pairs(fresh, known []thing) []pair {
	var out []pair
	for i, f := range fresh {
		for k, was := range known {
			if f.kind != was.kind {
				continue
			}
			alike := shared(f.words, was.words)
			if alike < leastAlike {
				continue
			}
			score := 10 * alike
			for m := range f.marks {
				if f.marks[m] == was.marks[m] {
					score += 60
				}
			}
			out = append(out, pair{i, k, alike, score})
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(max(a.fresh-a.known, a.known-a.fresh), max(b.fresh-b.known, b.known-b.fresh)))
	})
	return out
}

// shared is the share of words that two texts have in common of all their words, in hundredths.
func shared(a, b string) int {
	count := map[string][2]int{}
	for n, text := range []string{a, b} {
		for _, w := range strings.FieldsFunc(viet.Fold(text), func(r rune) bool { return strings.ContainsRune(" ,.;:()–-“”\"/", r) }) {
			c := count[w]
			c[n]++
			count[w] = c
		}
	}
	both, all := 0, 0
	for _, c := range count {
		both, all = both+min(c[0], c[1]), all+max(c[0], c[1])
	}
	return both * 100 / max(all, 1)
}

// freshID is an id like one that was read that nothing of the plan has had: the read one itself, or the next number.
func freshID(read string, have []string) string {
	if !slices.Contains(have, read) {
		return read
	}
	digits := func(id string) (prefix string, n int, tail string) {
		prefix = strings.TrimRight(id, "abcdefghijklmnopqrstuvwxyz")
		tail = id[len(prefix):]
		number := strings.TrimLeft(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		n, _ = strconv.Atoi(number)
		return prefix[:len(prefix)-len(number)], n, tail
	}
	prefix, _, tail := digits(read)
	last := 0
	for _, id := range have {
		if p, n, _ := digits(id); p == prefix {
			last = max(last, n)
		}
	}
	for {
		last++
		id := fmt.Sprintf("%s%02d%s", prefix, last, tail)
		if prefix != "T" {
			id = prefix + strconv.Itoa(last) + tail
		}
		if !slices.Contains(have, id) {
			return id
		}
	}
}
