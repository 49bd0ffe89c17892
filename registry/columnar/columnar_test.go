package columnar_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/parquet-go/parquet-go"

	"ansinh/fault"
	"ansinh/registry/columnar"
)

// invented are columns of every kind with so many rows; share of the values is known.
func invented(r *rand.Rand, rows int, share float64) []columnar.Column {
	words := (rows + 63) / 64
	known := func() []uint64 {
		out := make([]uint64, words)
		for i := range rows {
			if r.Float64() < share {
				out[i/64] |= 1 << (i % 64)
			}
		}
		return out
	}
	c := []columnar.Column{
		{Name: "person", Longs: make([]int64, rows)},
		{Name: "home", Marks: make([]uint16, rows), Labels: []string{"a", "bà", "", "d"}},
		{Name: "level", Known: known(), Codes: make([]uint8, rows), Labels: []string{"nhẹ", "nặng", "đặc biệt nặng"}},
		{Name: "born", Known: known(), Ints: make([]int32, rows), Days: true, Epoch: 135140},
		{Name: "children", Known: known(), Ints: make([]int32, rows)},
		{Name: "pension", Known: known(), Longs: make([]int64, rows)},
		{Name: "alive", Known: known(), Bits: make([]uint64, words)},
		{Name: "same", Known: known(), Codes: make([]uint8, rows), Labels: []string{"x"}},
		{Name: "pending", Bits: make([]uint64, words)},
	}
	for i := range rows {
		c[0].Longs[i] = int64(i)*3 + 1
		c[1].Marks[i] = uint16(r.IntN(4))
		c[2].Codes[i] = uint8(r.IntN(3))
		c[3].Ints[i] = 120000 + int32(r.IntN(30000))
		c[4].Ints[i] = int32(r.IntN(5))
		c[5].Longs[i] = int64(r.IntN(3)) * 500_000
		for _, at := range []int{6, 8} {
			if r.IntN(2) == 0 {
				c[at].Bits[i/64] |= 1 << (i % 64)
			}
		}
	}
	return c
}

// empty are columns to read into.
func empty(of []columnar.Column) []columnar.Column {
	out := make([]columnar.Column, len(of))
	for i, c := range of {
		v := reflect.ValueOf(&c).Elem()
		for f := range v.NumField() {
			if s := v.Field(f); s.Kind() == reflect.Slice && !s.IsNil() && v.Type().Field(f).Name != "Labels" {
				s.Set(reflect.MakeSlice(s.Type(), s.Len(), s.Len()))
			}
		}
		out[i] = c
	}
	return out
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, rows := range []int{0, 1, 63, 64, 65, 1000, 1<<18 - 1, 1 << 18, 1<<18 + 70, 1<<19 + 5} {
		for _, share := range []float64{0, 0.02, 0.5, 0.999, 1} {
			if rows > 2000 && share == 0.5 {
				continue
			}
			wrote := invented(r, rows, share)
			var file, again bytes.Buffer
			if err := columnar.Write(&file, rows, wrote, []columnar.Note{{Key: "month", Value: "2026-11"}}); err != nil {
				t.Fatal(err)
			}
			if err := columnar.Write(&again, rows, wrote, []columnar.Note{{Key: "month", Value: "2026-11"}}); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
				t.Fatal("the same columns give other bytes")
			}
			f, err := columnar.Open(file.Bytes())
			if err != nil || f.Rows != rows || f.Note("month") != "2026-11" {
				t.Fatalf("%v %+v", err, f)
			}
			read := empty(wrote)
			if err := f.Fill(read); err != nil {
				t.Fatalf("%d rows, %v known: %v", rows, share, err)
			}
			compare(t, rows, wrote, read)
			if rows == 1000 {
				others(t, file.Bytes(), wrote)
			}
		}
	}
}

func compare(t *testing.T, rows int, wrote, read []columnar.Column) {
	t.Helper()
	for i := range wrote {
		for row := range rows {
			a, okA := cell(&wrote[i], row)
			b, okB := cell(&read[i], row)
			if okA != okB || okA && a != b {
				t.Fatalf("%s, row %d: wrote %v %v, read %v %v", wrote[i].Name, row, a, okA, b, okB)
			}
		}
	}
}

func cell(c *columnar.Column, row int) (int64, bool) {
	if c.Known != nil && c.Known[row/64]>>(row%64)&1 == 0 {
		return 0, false
	}
	switch {
	case c.Bits != nil:
		return int64(c.Bits[row/64] >> (row % 64) & 1), true
	case c.Codes != nil:
		return int64(c.Codes[row]), true
	case c.Marks != nil:
		return int64(c.Marks[row]), true
	case c.Ints != nil:
		return int64(c.Ints[row]), true
	}
	return c.Longs[row], true
}

// others reads the file as everybody else would and compares every cell.
func others(t *testing.T, file []byte, wrote []columnar.Column) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]parquet.Row, f.NumRows())
	reader := parquet.NewReader(f)
	if n, _ := reader.ReadRows(rows); int64(n) != f.NumRows() {
		t.Fatalf("%d rows of %d", n, f.NumRows())
	}
	for at, path := range f.Schema().Columns() {
		c := &wrote[at]
		if c.Name != path[0] {
			t.Fatalf("column %d is %s", at, path[0])
		}
		for row := range rows {
			v, known := cell(c, row)
			got := rows[row][at]
			switch {
			case got.IsNull() == known:
				t.Fatalf("%s, row %d: null %v, known %v", c.Name, row, got.IsNull(), known)
			case !known:
			case c.Labels != nil && got.String() != c.Labels[v],
				c.Bits != nil && got.Boolean() != (v != 0),
				c.Ints != nil && int64(got.Int32()) != v-int64(c.Epoch),
				c.Longs != nil && got.Int64() != v:
				t.Fatalf("%s, row %d: %v, want %d", c.Name, row, got, v)
			}
		}
	}
}

func TestAChangedFileIsRefusedOrSaysTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	const rows = 700
	wrote := invented(r, rows, 0.7)
	var file bytes.Buffer
	if err := columnar.Write(&file, rows, wrote, nil); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for range 3000 {
		body := bytes.Clone(file.Bytes())
		body[r.IntN(len(body))] ^= 1 << r.IntN(8)
		if r.IntN(5) == 0 {
			body = body[:r.IntN(len(body))]
		}
		f, err := columnar.Open(body)
		if err == nil && f.Rows == rows {
			err = f.Fill(empty(wrote))
		}
		if err != nil {
			refused++
			if fault.CodeOf(err) != "registry.columnar.broken" {
				t.Fatalf("got %v", err)
			}
		}
	}
	if refused < 2000 {
		t.Errorf("only %d of 3000 changed files are refused", refused)
	}
}
