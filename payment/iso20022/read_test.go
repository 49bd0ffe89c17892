package iso20022

import (
	"strings"
	"testing"
)

const (
	goodReport = `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr>` +
		`<OrgnlGrpInfAndSts><OrgnlMsgId>AS1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>a</OrgnlEndToEndId>` +
		`<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="VND">540000.00</InstdAmt></Amt></OrgnlTxRef>` +
		`</TxInfAndSts><TxInfAndSts><OrgnlEndToEndId>b</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`
	goodStatement = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId></GrpHdr><Stmt>` +
		`<Ntry><Amt Ccy="VND">100</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><Btch><MsgId>AS1</MsgId></Btch></NtryDtls></Ntry>` +
		`<Ntry><Amt Ccy="VND">7</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls><Refs><PmtInfId>AS1</PmtInfId></Refs></TxDtls></NtryDtls></Ntry>` +
		`<Ntry><Amt Ccy="VND">9</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry></Stmt></BkToCstmrStmt></Document>`
)

func TestReadReport(t *testing.T) {
	t.Parallel()
	r, err := ReadReport([]byte(goodReport))
	if err != nil || r.Original != "AS1" || r.Whole != nil || len(r.Statuses) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	if s := r.Statuses[0]; !s.Rejected || s.Amount != 540_000 || s.Why != (Why{"AC04", "closed"}) || r.Statuses[1].Rejected {
		t.Errorf("%+v", r.Statuses)
	}
	if r, err = ReadReport([]byte(strings.Replace(goodReport, "PART", "RJCT", 1))); err != nil || r.Whole == nil {
		t.Errorf("whole message: %+v, %v", r, err)
	}
}

func TestReadStatement(t *testing.T) {
	t.Parallel()
	s, err := ReadStatement([]byte(goodStatement))
	if err != nil || len(s.Entries) != 2 || s.Entries[0] != (Booking{true, 100, "AS1"}) || s.Entries[1] != (Booking{false, 7, "AS1"}) {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestBadMessagesAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"another namespace": {"urn:iso", "urn:osi"}, "another message": {"pain.002", "pain.003"}, "a document type": {"<Document", "<!DOCTYPE x><Document"},
		"half a file": {"</Document>", ""}, "something behind": {"</Document>", "</Document><x/>"}, "part of a đồng": {"540000.00", "540000.50"},
		"another currency": {`"VND"`, `"USD"`}, "a negative sum": {"540000.00", "-1"}, "no message": {"<OrgnlMsgId>AS1</OrgnlMsgId>", ""},
		"a long reference": {">a<", ">" + strings.Repeat("a", 36) + "<"}, "too large": {"540000.00", "99999999999999999999"},
	} {
		if r, err := ReadReport([]byte(strings.Replace(goodReport, change[0], change[1], 1))); err == nil {
			t.Errorf("%s: read as %+v", name, r)
		}
	}
	if s, err := ReadStatement([]byte(strings.Replace(goodStatement, "DBIT", "DEBIT", 1))); err == nil {
		t.Errorf("read as %+v", s)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(goodReport))
	f.Add([]byte(goodStatement))
	f.Add([]byte("<a"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if r, err := ReadReport(file); err == nil {
			for _, s := range r.Statuses {
				if s.EndToEndID == "" || len([]rune(s.EndToEndID)) > MaxID || s.Amount < 0 {
					t.Errorf("%+v", s)
				}
			}
		}
		if s, err := ReadStatement(file); err == nil {
			for _, e := range s.Entries {
				if e.Amount < 0 {
					t.Errorf("%+v", e)
				}
			}
		}
	})
}
