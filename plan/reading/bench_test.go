package reading_test

import (
	"testing"
)

func BenchmarkExtract(b *testing.B) {
	data, err := readFixture("nam-son.txt")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := extract(data, "x"); err != nil {
			b.Fatal(err)
		}
	}
}
