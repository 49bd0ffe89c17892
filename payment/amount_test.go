package payment_test

import (
	"bytes"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/money"
	"ansinh/payment"
	"ansinh/policy"
)

// dear is the policy folder with the level of the social pension ten thousand times as high.
func dear(t *testing.T) fs.FS {
	t.Helper()
	data, err := policy.Open("")
	must(t, err)
	const path = "law/social-pension/nd-335-2026/params.yaml"
	file, err := fs.ReadFile(data, path)
	must(t, err)
	high := strings.Replace(string(file), "value: 540000", "value: 5400000000", 1)
	if high == string(file) {
		t.Fatal("the level stands elsewhere now")
	}
	return over{data, fstest.MapFS{path: &fstest.MapFile{Data: []byte(high)}}}
}

// over lays files over a folder.
type over struct {
	fs.FS
	files fstest.MapFS
}

// Open opens the file that lies above.
func (o over) Open(name string) (fs.File, error) {
	if _, ok := o.files[name]; ok {
		return o.files.Open(name)
	}
	return o.FS.Open(name)
}

// TestAmountsBeyond32Bits: lines, sums, files, ledger, returns and instalments hold what no 32 bits do.
func TestAmountsBeyond32Bits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, err := openAt(d, dear(t), nil, func() time.Time { return gatetest.Now })
		must(t, err)
		r.load(t, elders(12))
		const each = money.Dong(5_400_000_000)
		if run := r.runMonth(t, october, today, everyone); run.Lines != 12 || run.Amount != 12*each {
			t.Fatalf("got %+v", run)
		}
		r.send(t, october)
		lines := r.lines(t, october, payment.OnlyPaid)
		bank, err := r.Banks(ctx, preparer, october)
		must(t, err)
		var csv, message bytes.Buffer
		if info, err := r.WriteBankFile(ctx, preparer, october, bank[0], &csv); err != nil || info.Amount != money.Dong(info.Lines)*each || !strings.Contains(csv.String(), ",5400000000,") {
			t.Errorf("%+v, %v: %s", info, err, csv.String())
		}
		if info, err := r.WriteTransfers(ctx, preparer, october, bank[0], &message); err != nil || info.Amount != money.Dong(info.Lines)*each ||
			!strings.Contains(message.String(), `<InstdAmt Ccy="VND">5400000000</InstdAmt>`) {
			t.Errorf("%+v, %v: %s", info, err, message.String())
		}
		_, err = r.WriteCashList(ctx, preparer, october, io.Discard)
		must(t, err)
		_, err = r.ReadFile(ctx, checker, october, returnList(lines[0]))
		must(t, err)
		must(t, r.Claim(ctx, preparer, lines[1].ID, "thử"))
		if b := mustBooks(t, r, october); b.Of("returned:") != each || b.Sum() != 0 {
			t.Errorf("books %+v", b)
		}
		r.runMonth(t, november, today, nobody)
		run := r.runMonth(t, november.Add(1), today, nobody)
		if run.Instalment != share30(each) || run.Amount != 12*each-run.Instalment {
			t.Errorf("got %+v", run)
		}
	})
}

func share30(m money.Dong) money.Dong { return m / 10 * 3 }

// TestALineKeptBackWholeMovesNothing: its net is zero; it is a line of the run, and in no bank's file.
func TestALineKeptBackWholeMovesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, err := open(d, func(p *payment.Policy) { p.Settlement.InstalmentPercent = 100 })
		must(t, err)
		r.load(t, elders(1))
		r.runMonth(t, october, today, everyone)
		r.send(t, october)
		lines := r.lines(t, october, payment.OnlyPaid)
		must(t, r.Claim(ctx, preparer, lines[0].ID, "thử"))
		r.runMonth(t, november, today, nobody)
		r.send(t, november)
		month := november.Add(1)
		if run := r.runMonth(t, month, today, nobody); run.Lines != 1 || run.Amount != 0 || run.Instalment != 540_000 {
			t.Errorf("got %+v", run)
		}
		r.send(t, month)
		if b := mustBooks(t, r, month); b.Sum() != 0 || b.Of("channel:") != 0 {
			t.Errorf("books %+v", b)
		}
		var csv bytes.Buffer
		_, err = r.WriteBankFile(ctx, preparer, month, "NH01", &csv)
		wantCode(t, "a bank's file without a payment", "payment.no_bank", err)
		_, err = r.Close(ctx, checker, month)
		must(t, err)
		open, err := r.Recoveries(ctx, auth.System(), month)
		must(t, err)
		if len(open) != 1 || open[0].Open() != 0 {
			t.Errorf("recoveries %+v", open)
		}
	})
}
