package benefit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/registry"
)

// Replayed is what a past month gave a person, and what it gives when it is derived again.
type Replayed struct {
	Determination Determination
	Stored        []string // programme, category and amount of each benefit, in order
	Again         []string
}

// Replay derives what a past month gave a person again, from what was known then and by the law of then, and holds it
// against what is stored. It is a conflict where law, data or answer are not what they were; the reading is recorded.
func (b *Benefits) Replay(ctx context.Context, actor auth.Actor, month calendar.Month, id registry.PersonID) (*Replayed, error) {
	out := &Replayed{Stored: []string{}, Again: []string{}}
	act := gate.Act{Permission: MayDetermine, Subject: fmt.Sprintf("person:%d", id), Personal: true}
	err := b.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		if out.Determination, err = determination(ctx, tx.Tx, month); err != nil {
			return err
		}
		stored, err := determinedOf(ctx, tx.Tx, id, month)
		for _, d := range stored {
			out.Stored = append(out.Stored, replayLine(d.Programme, d.Category, int64(d.Amount)))
		}
		slices.Sort(out.Stored)
		return err
	})
	if err != nil {
		return nil, err
	}
	d := &out.Determination
	book, err := b.lawOf(ctx, d.Law)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if err != nil || book.Hash() != d.Law {
		return nil, fault.New(fault.Conflict, "benefit.replay.other_law", month.Vietnamese(), d.Law, b.Book().Hash())
	}
	s, err := b.registry.Snapshot(ctx, actor, month, d.KnownOn)
	if err != nil {
		return nil, err
	}
	if s.Hash != d.Snapshot {
		return nil, fault.New(fault.Conflict, "benefit.replay.other_snapshot", month.Vietnamese(), d.Snapshot, s.Hash)
	}
	row, ok := s.Row(id)
	if !ok {
		return nil, fault.New(fault.NotFound, "benefit.replay.nobody", month.Vietnamese())
	}
	if out.Again, err = replayRow(book, s.Table, row); err != nil {
		return nil, err
	}
	if !slices.Equal(out.Stored, out.Again) {
		return out, fault.New(fault.Conflict, "benefit.replay.differs", month.Vietnamese(), id.Code(),
			strings.Join(out.Stored, "; "), strings.Join(out.Again, "; "))
	}
	return out, nil
}

func replayRow(book *law.Book, t *law.Table, row int) ([]string, error) {
	result, err := book.Determine(t.Row(row))
	if err != nil {
		return nil, err
	}
	lines := []string{}
	for _, x := range result.Benefits {
		lines = append(lines, replayLine(book.Programmes()[x.Programme].ID, book.Categories()[x.Category].ID, int64(x.Amount)))
	}
	slices.Sort(lines)
	return lines, nil
}

func replayLine(programme, category string, amount int64) string {
	return fmt.Sprintf("%s %s %d", programme, category, amount)
}
