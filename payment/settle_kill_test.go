package payment_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/payment"
)

// The test program reads a file of returns as a process of its own when this is set.
const childFile = "ANSINH_TEST_READ_FILE"

// readingChild says that it begins and reads the file.
func readingChild(url, path string) int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return fail(err)
	}
	defer d.Close()
	r, err := open(d, nil)
	if err != nil {
		return fail(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return fail(err)
	}
	fmt.Println("reading")
	if _, err := r.ReadFile(ctx, checker, november, file); err != nil {
		return fail(err)
	}
	return 0
}

// readAndKill starts a child and kills it so long after it began to read; 0 lets it end. It says how long it read.
func readAndKill(t *testing.T, url, path string, after time.Duration) time.Duration {
	t.Helper()
	c := dbtest.NewChild(childURL+"="+named(url), childFile+"="+path)
	c.Begin(t)
	began := time.Now()
	if after > 0 {
		time.Sleep(after)
		c.Kill()
		<-c.Ended
		return after
	}
	must(t, <-c.Ended)
	return time.Since(began)
}

// named gives the child's connections to PostgreSQL a name by which gone finds them; a SQLite path has none.
func named(url string) string {
	if !strings.Contains(url, "://") {
		return url
	}
	return url + "&application_name=" + childFile
}

// gone waits until the server has ended what the killed child had sent it: a commit that was on its way may still be
// done after the child is dead, and only then is it settled whether the file was read.
func gone(t *testing.T, d *db.DB) {
	t.Helper()
	if !d.Postgres() {
		return
	}
	for range 1000 {
		left := 1
		must(t, d.View(ctx, func(tx *db.Tx) (err error) {
			left, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()`, childFile)
			return err
		}))
		if left == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the server still works for a child that is dead")
}

func TestAFileWhoseReaderIsKilledIsReadWholeOrNotAtAll(t *testing.T) {
	for name, fresh := range map[string]func(t testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": dbtest.NewPostgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := fresh(t)
			d, err := db.Open(ctx, url)
			must(t, err)
			t.Cleanup(func() { d.Close() })
			must(t, d.Migrate(ctx))
			r := setup(t, d, elders(600))
			r.runMonth(t, november, today, everyone)
			r.send(t, november)
			lines := r.lines(t, november, payment.OnlyPaid)
			path := filepath.Join(t.TempDir(), "back.csv")
			const some = 40
			var took time.Duration
			none, whole := 0, 0
			for i := 0; i < 14; i++ {
				file := returnList(lines[i*some : (i+1)*some]...)
				must(t, os.WriteFile(path, file, 0o600))
				if i == 0 {
					took = readAndKill(t, url, path, 0)
				} else {
					readAndKill(t, url, path, 1+rand.N(took))
				}
				gone(t, d)
				failed, err := r.Failures(ctx, checker, november)
				must(t, err)
				switch len(failed) {
				case i * some:
					none++
				case (i + 1) * some:
					whole++
				default:
					t.Fatalf("try %d: %d lines came back, a part of %d", i, len(failed), some)
				}
				done, err := r.ReadFile(ctx, checker, november, file)
				if err != nil || done.Already != (len(failed) > i*some) || done.Lines != some {
					t.Fatalf("try %d: read again %+v, %v", i, done, err)
				}
				if b := mustBooks(t, r, november); int(b.Of("returned:"))/540_000 != (i+1)*some {
					t.Fatalf("try %d: books %+v", i, b)
				}
			}
			t.Logf("reading takes %s; killed %d times with nothing read, %d files were read whole", took, none, whole)
		})
	}
}
