package web

import (
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/interop"
	"ansinh/org"
)

// TestADifferenceIsSettledOnThePages signs in as the officer of a commune, finds the commune's differences and no other,
// keeps one, opens it again, asks for theirs, and finds the person's page saying when they were verified.
func TestADifferenceIsSettledOnThePages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, sum := demonstration(t, d, 3000)
		server := serve(t, h)
		officer, province := visit(t, server), visit(t, server)
		var unit string
		for _, l := range sum.Logins {
			switch l.Role {
			case "commune-officer":
				officer.signIn(l.Login, l.Password)
				who, err := h.Account(context.Background(), l.Login)
				if err != nil {
					t.Fatal(err)
				}
				unit = who.Unit
			case "provincial-officer":
				province.signIn(l.Login, l.Password)
			}
		}
		all, err := h.Interop.Differences(context.Background(), auth.System(), interop.Filter{Unit: org.UnitID(unit)})
		if err != nil || len(all) < 10 {
			t.Fatalf("%d differences planted in the commune, %v", len(all), err)
		}
		_, page := officer.get("/differences")
		if n := len(regexp.MustCompile(`href="/differences/[0-9]+"`).FindAllString(page, -1)); n != len(all) {
			t.Errorf("the page names %d of %d", n, len(all))
		}
		if !strings.Contains(page, "máy chủ giả lập") {
			t.Error("the page does not say that a stand-in answered")
		}
		_, page = officer.get("/differences?kind=died")
		if n := len(regexp.MustCompile(`href="/differences/[0-9]+"`).FindAllString(page, -1)); n != ofKind(all, interop.Died) {
			t.Errorf("of the dead it names %d, %d are planted", n, ofKind(all, interop.Died))
		}
		if _, page = officer.get("/differences?days=7"); strings.Contains(page, `href="/differences/`) {
			t.Error("differences of today are older than a week")
		}
		if code, csv := officer.get("/differences?format=csv"); code != 200 || strings.Count(csv, "\n") != len(all)+1 {
			t.Errorf("the file has %d lines", strings.Count(csv, "\n"))
		}
		i := firstThat(all, func(d interop.Difference) bool { return h.Interop.Contradicts(d) != nil })
		code, page := officer.get(differencePath(all[i].ID))
		if code != 200 || !strings.Contains(page, "Không sửa theo bên kia được") || strings.Contains(page, `value="accept"`) {
			t.Errorf("the page offers what the register refuses: %d", code)
		}
		i = firstThat(all, h.Interop.Accepts)
		path := differencePath(all[i].ID)
		do := func(v *visitor, do, reason string) (int, string) {
			return v.post(path, url.Values{"token": {v.token("/")}, "do": {do}, "reason": {reason}})
		}
		if code, page := do(officer, "keep", ""); code != 422 || !strings.Contains(page, "Chưa ghi được") {
			t.Errorf("kept without reason: %d", code)
		}
		if code, _ := do(province, "keep", "vì"); code != 403 {
			t.Errorf("the province settles a commune's difference: %d", code)
		}
		for _, c := range [][3]string{{"keep", "giấy khai sinh ghi khác", "Đã giữ như ở đây."}, {"reopen", "xem lại", "Đã mở lại."}, {"accept", "", "Đã lập đề nghị sửa hồ sơ"}} {
			if code, page := do(officer, c[0], c[1]); code != 200 || !strings.Contains(page, c[2]) {
				t.Errorf("%s: %d", c[0], code)
			}
		}
		if code, page := do(officer, "keep", "vì"); code != 409 || !strings.Contains(page, "đã được xử lý khác đi") {
			t.Errorf("kept while a request waits: %d", code)
		}
		_, page = officer.get(personPath(all[i].Person.ID))
		if !strings.Contains(page, "Đối chiếu với") || !strings.Contains(page, path) {
			t.Error("the person's page does not say when they were verified")
		}
		askedOnPages(t, province)
	})
}

// askedOnPages asks for a round on the page of the province, twice, stops it and lets it go on.
func askedOnPages(t *testing.T, v *visitor) {
	t.Helper()
	ask := url.Values{"token": {v.token("/")}, "wish": {"older"}, "months": {"0"}}
	if code, page := v.post("/verification", ask); code != 422 || !strings.Contains(page, "từ 1 đến 240") {
		t.Errorf("no months: %d", code)
	}
	ask.Set("wish", "all")
	code, page := v.post("/verification", ask)
	if code != 200 || !strings.Contains(page, "đang chạy") {
		t.Fatalf("asked for: %d", code)
	}
	if code, page := v.post("/verification", ask); code != 409 || !strings.Contains(page, "chưa xong") {
		t.Errorf("asked for twice: %d", code)
	}
	round := "/verification/2"
	if code, page := v.post(round, url.Values{"token": {v.token("/")}, "do": {"stop"}}); code != 200 || !strings.Contains(page, "đã dừng") {
		t.Errorf("stop: %d", code)
	}
	if code, page := v.post(round, url.Values{"token": {v.token("/")}, "do": {"resume"}}); code != 200 || !strings.Contains(page, "đang chạy") {
		t.Errorf("resume: %d", code)
	}
	if code, csv := v.get("/verification?format=csv"); code != 200 || strings.Count(csv, "\n") < 5 {
		t.Errorf("the file has %s lines", strconv.Itoa(strings.Count(csv, "\n")))
	}
}

func ofKind(all []interop.Difference, kind interop.Kind) (n int) {
	for _, d := range all {
		if d.Kind == kind {
			n++
		}
	}
	return n
}

func firstThat(all []interop.Difference, fits func(interop.Difference) bool) int {
	for i, d := range all {
		if fits(d) {
			return i
		}
	}
	return -1
}
