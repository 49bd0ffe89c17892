package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"
)

// unpack is a stream's bytes without their packing; what cannot be unpacked further is given as far as it goes.
func (f *file) unpack(s *stream) []byte {
	filters, params := f.array(s.dict["Filter"]), f.array(s.dict["DecodeParms"])
	if one, ok := f.get(s.dict["Filter"]).(name); ok {
		filters, params = array{one}, array{s.dict["DecodeParms"]}
	}
	data := s.raw
	for i, fl := range filters {
		var p dict
		if i < len(params) {
			p = f.dict(params[i])
		}
		switch f.get(fl) {
		case name("FlateDecode"), name("Fl"):
			data = f.unpredict(f.inflate(data), p)
		case name("ASCIIHexDecode"), name("AHx"):
			data = (&scanner{data: append([]byte("<"), data...)}).hex()
		case name("ASCII85Decode"), name("A85"):
			data = unpack85(data)
		default:
			return nil // a picture's packing
		}
	}
	return data
}

// inflate gives what was unpacked before any damage.
func (f *file) inflate(data []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	defer z.Close()
	var out bytes.Buffer
	// A damaged stream gives its readable beginning.
	_, _ = io.Copy(&out, io.LimitReader(z, int64(f.unpacks)))
	f.unpacks = max(0, f.unpacks-out.Len())
	return out.Bytes()
}

func unpack85(data []byte) []byte {
	if i := bytes.Index(data, []byte("~>")); i >= 0 {
		data = data[:i]
	}
	out, err := io.ReadAll(ascii85.NewDecoder(bytes.NewReader(data)))
	if err != nil {
		return nil
	}
	return out
}

// unpredict undoes the row filters of PNG, which tables of places and packed objects use.
func (f *file) unpredict(data []byte, p dict) []byte {
	if f.number(p["Predictor"]) < 10 {
		return data
	}
	colors, bits, columns := max(1, int(f.number(p["Colors"]))), int(f.number(p["BitsPerComponent"])), max(1, int(f.number(p["Columns"])))
	if bits == 0 {
		bits = 8
	}
	if colors > 32 || bits > 32 || columns > 1<<24 {
		return nil
	}
	size, width := max(1, colors*bits/8), (colors*bits*columns+7)/8
	above := make([]byte, width)
	var out []byte
	for len(data) > 1 {
		kind := data[0]
		row := append([]byte{}, data[1:min(len(data), width+1)]...)
		data = data[min(len(data), width+1):]
		for i := range row {
			var left, up, corner byte
			up = above[i]
			if i >= size {
				left, corner = row[i-size], above[i-size]
			}
			switch kind {
			case 1:
				row[i] += left
			case 2:
				row[i] += up
			case 3:
				row[i] += byte((int(left) + int(up)) / 2)
			case 4:
				row[i] += paeth(left, up, corner)
			}
		}
		copy(above, row)
		out = append(out, row...)
	}
	return out
}

func paeth(left, up, corner byte) byte {
	p := int(left) + int(up) - int(corner)
	a, b, c := abs(p-int(left)), abs(p-int(up)), abs(p-int(corner))
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return up
	}
	return corner
}

func abs(n int) int { return max(n, -n) }
