package exchange_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/registry"
	"ansinh/registry/exchange"
)

// TestEveryFormatHoldsThePeopleOfTheArea writes a list in each format and reads it back.
func TestEveryFormatHoldsThePeopleOfTheArea(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		take(t, desk(t, h), gatetest.Actor("commune-officer"), list)
		officer := gatetest.Actor("commune-officer")
		for _, u := range h.Tree.Units(3, today) {
			if u.Name == "Bố Hạ" {
				officer.Unit = string(u.ID)
			}
		}
		for format := range exchange.Formats {
			for actor, want := range map[*registry.ListFilter]int{{}: 1, {Name: "Tran"}: 0} {
				var w bytes.Buffer
				if n := write(t, h, &w, format, *actor, officer.Unit); n != want {
					t.Errorf("%s: the record says %d people, want %d", format, n, want)
				}
				if got := read(t, format, w.Bytes()); len(got) != want || want == 1 && got[0] != "Giáp Văn Bình" {
					t.Errorf("%s: got %v", format, got)
				}
			}
		}
		err := h.Registry.List(ctx, gatetest.Actor("leader"), registry.ListFilter{}, func(int64) error { t.Error("began"); return nil }, nil)
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("a leader: %v", err)
		}
		if _, err := exchange.NewWriter(&bytes.Buffer{}, "doc", nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("an unknown format: %v", err)
		}
	})
}

func write(t *testing.T, h *house.House, w *bytes.Buffer, format string, f registry.ListFilter, unit string) int {
	t.Helper()
	officer := gatetest.Actor("commune-officer")
	officer.Unit = unit
	out, err := exchange.NewWriter(w, format, strings.Split("a b c d e f g", " "))
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	err = h.Registry.List(ctx, officer, f, func(n int64) error { said = int(n); return nil }, func(p registry.Person) error { return out.Row(exchange.RowOf(p)) })
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return said
}

// read gives the names in a list.
func read(t *testing.T, format string, body []byte) []string {
	t.Helper()
	var names []string
	switch format {
	case "parquet":
		rows, err := parquet.Read[exchange.Row](bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			names = append(names, r.Name)
		}
	case "xlsx":
		book, err := excelize.OpenReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			names = append(names, r[2])
		}
	default:
		for _, line := range strings.Split(strings.TrimSpace(string(body)), "\n")[1:] {
			names = append(names, strings.Split(line, ",")[2])
		}
	}
	return names
}
