package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"syscall"
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

var shape = regexp.MustCompile(`'descr': '[<|][a-z](\d)'.*'shape': \((\d+),\)`)

// readNPY is a column as it lies in its file, mapped and not copied; it must not be changed, and stays as long as the
// process. The numbers must have the size of T.
func readNPY[T number](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	raw, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE|syscall.MAP_POPULATE)
	if err != nil {
		return nil, err
	}
	if len(raw) < 10 || !bytes.HasPrefix(raw, []byte("\x93NUMPY\x01")) {
		return nil, fmt.Errorf("%s is no column of NumPy", path)
	}
	start := 10 + int(binary.LittleEndian.Uint16(raw[8:]))
	size := int(unsafe.Sizeof(T(0)))
	found := shape.FindSubmatch(raw[:min(start, len(raw))])
	if found == nil || string(found[1]) != strconv.Itoa(size) {
		return nil, fmt.Errorf("%s has no single dimension of such numbers", path)
	}
	n, _ := strconv.Atoi(string(found[2]))
	if len(raw) != start+n*size || start%64 != 0 {
		return nil, fmt.Errorf("%s does not hold %d numbers of %d bytes", path, n, size)
	}
	if n == 0 {
		return nil, nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&raw[start])), n), nil
}
