package plan

import (
	"cmp"
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
)

func reviewAct(id string) gate.Act { return gate.Act{Permission: mayImport, Subject: "review:" + id} }

// LayReading keeps a document that was read, with its text, for a person to go through. The same file gives the review
// it gave before; one whose plan was already imported is a conflict.
func (p *Plans) LayReading(ctx context.Context, actor auth.Actor, file string, x *Reading) (r Review, created bool, err error) {
	if x.SHA256 == "" {
		return Review{}, false, fault.New(fault.Internal, "plan.no_hash")
	}
	err = p.gate.Change(ctx, actor, reviewAct(x.SHA256), func(t *gate.Tx) error {
		v, known, err := versionByHash(ctx, t.Tx, x.SHA256)
		if err != nil {
			return err
		}
		if known {
			return fault.New(fault.Conflict, "plan.review.known", v.ID)
		}
		r, err = reviewByID(ctx, t.Tx, x.SHA256)
		switch {
		case err == nil && r.State == ReviewOpen:
			created = false
			return nil
		case err != nil && !fault.Is(err, fault.NotFound):
			return err
		}
		if err := forgetReview(ctx, t.Tx, x.SHA256); err != nil { // withdrawn before: begin again
			return err
		}
		r = Review{ID: x.SHA256, File: file, LaidAt: t.Now, LaidBy: t.Actor.Name, State: ReviewOpen,
			Head: ReviewHead{Number: x.Number, Kind: x.Type, Issuer: x.IssuingBody, Province: x.Province, Date: x.Date, Title: x.Title, Horizon: x.Horizon, Amends: x.Amends}}
		created = true
		items := itemsOf(x)
		t.Note("items", len(items))
		return writeReview(ctx, t, r, x.Paragraphs, items)
	})
	return r, created, err
}

// Reviews are all reviews, the newest first.
func (p *Plans) Reviews(ctx context.Context, actor auth.Actor) (out []ReviewSheet, err error) {
	err = p.gate.Read(ctx, actor, reviewAct(""), func(t *gate.Tx) error {
		out = nil
		all, err := reviews(ctx, t.Tx)
		if err != nil {
			return err
		}
		for _, r := range all {
			items, err := reviewItems(ctx, t.Tx, r.ID)
			if err != nil {
				return err
			}
			out = append(out, ReviewSheet{Review: r, Items: items})
		}
		return nil
	})
	return out, err
}

// Review is one review with the document and what was found; fault plan.review.none where there is none.
func (p *Plans) Review(ctx context.Context, actor auth.Actor, id string) (s ReviewSheet, err error) {
	err = p.gate.Read(ctx, actor, reviewAct(id), func(t *gate.Tx) error {
		s, err = sheet(ctx, t, id)
		return err
	})
	return s, err
}

func sheet(ctx context.Context, t *gate.Tx, id string) (s ReviewSheet, err error) {
	if s.Review, err = reviewByID(ctx, t.Tx, id); err != nil {
		return s, orNone(err, "plan.review.none", id)
	}
	if s.Text, err = reviewText(ctx, t.Tx, id); err != nil {
		return s, err
	}
	if s.Items, err = reviewItems(ctx, t.Tx, id); err != nil {
		return s, err
	}
	s.Steps, err = reviewSteps(ctx, t.Tx, id)
	return s, err
}

// Judge says what becomes of an item: accepted with the fields as they stand, corrected, rejected, or open again. What
// was said before is kept as a step.
func (p *Plans) Judge(ctx context.Context, actor auth.Actor, id string, seq int, state ItemState, fields map[string]string) error {
	return p.change(ctx, actor, id, func(t *gate.Tx, s ReviewSheet) error {
		at := slices.IndexFunc(s.Items, func(i ReviewItem) bool { return i.Seq == seq })
		if at < 0 {
			return fault.New(fault.NotFound, "plan.review.no_item", seq)
		}
		item := s.Items[at]
		t.Note("item", seq)
		t.Note("state", state)
		if state == ItemAccepted || state == ItemChanged {
			clean := fieldsFor(item.Kind, item.Fields, fields)
			state = map[bool]ItemState{true: ItemAccepted, false: ItemChanged}[same(clean, s.first(seq))]
			if err := checkFields(item.Kind, clean); err != nil {
				return err
			}
			item.Fields = clean
		}
		item.State = state
		return stepItem(ctx, t, id, item)
	})
}

// fieldsFor are the fields of the kind: what was sent where it was, else what stood there.
func fieldsFor(kind ItemKind, have, sent map[string]string) map[string]string {
	out := map[string]string{}
	if id := have[itemID]; id != "" {
		out[itemID] = id
	}
	for _, name := range ItemFields[kind] {
		out[name] = have[name]
		if v, ok := sent[name]; ok {
			out[name] = tidy(name, v)
		}
	}
	return out
}

func same(a, b map[string]string) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return b != nil
}

// first is an item as it was read; nil for one that was added by hand.
func (s ReviewSheet) first(seq int) map[string]string {
	for _, st := range s.Steps {
		if st.Item == seq && st.By == "" {
			return st.Fields
		}
	}
	return nil
}

