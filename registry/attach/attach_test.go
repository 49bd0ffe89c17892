package attach_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/policy"
	"ansinh/registry/attach"
)

var ctx = context.Background()

// drawn is a picture with something on it.
func drawn(w, h int) image.Image {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.SetGray(i%w, i/w, color.Gray{Y: uint8(i * 7 % 251)})
	}
	return m
}

func photograph(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func scan(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, drawn(20, 10)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// chunk is a chunk of PNG.
func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// pdf is a small document with one more object.
func pdf(object string) []byte {
	return []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" +
		object + "\ntrailer << /Root 1 0 R >>\n%%EOF\n")
}

func packed(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	fmt.Fprint(z, s)
	z.Close()
	return b.String()
}

// comment puts words into a photograph.
func comment(photo []byte, words string) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, uint16(len(words)+2))
	return append(append(append([]byte{0xff, 0xd8}, head...), words...), photo[2:]...)
}

func rules(t testing.TB) *attach.Rules {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	r, err := attach.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatAFileIsItsContentSays(t *testing.T) {
	t.Parallel()
	a := attach.New(nil, rules(t))
	photo, paper := photograph(t, 40, 30), scan(t)
	huge := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 60_000), 60_000)
	wide := append(append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(huge, 8, 0, 0, 0, 0))...), chunk("IEND", nil)...)
	end := bytes.Index(paper, []byte("IEND")) - 4
	for _, c := range []struct {
		name, file string
		body       []byte
		code, as   string
	}{
		{"photograph", "anh.jpg", photo, "", "anh.jpg"},
		{"photograph under another name", `C:\giay to\khai "sinh".pdf`, photo, "", "khai sinh.jpg"},
		{"no name", "", paper, "", "tep.png"},
		{"scan", "quét.png", paper, "", "quét.png"},
		{"document", "giay.PDF", pdf(""), "", "giay.pdf"},
		{"second picture behind the first, as telephones do", "a.jpg", append(bytes.Clone(photo), photo...), "", "a.jpg"},
		{"words in a photograph", "a.jpg", comment(photo, "chụp ngày 12/11"), "", "a.jpg"},
		{"nothing", "a.jpg", nil, "attach.empty", ""},
		{"a page that calls itself a photograph", "a.jpg", []byte("<html><script>alert(1)</script>"), "attach.type", ""},
		{"a program", "a.png", []byte("MZ\x90\x00"), "attach.type", ""},
		{"drawing with scripts", "a.svg", []byte("<svg onload='x'/>"), "attach.type", ""},
		{"too long", "a.jpg", append(bytes.Clone(photo), make([]byte, 11<<20)...), "attach.long", ""},
		{"bomb of pixels", "a.png", wide, "attach.pixels", ""},
		{"cut off photograph", "a.jpg", photo[:len(photo)-40], "attach.damaged_image", ""},
		{"cut off scan", "a.png", paper[:len(paper)-12], "attach.damaged_image", ""},
		{"scan with a changed byte", "a.png", flip(paper, len(paper)/2), "attach.damaged_image", ""},
		{"archive behind a photograph", "a.jpg", append(bytes.Clone(photo), "PK\x03\x04x"...), "attach.hidden", ""},
		{"document behind a photograph", "a.jpg", append(bytes.Clone(photo), pdf("")...), "attach.hidden", ""},
		{"script in a photograph's words", "a.jpg", comment(photo, "<ScRiPt>x</script>"), "attach.hidden", ""},
		{"script in a scan's words", "a.png", bytes.Join([][]byte{paper[:end], chunk("tEXt", []byte("Comment\x00<?php x")), paper[end:]}, nil), "attach.hidden", ""},
		{"bytes behind a scan", "a.png", append(bytes.Clone(paper), 1), "attach.hidden", ""},
		{"archive behind a document", "a.pdf", append(pdf(""), "PK\x03\x04PK\x05\x06"...), "attach.hidden", ""},
		{"archive before a document's end", "a.pdf", append(append([]byte("%PDF-1.4\n"), "PK\x05\x06"...), pdf("")...), "attach.hidden", ""},
		{"document without end", "a.pdf", []byte("%PDF-1.7\n1 0 obj"), "attach.damaged_pdf", ""},
		{"document that acts", "a.pdf", pdf("3 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj"), "attach.active", ""},
		{"with the name in disguise", "a.pdf", pdf("3 0 obj\n<< /S /Java#53cript >>\nendobj"), "attach.active", ""},
		{"in a packed object", "a.pdf", pdf("3 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" +
			packed("4 0 << /S /Launch >>") + "\nendstream\nendobj"), "attach.active", ""},
		{"behind a comment", "a.pdf", pdf("% stream\n3 0 obj\n<< /Names /EmbeddedFile >>\nendobj\nendstream"), "attach.active", ""},
		{"packed without measure", "a.pdf", pdf("3 0 obj\n<< /Type /ObjStm >>\nstream\n" + packed(strings.Repeat("\x00", 20<<20)) + "\nendstream\nendobj"),
			"attach.packed", ""},
	} {
		f, _, err := a.Check(c.file, bytes.NewReader(c.body))
		if fault.CodeOf(err) != c.code || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
		if err == nil && f.Name != c.as {
			t.Errorf("%s: it is called %q, want %q", c.name, f.Name, c.as)
		}
	}
}

func flip(b []byte, at int) []byte {
	out := bytes.Clone(b)
	out[at] ^= 0x20
	return out
}

func FuzzCheck(f *testing.F) {
	f.Add(photograph(f, 16, 16))
	f.Add(scan(f))
	f.Add(pdf("3 0 obj\n<< /Type /ObjStm >>\nstream\n" + packed("x") + "endstream"))
	f.Add([]byte("\xff\xd8\xff\xda\x00"))
	a := attach.New(nil, rules(f))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, _, err := a.Check("x", bytes.NewReader(body)); err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
	})
}

