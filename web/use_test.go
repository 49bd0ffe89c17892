package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ansinh/audit"
	"ansinh/db"
	"ansinh/db/dbtest"
)

// cast is one visitor a role, signed in.
type cast struct {
	t    *testing.T
	d    *db.DB
	seat map[string]*visitor
}

func newCast(t *testing.T, d *db.DB) *cast {
	t.Helper()
	h, sum := demonstration(t, d, 2000)
	server := serve(t, h)
	c := &cast{t: t, d: d, seat: map[string]*visitor{}}
	for _, l := range sum.Logins {
		v := visit(t, server)
		if code, _ := v.signIn(l.Login, l.Password); code != 200 {
			t.Fatalf("%s cannot sign in: %d", l.Login, code)
		}
		c.seat[l.Role] = v
	}
	return c
}

// send posts a form of a page as a role and wants a status and a text in the answer.
func (c *cast) send(role, page, to string, form url.Values, code int, says string) string {
	c.t.Helper()
	v := c.seat[role]
	form.Set("token", v.token(page))
	got, body := v.post(to, form)
	if got != code || !strings.Contains(body, says) {
		c.t.Errorf("%s on %s %v: %d, want %d with %q in\n%s", role, to, form, got, code, says, words(body))
	}
	return body
}

var tag = regexp.MustCompile(`(?s)<script.*?</script>|<[^>]*>|\s+`)

func words(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	return strings.TrimSpace(tag.ReplaceAllString(main, " "))
}

// TestPagesDo walks through what can be done on the pages: one success, one refusal, one lack of permission each.
func TestPagesDo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCast(t, d)
		c.moveARun()
		c.returnFigures()
		c.uncoverFacts()
		c.keepAReport()
		c.proveTheLog()
	})
}

// explainBanks says why there is no statement.
func (c *cast) explainBanks(run string, banks ...string) {
	c.t.Helper()
	for _, bank := range banks {
		c.send("payment-checker", run, run+"/explanation", url.Values{"bank": {bank}, "reason": {"ngân hàng chưa gửi"}}, 200, "ngân hàng chưa gửi")
	}
}

func (c *cast) moveARun() {
	c.t.Helper()
	const run = "/runs/2026-11"
	c.send("leader", run, run, url.Values{"step": {"close"}}, 403, "Khóa kỳ chi trả")
	c.send("leader", run, run, url.Values{"step": {"approve"}}, 409, "đang ở bước “đã gửi”")
	c.send("payment-checker", run, run, url.Values{"step": {"fly"}}, 422, "")
	c.send("payment-checker", run, run, url.Values{"step": {"close"}}, 409, "Chưa có sao kê")
	c.explainBanks(run, "NH01", "NH02", "NH03", "NH04", "NH05")
	c.send("payment-checker", run, run, url.Values{"step": {"close"}}, 200, "đã khóa")
	c.send("payment-officer", "/runs", "/runs", url.Values{"month": {"2026-11"}}, 200, "đã có từ trước")
	c.send("payment-checker", "/runs", "/runs", url.Values{"month": {"2026-11"}}, 403, "không có quyền")
	c.send("payment-officer", "/runs", "/runs", url.Values{"month": {"2026-12"}}, 200, "Đang lập kỳ chi trả")
}

func (c *cast) returnFigures() {
	c.t.Helper()
	const page = "/returns/education?year=2024"
	wrong := c.send("agency-officer", page, page, url.Values{"f.age_primary": {"một nghìn"}, "do": {"save"}, "source": {"Sổ theo dõi"}}, 422, "chưa ghi ô nào")
	if !strings.Contains(wrong, `value="một nghìn"`) || !strings.Contains(wrong, `aria-invalid="true"`) {
		c.t.Errorf("what was typed is lost: %s", words(wrong))
	}
	saves := func(was, typed string, code int, says string) string {
		c.t.Helper()
		return c.send("agency-officer", page, page, url.Values{"w.age_primary": {was}, "f.age_primary": {typed}, "do": {"save"}, "source": {"Sổ"}}, code, says)
	}
	saves("", "150.000", 200, "")
	if again := saves("", "160.000", 422, "có người vừa ghi “150.000”"); !strings.Contains(again, `name="w.age_primary" value="150.000"`) {
		c.t.Errorf("the second to save cannot save once more: %s", words(again))
	}
	if body := saves("", "", 200, ""); !strings.Contains(body, `value="150.000"`) {
		c.t.Errorf("what was not touched was written over: %s", words(body))
	}
	saves("150.000", "155.000", 200, "")
	c.send("agency-officer", page, page, url.Values{"f.age_primary": {"164.000"}, "do": {"send"}, "source": {"Sổ theo dõi"}}, 200, "Đã gửi báo cáo")
	c.send("provincial-officer", page, "/returns/education/judgement?year=2024", url.Values{"do": {"back"}}, 422, "phải ghi rõ")
	c.send("provincial-officer", page, "/returns/education/judgement?year=2024", url.Values{"do": {"approve"}}, 200, "Đã duyệt báo cáo")
	c.send("agency-officer", page, "/returns/education/judgement?year=2024", url.Values{"do": {"approve"}}, 403, "không có quyền")
	c.send("agency-officer", page, "/returns/health?year=2024", url.Values{"do": {"save"}}, 403, "cơ quan khác")
}

