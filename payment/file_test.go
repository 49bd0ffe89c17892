package payment_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/payment"
)

func TestBankFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(30))
		r.runMonth(t, november, today, everyone)
		banks, err := r.Banks(ctx, preparer, november)
		must(t, err)
		if strings.Join(banks, " ") != "NH01 NH02 NH03 NH04 NH05" {
			t.Fatalf("banks %v", banks)
		}
		lines := 0
		for _, bank := range banks {
			var one, two bytes.Buffer
			info, err := r.WriteBankFile(ctx, preparer, november, bank, &one)
			must(t, err)
			_, err = r.WriteBankFile(ctx, preparer, november, bank, &two)
			must(t, err)
			if !bytes.Equal(one.Bytes(), two.Bytes()) {
				t.Errorf("%s: made again it differs", bank)
			}
			lines += int(info.Lines)
			checkBankFile(t, one.Bytes(), bank, info)
		}
		if lines != 20 {
			t.Errorf("%d lines in all files", lines)
		}
		if _, err := r.WriteBankFile(ctx, preparer, november, "NH09", &bytes.Buffer{}); fault.CodeOf(err) != "payment.no_bank" {
			t.Errorf("a bank without lines: %v", err)
		}
		if _, err := r.WriteBankFile(ctx, checker, november, "NH01", &bytes.Buffer{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
	})
}

func checkBankFile(t *testing.T, file []byte, bank string, info payment.FileInfo) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	must(t, err)
	head, body, tail := rows[1], rows[2:len(rows)-1], rows[len(rows)-1]
	var sum int64
	for _, row := range body {
		n, err := strconv.ParseInt(row[4], 10, 64)
		must(t, err)
		sum += n
		if len(row[2]) != 10 || row[3] != strings.ToUpper(row[3]) || !strings.HasPrefix(row[3], "NGUYEN THI") ||
			row[5] != "TRO CAP HUU TRI XA HOI T11/2026" {
			t.Errorf("row %q", row)
		}
	}
	from := bytes.Index(file, []byte("D,1,"))
	to := bytes.LastIndex(file, []byte("T,"))
	check := sha256.Sum256(file[from:to])
	count, total := strconv.Itoa(len(body)), strconv.FormatInt(sum, 10)
	if head[2] != bank || head[4] != total || head[5] != count || tail[1] != count || tail[4] != total || tail[6] != hex.EncodeToString(check[:]) {
		t.Errorf("head %q tail %q, %s lines, %s", head, tail, count, total)
	}
	if info.Lines != int64(len(body)) || int64(info.Amount) != sum {
		t.Errorf("info %+v", info)
	}
}

func TestCashList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(30))
		r.runMonth(t, november, today, everyone)
		var one bytes.Buffer
		info, err := r.WriteCashList(ctx, preparer, november, &one)
		must(t, err)
		if info.Lines != 10 || info.Amount != 5_400_000 {
			t.Errorf("info %+v", info)
		}
		for range 5 { // the library keeps sheets in a map: an order that changes would show
			var again bytes.Buffer
			_, err := r.WriteCashList(ctx, preparer, november, &again)
			must(t, err)
			if !bytes.Equal(one.Bytes(), again.Bytes()) {
				t.Fatal("made again it differs")
			}
		}
		book, err := excelize.OpenReader(bytes.NewReader(one.Bytes()))
		must(t, err)
		defer book.Close()
		sheets := book.GetSheetList()
		if len(sheets) != 2 {
			t.Fatalf("sheets %q", sheets)
		}
		for _, s := range sheets {
			rows, err := book.GetRows(s)
			must(t, err)
			if len(rows) != 4+5+4 || rows[4][1] == "" || rows[4][7] != "540,000" || rows[9][7] != "2,700,000" ||
				rows[10][0] != "Bằng chữ: Hai triệu bảy trăm nghìn đồng." {
				t.Errorf("%s: %q", s, rows)
			}
		}
		if _, err := r.WriteCashList(ctx, approver, november, &bytes.Buffer{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
		if _, err := r.WriteCashList(ctx, preparer, october, &bytes.Buffer{}); fault.CodeOf(err) != "payment.no_run" {
			t.Errorf("no run: %v", err)
		}
	})
}

func TestFilesSayThatTheyAreDrafts(t *testing.T) {
	t.Parallel()
	r := setup(t, dbtest.Open(t), elders(9))
	r.runMonth(t, november, today, everyone)
	dir := filepath.Join(t.TempDir(), "files")
	drafts, err := r.WriteFiles(ctx, preparer, november, dir)
	must(t, err)
	r.send(t, november)
	files, err := r.WriteFiles(ctx, preparer, november, dir)
	must(t, err)
	var lines int64
	for i, f := range files {
		if strings.HasSuffix(f.Path, ".xml") { // the same payments as in the CSV
			if f.Lines != files[i-1].Lines || f.Amount != files[i-1].Amount || f.Bank != files[i-1].Bank {
				t.Errorf("message %+v, list %+v", f, files[i-1])
			}
		} else {
			lines += f.Lines
		}
		body, err := os.ReadFile(f.Path)
		must(t, err)
		sum := sha256.Sum256(body)
		if hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s: another hash than was told", f.Path)
		}
		if filepath.Base(drafts[i].Path) != "du-thao-"+filepath.Base(f.Path) || drafts[i].SHA256 != f.SHA256 {
			t.Errorf("draft %+v, file %+v", drafts[i], f)
		}
	}
	left, err := os.ReadDir(dir)
	must(t, err)
	if lines != 9 || len(left) != 2*len(files) {
		t.Errorf("%d lines in %d files, %d in the folder", lines, len(files), len(left))
	}
	if _, err := r.WriteFiles(ctx, preparer, november, filepath.Join(files[0].Path, "x")); fault.CodeOf(err) != "payment.folder" {
		t.Errorf("a folder that cannot be: %v", err)
	}
	if _, err := r.WriteFiles(ctx, gatetest.Actor("auditor"), november, dir); !fault.Is(err, fault.Forbidden) {
		t.Errorf("without permission: %v", err)
	}
}
