package reading

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ansinh/plan/reading/paper"
	"ansinh/policy"
)

// TestBlocks prints the paragraphs of the file that DUMP names, for the eye; without it, it holds that a line broken by
// width, a page number are no paragraphs.
func TestBlocks(t *testing.T) {
	t.Parallel()
	from, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	rd, err := NewReader(from)
	if err != nil {
		t.Fatal(err)
	}
	name, data := os.Getenv("DUMP"), []byte("1. Việc thứ nhất được viết trên một dòng dài\nvà gãy ở đây.\n\f3\n2. Việc thứ hai.")
	if name != "" {
		if data, err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	blocks, err := paper.Open(data, name, rd.lex)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, bl := range blocks {
		if bl.Table == nil {
			fmt.Fprintf(&b, "%d %s bold=%v level=%d: %s\n", i, bl.Place(0), bl.Bold, bl.Level, bl.Text)
			continue
		}
		for _, r := range bl.Table.Rows {
			fmt.Fprintf(&b, "%d %s: %q\n", i, r.Source, r.Cells)
		}
	}
	if t.Log("\n" + b.String()); name == "" && len(blocks) != 2 {
		t.Errorf("%d paragraphs, want 2", len(blocks))
	}
}
