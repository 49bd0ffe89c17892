package reading_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"ansinh/plan/reading"
)

// bands are the least confidences by which items are told apart, the surest first.
var bands = []reading.Confidence{95, 90, 85, 80, 70, 0}

// bandOf is the band a confidence falls into.
func bandOf(c reading.Confidence) reading.Confidence {
	return bands[slices.IndexFunc(bands, func(b reading.Confidence) bool { return c >= b })]
}

// byBand counts what is right in each band and says what is wrong in the sure ones.
func byBand(t *testing.T, names []string, mark func(*testing.T, string) *marking) map[reading.Confidence]tally {
	t.Helper()
	out := map[reading.Confidence]tally{}
	for _, name := range names {
		for _, j := range mark(t, name).judged {
			b := out[bandOf(j.confidence)]
			b.add(tally{map[bool]int{true: 1}[j.right], 1, 0})
			out[bandOf(j.confidence)] = b
			if !j.right {
				t.Logf("%s: wrong at %d: %s", filepath.Base(name), j.confidence, j.what)
			}
		}
	}
	return out
}

// least counts the items of that confidence or more.
func least(c reading.Confidence, of map[reading.Confidence]tally) tally {
	var sum tally
	for b, one := range of {
		if b >= c {
			sum.add(one)
		}
	}
	return sum
}

// inOrder holds that a band is right as often as the one below it, where both hold so many items that it can be said. What
// two samples of that size differ by in one of twenty draws is chance, and so are two hundredths.
func inOrder(t *testing.T, of map[reading.Confidence]tally) {
	t.Helper()
	var below tally
	at := reading.Confidence(0)
	for i := len(bands) - 1; i >= 0; i-- {
		b := of[bands[i]]
		if b.got > 0 {
			t.Logf("confidence %d and more, below the next: %d of %d right (%d%%)", bands[i], b.right, b.got, b.right*100/b.got)
		}
		if b.got < 20 {
			continue
		}
		if below.got > 0 {
			n, m := float64(b.got), float64(below.got)
			p := float64(b.right+below.right) / (n + m)
			chance := max(0.02, 2*math.Sqrt(p*(1-p)*(1/n+1/m)))
			if float64(b.right)/n+chance < float64(below.right)/m {
				t.Errorf("confidence %d is right in %d of %d, %d below it in %d of %d", bands[i], b.right, b.got, at, below.right, below.got)
			}
		}
		below, at = b, bands[i]
	}
}

// TestConfidenceMeansSomething holds confidence against what is right, over the plans of both writers: what the reader is
// sure of is right in 97 of a hundred at least, it is sure of many, and each band is right as often as the one below.
func TestConfidenceMeansSomething(t *testing.T) {
	t.Parallel()
	all := map[reading.Confidence]tally{}
	for _, set := range []map[reading.Confidence]tally{byBand(t, corpusNames(t), markFile), byBand(t, freshNames(t), markFresh)} {
		for b, one := range set {
			sum := all[b]
			sum.add(one)
			all[b] = sum
		}
	}
	inOrder(t, all)
	sure, every := least(90, all), least(0, all)
	if sure.right*100 < sure.got*97 {
		t.Errorf("%d of %d items with confidence 0.90 or more are right, want 97%%", sure.right, sure.got)
	}
	if sure.got*10 < every.got*5 {
		t.Errorf("only %d of %d items are sure", sure.got, every.got)
	}
}

// blind is how plans were read before any rule was made for them. It is written down at the first reading and never again.
type blind struct {
	Plans string
	Score float64
	Bands map[reading.Confidence][2]int // right, of all
}

// TestConfidenceReadBlind holds the record of the first readings: over all sets 85 of a hundred items with confidence 0.90 or
// more are right, and where a set tells the bands apart they are in order.
func TestConfidenceReadBlind(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(fresh + "/blind.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var sets []blind
	if err := yaml.Unmarshal(data, &sets); err != nil {
		t.Fatal(err)
	}
	var all tally
	for _, s := range sets {
		of := map[reading.Confidence]tally{}
		for b, n := range s.Bands {
			if bandOf(b) != b || n[0] > n[1] {
				t.Errorf("%s: no band %d, or more right than there are", s.Plans, b)
			}
			of[b] = tally{n[0], n[1], 0}
		}
		sure := least(90, of)
		all.add(sure)
		t.Logf("%s: score %.3f, sure %d of %d right", s.Plans, s.Score, sure.right, sure.got)
		inOrder(t, of)
	}
	t.Logf("all: sure %d of %d right", all.right, all.got)
	if all.right*100 < all.got*85 {
		t.Errorf("%d of %d items with confidence 0.90 or more were right, want 85%%", all.right, all.got)
	}
}
