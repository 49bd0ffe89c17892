package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
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
	if _, err := f.WriteString("\x93NUMPY\x01\x00" + string([]byte{byte(len(head)), byte(len(head) >> 8)}) + head); err != nil {
		return err
	}
	_, err = f.Write(memory(values))
	return err
}

// memory is the bytes of a column. The machines measured are little endian, as the format is here.
func memory[T number](values []T) []byte {
	if len(values) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), len(values)*int(unsafe.Sizeof(values[0])))
}

var shape = regexp.MustCompile(`'shape': \((\d+),\)`)

// readNPY reads a column, into a slice that is long enough or into a new one; the numbers must have the size of T.
func readNPY[T number](path string, into []T) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	start := make([]byte, 10)
	if _, err := io.ReadFull(f, start); err != nil || !bytes.HasPrefix(start, []byte("\x93NUMPY\x01")) {
		return nil, fmt.Errorf("%s is no column of NumPy", path)
	}
	head := make([]byte, int(binary.LittleEndian.Uint16(start[8:])))
	if _, err := io.ReadFull(f, head); err != nil {
		return nil, err
	}
	found := shape.FindSubmatch(head)
	if found == nil || !bytes.Contains(head, []byte(strconv.Itoa(int(unsafe.Sizeof(T(0))))+"'")) {
		return nil, fmt.Errorf("%s has no single dimension of such numbers", path)
	}
	n, _ := strconv.Atoi(string(found[1]))
	if n > len(into) {
		into = make([]T, n)
	}
	_, err = io.ReadFull(f, memory(into[:n]))
	return into[:n], err
}
