package reading_test

import (
	"testing"
)

// TestConfidenceMeansSomething holds confidence against what is right over the whole corpus: what the reader is sure of is
// right in 97 of a hundred at least, and it is sure of most.
func TestConfidenceMeansSomething(t *testing.T) {
	t.Parallel()
	type bucket struct{ right, all int }
	var sure, middle, low bucket
	for _, name := range corpusNames(t) {
		for _, j := range markFile(t, name).judged {
			b := &low
			switch {
			case j.confidence >= 90:
				b = &sure
			case j.confidence >= 60:
				b = &middle
			}
			b.all++
			if j.right {
				b.right++
			} else {
				t.Logf("%s: wrong at %d: %s", name, j.confidence, j.what)
			}
		}
	}
	t.Logf("at least 0.90: %d of %d right; 0.60 to 0.89: %d of %d; below: %d of %d", sure.right, sure.all, middle.right, middle.all, low.right, low.all)
	if sure.right*100 < sure.all*97 {
		t.Errorf("%d of %d items with confidence 0.90 or more are right, want 97%%", sure.right, sure.all)
	}
	if all := sure.all + middle.all + low.all; sure.all*10 < all*5 {
		t.Errorf("only %d of %d items are sure", sure.all, all)
	}
}
