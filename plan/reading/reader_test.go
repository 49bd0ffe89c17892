package reading_test

import (
	"bytes"
	"sync"

	"ansinh/plan/reading"
	"ansinh/policy"
)

// reader has the words the program carries, loaded once for all tests: loading them takes longer than reading a plan.
var reader = sync.OnceValue(func() *reading.Reader {
	from, err := policy.Open("")
	if err != nil {
		panic(err)
	}
	rd, err := reading.NewReader(from)
	if err != nil {
		panic(err)
	}
	return rd
})

func extract(data []byte, name string) (*reading.Reading, error) {
	return reader().Read(bytes.NewReader(data), int64(len(data)), name)
}
