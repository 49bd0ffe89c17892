package iso20022

import (
	"errors"
	"fmt"
	"strings"

	"ansinh/money"
)

// Statement is what an account's statement says: the bookings, each with the message it answers.
type Statement struct {
	MessageID string
	Entries   []Booking
}

// Booking is one entry of a statement.
type Booking struct {
	Out    bool // money left the account
	Amount money.Dong
	Of     string // id of the message or batch it is about, "" where the bank names none
}

type (
	statementDocument struct {
		MessageID  string      `xml:"BkToCstmrStmt>GrpHdr>MsgId"`
		Statements []statement `xml:"BkToCstmrStmt>Stmt"`
	}
	statement struct {
		Entries []booking `xml:"Ntry"`
	}
	booking struct {
		Amount    amount `xml:"Amt"`
		Direction string `xml:"CdtDbtInd"`
		Status    struct {
			Old  string `xml:",chardata"`
			Code string `xml:"Cd"`
		} `xml:"Sts"`
		Batches []refs `xml:"NtryDtls>Btch"`
		Details []refs `xml:"NtryDtls>TxDtls>Refs"`
	}
	refs struct {
		Message string `xml:"MsgId"`
		Batch   string `xml:"PmtInfId"`
	}
)

// ReadStatement reads a camt.053 statement; entries that are not booked yet are left out.
func ReadStatement(file []byte) (*Statement, error) {
	var d statementDocument
	if err := decode(file, "camt.053", &d); err != nil {
		return nil, err
	}
	s := &Statement{MessageID: strings.TrimSpace(d.MessageID)}
	if !short(s.MessageID, MaxID) || len(d.Statements) == 0 {
		return nil, errors.New("MsgId or Stmt is missing")
	}
	for _, st := range d.Statements {
		for i, e := range st.Entries {
			n, err := e.Amount.dong()
			if err == nil && e.Direction != "DBIT" && e.Direction != "CRDT" {
				err = fmt.Errorf("CdtDbtInd %q", e.Direction)
			}
			if err != nil {
				return nil, fmt.Errorf("entry %d: %w", i+1, err)
			}
			if status := strings.TrimSpace(e.Status.Old + e.Status.Code); status != "" && status != "BOOK" {
				continue
			}
			s.Entries = append(s.Entries, Booking{Out: e.Direction == "DBIT", Amount: n, Of: of(append(e.Batches, e.Details...))})
		}
	}
	return s, nil
}

func of(all []refs) string {
	for _, r := range all {
		if id := strings.TrimSpace(r.Message + r.Batch); r.Message == "" || r.Batch == "" {
			if id != "" {
				return cut(id, MaxID)
			}
		} else {
			return cut(r.Message, MaxID)
		}
	}
	return ""
}
