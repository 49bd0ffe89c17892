package web

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ansinh/db/dbtest"
)

// upload sends a file as a role and wants a status and a text in the answer.
func (c *cast) upload(role, page, to string, file []byte, code int, says string) {
	c.t.Helper()
	v := c.seat[role]
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("token", v.token(page)); err != nil {
		c.t.Fatal(err)
	}
	part, err := form.CreateFormFile("file", "tra-lai.csv")
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	got, body := v.answer(v.client.Post(v.server.URL+to, form.FormDataContentType(), &b))
	if got != code || !strings.Contains(body, says) {
		c.t.Errorf("%s uploads to %s: %d, want %d with %q in\n%s", role, to, got, code, says, words(body))
	}
}

var (
	aBank    = regexp.MustCompile(`/bank/([A-Z0-9]+)/message`)
	aPayment = regexp.MustCompile(`(?s)<EndToEndId>([0-9a-f]+)</EndToEndId>.*?<InstdAmt Ccy="VND">([0-9]+)<`)
	aMessage = regexp.MustCompile(`<MsgId>([^<]+)</MsgId>`)
)

// TestARunIsSettledOnItsPage reads a bank's returns and statement, repairs, explains and closes.
func TestARunIsSettledOnItsPage(t *testing.T) {
	t.Parallel()
	c := newCast(t, dbtest.Open(t))
	const run = "/runs/2026-11"
	_, page := c.seat["payment-officer"].get(run)
	bank := aBank.FindStringSubmatch(page)
	if bank == nil {
		t.Fatalf("no message on the page: %s", words(page))
	}
	code, message := c.seat["payment-officer"].get(run + "/bank/" + bank[1] + "/message")
	paid, id := aPayment.FindStringSubmatch(message), aMessage.FindStringSubmatch(message)
	if code != 200 || paid == nil || id == nil {
		t.Fatalf("message: %d %.2000s", code, message)
	}
	if code, _ := c.seat["auditor"].get(run + "/bank/" + bank[1] + "/message"); code != 403 {
		t.Errorf("the auditor gets account numbers: %d", code)
	}
	list := []byte("Ma doi chieu,So tien,Ma ly do,Ly do\n" + paid[1] + "," + paid[2] + ",AC04,\n")
	const files = run + "/files"
	c.upload("payment-officer", run, files, list, 403, "không có quyền")
	c.upload("payment-checker", run, files, []byte("\x89PNG\x00"), 422, "Tệp không phải báo cáo trạng thái")
	c.upload("payment-checker", run, files, []byte("Ma doi chieu,So tien,Ma ly do,Ly do\nx,1,,\n"), 422, "#2: không có khoản x trong lệnh này")
	c.upload("payment-checker", run, files, bytes.Repeat([]byte("a"), 20<<20), 413, "quá lớn")
	c.send("payment-checker", run, files, url.Values{}, 422, "Chưa chọn tệp")
	c.upload("payment-checker", run, files, list, 200, "Đã đọc tệp csv: 1 khoản")
	c.upload("payment-checker", run, files, list, 200, "đã đọc từ trước")

	const failures = run + "/failures"
	if _, page = c.seat["payment-officer"].get(run); !strings.Contains(page, "Khoản bị trả lại (1)") || !strings.Contains(page, "Tài khoản đã đóng") {
		t.Errorf("the failure is not on the page: %s", words(page))
	}
	c.send("payment-checker", run, failures, url.Values{"line": {paid[1]}, "channel": {"cash"}}, 403, "không có quyền")
	c.send("payment-officer", run, failures, url.Values{"line": {paid[1]}, "channel": {"bank"}}, 409, "vẫn là tài khoản đã bị trả lại")
	c.send("payment-officer", run, failures, url.Values{"line": {paid[1]}, "channel": {"cash"}}, 200, "Đã sửa, chờ kỳ sau")
	c.send("payment-officer", run, run+"/cancellation", url.Values{"reason": {"thử"}}, 409, "chỉ hủy được trước khi duyệt")

	booked := []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S</MsgId></GrpHdr><Stmt><Ntry>` +
		`<Amt Ccy="VND">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><NtryDtls><Btch><MsgId>` + id[1] + `</MsgId></Btch></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`)
	c.upload("payment-checker", run, files, booked, 200, "Ghi lý do")
	c.send("payment-checker", run, run, url.Values{"step": {"close"}}, 409, "chưa có lý do")
	c.send("payment-checker", run, run+"/explanation", url.Values{"bank": {bank[1]}, "reason": {"sao kê thử"}}, 200, "Lý do chênh lệch: sao kê thử")
	for _, other := range []string{"NH01", "NH02", "NH03", "NH04", "NH05"} {
		if other != bank[1] {
			c.explainBanks(run, other)
		}
	}
	c.send("payment-checker", run, run, url.Values{"step": {"close"}}, 200, "đã khóa")
}
