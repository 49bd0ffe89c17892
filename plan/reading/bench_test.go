package reading_test

import (
	"bytes"
	"testing"

	"ansinh/plan/reading"
)

func BenchmarkExtract(b *testing.B) {
	data, err := readFixture("nam-son.txt")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := reading.Extract(bytes.NewReader(data), int64(len(data)), "x"); err != nil {
			b.Fatal(err)
		}
	}
}
