package fill_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ansinh/fault"
	"ansinh/report/docx"
	"ansinh/report/fill"
)

// word is a Word document with this body.
func word(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	parts := append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", "<w:document><w:body>" + body + "</w:body></w:document>"}, more...)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func document(t testing.TB, body []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestFieldsAreFilled: whole, cut into runs as Word cuts them, twice in a line, with signs that XML keeps for itself, in
// headers too; what is no field and what has no value stays.
func TestFieldsAreFilled(t *testing.T) {
	t.Parallel()
	body := word(t, `<w:p><w:r><w:t>Năm «year»: «a.b» và « a.b ».</w:t></w:r></w:p>`+
		`<w:p><w:r><w:t xml:space="preserve">Đạt «tar</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>get.T0</w:t></w:r><w:r><w:t>8» rồi &amp; «none»</w:t></w:r></w:p><w:p><w:t/></w:p>`,
		"word/header1.xml", `<w:hdr><w:p><w:r><w:t>«year»</w:t></w:r></w:p></w:hdr>`)
	x, err := fill.Read(body)
	if err != nil || len(x.Marks) != 6 || x.Marks[3].Field != "target.T08" || x.Marks[3].Paragraph != 2 {
		t.Fatalf("%+v, %v", x, err)
	}
	var one, two bytes.Buffer
	values := map[string]string{"year": "2026", "a.b": "<3", "target.T08": "99%"}
	if err := x.Fill(&one, values); err != nil {
		t.Fatal(err)
	}
	if err := x.Fill(&two, values); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("filled again it is another file: %v", err)
	}
	got := document(t, one.Bytes())
	for _, want := range []string{`Năm 2026: &lt;3 và &lt;3.`, `Đạt 99%</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve"></w:t></w:r><w:r><w:t xml:space="preserve"> rồi &amp; «none»`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

func TestWhatIsNoTemplate(t *testing.T) {
	t.Parallel()
	for code, body := range map[string][]byte{
		"template.not_word":    []byte("Kính gửi"),
		"template.macros":      word(t, "", "word/vbaProject.bin", "x"),
		"template.broken_mark": word(t, `<w:p><w:r><w:t>Năm «year</w:t></w:r></w:p>`),
	} {
		if _, err := fill.Read(body); fault.CodeOf(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
}

// TestNoCutLosesAnything: however Word cuts a line into runs, the filled line is the line with its field replaced.
func TestNoCutLosesAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		line := rapid.StringMatching(`[a-zđơ ]{0,8}«x\.y»[a-zđơ ]{0,5}«year»[a-z]{0,4}`).Draw(rt, "line")
		letters := []rune(line)
		var b strings.Builder
		b.WriteString("<w:p>")
		for len(letters) > 0 {
			n := rapid.IntRange(1, len(letters)).Draw(rt, "cut")
			b.WriteString("<w:r><w:t>" + string(letters[:n]) + "</w:t></w:r>")
			letters = letters[n:]
		}
		b.WriteString("</w:p>")
		x, err := fill.Read(word(t, b.String()))
		if err != nil {
			rt.Fatal(err)
		}
		var out bytes.Buffer
		if err := x.Fill(&out, map[string]string{"x.y": "một", "year": ""}); err != nil {
			rt.Fatal(err)
		}
		again, err := fill.Read(out.Bytes())
		if err != nil {
			rt.Fatal(err)
		}
		want := strings.ReplaceAll(strings.ReplaceAll(line, "«x.y»", "một"), "«year»", "")
		got := strings.Join(again.Lines(func(string) string { return "?" }), "")
		if got != want {
			rt.Fatalf("%q became %q", line, got)
		}
	})
}

// FuzzRead: nothing that is read makes the reader fall, and what can be read can be filled and read again.
func FuzzRead(f *testing.F) {
	f.Add(word(f, `<w:p><w:r><w:t>«a»</w:t></w:r></w:p>`))
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, body []byte) {
		x, err := fill.Read(body)
		if err != nil {
			return
		}
		if _, _, err := fill.Flow(body, docx.Style{Size: 24}); err != nil && fault.CodeOf(err) != "template.not_word" {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := x.Fill(&out, map[string]string{"a": "b"}); err != nil {
			t.Fatal(err)
		}
		if _, err := fill.Read(out.Bytes()); err != nil {
			t.Fatal(err)
		}
	})
}
