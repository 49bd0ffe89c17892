package codepage_test

import (
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"ansinh/viet/codepage"
)

const plain = "KẾ HOẠCH giảm nghèo của huyện: các xã được hỗ trợ đến năm 2030 và không để hộ tái nghèo."

func latin(s string) []byte {
	var out []byte
	for _, r := range s {
		out = append(out, byte(r))
	}
	return out
}

var written = map[string]string{
	"tcvn": "KÕ HO¹CH gi¶m nghÌo cña huyÖn: c¸c x· ®\u00adîc hç trî ®Õn n¨m 2030 vµ kh«ng ®Ó hé t¸i nghÌo.",
	"vni":  "KEÁ HOAÏCH giaûm ngheøo cuûa huyeän: caùc xaõ ñöôïc hoã trôï ñeán naêm 2030 vaø khoâng ñeå hoä taùi ngheøo.",
}

func TestOldPagesAreRead(t *testing.T) {
	t.Parallel()
	for page, text := range written {
		if got, ok := codepage.FromBytes(latin(text)); !ok || got != plain {
			t.Errorf("%s bytes: %v %q", page, ok, got)
		}
		if got, ok := codepage.FromText(text); !ok || got != plain {
			t.Errorf("%s text: %v %q", page, ok, got)
		}
		if convert := codepage.Convert(text); convert == nil || convert(text) != plain {
			t.Errorf("%s pieces", page)
		}
	}
}

func TestWindows1258(t *testing.T) {
	t.Parallel()
	// The page has letters with a mark and, apart, the tones.
	data, err := charmap.Windows1258.NewEncoder().Bytes([]byte("ca\u0301c xa\u0303 cu\u0309a ti\u0309nh đươ\u0323c hô\u0303 trơ\u0323 đê\u0301n năm va\u0300 không đê\u0309"))
	if err != nil {
		t.Fatal(err)
	}
	want := norm.NFC.String("các xã của tỉnh được hỗ trợ đến năm và không để")
	if got, ok := codepage.FromBytes(data); !ok || got != want {
		t.Errorf("%v %q", ok, got)
	}
}

func TestWhatReadsAsItStandsIsLeft(t *testing.T) {
	t.Parallel()
	for _, s := range []string{plain, "Das Haus ist größer als die Tür, naïve café à la carte", "", "plain words only"} {
		if got, ok := codepage.FromText(s); ok || got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	if got, ok := codepage.FromBytes(latin("größer als Türen, naïve cafés, déjà vu")); ok {
		t.Errorf("read as %q", got)
	}
}

func FuzzFromBytes(f *testing.F) {
	for _, s := range written {
		f.Add(latin(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, ok := codepage.FromBytes(data)
		if again, changed := codepage.FromText(text); ok && changed {
			t.Errorf("read twice: %q then %q", text, again)
		}
	})
}
