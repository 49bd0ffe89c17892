package payment_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/payment"
	"ansinh/registry"
)

// returnList is a bank's CSV list that names lines with their amounts.
func returnList(lines ...payment.Line) []byte {
	var b bytes.Buffer
	b.WriteString("Ma doi chieu,So tien,Ma ly do,Ly do\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "%s,%d,AC04,Tai khoan da dong\n", l.ID, int64(l.Net()))
	}
	return b.Bytes()
}

// messageOf is the id of a bank's message of a run.
func messageOf(t *testing.T, r *rooms, month calendar.Month, bank string) string {
	t.Helper()
	var b bytes.Buffer
	_, err := r.WriteTransfers(ctx, preparer, month, bank, &b)
	must(t, err)
	_, rest, _ := strings.Cut(b.String(), "<MsgId>")
	id, _, _ := strings.Cut(rest, "<")
	return id
}

// report is a pain.002 about a message: each line with a status.
func report(message string, group string, lines map[string]string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr>`+
		`<OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>%s</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>`, message, group)
	for id, status := range lines {
		fmt.Fprintf(&b, `<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>wrong account</AddtlInf></StsRsnInf></TxInfAndSts>`, id, status)
	}
	b.WriteString(`</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`)
	return b.Bytes()
}

// statement is a camt.053 that books amounts for messages.
func statement(booked map[string]money.Dong) []byte {
	var b bytes.Buffer
	b.WriteString(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId></GrpHdr><Stmt>`)
	for message, amount := range booked {
		fmt.Fprintf(&b, `<Ntry><Amt Ccy="VND">%d</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><Btch><MsgId>%s</MsgId></Btch></NtryDtls></Ntry>`, int64(amount), message)
	}
	b.WriteString(`</Stmt></BkToCstmrStmt></Document>`)
	return b.Bytes()
}

func wantCode(t *testing.T, what, code string, err error) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %q", what, err, code)
	}
}

