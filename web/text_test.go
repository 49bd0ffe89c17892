package web

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// codesInSources are the codes of texts that stand whole in the sources of this room.
func codesInSources(t *testing.T) []string {
	t.Helper()
	var codes []string
	for _, pattern := range []string{"*.go", "*.templ"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range textCode.FindAllStringSubmatchIndex(string(b), -1) {
				code := string(b[m[2]:m[3]])
				if next := strings.TrimSpace(string(b[m[1]:min(len(b), m[1]+4)])); strings.HasPrefix(next, "+") {
					continue // the head of a code that goes on
				}
				codes = append(codes, code)
			}
		}
	}
	slices.Sort(codes)
	if len(codes) < 50 {
		t.Fatalf("found only %d codes", len(codes))
	}
	return slices.Compact(codes)
}