const commune, elsewhere = "07282@base", "07294@2020-03-01"

// desk is a room over one subject of one commune, a request numbered 1 of person 5.
func desk(t *testing.T, d *db.DB) *attach.Attachments {
	t.Helper()
	a := attach.New(gatetest.New(t, d), rules(t))
	a.Of(attach.OfRequest, func(_ context.Context, actor auth.Actor, id int64) (attach.Owner, error) {
		if id > 2 || actor.Unit == elsewhere || actor.Person != 0 && actor.Person != 5 {
			return attach.Owner{}, fault.New(fault.NotFound, "attach.none")
		}
		return attach.Owner{Person: 5, Commune: commune, Unit: commune, Closed: id == 2}, nil
	})
	return a
}

func TestFilesAreKeptOnceAndReadOnlyByWhoMay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := desk(t, d)
		officer := gatetest.Actor("commune-officer")
		officer.Unit = commune
		on := attach.Subject{Kind: attach.OfRequest, ID: 1}
		photo := append(photograph(t, 900, 700), make([]byte, 400<<10)...) // more than one part
		f, err := a.Add(ctx, officer, on, "giấy khai sinh.jpg", bytes.NewReader(photo))
		if err != nil {
			t.Fatal(err)
		}
		if f.Width != 900 || f.Height != 700 || f.Bytes != int64(len(photo)) || f.By != officer.ID || !f.At.Equal(gatetest.Now) {
			t.Errorf("kept as %+v", f)
		}
		got, err := a.Open(ctx, officer, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := a.Copy(ctx, officer, got, &out); err != nil || !bytes.Equal(out.Bytes(), photo) {
			t.Errorf("%d bytes came back of %d, %v", out.Len(), len(photo), err)
		}
		readings := audited(t, d)
		if _, err := a.Open(ctx, officer, f.ID); err != nil || audited(t, d) != readings+1 {
			t.Errorf("a reading was not recorded: %d, then %d", readings, audited(t, d))
		}

		auditor := gatetest.Actor("auditor")
		if _, err := a.Open(ctx, auditor, f.ID); err != nil {
			t.Errorf("an auditor may read: %v", err)
		}
		other := officer
		other.Unit = elsewhere
		citizen, stranger := gatetest.Actor("citizen"), gatetest.Actor("citizen")
		citizen.Person, citizen.Unit, stranger.Person = 5, commune, 6
		if _, err := a.Open(ctx, citizen, f.ID); err != nil {
			t.Errorf("one's own: %v", err)
		}
		for who, actor := range map[string]auth.Actor{"another commune": other, "a stranger": stranger} {
			if _, err := a.Open(ctx, actor, f.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s opens it: %v", who, err)
			}
			if _, err := a.Add(ctx, actor, on, "x.jpg", bytes.NewReader(photo)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s adds: %v", who, err)
			}
		}
		before := counted(t, d)
		for _, c := range []struct {
			who  auth.Actor
			on   attach.Subject
			body []byte
			code string
		}{
			{officer, on, photo, "attach.twice"},
			{officer, on, []byte("<html>"), "attach.type"},
			{officer, attach.Subject{Kind: attach.OfRequest, ID: 2}, photo, "attach.closed"},
			{officer, attach.Subject{Kind: attach.OfEvent, ID: 1}, photo, "attach.none"},
			{auditor, on, scan(t), "auth.forbidden"},
		} {
			if _, err := a.Add(ctx, c.who, c.on, "x", bytes.NewReader(c.body)); fault.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		}
		if after := counted(t, d); after != before {
			t.Errorf("what was refused left something: %v, then %v", before, after)
		}

		if _, err := a.Withdraw(ctx, officer, f.ID, ""); fault.CodeOf(err) != "attach.reason" {
			t.Errorf("withdrawn without reason: %v", err)
		}
		if _, err := a.Withdraw(ctx, officer, f.ID, "nhầm người"); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Open(ctx, officer, f.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a withdrawn file opens: %v", err)
		}
		if _, err := a.Add(ctx, officer, on, "lại.jpg", bytes.NewReader(photo)); err != nil {
			t.Fatal(err)
		}
		if now := counted(t, d); now != [3]int64{2, 1, before[2]} {
			t.Errorf("rows of attachments, contents and parts: %v; the same bytes are to be kept once", now)
		}
		if files, err := a.Files(ctx, officer, on); err != nil || len(files) != 1 || files[0].Name != "lại.jpg" {
			t.Errorf("%v %v", files, err)
		}
	})
}

func TestBytesThatChangedAreNotGivenWhole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := desk(t, d)
		officer := gatetest.Actor("commune-officer")
		officer.Unit = commune
		f, err := a.Add(ctx, officer, attach.Subject{Kind: attach.OfRequest, ID: 1}, "a.png", bytes.NewReader(scan(t)))
		if err != nil {
			t.Fatal(err)
		}
		err = d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE attachment_part SET body = 'AAAA'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := a.Copy(ctx, officer, f, &out); fault.CodeOf(err) != "attach.damaged" || out.Len() > 0 {
			t.Errorf("%d bytes, %v", out.Len(), err)
		}
	})
}

func audited(t *testing.T, d *db.DB) int64 { return count(t, d, "audit_event") }

func counted(t *testing.T, d *db.DB) [3]int64 {
	return [3]int64{count(t, d, "attachment"), count(t, d, "attachment_content"), count(t, d, "attachment_part")}
}

func count(t *testing.T, d *db.DB, table string) (n int64) {
	t.Helper()
	err := d.View(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM `+table)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
