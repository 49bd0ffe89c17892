package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/registry/request"
)

// registerWords are the sentences of what is done in the register, as policy/demo/demo.yaml writes them.
type registerWords struct {
	Paper        string `yaml:"paper"`
	Guardianship string `yaml:"guardianship"`
	Residence    string `yaml:"residence"`
	Address      string `yaml:"address"`
	Refusal      string `yaml:"refusal"`
	More         string `yaml:"more"`
	Undoing      string `yaml:"undoing"`
	Scan         string `yaml:"scan"`
}

// clerk works on the register of one commune, with a leader who decides.
type clerk struct {
	*maker
	officer, leader auth.Actor
	homes           [][]registry.Person // households of two and more, the last recorded first
	day             calendar.Date
	papers          int
}

// useRegister does in the register of the commune officer's commune what its pages show: requests that wait and that were
// decided, guardians, a household divided, two merged, one of them taken back, and papers. It comes after everything was
// counted, and takes the people recorded last, so that the three months and whoever tries the program's first page find
// what they found. Where the commune is too small for something it is left out.
func (m *maker) useRegister(ctx context.Context) error {
	c := clerk{maker: m, day: calendar.DateOf(m.Gate.Now()) - 2}
	var err error
	if c.officer, err = m.actor(communal); err != nil {
		return err
	}
	if c.leader, err = m.actor(second); err != nil {
		return err
	}
	if err := c.gather(ctx); err != nil {
		return err
	}
	for _, do := range []func(context.Context) error{c.corrections, c.guardians, c.divide, c.merge} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// gather finds the households, without those in which a fault was planted.
func (c *clerk) gather(ctx context.Context) error {
	skip := c.planted.Skip()
	byHouse := map[registry.HouseholdID][]registry.Person{}
	var order []registry.HouseholdID
	err := c.Registry.List(ctx, c.officer, registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		if byHouse[p.Household] == nil {
			order = append(order, p.Household)
		}
		byHouse[p.Household] = append(byHouse[p.Household], p)
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(order)
	for _, id := range slices.Backward(order) {
		all := byHouse[id]
		sound := !slices.ContainsFunc(all, func(p registry.Person) bool { return skip[p.ID] })
		if len(all) < 2 || !sound || len(c.homes) >= households {
			continue
		}
		living, err := c.Registry.Living(ctx, c.officer, all[0].ID)
		if err != nil {
			return err
		}
		heads := 0
		for _, p := range living {
			if p.Relation == registry.Head {
				heads++
			}
		}
		if len(living) >= 2 && len(living) == len(all) && heads == 1 {
			c.homes = append(c.homes, living)
		}
	}
	return nil
}

// households is how many are enough.
const households = 12

// take gives a household that fits and takes it out of the others; nil where there is none.
func (c *clerk) take(fits func([]registry.Person) bool) []registry.Person {
	i := slices.IndexFunc(c.homes, fits)
	if i < 0 {
		return nil
	}
	home := c.homes[i]
	c.homes = slices.Delete(c.homes, i, i+1)
	return home
}

func anyHome([]registry.Person) bool { return true }

// event is a form, with a paper of its own number.
func (c *clerk) event(form string, p registry.PersonID, paper string, fields map[string]string) registry.NewEvent {
	c.papers++
	return registry.NewEvent{Form: form, Person: p, Day: c.day, Fields: fields,
		Source: registry.Source{Kind: registry.Document, Title: fmt.Sprintf("%s %d/%d", paper, c.papers, c.day.Year()), Issued: c.day}}
}

func (c *clerk) ask(ctx context.Context, e registry.NewEvent) (request.Request, error) {
	r, err := c.Requests.Submit(ctx, c.officer, request.Draft{Event: e, Channel: c.Requests.Rules().Channels[0].ID})
	if err == nil {
		err = c.attach(ctx, attach.OfRequest, int64(r.ID))
	}
	return r, err
}

// attach lays a scan beside something; every one is another picture.
func (c *clerk) attach(ctx context.Context, kind attach.Kind, id int64) error {
	c.papers++
	const width, height = 480, 640
	page := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			tone := uint8(244)
			if line := y / 24; y%24 > 9 && y%24 < 14 && x > 40 && x < 120+(line*97+c.papers*53)%320 {
				tone = 90
			}
			page.SetGray(x, y, color.Gray{Y: tone})
		}
	}
	var body bytes.Buffer
	if err := png.Encode(&body, page); err != nil {
		return err
	}
	_, err := c.Attached.Add(ctx, c.officer, attach.Subject{Kind: kind, ID: id}, c.settings.Register.Scan, &body)
	return err
}

