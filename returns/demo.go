package returns

import (
	"context"
	"io/fs"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/policy"
)

// Demonstration is returns to fill a demonstration with: published figures with their source, and assumptions that are
// marked as such wherever they are shown.
type Demonstration struct {
	Note    org.Name     `yaml:"note"`
	Area    org.UnitID   `yaml:"area"`
	Returns []DemoReturn `yaml:"returns"`
}

// DemoReturn is one return of the demonstration and how far it gets.
type DemoReturn struct {
	Form       string                   `yaml:"form"`
	Year       int                      `yaml:"year"`
	State      State                    `yaml:"state"`
	Received   calendar.Date            `yaml:"received"`
	Note       string                   `yaml:"note"` // why it was sent back
	Assumption string                   `yaml:"assumption"`
	Values     map[string]string        `yaml:"values"`
	Published  map[string]PublishedCell `yaml:"published"`
}

// PublishedCell is a figure that was published.
type PublishedCell struct {
	Value  string `yaml:"value"`
	Source string `yaml:"source"`
}

const demoFile = "demo/returns.yaml"

// ReadDemonstration reads policy/demo/returns.yaml. Every assumed figure must have its assumption beside it.
func ReadDemonstration(from fs.FS) (*Demonstration, error) {
	var d Demonstration
	if err := policy.YAML(from, demoFile, &d); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "returns.demo", demoFile)
	for _, r := range d.Returns {
		if len(r.Values) > 0 && r.Assumption == "" {
			wrong.At(r.Form, "returns.no_assumption")
		}
		for field, p := range r.Published {
			if p.Source == "" {
				wrong.At(r.Form+"."+field, "returns.no_source")
			}
		}
	}
	return &d, wrong.OrNil()
}

func (r DemoReturn) entries() []Entry {
	var out []Entry
	for field, v := range r.Values {
		out = append(out, Entry{Field: field, Text: v, Illustrative: true, Assumption: r.Assumption})
	}
	for field, p := range r.Published {
		out = append(out, Entry{Field: field, Text: p.Value, Source: p.Source})
	}
	slices.SortFunc(out, func(a, b Entry) int {
		if a.Field < b.Field {
			return -1
		}
		return 1
	})
	return out
}

// Cast says who acts in the demonstration.
type Cast struct {
	Officer  func(agency string) auth.Actor // enters and sends the returns of an agency
	Approver auth.Actor
}

// Play takes every return of the demonstration as far as it says, through the same doors as an officer. Returns that
// are past draft already are left as they are, so that it can be played again.
func (s *Service) Play(ctx context.Context, cast Cast, d *Demonstration) (sent int, err error) {
	for _, r := range d.Returns {
		form, ok := s.book.Form(r.Form)
		if !ok {
			return sent, noForm(r.Form)
		}
		officer := cast.Officer(form.Agency)
		id, err := s.Open(ctx, officer, r.Form, d.Area, r.Year)
		if err != nil {
			return sent, err
		}
		now, err := s.Return(ctx, officer, id)
		if err != nil {
			return sent, err
		}
		if now.State != Draft {
			continue
		}
		if err := s.play(ctx, cast.Approver, officer, id, r); err != nil {
			return sent, err
		}
		if r.State != Draft {
			sent++
		}
	}
	return sent, nil
}

func (s *Service) play(ctx context.Context, approver, officer auth.Actor, id ID, r DemoReturn) error {
	if err := s.Enter(ctx, officer, id, r.entries()); err != nil {
		return err
	}
	if r.State == Draft {
		return nil
	}
	if err := s.Submit(ctx, officer, id, r.Received); err != nil {
		return err
	}
	if r.State == SentBack {
		return s.SendBack(ctx, approver, id, r.Note)
	}
	if r.State.Counts() {
		if err := s.Approve(ctx, approver, id); err != nil {
			return err
		}
	}
	if r.State == Locked {
		return s.Lock(ctx, approver, id)
	}
	return nil
}
