package iso20022

import (
	"errors"
	"fmt"
	"strings"

	"ansinh/money"
)

// Rejected is the status of what was not paid.
const Rejected = "RJCT"

// Report says what became of a message.
type Report struct {
	MessageID string
	Original  string // id of the message it is about
	Whole     *Why   // the whole message was rejected; nil: it was not
	Statuses  []Status
}

// Status is what became of one transfer.
type Status struct {
	EndToEndID string
	Rejected   bool
	Amount     money.Dong // zero where the report does not say
	Why        Why
}

// Why is a bank's reason.
type Why struct{ Code, Text string }

type (
	reportDocument struct {
		MessageID string        `xml:"CstmrPmtStsRpt>GrpHdr>MsgId"`
		Group     groupStatus   `xml:"CstmrPmtStsRpt>OrgnlGrpInfAndSts"`
		Batches   []batchStatus `xml:"CstmrPmtStsRpt>OrgnlPmtInfAndSts"`
	}
	groupStatus struct {
		Original string   `xml:"OrgnlMsgId"`
		Status   string   `xml:"GrpSts"`
		Reasons  []reason `xml:"StsRsnInf"`
	}
	batchStatus struct {
		Status  string     `xml:"PmtInfSts"`
		Reasons []reason   `xml:"StsRsnInf"`
		Items   []txStatus `xml:"TxInfAndSts"`
	}
	txStatus struct {
		EndToEndID string   `xml:"OrgnlEndToEndId"`
		Status     string   `xml:"TxSts"`
		Reasons    []reason `xml:"StsRsnInf"`
		Amount     *amount  `xml:"OrgnlTxRef>Amt>InstdAmt"`
	}
	reason struct {
		Code  string   `xml:"Rsn>Cd"`
		Own   string   `xml:"Rsn>Prtry"`
		Texts []string `xml:"AddtlInf"`
	}
)

func why(all []reason) Why {
	if len(all) == 0 {
		return Why{}
	}
	code := all[0].Code
	if code == "" {
		code = all[0].Own
	}
	return Why{Code: cut(code, MaxID), Text: cut(strings.Join(all[0].Texts, " "), MaxText)}
}

// ReadReport reads a pain.002 status report.
func ReadReport(file []byte) (*Report, error) {
	var d reportDocument
	if err := decode(file, "pain.002", &d); err != nil {
		return nil, err
	}
	r := &Report{MessageID: strings.TrimSpace(d.MessageID), Original: strings.TrimSpace(d.Group.Original)}
	if !short(r.MessageID, MaxID) || !short(r.Original, MaxID) {
		return nil, errors.New("MsgId or OrgnlMsgId is missing or too long")
	}
	if d.Group.Status == Rejected {
		w := why(d.Group.Reasons)
		r.Whole = &w
	}
	for _, b := range d.Batches {
		if b.Status == Rejected && len(b.Items) == 0 { // a message has one batch
			w := why(b.Reasons)
			r.Whole = &w
		}
		for i, x := range b.Items {
			s := Status{EndToEndID: strings.TrimSpace(x.EndToEndID), Rejected: x.Status == Rejected || x.Status == "" && b.Status == Rejected, Why: why(x.Reasons)}
			if !short(s.EndToEndID, MaxID) {
				return nil, fmt.Errorf("transaction %d: OrgnlEndToEndId is missing or too long", i+1)
			}
			if x.Amount != nil {
				var err error
				if s.Amount, err = x.Amount.dong(); err != nil {
					return nil, fmt.Errorf("transaction %d: %w", i+1, err)
				}
			}
			r.Statuses = append(r.Statuses, s)
		}
	}
	return r, nil
}