// corrections asks for old identity numbers: one approved, with a request to take it back, one refused, one sent back for
// more, one that waits.
func (c *clerk) corrections(ctx context.Context) error {
	words := c.settings.Register
	answers := []func(request.Request) error{
		func(r request.Request) error {
			done, err := c.Requests.Approve(ctx, c.leader, r.ID, r.Seen(), "")
			if err != nil {
				return err
			}
			if err := c.attach(ctx, attach.OfEvent, int64(done.Event)); err != nil {
				return err
			}
			_, err = c.Requests.SubmitUndoing(ctx, c.officer, done.Event, request.Draft{Channel: r.Channel, Note: words.Undoing})
			return err
		},
		func(r request.Request) error {
			_, err := c.Requests.Refuse(ctx, c.leader, r.ID, words.Refusal)
			return err
		},
		func(r request.Request) error {
			_, err := c.Requests.AskMore(ctx, c.leader, r.ID, words.More)
			return err
		},
		func(request.Request) error { return nil },
	}
	for i, answer := range answers {
		home := c.take(anyHome)
		if home == nil {
			return nil
		}
		e := c.event("correction", home[0].ID, words.Paper, map[string]string{"old_number": fmt.Sprintf("12%07d", 1000001+i)})
		r, err := c.ask(ctx, e)
		if err != nil {
			return err
		}
		if err := answer(r); err != nil {
			return err
		}
	}
	return nil
}

// guardians gives children guardians of their household: one approved by the leader, one that waits.
func (c *clerk) guardians(ctx context.Context) error {
	grown := func(p registry.Person, years int) bool { return c.day.MonthsSince(p.BirthDate) >= years*12 }
	of := func(home []registry.Person) (ward, guardian registry.PersonID) {
		for _, p := range home {
			if !grown(p, 16) {
				ward = p.ID
			} else if grown(p, 40) {
				guardian = p.ID
			}
		}
		return ward, guardian
	}
	for _, decided := range []bool{true, false} {
		home := c.take(func(home []registry.Person) bool { w, g := of(home); return w != 0 && g != 0 })
		if home == nil {
			return nil
		}
		ward, guardian := of(home)
		r, err := c.ask(ctx, c.event("guardian", ward, c.settings.Register.Guardianship, map[string]string{"guardian": guardian.Code(), "kind": "natural"}))
		if err != nil || !decided {
			return err
		}
		if _, err := c.Requests.Approve(ctx, c.leader, r.ID, r.Seen(), ""); err != nil {
			return err
		}
		if err := c.attach(ctx, attach.OfPerson, int64(ward)); err != nil {
			return err
		}
	}
	return nil
}

// divide lets somebody grown up leave with a household of their own.
func (c *clerk) divide(ctx context.Context) error {
	goes := func(p registry.Person) bool {
		return p.Relation != registry.Head && c.day.MonthsSince(p.BirthDate) >= 18*12
	}
	home := c.take(func(home []registry.Person) bool { return slices.ContainsFunc(home, goes) })
	if home == nil {
		return nil
	}
	who := home[slices.IndexFunc(home, goes)].ID
	e := c.event("household-divide", who, c.settings.Register.Residence, map[string]string{
		"members": registry.Members([]registry.Member{{Person: who, Relation: registry.Head}}), "address": c.settings.Register.Address})
	_, err := c.Registry.RecordEvent(ctx, c.officer, e)
	return err
}

// merge brings two households together, and two more that are taken apart again.
func (c *clerk) merge(ctx context.Context) error {
	for _, back := range []bool{false, true} {
		home, into := c.take(anyHome), c.take(anyHome)
		if into == nil {
			return nil
		}
		var all []registry.Member
		for _, p := range home {
			all = append(all, registry.Member{Person: p.ID, Relation: registry.Relative})
		}
		done, err := c.Registry.RecordEvent(ctx, c.officer, c.event("household-merge", home[0].ID, c.settings.Register.Residence,
			map[string]string{"household": into[0].Code, "members": registry.Members(all)}))
		if err != nil {
			return err
		}
		if err := c.attach(ctx, attach.OfEvent, int64(done.ID)); err != nil {
			return err
		}
		if back {
			if _, err := c.Registry.ReverseEvent(ctx, c.officer, done.ID, c.settings.Register.Undoing); err != nil {
				return err
			}
		}
	}
	return nil
}
