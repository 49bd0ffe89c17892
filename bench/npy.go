package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"unsafe"
)

// Columns in NumPy's file format, version 1.0: one dimension, little endian.

type number interface{ ~uint8 | ~int32 | ~int64 }

func kindOf[T number]() string {
	var v T
	return map[uintptr]string{1: "|u1", 4: "<i4", 8: "<i8"}[unsafe.Sizeof(v)]
}

func writeNPY[T number](path, kind string, values []T) error {
	if kind == "" {
		kind = kindOf[T]()
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }", kind, len(values))
	for (10+len(head)+1)%64 != 0 {
		head += " "
	}
	head += "\n"
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	w.WriteString("\x93NUMPY\x01\x00")
	w.Write([]byte{byte(len(head)), byte(len(head) >> 8)})
	w.WriteString(head)
	if err := binary.Write(w, binary.LittleEndian, values); err != nil {
		return err
	}
	return w.Flush()
}

var shape = regexp.MustCompile(`'shape': \((\d+),\)`)

// readNPY reads a column; the numbers must have the size of T.
func readNPY[T number](path string) ([]T, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(raw) < 10 || !bytes.HasPrefix(raw, []byte("\x93NUMPY\x01")) {
		return nil, fmt.Errorf("%s is no column of NumPy", path)
	}
	body := 10 + int(binary.LittleEndian.Uint16(raw[8:]))
	found := shape.FindSubmatch(raw[:body])
	if found == nil {
		return nil, fmt.Errorf("%s has no single dimension", path)
	}
	n, _ := strconv.Atoi(string(found[1]))
	out := make([]T, n)
	size := int(unsafe.Sizeof(out[0]))
	if len(raw)-body != n*size {
		return nil, fmt.Errorf("%s does not hold %d numbers of %d bytes", path, n, size)
	}
	_, err = binary.Decode(raw[body:], binary.LittleEndian, out)
	return out, err
}