// newAccount is a person's other account; the register has no use case of its own for it yet.
func newAccount(t *testing.T, d *db.DB, person registry.PersonID, number string) {
	t.Helper()
	must(t, d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE payee SET bank = 'NH02', number = $1 WHERE person = $2`, number, int64(person))
		return err
	}))
}

func ofBank(lines []payment.Line, bank string) []payment.Line {
	var out []payment.Line
	for _, l := range lines {
		if l.Bank == bank {
			out = append(out, l)
		}
	}
	return out
}

func TestAReturnIsReadOnceRepairedAndPaidAgainOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(30))
		r.runMonth(t, september, today, everyone)
		r.send(t, september)
		lines := r.lines(t, september, payment.OnlyPaid)
		bank := ofBank(lines, "NH01")
		file := returnList(bank[0], bank[1])
		wrongs := map[string]struct {
			file []byte
			code string
		}{
			"nothing":          {nil, "payment.file.kind"},
			"a picture":        {[]byte("\x89PNG\r\n\x1a\n\x00"), "payment.file.kind"},
			"another XML":      {[]byte(`<html/>`), "payment.file.kind"},
			"other columns":    {[]byte("a,b\n1,2\n"), "payment.file.columns"},
			"no lines":         {returnList(), "payment.file.empty"},
			"another line":     {returnList(bank[0], payment.Line{ID: "nobody", Amount: 1}), "payment.file.wrong"},
			"another amount":   {returnList(bank[0], payment.Line{ID: bank[1].ID, Amount: 1}), "payment.file.wrong"},
			"a line twice":     {returnList(bank[0], bank[0]), "payment.file.wrong"},
			"no amount":        {[]byte("Ma doi chieu,So tien,Ma ly do,Ly do\n" + bank[0].ID + ",x,AC01,\n"), "payment.file.wrong"},
			"another run's":    {report("AS0", "PART", map[string]string{bank[0].ID: "RJCT"}), "payment.file.other_run"},
			"another bank's":   {report(messageOf(t, r, september, "NH02"), "PART", map[string]string{bank[0].ID: "RJCT"}), "payment.file.wrong"},
			"half an XML file": {report("AS0", "PART", nil)[:300], "payment.file.xml"},
		}
		for name, w := range wrongs {
			_, err := r.ReadFile(ctx, checker, september, w.file)
			wantCode(t, name, w.code, err)
		}
		if failed, err := r.Failures(ctx, checker, september); err != nil || len(failed) != 0 {
			t.Fatalf("bad files left %v, %v", failed, err)
		}
		_, err := r.ReadFile(ctx, preparer, september, file)
		wantCode(t, "without permission", "auth.forbidden", err)
		first, err := r.ReadFile(ctx, checker, september, file)
		must(t, err)
		books := mustBooks(t, r, september)
		second, err := r.ReadFile(ctx, checker, september, file)
		must(t, err)
		if first.Already || first.Lines != 2 || first.Amount != 1_080_000 || !second.Already || second.Lines != 2 {
			t.Errorf("read %+v, again %+v", first, second)
		}
		if after := mustBooks(t, r, september); after.Of("returned:") != 1_080_000 || fmt.Sprint(after) != fmt.Sprint(books) {
			t.Errorf("books %v, after the second reading %v", books, after)
		}
		_, err = r.ReadFile(ctx, checker, september, returnList(bank[0], bank[2]))
		wantCode(t, "a returned line in another file", "payment.file.wrong", err)
		third, err := r.ReadFile(ctx, checker, september, report(messageOf(t, r, september, "NH01"), "PART", map[string]string{bank[2].ID: "RJCT", bank[3].ID: "ACSC"}))
		must(t, err)
		if third.Lines != 1 || third.Kind != payment.StatusReport {
			t.Errorf("status report: %+v", third)
		}
		_, err = r.Close(ctx, checker, september)
		must(t, err)

		wantCode(t, "repaired with the same account", "payment.repair.same", r.Repair(ctx, preparer, bank[0].ID, payment.Bank))
		wantCode(t, "not returned", "payment.repair.none", r.Repair(ctx, preparer, bank[3].ID, payment.Cash))
		wantCode(t, "no channel", "payment.repair.channel", r.Repair(ctx, preparer, bank[0].ID, "post"))
		wantCode(t, "without permission", "auth.forbidden", r.Repair(ctx, checker, bank[0].ID, payment.Cash))
		newAccount(t, d, bank[0].Person, "7777777777")
		must(t, r.Repair(ctx, preparer, bank[0].ID, payment.Cash))
		must(t, r.Repair(ctx, preparer, bank[0].ID, payment.Bank)) // takes its place
		must(t, r.Repair(ctx, preparer, bank[1].ID, payment.Cash))

		run := r.runMonth(t, october, today, everyone)
		if run.Lines != 32 || run.Amount != 32*540_000 {
			t.Errorf("october pays %d lines, %s", run.Lines, run.Amount)
		}
		again := map[string]payment.Line{}
		for _, l := range r.lines(t, october, payment.OnlyPaid) {
			if l.Kind == payment.Repeat {
				again[l.Again] = l
			}
		}
		if len(again) != 2 || again[bank[0].ID].Account != "••••••7777" || again[bank[0].ID].For != september || again[bank[1].ID].Channel != payment.Cash {
			t.Errorf("paid again %+v", again)
		}
		wantCode(t, "repaired when paid again", "payment.repair.paid", r.Repair(ctx, preparer, bank[0].ID, payment.Cash))
		r.send(t, october)
		_, err = r.ReadFile(ctx, checker, october, returnList(again[bank[0].ID]))
		must(t, err)
		must(t, r.Repair(ctx, preparer, again[bank[0].ID].ID, payment.Cash))
		if run := r.runMonth(t, november, today, everyone); run.Lines != 31 {
			t.Errorf("november pays %d lines", run.Lines)
		}
		failed, err := r.Failures(ctx, checker, 0)
		must(t, err)
		if len(failed) != 4 || failed[0].Repaired || failed[0].Line.ID != bank[2].ID || failed[0].Reason != "wrong account" || failed[1].Again.IsZero() {
			t.Errorf("failures %+v", failed)
		}
	})
}

func TestABankMayRejectAWholeMessage(t *testing.T) {
	t.Parallel()
	r := setup(t, dbtest.Open(t), elders(12))
	r.runMonth(t, november, today, everyone)
	r.send(t, november)
	want := ofBank(r.lines(t, november, payment.OnlyPaid), "NH02")
	done, err := r.ReadFile(ctx, checker, november, report(messageOf(t, r, november, "NH02"), "RJCT", nil))
	must(t, err)
	if len(want) == 0 || done.Lines != int64(len(want)) {
		t.Errorf("%+v, want %d lines", done, len(want))
	}
}

func TestAStatementClosesTheRunOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, err := open(d, func(p *payment.Policy) { p.Settlement.StatementRequired = true })
		must(t, err)
		r.load(t, elders(12))
		r.runMonth(t, november, today, everyone)
		r.send(t, november)
		all, err := r.Matchings(ctx, checker, november)
		must(t, err)
		booked := map[string]money.Dong{}
		for i, m := range all {
			booked[messageOf(t, r, november, m.Bank)] = m.Sent + money.Dong(i/(len(all)-1)) // the last one is a đồng too much
		}
		_, err = r.Close(ctx, checker, november)
		wantCode(t, "no statement", "payment.statement.none", err)
		_, err = r.ReadFile(ctx, checker, november, statement(map[string]money.Dong{"other": 5}))
		wantCode(t, "other business", "payment.file.nothing", err)
		file := statement(booked)
		for range 2 { // read twice it counts once
			_, err = r.ReadFile(ctx, checker, november, file)
			must(t, err)
		}
		_, err = r.Close(ctx, checker, november)
		wantCode(t, "a difference", "payment.statement.differs", err)
		last := all[len(all)-1].Bank
		wantCode(t, "no reason", "payment.explain.empty", r.Explain(ctx, checker, november, last, " "))
		wantCode(t, "no bank", "payment.no_bank", r.Explain(ctx, checker, november, "XX", "phí"))
		must(t, r.Explain(ctx, checker, november, last, "phí chuyển tiền"))
		if _, err = r.Close(ctx, checker, november); err != nil {
			t.Error(err)
		}
	})
}

func TestACancelledRunLeavesNothingAndIsPreparedAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(9))
		first := r.runMonth(t, november, today, everyone)
		lines := r.lines(t, november, "")
		wantCode(t, "no reason", "payment.cancel.reason", r.Cancel(ctx, preparer, november, ""))
		wantCode(t, "no run", "payment.no_run", r.Cancel(ctx, preparer, october, "sai"))
		wantCode(t, "without permission", "auth.forbidden", r.Cancel(ctx, approver, november, "sai"))
		_, err := r.Check(ctx, checker, november)
		must(t, err)
		for want := int64(2); want < 4; want++ {
			must(t, r.Cancel(ctx, preparer, november, "tài khoản sai"))
			_, err = r.Run(ctx, checker, november)
			wantCode(t, "cancelled", "payment.no_run", err)
			second := r.runMonth(t, november, today, everyone)
			if second.Attempt != want || second.Amount != first.Amount || second.Roster != first.Roster || fmt.Sprint(r.lines(t, november, "")) != fmt.Sprint(lines) {
				t.Errorf("prepared again %+v, first %+v", second, first)
			}
			if b := mustBooks(t, r, november); b.Sum() != 0 || b.Of("payable:") != first.Amount {
				t.Errorf("books %+v", b)
			}
		}
		all, err := r.CancelledRuns(ctx, checker, november)
		if err != nil || len(all) != 2 || all[0].Reason != "tài khoản sai" || all[0].Lines != first.Lines {
			t.Errorf("cancelled runs %+v, %v", all, err)
		}
		r.send(t, november)
		wantCode(t, "sent", "payment.cancel.late", r.Cancel(ctx, preparer, november, "sai"))
	})
}

func TestARecoveryIsKeptBackByInstalments(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(6))
		r.runMonth(t, september, today, everyone)
		line := r.lines(t, september, payment.OnlyPaid)[0]
		wantCode(t, "not sent", "payment.claim.unpaid", r.Claim(ctx, preparer, line.ID, "sai mức"))
		r.send(t, september)
		wantCode(t, "no reason", "payment.claim.reason", r.Claim(ctx, preparer, line.ID, ""))
		wantCode(t, "no line", "payment.no_line", r.Claim(ctx, preparer, "x", "sai"))
		must(t, r.Claim(ctx, preparer, line.ID, "sai mức"))
		wantCode(t, "twice", "payment.claim.twice", r.Claim(ctx, preparer, line.ID, "sai mức"))
		if run := r.runMonth(t, october, today, everyone); run.Recovery != 540_000 || run.Instalment != 0 {
			t.Errorf("october %+v", run)
		}
		r.send(t, october)
		owed := money.Dong(540_000)
		for month := november; owed > 0; month++ {
			run := r.runMonth(t, month, today, everyone)
			want := min(owed, 162_000) // 30 per cent of 540 000
			if run.Instalment != want || run.Amount != 6*540_000-want || run.Instalments != 1 {
				t.Fatalf("%s keeps back %s of %s", month, run.Instalment, owed)
			}
			must(t, r.Cancel(ctx, preparer, month, "thử")) // and back
			r.runMonth(t, month, today, everyone)
			mustBooks(t, r, month)
			r.send(t, month)
			mustBooks(t, r, month)
			_, err := r.Close(ctx, checker, month)
			must(t, err)
			owed -= want
			open, err := r.Recoveries(ctx, checker, month)
			must(t, err)
			if len(open) != 1 || open[0].Open() != owed || open[0].Reason != "sai mức" {
				t.Fatalf("%s: %+v, owed %s", month, open, owed)
			}
		}
		if run := r.runMonth(t, november.Add(4), today, everyone); run.Instalment != 0 || run.Amount != 6*540_000 {
			t.Errorf("paid back, and %s is kept", run.Instalment)
		}
	})
}
