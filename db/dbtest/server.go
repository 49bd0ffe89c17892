package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

func processID() int { return os.Getpid() }

// server gives the URL of the test server's maintenance database, starting the server where none answers.
var server = sync.OnceValues(func() (string, error) {
	if u := os.Getenv("ANSINH_TEST_POSTGRES"); u != "" {
		return u, answers(u)
	}
	return start(filepath.Join(os.TempDir(), fmt.Sprintf("ansinh-test-postgres-%d", os.Getuid())), "off")
})

// NewServer makes a server of the test's own with an empty database, and a function that restarts it as after a crash:
// every connection is cut, and what was not committed is gone.
func NewServer(t *testing.T) (u string, restart func()) {
	t.Helper()
	dir, err := os.MkdirTemp("", "pg") // short: the path of a socket may have a hundred letters
	if err != nil {
		t.Fatal(err)
	}
	u, err = start(dir, "on")
	if err != nil {
		t.Fatalf("PostgreSQL is needed for the tests: %v", err)
	}
	bin, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	who, err := serverUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	control := func(args ...string) error {
		return as(who, filepath.Join(bin, "pg_ctl"), append([]string{"-D", filepath.Join(dir, "data"), "-w", "-m", "immediate", "-l", filepath.Join(dir, "log")}, args...)...).Run()
	}
	t.Cleanup(func() {
		if err := control("stop"); err != nil {
			t.Errorf("stop the test's server: %v", err)
		}
		os.RemoveAll(dir)
		os.Remove(dir + ".lock")
	})
	return u, func() {
		if err := control("restart"); err != nil {
			t.Fatalf("restart the test's server: %v", err)
		}
	}
}

// start starts a server whose data lie in dir, or finds the one that runs there. Two test processes may come at the
// same time: a lock on a file beside the data lets one of them start it.
func start(dir, commit string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	u := (&url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "sslmode": {"disable"}}.Encode()}).String()
	if answers(u) == nil {
		return u, nil
	}
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	if err := os.RemoveAll(data); err != nil {
		return "", err
	}
	who, err := serverUser(dir)
	if err != nil {
		return "", err
	}
	if out, err := as(who, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
		"--locale=C", "--no-sync").CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	// Durability is not what these databases are for; the tests of killed processes kill ours, not the server.
	options := "-k " + dir + " -c listen_addresses= -c fsync=off -c synchronous_commit=" + commit + " -c full_page_writes=off" +
		" -c max_connections=300 -c shared_buffers=256MB -c max_wal_size=2GB"
	run := as(who, filepath.Join(bin, "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", filepath.Join(dir, "log"), "-o", options, "start")
	if err := run.Run(); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return "", fmt.Errorf("start PostgreSQL: %w: %s", err, log)
	}
	return u, answers(u)
}

func answers(u string) error {
	d, err := sql.Open("pgx", u)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return d.PingContext(ctx)
}

// binaries finds Debian's newest server programs.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("no server programs under /usr/lib/postgresql: install Debian's package postgresql (make test does)")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// serverUser is whom the server runs as: root may not, so Debian's user postgres gets the folder then.
func serverUser(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

func as(who *syscall.Credential, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: who, Setsid: true}
	return c
}
