package payment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/payment/iso20022"
)

// messageID names what a bank is asked to pay in a run: the same whenever the message is made again, another where the
// run was cancelled and prepared anew.
func messageID(r Run, bank string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "ansinh message 1\n%s\n%d\n%s\n%s", r.Month, r.Attempt, r.Roster, bank))
	return "AS" + hex.EncodeToString(sum[:16])
}

// WriteTransfers writes a bank's payments of a run as an ISO 20022 message (pain.001.001.09): message id out of the
// run's hash, count and control sum, the line's id as end-to-end id. Account numbers are whole, so the writing is
// recorded. Made again it is the same, byte for byte.
func (p *Payments) WriteTransfers(ctx context.Context, actor auth.Actor, month calendar.Month, bank string, w io.Writer) (FileInfo, error) {
	var r Run
	var lines []Line
	act := gate.Act{Permission: MaySend, Subject: subject(month), Personal: true}
	err := p.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("file", "pain.001:"+bank)
		var err error
		if r, err = run(ctx, tx.Tx, month); err != nil {
			return err
		}
		lines, err = someLines(ctx, tx.Tx, lineQuery{month: month, channel: Bank, bank: bank, only: OnlyPaid})
		inOrderOfPeople(lines)
		return err
	})
	if err != nil {
		return FileInfo{}, err
	}
	if len(lines) == 0 {
		return FileInfo{}, fault.New(fault.NotFound, "payment.no_bank", bank)
	}
	t := p.transfers(r, bank, lines)
	var b bytes.Buffer
	if err := t.Write(&b); err != nil {
		return FileInfo{}, fault.Wrap(err, fault.Conflict, "payment.no_message", bank)
	}
	whole := sha256.Sum256(b.Bytes())
	_, err = w.Write(b.Bytes())
	return FileInfo{Lines: int64(len(t.Transfers)), Amount: t.Sum(), SHA256: hex.EncodeToString(whole[:])}, err
}

func (p *Payments) transfers(r Run, bank string, lines []Line) *iso20022.Transfers {
	s := &p.policy.Settlement
	t := &iso20022.Transfers{MessageID: messageID(r, bank), Made: r.Steps[0].At, Payer: s.Payer.Name, Account: s.Payer.Account, Bank: bank,
		Execute: max(r.Month.First()+calendar.Date(s.ExecutionDay-1), calendar.DateOf(r.Steps[0].At))}
	content := p.contents()
	for i := range lines {
		l := &lines[i]
		if l.Net() > 0 { // a line of zero, or kept back whole, moves nothing
			t.Transfers = append(t.Transfers, iso20022.Transfer{EndToEndID: l.ID, Amount: l.Net(), Holder: holder(l), Account: l.Account,
				Content: content(l)})
		}
	}
	return t
}

// holder is the account's holder as the message takes it.
func holder(l *Line) string {
	r := []rune(plain(l.Holder))
	return strings.TrimSpace(string(r[:min(len(r), iso20022.MaxText)]))
}
