package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/registry"
)

// searchPage is how many people a page of a search shows; deepPage is how many pages a patient officer leafs through.
const searchPage, deepPage = 30, 20

// spread is the times of many questions of one kind, with the slowest.
type spread struct {
	times []time.Duration
	worst time.Duration
	what  string // the kind of the slowest question
}

func (s *spread) add(kind string, took time.Duration) {
	s.times = append(s.times, took)
	if took > s.worst {
		s.worst, s.what = took, kind
	}
}

func (s *spread) at(percent int) time.Duration {
	slices.Sort(s.times)
	return s.times[min(len(s.times)*percent/100, len(s.times)-1)]
}

// questions are what officers type to find somebody: names whole and in part, frequent, rare and nobody's, letters, numbers,
// a household, where somebody lives.
func questions(p registry.Person, address string) map[string][]string {
	words := strings.Fields(p.Name)
	last := words[len(words)-1]
	return map[string][]string{
		"a name":           {p.Name, strings.Join(words[1:], " "), words[0] + " " + words[1], last},
		"a frequent part":  {"nguyen van", "tran thi", words[0], "thi"},
		"one, two letters": {string([]rune(last)[:1]), string([]rune(last)[:min(2, len([]rune(last)))]), "h"},
		"nobody":           {"khong ai co", "xyz", "nguyen khong ai"},
		"a number":         {p.Code, p.PersonalNumber, strconv.FormatInt(int64(p.Household), 10), "024099999999"},
		"an address":       {address, "thon khong co"},
	}
}

// searches measures what officers type, for the whole province and for a commune, the first page and pages far behind, and
// opening a file.
func (b *register) searches(ctx context.Context, r *report, s *registry.Snapshot) error {
	d := rand.New(rand.NewPCG(7, 8))
	var everywhere, commune, deep, files spread
	officer := auth.Actor{ID: "bench", Role: "commune-officer"}
	for range 80 {
		file, err := b.Registry.Person(ctx, auth.System(), s.Persons[d.IntN(len(s.Persons))], registry.At{})
		if err != nil {
			return err
		}
		p := file.Person
		if p.Source.Title == benchSource {
			continue // those of the measured lists all live in four communes, which no commune is like
		}
		officer.Unit = string(p.Commune)
		house, err := b.Registry.Household(ctx, auth.System(), p.Household)
		if err != nil {
			return err
		}
		for kind, queries := range questions(p, house.Address) {
			for _, q := range queries {
				if q == "" {
					continue
				}
				if err := b.leaf(ctx, auth.System(), kind, q, &everywhere, &deep, kind == "a frequent part" && d.IntN(8) == 0); err != nil {
					return err
				}
				if err := b.leaf(ctx, officer, kind, q, &commune, &deep, d.IntN(8) == 0); err != nil {
					return err
				}
			}
		}
		began := time.Now()
		if _, err := b.Registry.Person(ctx, officer, p.ID, registry.At{}); err != nil {
			return err
		}
		files.add("a file", time.Since(began))
	}
	for _, m := range []struct {
		what string
		of   *spread
		must time.Duration
	}{{"search in the whole province", &everywhere, 20 * time.Millisecond}, {"search in a commune", &commune, 20 * time.Millisecond},
		{fmt.Sprintf("the same, up to %d pages further", deepPage), &deep, 20 * time.Millisecond},
		{"a person's file with its audit event", &files, 50 * time.Millisecond}} {
		p95 := m.of.at(95)
		r.goal(fmt.Sprintf("%s, p95 of %d (p50 %s, slowest %s: %s)", m.what, len(m.of.times), short(m.of.at(50)), short(m.of.worst), m.of.what),
			short(p95), "under "+short(m.must), p95 < m.must)
	}
	return nil
}

// leaf searches, and leafs on where it is asked to.
func (b *register) leaf(ctx context.Context, actor auth.Actor, kind, query string, first, further *spread, on bool) error {
	last := registry.PersonID(0)
	for page := range deepPage {
		began := time.Now()
		found, more, err := b.Registry.SearchAfter(ctx, actor, query, last, searchPage)
		if err != nil {
			return err
		}
		if page == 0 {
			first.add(kind, time.Since(began))
		} else {
			further.add(kind, time.Since(began))
		}
		if !more || !on {
			return nil
		}
		last = found[len(found)-1].Person.ID
	}
	return nil
}
