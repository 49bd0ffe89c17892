package main

import (
	"path/filepath"
	"slices"
	"testing"

	"ansinh/bench/crowd"
	"ansinh/law"
)

// What is measured against must give the same answers, whoever the people are, and a population written to files and read
// back must be the same people.
func TestPeersAgree(t *testing.T) {
	t.Parallel()
	book, err := assistance()
	if err != nil {
		t.Fatal(err)
	}
	base, err := baseOf(book, august)
	if err != nil {
		t.Fatal(err)
	}
	for seed, disabled := range []int{0, crowd.Usual, 300, 900} {
		people, household := crowd.Households(book.Vocabulary(), crowd.Options{Rows: 3001, Month: august, Seed: uint64(seed), Disabled: disabled, Income: true})
		want := determined(t, book, people)
		if err := agree("the loop by hand", newNative(people, base).run(nil), want); err != nil {
			t.Error(err)
		}
		byRow, err := newCELRow(people, base)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := byRow.run(people.Rows, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := agree("cel-go", rows, want); err != nil {
			t.Error(err)
		}
		dir := t.TempDir()
		if err := export(dir, people, household, base); err != nil {
			t.Fatal(err)
		}
		back, err := imported(dir, book.Vocabulary())
		if err != nil {
			t.Fatal(err)
		}
		if err := agree("what was read back", determined(t, book, back), want); err != nil {
			t.Error(err)
		}
		if err := wholeProcess(dir); err != nil {
			t.Fatal(err)
		}
		if err := compareRows(dir, "ansinh", people.Rows, want); err != nil {
			t.Error(err)
		}
		if err := compareRows(dir, "ansinh", people.Rows, want[1:]); err == nil {
			t.Error("a difference is not noticed")
		}
	}
}

func determined(t *testing.T, book *law.Book, people *law.Table) []answer {
	t.Helper()
	r, err := book.Determine(people)
	if err != nil {
		t.Fatal(err)
	}
	return answers(book, r)
}

func TestColumnsAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "x.npy")
	if err := writeNPY(file, "", []int64{1, -2, 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if got, err := readNPY[int64](file); err != nil || !slices.Equal(got, []int64{1, -2, 1 << 40}) {
		t.Errorf("%v %v", got, err)
	}
	if _, err := readNPY[int32](file); err == nil {
		t.Error("numbers of another size are read")
	}
	bits := make([]uint64, 2)
	pack(bits, append(slices.Repeat([]uint8{1, 0, 0}, 30), 1))
	if bits[0] != 0x9249249249249249 || bits[1] != 0x4924924 {
		t.Errorf("packed %x", bits)
	}
}
