package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// persons is how many people the demonstration invents: enough that every list has rows.
const persons = "6000"

// program is the running service with its logins.
type program struct {
	url    string
	binary string
	db     string
	logins map[string]string // role to login
	words  map[string]string // login to password
	stop   func()
}

// summary is what of the demonstration's table the tests need.
type summary struct {
	Logins []struct{ Login, Password, Role string }
	Month  string
}

// start builds the program, makes the demonstration and serves it on a port of its own.
func start(dir string) (*program, error) {
	binary := filepath.Join(dir, "ansinh")
	build := exec.Command("go", "build", "-o", binary, "./cmd/ansinh")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w: %s", err, out)
	}
	db := filepath.Join(dir, "data", "ansinh.db")
	make := exec.Command(binary, "demo", "--db", db, "--persons", persons, "--out", filepath.Join(dir, "out"), "--serve=false", "--json")
	var out, complaint bytes.Buffer
	make.Stdout, make.Stderr, make.Dir = &out, &complaint, dir
	if err := make.Run(); err != nil {
		return nil, fmt.Errorf("demo: %w: %s", err, complaint.String())
	}
	var sum summary
	if err := json.Unmarshal(out.Bytes(), &sum); err != nil {
		return nil, fmt.Errorf("the demonstration's table: %w", err)
	}
	p := &program{binary: binary, db: db, logins: map[string]string{}, words: map[string]string{}}
	for _, l := range sum.Logins {
		p.logins[l.Role], p.words[l.Login] = l.Login, l.Password
	}
	return p, p.serve(binary, db, dir)
}

func (p *program) serve(binary, db, dir string) error {
	args := []string{"serve", "--db", db, "--listen", "127.0.0.1:0", "--log", "none"}
	if standIn := filepath.Join(dir, "out", "may-chu-gia-lap.json"); fileIs(standIn) {
		args = append(args, "--stand-in", standIn)
	}
	serve := exec.Command(binary, args...)
	serve.Dir = dir
	lines, err := serve.StdoutPipe()
	if err != nil {
		return err
	}
	serve.Stderr = os.Stderr
	if err := serve.Start(); err != nil {
		return err
	}
	p.stop = func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		if err := serve.Wait(); err != nil {
			fmt.Fprintln(os.Stderr, "serve:", err)
		}
	}
	first := bufio.NewScanner(lines)
	if !first.Scan() {
		return errors.New("the program said nothing")
	}
	_, after, ok := strings.Cut(first.Text(), "http://")
	if !ok {
		return fmt.Errorf("no address in %q", first.Text())
	}
	address, _, _ := strings.Cut(after, " ")
	p.url = "http://" + address
	return nil
}

func fileIs(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

var site *program

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ansinh-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if site, err = start(dir); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer site.stop()
	if err := openBrowser(dir); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer closeBrowser()
	return m.Run()
}

// TestAPortInUseIsOneLine starts a second program on the same port.
func TestAPortInUseIsOneLine(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	dir := t.TempDir()
	binary := filepath.Join(dir, "ansinh")
	build := exec.Command("go", "build", "-o", binary, "./cmd/ansinh")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	second := exec.CommandContext(ctx, binary, "serve", "--db", filepath.Join(dir, "x.db"), "--listen", strings.TrimPrefix(site.url, "http://"))
	var complaint bytes.Buffer
	second.Stderr = &complaint
	var failed *exec.ExitError
	if err := second.Run(); !errors.As(err, &failed) || failed.ExitCode() != 1 {
		t.Errorf("exit: %v", err)
	}
	if got := strings.Count(strings.TrimSpace(complaint.String()), "\n"); got != 0 || !strings.Contains(complaint.String(), "--listen") {
		t.Errorf("said %q", complaint.String())
	}
}
