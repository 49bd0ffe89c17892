package payment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/viet"
)

// FileInfo says what a file holds.
type FileInfo struct {
	Lines  int64
	Amount money.Dong
	SHA256 string // of the whole file
}

// Banks are the codes of the banks that a run pays through.
func (p *Payments) Banks(ctx context.Context, actor auth.Actor, month calendar.Month) ([]string, error) {
	var out []string
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		if _, err := run(ctx, tx.Tx, month); err != nil {
			return err
		}
		var err error
		out, err = banksOf(ctx, tx.Tx, month)
		return err
	})
	return out, err
}

// WriteBankFile writes a bank's list of a run as CSV: a head line with month, count and sum, a line a payment, and a
// control line with count, sum and the SHA-256 of the payment lines. Account numbers are whole, so the writing is
// recorded. Made again it is the same, byte for byte.
func (p *Payments) WriteBankFile(ctx context.Context, actor auth.Actor, month calendar.Month, bank string, w io.Writer) (FileInfo, error) {
	var lines []Line
	act := gate.Act{Permission: MaySend, Subject: subject(month), Personal: true}
	err := p.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("file", "bank:"+bank)
		var err error
		lines, err = someLines(ctx, tx.Tx, lineQuery{month: month, channel: Bank, bank: bank, only: OnlyPaid})
		lines = slices.DeleteFunc(lines, func(l Line) bool { return l.Net() == 0 }) // kept back whole: nothing moves
		inOrderOfPeople(lines)
		return err
	})
	if err != nil {
		return FileInfo{}, err
	}
	if len(lines) == 0 {
		return FileInfo{}, fault.New(fault.NotFound, "payment.no_bank", bank)
	}
	file, info, err := p.bankFile(month, bank, lines)
	if err == nil {
		_, err = w.Write(file)
	}
	return info, err
}

func (p *Payments) bankFile(month calendar.Month, bank string, lines []Line) ([]byte, FileInfo, error) {
	info := FileInfo{Lines: int64(len(lines))}
	var body bytes.Buffer
	content := p.contents()
	out := csv.NewWriter(&body)
	out.UseCRLF = true
	for i := range lines {
		l := &lines[i]
		info.Amount += l.Net()
		if err := out.Write([]string{"D", strconv.Itoa(i + 1), l.Account, plain(l.Holder), strconv.FormatInt(int64(l.Net()), 10),
			content(l), l.ID}); err != nil {
			return nil, info, err
		}
	}
	out.Flush()
	count, sum := strconv.FormatInt(info.Lines, 10), strconv.FormatInt(int64(info.Amount), 10)
	check := sha256.Sum256(body.Bytes())
	var file bytes.Buffer
	out = csv.NewWriter(&file)
	out.UseCRLF = true
	out.Write(p.policy.Files.Bank.Columns)
	out.Write([]string{"H", "", bank, month.String(), sum, count, ""})
	out.Flush()
	file.Write(body.Bytes())
	out.Write([]string{"T", count, "", "", sum, "", hex.EncodeToString(check[:])})
	out.Flush()
	whole := sha256.Sum256(file.Bytes())
	info.SHA256 = hex.EncodeToString(whole[:])
	return file.Bytes(), info, out.Error()
}

// contents are what payees read on the statement, each worked out once.
func (p *Payments) contents() func(l *Line) string {
	type key struct {
		programme string
		month     calendar.Month
	}
	book, known := p.benefits.Book(), map[key]string{}
	return func(l *Line) string {
		k := key{l.Programme, l.For}
		if said, ok := known[k]; ok {
			return said
		}
		name := l.Programme
		if i, ok := book.Programme(l.Programme); ok {
			name = book.Programmes()[i].VI
		}
		known[k] = fmt.Sprintf(p.policy.Files.Bank.Content, plain(name), plain(l.For.Vietnamese()))
		return known[k]
	}
}

// plain is a text as banks take it: capital letters without diacritics, and none of the signs that a spreadsheet takes
// for a formula at the start.
func plain(s string) string {
	return strings.TrimLeft(strings.ToUpper(viet.Fold(s)), "=+-@\t ")
}
