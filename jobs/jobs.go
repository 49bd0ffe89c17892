// Package jobs is durable background work: a task is written in the transaction of the change that wants it, so both
// happen or neither, and some worker process does it later, at least once. What a task does must therefore be the
// same done twice.
//
// The queue is the river library, in the same database. On PostgreSQL any number of workers share it; on SQLite, whose
// driver river calls early, there is one process. A task whose worker died is taken up again after takeOver.
package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"ansinh/db"
	"ansinh/fault"
)

const (
	longest  = 10 * time.Minute // a task that runs longer is stopped and tried again
	takeOver = 11 * time.Minute // after which a task whose worker was killed is given to another
	attempts = 5
)

// Handler does one kind of task; payload is what Add was given, as JSON.
type Handler func(ctx context.Context, payload []byte) error

// later is a task whose time has not come.
type later struct{ after time.Duration }

// Error is for the log.
func (l later) Error() string { return "later: " + l.after.String() }

// Later is what a handler answers where the task is to be done after a while; that counts as no try.
func Later(after time.Duration) error { return later{after} }

// Queue holds the tasks of one database.
type Queue struct {
	driver riverdriver.Driver[*sql.Tx]
	insert *river.Client[*sql.Tx]
}

// Open gives the queue of a database; Migrate makes its tables.
func Open(d *db.DB) (*Queue, error) {
	q := &Queue{driver: driver(d)}
	client, err := river.NewClient(q.driver, &river.Config{Logger: quiet()})
	q.insert = client
	return q, err
}

func driver(d *db.DB) riverdriver.Driver[*sql.Tx] {
	if d.Postgres() {
		return riverdatabasesql.New(d.Handle())
	}
	return riversqlite.New(d.Handle())
}

// Migrate makes or updates the queue's own tables.
func (q *Queue) Migrate(ctx context.Context) error {
	m, err := rivermigrate.New(q.driver, &rivermigrate.Config{Logger: quiet()})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// task is the one kind river knows; what it is for stands in Name.
type task struct {
	Name    string          `json:"name"`
	Payload json.RawMessage `json:"payload"`
}

// Kind is the name river stores.
func (task) Kind() string { return "ansinh" }

// Add writes a task in the transaction of a change. The same task waiting already is not written twice.
func (q *Queue) Add(ctx context.Context, tx *db.Tx, name string, payload any) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	_, err = q.insert.InsertTx(ctx, tx.SQL(), task{Name: name, Payload: body}, &river.InsertOpts{
		MaxAttempts: attempts,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{rivertype.JobStateAvailable,
			rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}},
	})
	return err
}

// State is what became of a task.
type State string

// The states. None is a task nobody asked for, or asked for so long ago that it was cleared away.
const (
	None   State = ""
	Waits  State = "waits"  // for a worker, or for another try
	Runs   State = "runs"   // a worker has it
	Done   State = "done"   // it succeeded
	Failed State = "failed" // it will not be tried again
)

// Find says what became of the newest task of a name whose payload matches.
func (q *Queue) Find(ctx context.Context, name string, matches func(payload []byte) bool) (State, error) {
	found, err := q.insert.JobList(ctx, river.NewJobListParams().Kinds(task{}.Kind()).OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(200))
	if err != nil {
		return None, err
	}
	for _, job := range found.Jobs {
		var t task
		if err := json.Unmarshal(job.EncodedArgs, &t); err != nil {
			return None, err
		}
		if t.Name == name && matches(t.Payload) {
			return stateOf(job.State), nil
		}
	}
	return None, nil
}

func stateOf(s rivertype.JobState) State {
	switch s {
	case rivertype.JobStateRunning:
		return Runs
	case rivertype.JobStateCompleted:
		return Done
	case rivertype.JobStateCancelled, rivertype.JobStateDiscarded:
		return Failed
	default:
		return Waits
	}
}

// Work does tasks until ctx ends, at most atOnce at a time, and then waits for those it began.
func (q *Queue) Work(ctx context.Context, handlers map[string]Handler, atOnce int, log *slog.Logger) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{handlers: handlers})
	client, err := river.NewClient(q.driver, &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}},
		Workers:              workers,
		Logger:               log,
		JobTimeout:           longest,
		RescueStuckJobsAfter: takeOver,
	})
	if err != nil {
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return client.Stop(stop)
}

type worker struct {
	river.WorkerDefaults[task]
	handlers map[string]Handler
}

// Work hands the task to its handler. A task that cannot succeed (the input is wrong) is not tried again.
func (w *worker) Work(ctx context.Context, job *river.Job[task]) error {
	h, ok := w.handlers[job.Args.Name]
	if !ok {
		return river.JobCancel(fault.New(fault.Invalid, "jobs.unknown", job.Args.Name))
	}
	err := h(ctx, job.Args.Payload)
	if wait := (later{}); errors.As(err, &wait) {
		return river.JobSnooze(wait.after)
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Forbidden, fault.Conflict, fault.NotFound:
		return river.JobCancel(err)
	}
	if err != nil {
		return fmt.Errorf("task %s: %w", job.Args.Name, err)
	}
	return nil
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
