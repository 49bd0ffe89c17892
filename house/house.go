// Package house puts the rooms together over one open database, for whoever needs all of them: the command line, the
// demonstration, the browser tests; and it carries the tasks that pages ask for to those who do them.
//
// It decides nothing: no rule, no sentence, no SQL.
package house

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/due"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/indicator"
	"ansinh/interop"
	"ansinh/jobs"
	"ansinh/law"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/plan"
	"ansinh/policy"
	"ansinh/reform"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/registry/request"
	"ansinh/reorg"
	"ansinh/report"
	"ansinh/report/draft"
	"ansinh/returns"
	"ansinh/text"
)

// House is the rooms over one database.
type House struct {
	Policy   fs.FS
	Texts    *text.Texts
	DB       *db.DB
	Gate     *gate.Gate
	Log      *audit.Log
	Verifier note.Verifier
	Keys     string // folder of the audit key and the kept heads
	Queue    *jobs.Queue

	Tree     *org.Tree
	Agencies *org.Agencies
	Working  *calendar.Working
	Law      *law.Book // as it was when the house was opened
	Registry *registry.Registry
	Requests *request.Requests
	Attached *attach.Attachments
	Interop  *interop.Interop
	Reforms  *reform.Reform
	Benefits *benefit.Benefits
	Payments *payment.Payments

	Reorg      *reorg.Reorg
	Due        *due.Due
	Plans      *plan.Plans
	Returns    *returns.Service
	Indicators *indicator.Service
	Reports    *report.Service
	Drafts     *draft.Drafts

	// Simulated says that the people in the database are invented: figures over them are illustrative.
	Simulated bool

	seals      string
	events     *registry.Forms
	asking     *request.Rules
	attaching  *attach.Rules
	verifying  *interop.Rules
	procedure  *benefit.Procedure
	paying     *payment.Policy
	forms      *returns.Book
	indicators *indicator.Book
}

// Options say which database and which policy.
type Options struct {
	DB     string // SQLite path or postgres:// URL
	Keys   string // folder of the audit key; empty: beside the SQLite file, or var/ here
	Seals  string // file of the keys of what is sealed; empty: in that folder
	Policy fs.FS
	Texts  *text.Texts
	Clock  func() time.Time
}

// Open opens the database, brings it to this program's version and puts the rooms together.
func Open(ctx context.Context, o Options) (*House, error) {
	h := &House{Policy: o.Policy, Texts: o.Texts, Keys: o.Keys, seals: o.Seals}
	if h.Keys == "" {
		h.Keys = keyFolder(o.DB)
	}
	if h.seals == "" {
		h.seals = filepath.Join(h.Keys, "seal.keys")
	}
	if err := h.readPolicy(); err != nil { // before the database is touched: a wrong file changes nothing
		return nil, err
	}
	if err := makeFolder(h.Keys); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, o.DB)
	if err != nil {
		return nil, err
	}
	h.DB = d
	if err := h.furnish(ctx, o.Clock); err != nil {
		d.Close()
		return nil, err
	}
	return h, nil
}

// Close closes the database.
func (h *House) Close() error { return h.DB.Close() }