func (c *cast) uncoverFacts() {
	c.t.Helper()
	_, body := c.seat["commune-officer"].get("/people?q=nguyen")
	m := regexp.MustCompile(`href="(/people/[0-9]+)"`).FindStringSubmatch(body)
	if m == nil {
		c.t.Fatal("the commune has nobody named Nguyễn")
	}
	_, covered := c.seat["commune-officer"].get(m[1])
	if strings.Contains(covered, "HIV") {
		c.t.Errorf("a sensitive fact is shown unasked: %s", words(covered))
	}
	c.send("commune-officer", m[1], m[1]+"/sensitive", url.Values{"purpose": {"curiosity"}}, 422, "mục đích")
	c.send("commune-officer", m[1], m[1]+"/sensitive", url.Values{"purpose": {"review"}}, 200, "HIV")
	c.send("auditor", m[1], m[1]+"/sensitive", url.Values{"purpose": {"review"}}, 403, "không có quyền")
	var events []audit.Event
	ctx := context.Background()
	err := c.d.View(ctx, func(tx *db.Tx) error {
		var err error
		events, err = audit.Recent(ctx, tx, audit.Filter{Permission: "registry.sensitive"})
		return err
	})
	if err != nil || len(events) != 1 || !strings.Contains(events[0].Stored, `"purpose":"review"`) || events[0].Actor != "congchuc" {
		c.t.Errorf("the log says %+v (%v)", events, err)
	}
}

func (c *cast) keepAReport() {
	c.t.Helper()
	c.send("leader", "/report?year=2026", "/report?year=2026", url.Values{}, 403, "không có quyền")
	body := c.send("provincial-officer", "/report?year=2026", "/report?year=2026", url.Values{}, 200, "Đã lập báo cáo năm 2026")
	files := regexp.MustCompile(`/report/files/[0-9]+`).FindAllString(body, -1)
	if len(files) < 2 {
		c.t.Fatalf("kept files: %v", files)
	}
	for _, f := range files {
		if code, b := c.seat["leader"].get(f); code != 200 || !strings.HasPrefix(b, "PK") && !strings.HasPrefix(b, "%PDF-") {
			c.t.Errorf("%s: %d", f, code)
		}
	}
}

func (c *cast) proveTheLog() {
	c.t.Helper()
	c.send("auditor", "/audit", "/audit/proof", url.Values{}, 200, "Nhật ký nguyên vẹn")
	c.send("administrator", "/audit", "/audit/proof", url.Values{}, 403, "không có quyền")
}

func TestACellIsNotAFormula(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := (&frame{Query: url.Values{"format": {"csv"}}}).sendTable(w, "tệp", []string{"a", "b"}, [][]string{{"=1+1", "-5"}, {"@x", "Nguyễn, Thị"}}); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffa,b\n'=1+1,-5\n'@x,\"Nguyễn, Thị\"\n"
	if got := w.Body.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestALongFileIsSentAsItIsRead: in each format something is sent before the second rows are read, in CSV the first rows
// themselves, and a file that fails midway is broken off, not closed as if it were whole.
func TestALongFileIsSentAsItIsRead(t *testing.T) {
	t.Parallel()
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			asked := 0
			f := &frame{Query: url.Values{"format": {format}}}
			err := f.streamTable(w, "tệp", []string{"a"}, func() ([][]string, error) {
				sent := w.Body.String()
				if asked++; asked == 2 && (!w.Flushed || sent == "" || format == "csv" && !strings.Contains(sent, "1\n")) {
					t.Error("the first rows were not sent before the second were read")
				}
				return [][][]string{{{"1"}}, {{"2"}, {"3"}}, nil}[asked-1], nil
			})
			got := readList(t, "a list", format, w.Body.String())
			if err != nil || fmt.Sprint(got) != "[[a] [1] [2] [3]]" {
				t.Errorf("got %q, %v", got, err)
			}
			defer func() {
				if recover() != http.ErrAbortHandler {
					t.Error("a file that failed midway ended as if it were whole")
				}
			}()
			asked = 0
			_ = f.streamTable(httptest.NewRecorder(), "tệp", []string{"a"}, func() ([][]string, error) {
				if asked++; asked == 2 {
					return nil, errors.New("gone")
				}
				return [][]string{{"1"}}, nil
			})
		})
	}
}
