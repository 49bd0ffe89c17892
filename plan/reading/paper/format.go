package paper

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"ansinh/fault"
	"ansinh/plan/reading/lang"
	"ansinh/viet/codepage"
)

// signatures are the first bytes of files people mistake for a plan.
var signatures = []struct{ bytes, code string }{
	{"\x89PNG", "plan.file.picture"}, {"\xff\xd8\xff", "plan.file.picture"}, {"GIF8", "plan.file.picture"},
	{"BM", "plan.file.picture"}, {"II*\x00", "plan.file.picture"}, {"MM\x00*", "plan.file.picture"},
	{`{\rtf`, "plan.file.rtf"},
	{"\x1f\x8b", "plan.file.binary"}, {"7z\xbc\xaf", "plan.file.binary"}, {"Rar!", "plan.file.binary"},
}

// blocksOf are the paragraphs and tables of a file, whatever its format; a fault says what a file is that is no document.
func Open(data []byte, name string, lex *lang.Lexicon) ([]*Block, error) {
	for _, s := range signatures {
		// "BM" may begin a text; a picture has zero bytes soon after.
		if bytes.HasPrefix(data, []byte(s.bytes)) && (s.bytes != "BM" || bytes.IndexByte(data[:min(len(data), 64)], 0) >= 0) {
			return nil, fault.New(fault.Invalid, s.code, name)
		}
	}
	switch {
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return readPDF(data, name, lex)
	case len(data) > 12 && (string(data[:4]) == "RIFF" || string(data[4:8]) == "ftyp"):
		return nil, fault.New(fault.Invalid, "plan.file.picture", name)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, fault.New(fault.Invalid, compoundCode(data), name)
	case bytes.HasPrefix(data, []byte("PK")):
		blocks, err := readWord(data, name, lex)
		return rejoined(blocks, lex), err
	}
	text, err := decode(data, name)
	if err != nil {
		return nil, err
	}
	return readText(text, lex), nil
}

// compoundCode tells a Word document with a password, which is wrapped in the old compound file, from an old .doc.
func compoundCode(data []byte) string {
	var wide []byte
	for _, u := range utf16.Encode([]rune("EncryptedPackage")) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	if bytes.Contains(data, wide) {
		return "plan.file.encrypted"
	}
	return "plan.file.old_word"
}

// decode gives the text of a file in UTF-8, UTF-16 or an old code page.
func decode(data []byte, name string) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		data = fromUTF16(data[2:], 0, 1)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		data = fromUTF16(data[2:], 1, 0)
	}
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "", fault.New(fault.Invalid, "plan.file.empty", name)
	case bytes.IndexByte(data, 0) >= 0:
		return "", fault.New(fault.Invalid, "plan.file.binary", name)
	case !utf8.Valid(data):
		text, ok := codepage.FromBytes(data)
		if !ok {
			return "", fault.New(fault.Invalid, "plan.file.encoding", name)
		}
		return text, nil
	}
	text, _ := codepage.FromText(string(data))
	if head := strings.ToLower(text[:min(len(text), 512)]); strings.Contains(head, "<html") || strings.Contains(head, "<?xml") {
		return "", fault.New(fault.Invalid, "plan.file.markup", name)
	}
	return text, nil
}

func fromUTF16(data []byte, low, high int) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+low]) | uint16(data[2*i+high])<<8
	}
	return []byte(string(utf16.Decode(units)))
}

// readWord opens the zip of a Word document.
func readWord(data []byte, name string, lex *lang.Lexicon) ([]*Block, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "plan.file.damaged", name)
	}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "plan.file.encrypted", name)
		}
	}
	doc := &wordFile{zip: z, lex: lex}
	main := doc.mainPart()
	if main == "" {
		return nil, fault.New(fault.Invalid, "plan.file.not_word", name)
	}
	blocks, err := doc.read(main)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, fault.Wrap(err, fault.Invalid, "plan.file.unpacks", name)
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "plan.file.damaged", name)
	}
	inUnicode(blocks)
	return blocks, nil
}

// inUnicode rewrites the text of a document whose fonts showed an old code page.
func inUnicode(blocks []*Block) {
	var whole strings.Builder
	each := func(use func(string) string) {
		for _, b := range blocks {
			b.Text = use(b.Text)
			if b.Table == nil {
				continue
			}
			for _, r := range b.Table.Rows {
				for i := range r.Cells {
					r.Cells[i] = use(r.Cells[i])
				}
			}
		}
	}
	each(func(s string) string {
		whole.WriteString(s + "\n")
		return s
	})
	if convert := codepage.Convert(whole.String()); convert != nil {
		each(convert)
	}
}
