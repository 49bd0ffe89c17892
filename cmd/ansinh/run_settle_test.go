package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ansinh/text"
)

func TestPaymentCommandsRefuseInOneLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := "--db=" + filepath.Join(dir, "pay.db")
	picture := filepath.Join(dir, "picture.csv")
	if err := os.WriteFile(picture, []byte("\x89PNG\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no file":       {[]string{"payment", "read", filepath.Join(dir, "none"), "--month=2026-11"}, exitError, "cannot be read"},
		"no month":      {[]string{"payment", "read", picture}, exitUsage, "month"},
		"no such month": {[]string{"payment", "read", picture, "--month=2026-13"}, exitUsage, "is not a month"},
		"no run":        {[]string{"payment", "read", picture, "--month=2026-11"}, exitError, "There is no payment run"},
		"no reason":     {[]string{"payment", "cancel", "2026-11"}, exitUsage, "reason"},
		"nothing there": {[]string{"payment", "cancel", "2026-11", "--reason=x"}, exitError, "There is no payment run"},
		"not returned":  {[]string{"payment", "repair", "x", "--cash"}, exitError, "was not returned"},
		"no payment":    {[]string{"payment", "claim", "x", "--reason=y"}, exitError, "no such payment"},
		"no bank run":   {[]string{"payment", "explain", "2026-11", "--bank=NH01", "--reason=y"}, exitError, "There is no payment run"},
	} {
		var out, err bytes.Buffer
		code := run(context.Background(), append(c.args, db, "--lang=en"), &out, &err)
		if code != c.code || !strings.Contains(err.String(), c.says) || strings.Count(strings.TrimSpace(err.String()), "\n") != 0 || out.Len() != 0 {
			t.Errorf("%s: exit %d, out %q, err %q", name, code, out.String(), err.String())
		}
	}
}

func TestARunIsCancelledAndRunAgain(t *testing.T) {
	t.Parallel()
	a, out, _ := personApp(t, text.EN)
	for _, want := range []struct {
		run  func() error
		says string
	}{
		{func() error { return runCmd{Month: "2026-11", KnownOn: "2026-11-05"}.Run(a) }, "is prepared"},
		{func() error { return paymentCancelCmd{Month: "11/2026", Reason: "wrong day"}.Run(a) }, "was cancelled"},
		{func() error { return runCmd{Month: "2026-11"}.Run(a) }, "is prepared"},
		{func() error { return paymentFailuresCmd{}.Run(a) }, ""},
	} {
		out.Reset()
		if err := want.run(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want.says) {
			t.Errorf("printed %q, want %q", out, want.says)
		}
	}
}
