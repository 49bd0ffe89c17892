package dbtest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Child is the test program run again as a process of its own, to be killed at its work. The program's TestMain does that
// work where it finds what is set for it, and says a line when it begins.
type Child struct {
	Ended chan error // says once how it ended

	cmd       *exec.Cmd
	complaint strings.Builder
}

// NewChild is a child that has not begun, with what is set for it (NAME=value).
func NewChild(env ...string) *Child {
	c := &Child{Ended: make(chan error, 1), cmd: exec.Command(os.Args[0])}
	c.cmd.Env = append(os.Environ(), env...)
	c.cmd.Stderr = &c.complaint
	return c
}

// Begin starts it and comes back when it has said that it begins, or has ended before.
func (c *Child) Begin(t testing.TB) {
	t.Helper()
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	_, _ = said.ReadString('\n')
	go func() {
		_, _ = io.Copy(io.Discard, said)
		c.Ended <- c.wait()
	}()
}

func (c *Child) wait() error {
	err := c.cmd.Wait()
	if err != nil && c.complaint.Len() > 0 {
		return fmt.Errorf("%w: %s", err, c.complaint.String())
	}
	return err
}

// Kill ends it whatever it does; Ended still says how it ended, for it may have done so before.
func (c *Child) Kill() { _ = c.cmd.Process.Kill() }