// AcceptSure accepts all open items read with at least this confidence, and says how many they were. A note is never
// accepted unseen, nor what its kind does not allow.
func (p *Plans) AcceptSure(ctx context.Context, actor auth.Actor, id string, atLeast Confidence) (n int, err error) {
	if !slices.Contains(AcceptFrom, atLeast) {
		return 0, fault.New(fault.Invalid, "plan.review.bound", int(atLeast))
	}
	err = p.change(ctx, actor, id, func(t *gate.Tx, s ReviewSheet) error {
		n = 0
		for _, i := range s.Items {
			if !i.OpenAt(atLeast) {
				continue
			}
			i.State = ItemAccepted
			if err := stepItem(ctx, t, id, i); err != nil {
				return err
			}
			n++
		}
		t.Note("accepted", n)
		t.Note("at_least", int(atLeast))
		return nil
	})
	return n, err
}

// Undo takes back what the person did last, be it one item or many accepted together, and says how many items stand
// again as they stood before. What was undone stays in the steps.
func (p *Plans) Undo(ctx context.Context, actor auth.Actor, id string) (n int, err error) {
	err = p.change(ctx, actor, id, func(t *gate.Tx, s ReviewSheet) error {
		last := s.LastOf(actor.ID)
		if len(last) == 0 {
			return fault.New(fault.Conflict, "plan.review.nothing_to_undo")
		}
		for _, back := range last {
			if err := stepItem(ctx, t, id, back); err != nil {
				return err
			}
		}
		n = len(last)
		t.Note("undone", n)
		return nil
	})
	return n, err
}

// AddItem adds what was not found.
func (p *Plans) AddItem(ctx context.Context, actor auth.Actor, id string, kind ItemKind, fields map[string]string) (seq int, err error) {
	if _, ok := ItemFields[kind]; !ok || kind == ItemNote {
		return 0, fault.New(fault.Invalid, "plan.review.kind", kind)
	}
	clean := fieldsFor(kind, nil, fields)
	if err := checkFields(kind, clean); err != nil {
		return 0, err
	}
	err = p.change(ctx, actor, id, func(t *gate.Tx, s ReviewSheet) error {
		seq = 1
		for _, i := range s.Items {
			seq = max(seq, i.Seq+1)
		}
		item := ReviewItem{Seq: seq, Kind: kind, Confidence: 100, Paragraph: -1, Fields: clean, State: ItemChanged}
		t.Note("added", seq)
		if err := writeItem(ctx, t.Tx, id, item); err != nil {
			return err
		}
		return stepItem(ctx, t, id, item)
	})
	return seq, err
}

// ImportReview makes a draft of what was accepted. Every item must have been looked at.
func (p *Plans) ImportReview(ctx context.Context, actor auth.Actor, id string) (v Version, err error) {
	err = p.change(ctx, actor, id, func(t *gate.Tx, s ReviewSheet) error {
		if n := s.Open(); n > 0 {
			return fault.New(fault.Conflict, "plan.review.open", n)
		}
		s.sortByPlace()
		e := editionOf(readingOf(s))
		e.places(s)
		if err := p.link(ctx, t, &e); err != nil {
			return err
		}
		if v, err = writeEdition(ctx, t, e); err != nil {
			return err
		}
		t.Note("version", v.ID)
		return closeReview(ctx, t.Tx, id, ReviewImported, v.ID)
	})
	return v, err
}

// WithdrawReview puts a review away; the file may be laid again.
func (p *Plans) WithdrawReview(ctx context.Context, actor auth.Actor, id string) error {
	return p.change(ctx, actor, id, func(t *gate.Tx, _ ReviewSheet) error {
		return closeReview(ctx, t.Tx, id, ReviewWithdrawn, "")
	})
}

// change runs work on an open review.
func (p *Plans) change(ctx context.Context, actor auth.Actor, id string, work func(*gate.Tx, ReviewSheet) error) error {
	return p.gate.Change(ctx, actor, reviewAct(id), func(t *gate.Tx) error {
		s, err := sheet(ctx, t, id)
		switch {
		case err != nil:
			return err
		case s.State != ReviewOpen:
			return fault.New(fault.Conflict, "plan.review.closed")
		}
		return work(t, s)
	})
}

// sortByPlace puts the items in the order of the document, what was added by hand last.
func (s ReviewSheet) sortByPlace() {
	slices.SortStableFunc(s.Items, func(a, b ReviewItem) int {
		switch {
		case a.Paragraph < 0 || b.Paragraph < 0:
			return cmp.Compare(b.Paragraph, a.Paragraph)
		case a.Paragraph != b.Paragraph:
			return cmp.Compare(a.Paragraph, b.Paragraph)
		}
		return cmp.Compare(a.From, b.From)
	})
}

// places gives what was imported the places it was read from.
func (e *edition) places(s ReviewSheet) {
	at := map[ItemKind]int{}
	for _, i := range s.Items {
		if !i.Kept() {
			continue
		}
		n := at[i.Kind]
		at[i.Kind]++
		place := ""
		if i.Paragraph >= 0 && i.Paragraph < len(s.Text) {
			place = s.Text[i.Paragraph].Place
		}
		switch i.Kind {
		case ItemTarget:
			e.Targets[n].Source = place
		case ItemTask:
			e.Tasks[n].Source = place
		case ItemDuty:
			e.Duties[n].Source = place
		case ItemDeliverable:
			e.Deliverables[n].Source = place
		}
	}
}
