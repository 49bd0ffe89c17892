package demo

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"

	"ansinh/auth"
	"ansinh/calendar"
)

// readStatement reads the statement that the banks of a sent run would give when everything arrived: each message is
// booked with its sum. It is made of the messages themselves, as invented as the people in them.
func (m *maker) readStatement(ctx context.Context, who auth.Actor, month calendar.Month) error {
	banks, err := m.Payments.Banks(ctx, who, month)
	if err != nil || len(banks) == 0 {
		return err
	}
	sender, err := m.actor(preparer)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>` +
		month.String() + `</MsgId></GrpHdr><Stmt>`)
	for _, bank := range banks {
		var message bytes.Buffer
		if _, err := m.Payments.WriteTransfers(ctx, sender, month, bank, &message); err != nil {
			return err
		}
		id, sum, err := headOf(&message)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, `<Ntry><Amt Ccy="VND">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><Btch><MsgId>%s</MsgId></Btch></NtryDtls></Ntry>`, sum, id)
	}
	b.WriteString(`</Stmt></BkToCstmrStmt></Document>`)
	_, err = m.Payments.ReadFile(ctx, who, month, b.Bytes())
	return err
}

// headOf is a message's id and control sum.
func headOf(message io.Reader) (id, sum string, err error) {
	in := xml.NewDecoder(message)
	for {
		token, err := in.Token()
		if err != nil {
			return "", "", err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "GrpHdr" {
			continue
		}
		var head struct {
			ID  string `xml:"MsgId"`
			Sum string `xml:"CtrlSum"`
		}
		err = in.DecodeElement(&head, &start)
		return head.ID, head.Sum, err
	}
}
