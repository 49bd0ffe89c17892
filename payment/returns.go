package payment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
)

// Reading is what reading a bank's file came to.
type Reading struct {
	Kind    FileKind       `json:"kind"`
	Month   calendar.Month `json:"month"`
	Lines   int64          `json:"lines"` // returned; entries of a statement
	Amount  money.Dong     `json:"amount"`
	SHA256  string         `json:"sha256"`
	Already bool           `json:"already"` // the file was read before, and nothing was changed
}

// FileKind is what a bank's file is.
type FileKind string

// The kinds.
const (
	StatusReport  FileKind = "pain.002"
	StatementFile FileKind = "camt.053"
	ReturnList    FileKind = "csv"
)

// back is a line that a file says came back.
type back struct {
	where        string // in the file
	line         string
	amount       money.Dong // zero: the file does not say
	code, reason string
	ok           bool // the file says that it was paid: nothing is recorded, but the line must exist
}

// ReadFile reads a bank's file about a run: a status report (pain.002), a list of returns (CSV) or a statement
// (camt.053); which, its content says. A file is read once whatever happens: the same bytes again change nothing and
// are answered with Already. It is read whole or, with every bad line named, not at all.
func (p *Payments) ReadFile(ctx context.Context, actor auth.Actor, month calendar.Month, file []byte) (Reading, error) {
	if int64(len(file)) > p.policy.Settlement.MaxFileBytes {
		return Reading{}, fault.New(fault.Invalid, "payment.file.long", money.Group(p.policy.Settlement.MaxFileBytes))
	}
	hash := sha256.Sum256(file)
	out := Reading{Kind: kindOf(file), Month: month, SHA256: hex.EncodeToString(hash[:])}
	err := p.gate.Change(ctx, actor, gate.Act{Permission: MayClose, Subject: subject(month)}, func(tx *gate.Tx) error {
		tx.Note("file", out.SHA256)
		before, found, err := fileRead(ctx, tx.Tx, out.SHA256)
		if err != nil {
			return err
		}
		if found {
			tx.Note("already", true)
			before.Already = true
			out = before
			return nil
		}
		r, err := sentRun(ctx, tx, month)
		if err != nil {
			return err
		}
		if err := p.take(ctx, tx, r, file, &out); err != nil {
			return err
		}
		tx.Note("kind", string(out.Kind))
		tx.Note("lines", out.Lines)
		tx.Note("amount", int64(out.Amount))
		return insertFile(ctx, tx, out)
	})
	return out, err
}

// take does what a file says.
func (p *Payments) take(ctx context.Context, tx *gate.Tx, r Run, file []byte, out *Reading) error {
	switch out.Kind {
	case StatementFile:
		return takeStatement(ctx, tx, r, file, out)
	case StatusReport:
		said, bank, err := readReport(ctx, tx, r, file)
		if err != nil {
			return err
		}
		return giveBack(ctx, tx, r, said, bank, out)
	case ReturnList:
		said, err := readReturnList(file, p.policy.Settlement.Returns.Columns)
		if err != nil {
			return err
		}
		return giveBack(ctx, tx, r, said, "", out)
	}
	return fault.New(fault.Invalid, "payment.file.kind")
}

// giveBack records the returns that a file names, all or none. bank is whose file it is; "" leaves it open.
func giveBack(ctx context.Context, tx *gate.Tx, r Run, said []back, bank string, out *Reading) error {
	lines, err := linesByID(ctx, tx.Tx, r.Month)
	if err != nil {
		return err
	}
	already, err := returnedLines(ctx, tx.Tx, r.Month)
	if err != nil {
		return err
	}
	wrong := fault.New(fault.Invalid, "payment.file.wrong")
	seen := map[string]bool{}
	var gone []Line
	var why []Return
	for _, b := range said {
		l, found := lines[b.line]
		switch {
		case !found || !l.Paid() || l.Net() == 0 || bank != "" && l.Bank != bank:
			wrong.At(b.where, "payment.file.no_line", b.line)
		case b.amount != 0 && b.amount != l.Net():
			wrong.At(b.where, "payment.file.amount", b.line, b.amount, l.Net())
		case seen[b.line]:
			wrong.At(b.where, "payment.file.twice", b.line)
		case already[b.line] && !b.ok:
			wrong.At(b.where, "payment.file.returned", b.line)
		case !b.ok:
			gone = append(gone, *l)
			why = append(why, Return{Line: *l, File: out.SHA256, Code: b.code, Reason: b.reason})
			out.Amount += l.Net()
		}
		seen[b.line] = true
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	out.Lines = int64(len(gone))
	if err := enter(ctx, tx, r, atReturn, gone); err != nil {
		return err
	}
	return insertReturns(ctx, tx, why)
}

// Return is a line that a channel gave back: why, how it is to be paid again, and in which run it was.
type Return struct {
	Line     Line // account number masked
	File     string
	Code     string // the bank's reason
	Reason   string // in its words
	At       time.Time
	Repaired bool
	Channel  Channel // how it is to be paid again
	Bank     string
	Account  string         // masked
	Again    calendar.Month // the run that pays it again; zero: none yet
	Held     bool           // and that run holds it back
}

// Failures are the returned lines of a run in the actor's area, those that wait for somebody first; with the zero month
// those of all runs.
func (p *Payments) Failures(ctx context.Context, actor auth.Actor, month calendar.Month) ([]Return, error) {
	var out []Return
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = failures(ctx, tx.Tx, month, "")
		return err
	})
	out = slices.DeleteFunc(out, func(r Return) bool {
		return actor.Unit != "" && !p.tree.Within(r.Line.HomeUnit, org.UnitID(actor.Unit))
	})
	for i := range out {
		one := []Line{out[i].Line}
		p.mask(actor, one)
		out[i].Line, out[i].Account = one[0], Mask(out[i].Account)
	}
	slices.SortStableFunc(out, func(a, b Return) int { return a.rank() - b.rank() })
	return out, err
}

// State is where a returned line stands: open, repaired, again (a run pays it) or held (that run holds it back).
func (r *Return) State() string {
	switch {
	case r.Held:
		return "held"
	case !r.Again.IsZero():
		return "again"
	case r.Repaired:
		return "repaired"
	}
	return "open"
}

func (r *Return) rank() int {
	switch {
	case !r.Again.IsZero():
		return 2
	case r.Repaired:
		return 1
	}
	return 0
}
