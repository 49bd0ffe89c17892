package web

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ansinh/calendar"
	"ansinh/gate/gatetest"
	"ansinh/house/housetest"
	"ansinh/law"
	"ansinh/law/say"
	"ansinh/registry"
	"ansinh/text"
)

var updateGolden = flag.Bool("update", false, "write the golden files of the explanation anew")

// TestAnExplanationOnThePage holds what the page tells a citizen, an officer and an auditor of one invented person, in
// both languages, and the same as JSON: of a monthly programme with something met, something removed, something open
// and something unverified, and of one on request with an event.
func TestAnExplanationOnThePage(t *testing.T) {
	t.Parallel()
	h := housetest.Open(t, filepath.Join(t.TempDir(), "why.db"))
	site := &Site{Rooms: Rooms{Gate: h.Gate, Registry: h.Registry, Benefits: h.Benefits, Tree: h.Tree, Texts: h.Texts}}
	book, month := h.Benefits.Book(), calendar.MonthOf(2026, 11)
	facts, err := h.Registry.Vocabulary().ParseFacts("facts.yaml", []byte("birth_date: 1944-03-15\ndisability: severe\nsupporter: none\n"+
		"household: {poverty: poor}\ncomplete: all\nsingle_parent: unknown\nethnicity: kinh\npension_monthly: 0\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, programme := range []string{"social-assistance", "funeral-support"} {
		query := url.Values{"programme": {programme}, "event.death": {"ordinary"}}
		for _, audience := range audiences {
			for _, lang := range []text.Lang{text.VI, text.EN} {
				query.Set("for", audience)
				f := &frame{site: site, texts: h.Texts, Lang: lang, Actor: gatetest.Actor("commune-officer"), Path: "/people/1/why", Asked: query, Query: query,
					Today: month.First(), On: month.First(), Map: month.First()}
				v := whyView{File: &registry.File{Person: registry.Person{ID: 1, Name: "Nguyễn Thị Thử"}}, Month: month, Requests: onRequest(book, month)}
				golden(t, "why-"+programme+"-"+audience+"."+string(lang)+".txt", toldOn(t, site, f, &v, facts, programme))
			}
		}
	}
}

// toldOn is the words of the page, one line for each of its parts.
func toldOn(t *testing.T, s *Site, f *frame, v *whyView, facts law.Facts, programme string) string {
	t.Helper()
	given, err := v.events(s.Benefits.Book(), f, programme)
	if err != nil {
		t.Fatal(err)
	}
	for id, x := range facts {
		if !strings.HasPrefix(id, "event.") {
			given[id] = x
		}
	}
	e, err := v.explain(s.Benefits.Book(), given, programme)
	if err != nil {
		t.Fatal(err)
	}
	v.sort(f)
	v.For = f.audience(*v)
	v.Sentences, v.Seen = sentences(say.Citizen(e, s.Texts, f.Lang)), e.Facts
	if v.Otherwise, err = s.otherwise(f, *v, given); err != nil {
		t.Fatal(err)
	}
	if v.For == "auditor" && f.Lang == text.EN {
		raw, err := json.MarshalIndent(e, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "why-"+programme+".json", strings.ReplaceAll(string(raw), e.Law, "LAW")+"\n")
	}
	var b bytes.Buffer
	if err := whyContent(f, *v).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	page := regexp.MustCompile(`(?s)<svg.*?</svg>`).ReplaceAllString(b.String(), "")
	page = regexp.MustCompile(`</(p|li|h1|h2|h3|summary|dt|dd|a|option|label|td)>`).ReplaceAllString(page, "\n")
	page = regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(page, "")
	var lines []string
	for _, l := range strings.Split(page, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), e.Law[:12], "LAW") + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *updateGolden {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs (go test ./web -run Explanation -update writes it anew):\n%s", file, got)
	}
}
