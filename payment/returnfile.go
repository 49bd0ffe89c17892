package payment

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/payment/iso20022"
	"ansinh/viet"
)

var mark = []byte("\ufeff") // with which spreadsheets begin a CSV

// kindOf tells what a file is by its content; "" where it is nothing that is read.
func kindOf(file []byte) FileKind {
	text := bytes.TrimLeft(bytes.TrimPrefix(file, mark), " \t\r\n")
	switch {
	case len(text) == 0 || !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return ""
	case text[0] != '<':
		return ReturnList
	}
	switch k := FileKind(iso20022.Kind(file)); k {
	case StatusReport, StatementFile:
		return k
	}
	return ""
}

// readReport reads a status report on one of the run's messages; bank is whose.
func readReport(ctx context.Context, tx *gate.Tx, r Run, file []byte) (said []back, bank string, err error) {
	report, err := iso20022.ReadReport(file)
	if err != nil {
		return nil, "", fault.Wrap(err, fault.Invalid, "payment.file.xml", StatusReport, err.Error())
	}
	if bank, err = bankOfMessage(ctx, tx, r, report.Original); err != nil {
		return nil, "", err
	}
	if bank == "" {
		return nil, "", fault.New(fault.Invalid, "payment.file.other_run", report.Original, r.Month.Vietnamese())
	}
	for i, s := range report.Statuses {
		said = append(said, back{where: "TxInfAndSts #" + strconv.Itoa(i+1), line: s.EndToEndID, amount: s.Amount, code: s.Why.Code,
			reason: s.Why.Text, ok: !s.Rejected})
	}
	if report.Whole == nil {
		return said, bank, nil
	}
	lines, err := someLines(ctx, tx.Tx, lineQuery{month: r.Month, channel: Bank, bank: bank, only: OnlyPaid})
	whole := make([]back, 0, len(lines))
	for i := range lines {
		if lines[i].Net() > 0 {
			whole = append(whole, back{where: "OrgnlGrpInfAndSts", line: lines[i].ID, code: report.Whole.Code, reason: report.Whole.Text})
		}
	}
	return whole, bank, err
}

// bankOfMessage is the bank that a message of the run went to; "" where the run has no such message.
func bankOfMessage(ctx context.Context, tx *gate.Tx, r Run, message string) (string, error) {
	banks, err := banksOf(ctx, tx.Tx, r.Month)
	for _, b := range banks {
		if messageID(r, b) == message {
			return b, err
		}
	}
	return "", err
}

// readReturnList reads a CSV list of returns: a head line, then reference, amount, code and words of the reason; with
// commas or, as Vietnamese spreadsheets write it, semicolons.
func readReturnList(file []byte, columns []string) ([]back, error) {
	file = bytes.TrimPrefix(file, mark)
	in := csv.NewReader(bytes.NewReader(file))
	in.FieldsPerRecord = -1
	if first, _, _ := bytes.Cut(file, []byte("\n")); bytes.Count(first, []byte(";")) >= len(columns)-1 {
		in.Comma = ';'
	}
	head, err := in.Read()
	head = narrowed(head, len(columns))
	same := func(a, b string) bool { return viet.Fold(a) == viet.Fold(b) }
	if err != nil || !slices.EqualFunc(head, columns, same) {
		return nil, fault.New(fault.Invalid, "payment.file.columns", strings.Join(columns, ", "))
	}
	wrong := fault.New(fault.Invalid, "payment.file.wrong")
	var said []back
	for {
		row, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "payment.file.csv", err.Error())
		}
		line, _ := in.FieldPos(0)
		where := "#" + strconv.Itoa(line) // of the file
		b, code := readReturn(row, len(columns))
		if code != "" {
			wrong.At(where, code)
			continue
		}
		b.where = where
		said = append(said, b)
	}
	if len(said) == 0 && len(wrong.Fields) == 0 {
		return nil, fault.New(fault.Invalid, "payment.file.empty")
	}
	return said, wrong.OrNil()
}

// narrowed is a row without the blank cells with which a spreadsheet fills its lines up.
func narrowed(row []string, columns int) []string {
	for len(row) > columns && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

func readReturn(row []string, columns int) (b back, wrong string) {
	row = narrowed(row, columns)
	if len(row) != columns {
		return b, "payment.file.cells"
	}
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
	}
	n, err := strconv.ParseInt(viet.PlainAmount(row[1]), 10, 64)
	if row[0] == "" || len(row[0]) > iso20022.MaxID || err != nil || n <= 0 {
		return b, "payment.file.cells"
	}
	text := []rune(row[3])
	return back{line: row[0], amount: money.Dong(n), code: code(row[2]), reason: string(text[:min(len(text), iso20022.MaxText)])}, ""
}

// code is a bank's reason code; anything that does not look like one is no code.
func code(s string) string {
	if !reasonCode.MatchString(s) {
		return ""
	}
	return s
}
