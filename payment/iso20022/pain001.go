package iso20022

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"ansinh/calendar"
	"ansinh/money"
)

// Transfers are what one bank is asked to pay, in one batch.
type Transfers struct {
	MessageID string
	Made      time.Time
	Execute   calendar.Date
	Payer     string
	Account   string // the payer's
	Bank      string // its code as member of the clearing
	Transfers []Transfer
}

// Transfer is one payment.
type Transfer struct {
	EndToEndID string
	Amount     money.Dong
	Holder     string
	Account    string
	Content    string
}

// Sum is what the transfers come to.
func (t *Transfers) Sum() money.Dong {
	var s money.Dong
	for i := range t.Transfers {
		s += t.Transfers[i].Amount
	}
	return s
}

// check holds the field rules of the message definition.
func (t *Transfers) check() error {
	if !short(t.MessageID, MaxID) || !short(t.Payer, MaxText) || !short(t.Account, MaxAccount) || !short(t.Bank, MaxID) || len(t.Transfers) == 0 {
		return fmt.Errorf("head of message %q does not keep the field rules", t.MessageID)
	}
	seen := make(map[string]bool, len(t.Transfers))
	for i := range t.Transfers {
		x := &t.Transfers[i]
		if !short(x.EndToEndID, MaxID) || seen[x.EndToEndID] || x.Amount <= 0 || !short(x.Holder, MaxText) || !short(x.Account, MaxAccount) {
			return fmt.Errorf("transfer %d (%s) does not keep the field rules", i+1, x.EndToEndID)
		}
		seen[x.EndToEndID] = true
	}
	return nil
}

// The head of the message in the order of its definition; its payments are written by hand (Transfer.write), since a
// message holds a hundred thousand.
type (
	initiation struct {
		XMLName xml.Name  `xml:"Document"`
		Space   string    `xml:"xmlns,attr"`
		Head    groupHead `xml:"CstmrCdtTrfInitn>GrpHdr"`
		Batch   batch     `xml:"CstmrCdtTrfInitn>PmtInf"`
	}
	groupHead struct {
		MessageID string `xml:"MsgId"`
		Made      string `xml:"CreDtTm"`
		Count     string `xml:"NbOfTxs"`
		Sum       string `xml:"CtrlSum"`
		Payer     string `xml:"InitgPty>Nm"`
	}
	batch struct {
		ID       string `xml:"PmtInfId"`
		Method   string `xml:"PmtMtd"`
		Count    string `xml:"NbOfTxs"`
		Sum      string `xml:"CtrlSum"`
		Execute  string `xml:"ReqdExctnDt>Dt"`
		Payer    string `xml:"Dbtr>Nm"`
		Account  string `xml:"DbtrAcct>Id>Othr>Id"`
		Currency string `xml:"DbtrAcct>Ccy"`
		Bank     string `xml:"DbtrAgt>FinInstnId>ClrSysMmbId>MmbId"`
	}
)

// Write writes a pain.001.001.09 message. The same transfers give the same bytes; names and texts that are too long
// are cut, everything else that breaks a field rule is an error and nothing is written.
func (t *Transfers) Write(w io.Writer) error {
	if err := t.check(); err != nil {
		return err
	}
	count, sum := strconv.Itoa(len(t.Transfers)), strconv.FormatInt(int64(t.Sum()), 10)
	m := initiation{Space: namespace + "pain.001.001.09"}
	m.Head = groupHead{t.MessageID, t.Made.UTC().Format("2006-01-02T15:04:05Z"), count, sum, t.Payer}
	m.Batch = batch{ID: t.MessageID, Method: "TRF", Count: count, Sum: sum, Execute: t.Execute.String(), Payer: t.Payer, Account: t.Account,
		Currency: currency, Bank: t.Bank}
	var head bytes.Buffer
	head.WriteString(xml.Header)
	e := xml.NewEncoder(&head)
	e.Indent("", " ")
	if err := e.Encode(m); err != nil {
		return err
	}
	const end = "\n  </PmtInf>"
	before, after, ok := bytes.Cut(head.Bytes(), []byte(end))
	if !ok {
		panic("iso20022: the batch has no end")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.Write(before)
	for i := range t.Transfers {
		t.Transfers[i].write(out, t.Bank)
	}
	out.WriteString(end)
	out.Write(after)
	out.WriteString("\n")
	return out.Flush() // the first error of any writing
}

// write writes a payment in the order of the definition; the message's indent is one blank a level.
func (x *Transfer) write(out *bufio.Writer, bank string) {
	out.WriteString("\n   <CdtTrfTxInf>\n    <PmtId>\n     <EndToEndId>")
	escape(out, x.EndToEndID)
	out.WriteString("</EndToEndId>\n    </PmtId>\n    <Amt>\n     <InstdAmt Ccy=\"" + currency + "\">")
	out.Write(strconv.AppendInt(out.AvailableBuffer(), int64(x.Amount), 10))
	out.WriteString("</InstdAmt>\n    </Amt>\n    <CdtrAgt>\n     <FinInstnId>\n      <ClrSysMmbId>\n       <MmbId>")
	escape(out, bank)
	out.WriteString("</MmbId>\n      </ClrSysMmbId>\n     </FinInstnId>\n    </CdtrAgt>\n    <Cdtr>\n     <Nm>")
	escape(out, x.Holder)
	out.WriteString("</Nm>\n    </Cdtr>\n    <CdtrAcct>\n     <Id>\n      <Othr>\n       <Id>")
	escape(out, x.Account)
	out.WriteString("</Id>\n      </Othr>\n     </Id>\n    </CdtrAcct>")
	if said := cut(x.Content, MaxText); said != "" {
		out.WriteString("\n    <RmtInf>\n     <Ustrd>")
		escape(out, said)
		out.WriteString("</Ustrd>\n    </RmtInf>")
	}
	out.WriteString("\n   </CdtTrfTxInf>")
}

// escape writes a text; nearly none has a sign to escape.
func escape(out *bufio.Writer, s string) {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune("<>&'\"", r) }) < 0 {
		out.WriteString(s)
		return
	}
	xml.EscapeText(out, []byte(s))
}
