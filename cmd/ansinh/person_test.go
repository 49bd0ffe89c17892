package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/text"
	"ansinh/viet"
)

// personApp is a command's surroundings over a database with one person in it.
func personApp(t *testing.T, lang text.Lang) (*app, *bytes.Buffer, registry.PersonID) {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	out := &bytes.Buffer{}
	a := &app{ctx: context.Background(), stdout: out, stderr: out, lang: lang, texts: texts, policy: data,
		dbURL: filepath.Join(t.TempDir(), "person.db")}
	h, err := a.open()
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	entry := calendar.MustDay(2024, 5, 2)
	at := time.Date(2024, 5, 2, 5, 0, 0, 0, time.UTC)
	l, err := h.Registry.Load(a.ctx, auth.System(), registry.Batch{
		Entry:      entry,
		Sources:    []registry.Source{{Kind: registry.Document, Title: "Giấy tờ thử"}},
		Households: []registry.NewHousehold{{HomeUnit: "07282@base", Address: "Thôn Đông", Recorded: at}},
		Persons: []registry.NewPerson{{Relation: registry.Head, Name: "Nguyễn Thị Hòa", BirthDate: calendar.MustDay(1944, 3, 2),
			Sex: viet.Female, Ethnicity: "kinh", Recorded: at}},
		Facts: []registry.LoadFact{{Kind: registry.OfPerson, Fact: "person.disability", Value: "severe", From: entry, Recorded: at}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a, out, l.FirstPerson
}

func TestPersonFind(t *testing.T) {
	t.Parallel()
	a, out, id := personApp(t, text.VI)
	if err := (personFindCmd{Text: "thi hoa", Limit: 5}).Run(a); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{id.Code(), "Nguyễn Thị Hòa", "02/03/1944", "Nữ", "Đồng Kỳ"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in:\n%s", want, out)
		}
	}
	out.Reset()
	if err := (personFindCmd{Text: id.Code(), JSON: true}).Run(a); err != nil {
		t.Fatal(err)
	}
	var answer struct {
		People []personLine `json:"people"`
		More   bool         `json:"more"`
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil || len(answer.People) != 1 || !answer.People[0].Exact || answer.More {
		t.Errorf("%+v, %v", answer, err)
	}
	if err := (personFindCmd{Text: " "}).Run(a); fault.CodeOf(err) != "registry.search.short" {
		t.Errorf("nothing to search for: got %v", err)
	}
}

func TestPersonShow(t *testing.T) {
	t.Parallel()
	a, out, id := personApp(t, text.EN)
	if err := (personShowCmd{Code: id.Code()}).Run(a); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{id.Code(), "born 1944-03-02", "severe disability", "Giấy tờ thử", "2024-05-02", "Unknown: ", "Pregnant"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in:\n%s", want, out)
		}
	}
	out.Reset()
	if err := (personShowCmd{Code: id.Code(), KnownOn: calendar.MustDay(2024, 5, 1), JSON: true}).Run(a); err != nil {
		t.Fatal(err)
	}
	var file struct {
		Code  string     `json:"code"`
		Facts []factJSON `json:"facts"`
	}
	if err := json.Unmarshal(out.Bytes(), &file); err != nil || file.Code != id.Code() || len(file.Facts) != 0 {
		t.Errorf("before it was known: %+v, %v", file, err)
	}
	for code, want := range map[string]string{"12": "registry.code.length", "00000000011": "registry.code.check", registry.PersonID(99).Code(): "registry.no_person"} {
		if err := (personShowCmd{Code: code}).Run(a); fault.CodeOf(err) != want {
			t.Errorf("%s: got %v", code, err)
		}
	}
}
