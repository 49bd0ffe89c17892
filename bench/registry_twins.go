package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/match"
	"ansinh/viet"
)

// secondRecords are the ways in which a second record of somebody differs from the first.
var secondRecords = map[string]func(m *match.Record){
	"diacritics off": func(m *match.Record) { m.Name = viet.Fold(m.Name) },
	"tone variant": func(m *match.Record) {
		m.Name = strings.NewReplacer("òa", "oà", "úy", "uý", "ủy", "uỷ", "ỏe", "oẻ", "óa", "oá").Replace(m.Name)
	},
	"order": func(m *match.Record) {
		w := strings.Fields(m.Name)
		m.Name = strings.Join(append(slices.Clone(w[1:]), w[0]), " ")
	},
	"middle name missing": func(m *match.Record) {
		if w := strings.Fields(m.Name); len(w) > 2 {
			m.Name = w[0] + " " + strings.Join(w[2:], " ")
		}
	},
	"year only":           func(m *match.Record) { m.Born, m.Known = calendar.MustDay(m.Born.Year(), 1, 1), "year" },
	"9 digits to 12":      func(m *match.Record) { m.OldNumber = "" },
	"letter left out":     func(m *match.Record) { m.Name = strings.Replace(m.Name, "n", "", 1) },
	"no number, as it is": func(*match.Record) {},
}

// twins plants second records of every kind among the people and looks for all pairs. What is found among the people
// themselves, who are invented with a few planted doubles of their own, is not counted for or against.
func (b *register) twins(ctx context.Context, r *report, _ *registry.Snapshot) error {
	w, err := match.Load(b.Policy)
	if err != nil {
		return err
	}
	places, err := b.addresses(ctx)
	if err != nil {
		return err
	}
	var records []match.Record
	err = b.Registry.List(ctx, auth.System(), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		if p.Source.Title == benchSource {
			return nil // those of the measured lists all live in four communes
		}
		home := p.HomeUnit
		if on, ok := b.Tree.On(home, b.today); ok {
			home = on
		}
		records = append(records, match.Record{ID: int64(p.ID), Name: p.Name, Born: p.BirthDate, Known: string(p.BirthPrecision), Sex: string(p.Sex),
			Number: p.PersonalNumber, OldNumber: p.OldNumber, Home: string(home), Place: places[int64(p.Household)]})
		return nil
	})
	if err != nil {
		return err
	}
	planted := b.plant(&records)
	began := time.Now()
	pairs := w.Find(records, nil)
	took := time.Since(began)
	r.goal(fmt.Sprintf("pairs among %d records, %d of them planted", len(records), len(planted)), short(took), "under 3 min", took < 3*time.Minute)
	sayTwins(r, pairs, planted)
	return nil
}

// hits are the pairs that hold a planted record of a kind.
type hits struct{ planted, found, right int }

// recall is the share of the planted records that were found; precision that of the pairs found that are of one person.
func (h hits) recall() float64    { return float64(h.right) / float64(h.planted) }
func (h hits) precision() float64 { return float64(h.right) / float64(max(h.found, 1)) }

// sayTwins says of each kind of second record, and of all, how many were found and how many of the pairs found are right.
func sayTwins(r *report, pairs []match.Pair, planted map[int64]second) {
	of, all := map[string]hits{}, hits{}
	count := func(kind string, add hits) {
		h := of[kind]
		of[kind] = hits{h.planted + add.planted, h.found + add.found, h.right + add.right}
		all = hits{all.planted + add.planted, all.found + add.found, all.right + add.right}
	}
	for _, s := range planted {
		count(s.kind, hits{planted: 1})
	}
	for _, p := range pairs {
		s, isSecond := planted[p.Second] // its number is above that of everybody who was there
		switch {
		case !isSecond:
		case s.first == p.First:
			count(s.kind, hits{found: 1, right: 1})
		default:
			count(s.kind, hits{found: 1})
		}
	}
	say := func(what string, h hits) {
		r.goal("recall and precision, "+what, fmt.Sprintf("%.3f and %.3f", h.recall(), h.precision()), "at least 0.97 and 0.95", h.recall() >= 0.97 && h.precision() >= 0.95)
	}
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		say(kind, of[kind])
	}
	say("all kinds", all)
}

// second is a planted record.
type second struct {
	first int64
	kind  string
}

// moved is of how many second records one names another hamlet than the first.
const moved = 10

// plant adds second records of every kind, and of people who are recorded under a commune of the old map and again under
// that of the new. Some of each kind live in another hamlet by now.
func (b *register) plant(records *[]match.Record) map[int64]second {
	d := rand.New(rand.NewPCG(3, 4))
	const each = 500
	people := len(*records)
	next := (*records)[people-1].ID + 1
	planted := map[int64]second{}
	used := map[int]bool{}
	add := func(kind string, change func(*match.Record)) {
		for n := 0; n < each; {
			i := d.IntN(people)
			m := (*records)[i]
			if used[i] || kind == "9 digits to 12" && (m.OldNumber == "" || m.Number == "") {
				continue
			}
			used[i] = true
			if kind == "9 digits to 12" {
				m.Number = ""
				(*records)[i].OldNumber = "" // the first record has the new number alone
				m.OldNumber = "1" + fmt.Sprintf("%08d", d.IntN(1e8))
			} else {
				m.Number = ""
			}
			change(&m)
			if n%moved == 0 {
				m.Place = (*records)[d.IntN(people)].Place
			}
			m.ID = next
			planted[next] = second{(*records)[i].ID, kind}
			*records = append(*records, m)
			next++
			n++
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(secondRecords)) { // the same people in each measurement
		change := secondRecords[kind]
		if kind == "9 digits to 12" {
			add(kind, func(*match.Record) {})
			continue
		}
		add(kind, change)
	}
	add("old and new commune", func(m *match.Record) {
		if before := b.Tree.Communes(org.UnitID(m.Home)); len(before) > 0 {
			home := before[d.IntN(len(before))]
			if on, ok := b.Tree.On(home, b.today); ok {
				home = on
			}
			m.Home = string(home)
		}
	})
	return planted
}
