package payment_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/payment"
	"ansinh/registry"
)

// TestAGuardianSignsForAWard: the cash list names who comes for the money and whose it is; an account stays with its
// holder, and two wards of one guardian are not taken for one person paid twice.
func TestAGuardianSignsForAWard(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		batch := elders(9)
		r := setup(t, d, batch)
		guards := func(ward, guardian int) {
			t.Helper()
			_, err := r.registry.RecordEvent(ctx, auth.System(), registry.NewEvent{Form: "guardian", Person: r.id(ward), Day: today.Add(-30),
				Fields: map[string]string{"guardian": r.id(guardian).Code(), "kind": "appointed"}, Source: papers})
			must(t, err)
		}
		guards(2, 0) // takes cash
		guards(8, 0) // likewise, another address
		guards(3, 1) // has an account
		r.runMonth(t, november, today, everyone)
		want := map[registry.PersonID]string{r.id(2): "Nguyễn Thị A (giám hộ, nhận thay Nguyễn Thị C)", r.id(8): "Nguyễn Thị A (giám hộ, nhận thay Nguyễn Thị I)",
			r.id(3): "Nguyễn Thị D", r.id(5): "Nguyễn Thị F"}
		for _, l := range r.lines(t, november, payment.OnlyPaid) {
			if w, ok := want[l.Person]; ok && l.Holder != w {
				t.Errorf("to %q, want %q", l.Holder, w)
			}
			if len(l.Flags) > 0 {
				t.Errorf("flagged: %+v", l)
			}
		}
		r.send(t, november)
		var book bytes.Buffer
		_, err := r.WriteCashList(ctx, preparer, november, &book)
		must(t, err)
		if said := cells(t, book.Bytes()); !strings.Contains(said, want[r.id(2)]) || !strings.Contains(said, r.id(2).Code()) {
			t.Errorf("the list says %s", said)
		}
		_, err = r.WriteCashList(ctx, checker, november, &book)
		wantCode(t, "without permission", "auth.forbidden", err)
	})
}

// cells are all cells of a workbook.
func cells(t *testing.T, book []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	must(t, err)
	defer f.Close()
	var out strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		must(t, err)
		for _, row := range rows {
			out.WriteString(strings.Join(row, " | ") + "\n")
		}
	}
	return out.String()
}
