package iso20022

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
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

// The message in the order of its definition.
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
		ID       string   `xml:"PmtInfId"`
		Method   string   `xml:"PmtMtd"`
		Count    string   `xml:"NbOfTxs"`
		Sum      string   `xml:"CtrlSum"`
		Execute  string   `xml:"ReqdExctnDt>Dt"`
		Payer    string   `xml:"Dbtr>Nm"`
		Account  string   `xml:"DbtrAcct>Id>Othr>Id"`
		Currency string   `xml:"DbtrAcct>Ccy"`
		Bank     string   `xml:"DbtrAgt>FinInstnId>ClrSysMmbId>MmbId"`
		Payments []credit `xml:"CdtTrfTxInf"`
	}
	credit struct {
		EndToEndID string `xml:"PmtId>EndToEndId"`
		Amount     amount `xml:"Amt>InstdAmt"`
		Bank       string `xml:"CdtrAgt>FinInstnId>ClrSysMmbId>MmbId"`
		Holder     string `xml:"Cdtr>Nm"`
		Account    string `xml:"CdtrAcct>Id>Othr>Id"`
		Content    string `xml:"RmtInf>Ustrd,omitempty"`
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
		Currency: currency, Bank: t.Bank, Payments: make([]credit, len(t.Transfers))}
	for i := range t.Transfers {
		x := &t.Transfers[i]
		m.Batch.Payments[i] = credit{x.EndToEndID, amount{currency, strconv.FormatInt(int64(x.Amount), 10)}, t.Bank, x.Holder, x.Account,
			cut(x.Content, MaxText)}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(m); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