func (h *House) furnish(ctx context.Context, clock func() time.Time) error {
	for _, step := range []func() error{
		func() error { return h.DB.Migrate(ctx) },
		func() error { return h.DB.Unlock(ctx, h.seals, clock()) },
		func() error { return h.openQueue(ctx) },
		func() error { return h.openGate(clock) },
		func() error { return h.openPeople(ctx) },
		func() error { return h.openPromises(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// readPolicy reads everything that can be wrong without a database.
func (h *House) readPolicy() (err error) {
	if h.Tree, err = org.ReadUnits(h.Policy); err != nil {
		return err
	}
	if h.Agencies, err = org.ReadAgencies(h.Policy); err != nil {
		return err
	}
	if h.Working, err = policy.Working(h.Policy); err != nil {
		return err
	}
	if h.procedure, err = benefit.LoadProcedure(h.Policy); err != nil {
		return err
	}
	if h.paying, err = payment.LoadPolicy(h.Policy); err != nil {
		return err
	}
	if h.forms, err = returns.Load(h.Policy); err != nil {
		return err
	}
	if h.Law, err = law.Load(h.Policy); err != nil {
		return err
	}
	if h.indicators, err = indicator.Load(h.Policy, h.forms, h.Agencies, h.Law); err != nil {
		return err
	}
	if h.events, err = registry.LoadForms(h.Policy, h.Law.Vocabulary()); err != nil {
		return err
	}
	if h.asking, err = request.Load(h.Policy, h.events); err != nil {
		return err
	}
	if h.verifying, err = interop.Load(h.Policy, h.events, h.asking); err != nil {
		return err
	}
	h.attaching, err = attach.Load(h.Policy)
	return err
}

func (h *House) openQueue(ctx context.Context) (err error) {
	if h.Queue, err = jobs.Open(h.DB); err != nil {
		return err
	}
	return h.Queue.Migrate(ctx)
}

func (h *House) openGate(clock func() time.Time) error {
	table, err := auth.LoadTable(h.Policy)
	if err != nil {
		return err
	}
	signer, verifier, keep, err := audit.Keys(h.Keys)
	if err != nil {
		return err
	}
	h.Verifier, h.Log = verifier, audit.New(h.DB, signer, keep)
	within := func(unit, root string) bool { return h.Tree.Within(org.UnitID(unit), org.UnitID(root)) }
	h.Gate = gate.New(h.DB, h.Log, table, within, clock)
	return nil
}

// openPeople puts together the people side, under the law of the policy folder and of the dossiers in force.
func (h *House) openPeople(ctx context.Context) error {
	h.Registry = registry.New(h.Gate, h.Tree, h.Law.Vocabulary())
	h.Registry.Offer(h.events)
	h.Registry.Guarded(h.asking.Second)
	h.Requests = request.New(h.Gate, h.Tree, h.Registry, h.asking, h.Working)
	key, err := registry.LoadFileKey(filepath.Join(h.Keys, "columns.key"))
	if err != nil {
		return err
	}
	h.Registry.KeepIn(filepath.Join(h.Keys, "columns"), key)
	if err := h.Registry.IndexNames(ctx); err != nil {
		return err
	}
	h.Reorg = reorg.New(h.Gate, reorg.Options{Tree: h.Tree, Agencies: h.Agencies, Registry: h.Registry})
	if err := h.Reorg.Follow(ctx); err != nil {
		return err
	}
	h.Reforms = reform.New(h.Gate, h.Tree, h.Registry, h.Policy, h.Law)
	if _, err := h.Reforms.Follow(ctx); err != nil {
		return err
	}
	h.Law, h.Policy = h.Reforms.Book(), h.Reforms.Policy()
	h.Benefits = benefit.New(h.Gate, h.Tree, h.Registry, h.Law, h.procedure)
	h.Benefits.Remember(h.Reforms.BookOf)
	h.Reforms.Adopts(h.Benefits.Adopt)
	h.Payments = payment.New(h.Gate, h.Tree, h.Registry, h.Benefits, h.paying, jobs.NewLeases(h.DB, h.Gate.Now, jobs.Lapses))
	h.Attached = h.attachments()
	h.Interop = interop.New(h.Gate, interop.Options{Tree: h.Tree, Registry: h.Registry, Requests: h.Requests, Rules: h.verifying, Keys: h.Keys,
		Queue: h.Queue, Leases: jobs.NewLeases(h.DB, h.Gate.Now, jobs.Lapses)})
	return nil
}

// keyFolder is where the audit key lies: beside a SQLite file, in the working folder's var/ otherwise.
func keyFolder(url string) string {
	if strings.Contains(url, "://") {
		return "var"
	}
	return filepath.Dir(url)
}

// makeFolder makes the folder of the program's own files, one level deep: a path with a typing mistake further up is
// an error that db.Open names, not a new tree of folders.
func makeFolder(dir string) error {
	if _, err := os.Stat(filepath.Dir(dir)); err != nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fault.Wrap(err, fault.Invalid, "db.no_folder", dir)
	}
	return nil
}
