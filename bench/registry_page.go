package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"ansinh/auth"
	"ansinh/registry"
)

// pagesRead is how many people's pages each reader opens.
const pagesRead = 200

// pages measures a person's page as an officer gets it: asked of the handler, with session, law, file, audit event and all
// that stands on it, to its last byte. An officer of the province opens anybody, one of a commune the people of the commune.
func (b *register) pages(ctx context.Context, r *report, s *registry.Snapshot) error {
	d := rand.New(rand.NewPCG(9, 10))
	anybody := func() registry.PersonID { return s.Persons[d.IntN(len(s.Persons))] }
	one, err := b.Registry.Person(ctx, auth.System(), anybody(), registry.At{})
	if err != nil {
		return err
	}
	var own []registry.PersonID
	for i, id := range s.Persons {
		if b.Tree.Within(s.HomeUnits[i], one.Person.Commune) {
			own = append(own, id)
		}
	}
	unit := string(one.Person.Commune)
	for _, reader := range []struct {
		who  auth.Actor
		whom func() registry.PersonID
		what string
	}{
		{auth.Actor{ID: "bench-provincial-officer", Role: "provincial-officer"}, anybody, "of the province"},
		{auth.Actor{ID: "bench-" + unit, Role: "commune-officer", Unit: unit}, func() registry.PersonID { return own[d.IntN(len(own))] }, "of a commune"},
	} {
		if err := b.readPages(ctx, r, reader.who, reader.whom, reader.what); err != nil {
			return err
		}
	}
	return nil
}

func (b *register) readPages(ctx context.Context, r *report, who auth.Actor, whom func() registry.PersonID, what string) error {
	v, err := visit(ctx, b.House, who)
	if err != nil {
		return err
	}
	defer v.site.Close()
	var pages spread
	size := 0
	for i := range pagesRead + 5 {
		id := whom()
		began := time.Now()
		body, err := v.get(fmt.Sprintf("/people/%d?record=1", id)) // the record as such: one that was merged leads elsewhere
		if err != nil {
			return err
		}
		took := time.Since(began)
		if !bytes.Contains(body, []byte(id.Code())) {
			return fmt.Errorf("the page of a person does not show their code: %s", said(body))
		}
		if i >= 5 { // the first compile what every later one uses
			pages.add("a page", took)
			size += len(body)
		}
	}
	p95 := pages.at(95)
	r.goal(fmt.Sprintf("a person's page through the handler for an officer %s, %d kB on average, p95 of %d (p50 %s, slowest %s)", what, size/pagesRead>>10,
		pagesRead, short(pages.at(50)), short(pages.worst)), short(p95), "under 50 ms", p95 < 50*time.Millisecond)
	return nil
}
