// Package duetest gives tests of reminders a mail server on this machine that keeps what it is given, and a policy with the
// addresses that a test needs.
package duetest

import (
	"bufio"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"testing"
	"testing/fstest"
)

// Server takes mail on a free port until the test ends; each mail is one string, head and body.
func Server(t *testing.T) (address string, mails chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	mails = make(chan string, 1000)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go speak(c, mails)
		}
	}()
	return l.Addr().String(), mails
}

func speak(c net.Conn, mails chan<- string) {
	defer c.Close()
	in := bufio.NewScanner(c)
	fmt.Fprint(c, "220 test\r\n")
	for in.Scan() {
		switch word, _, _ := strings.Cut(in.Text(), " "); strings.ToUpper(word) {
		case "EHLO":
			fmt.Fprint(c, "250-test\r\n250 8BITMIME\r\n")
		case "DATA":
			fmt.Fprint(c, "354 go on\r\n")
			var b strings.Builder
			for in.Scan() && in.Text() != "." {
				b.WriteString(in.Text() + "\n")
			}
			mails <- b.String()
			fmt.Fprint(c, "250 ok\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

// reminding is a policy with another reminder file.
type reminding struct {
	fs.FS
	file fs.FS
}

// Open gives the test's reminder file in place of the policy's.
func (r reminding) Open(name string) (fs.File, error) {
	if name == "reminder/reminder.yaml" {
		return r.file.Open(name)
	}
	return r.FS.Open(name)
}

// Addressed is a policy whose reminder file says what the test says.
func Addressed(policy fs.FS, reminders string) fs.FS {
	return reminding{policy, fstest.MapFS{"reminder/reminder.yaml": {Data: []byte(reminders)}}}
}
