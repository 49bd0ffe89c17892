package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAListWithErrorsIsMendedAndTakenOver lays a list with two wrong cells, reads what is said of them, gets the workbook,
// lays the mended list, takes it over and finds the person; at a desk and on a phone.
func TestAListWithErrorsIsMendedAndTakenOver(t *testing.T) {
	for _, width := range []int{1280, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			v := visit(t, options{width: width}).as("commune-officer")
			given := map[int]string{1280: "Bàn", phone: "Tay"}[width]
			home := fmt.Sprint(v.ask(`fetch("/people.list/csv").then(r => r.text()).then(s => s.split("\n")[1].trim().split(",").pop())`))
			wrong := fmt.Sprintf("Họ tên;Ngày sinh;Giới tính;Dân tộc;Xã\nTrần Thị Thử %s;31/2/1950;Nữ;Kinh;%s\nTrần Văn Thử %s;1950;x;Kinh;%s\n", given, home, given, home)
			v.layList(wrong)
			v.see("a[href*='/errors']")
			said := v.text("main")
			for _, want := range []string{"31/2/1950", "không phải là Nam hoặc Nữ", "Dòng 2", "Dòng 3"} {
				if !strings.Contains(said, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			v.accessible()
			v.fits()
			v.shoot(fmt.Sprintf("import-errors-%d", width))
			magic := v.ask(`fetch(document.querySelector("a[href*='/errors']").href).then(r => r.text()).then(s => s.slice(0, 2))`)
			if magic != "PK" {
				t.Errorf("the workbook begins with %v", magic)
			}
			v.layList(strings.NewReplacer("31/2/1950", "28/2/1950", ";x;", ";Nam;").Replace(wrong))
			v.shoot(fmt.Sprintf("import-mended-%d", width))
			v.click("main form[method='post'] button.main")
			v.see(".message")
			if said := v.text("main"); !strings.Contains(said, "thêm 2 người") {
				t.Errorf("after taking it over the page says %.300q", said)
			}
			v.open("/people?q=thu+"+map[int]string{1280: "ban", phone: "tay"}[width])
			if found := v.text("main"); !strings.Contains(found, "Thử "+given) {
				t.Errorf("the search says %.300q", found)
			}
		})
	}
}

// layList uploads a list as the page asks for it.
func (v *visitor) layList(body string) {
	v.t.Helper()
	path := filepath.Join(v.t.TempDir(), "danh-sach.csv")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		v.t.Fatal(err)
	}
	v.open("/exchange")
	if err := v.page.Locator("input[type=file]").SetInputFiles(path); err != nil {
		v.t.Fatal(err)
	}
	v.fill("source", "Danh sách thử số 1")
	v.click("main form.fresh button.main")
	v.see("dl.figures")
}
