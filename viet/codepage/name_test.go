package codepage_test

import (
	"testing"

	"ansinh/viet/codepage"
)

func TestANameInAnOldFontIsKnown(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"NguyÔn V¨n Hoµ": "Nguyễn Văn Hoà", "TrÇn ThÞ Hång": "Trần Thị Hồng", "Lª V¨n Dòng": "Lê Văn Dũng", "§Æng Thuú": "Đặng Thuỳ",
		"Nguyeãn Vaên Hoøa": "Nguyễn Văn Hòa", "Traàn Thò Höông": "Trần Thị Hương", "Ñaëng Vaên Ñöùc": "Đặng Văn Đức",
	} {
		if got, ok := codepage.Name(name); !ok || got != want {
			t.Errorf("%s: got %q, %v", name, got, ok)
		}
	}
	for _, name := range []string{"Nguyễn Văn Hòa", "Trần Thị Thuý", "Lê Dòng", "ĐẶNG THỊ HƯỜNG", "Quách Nguyệt Uyên", "Giàng A Pháo", "H'Hen Niê", "Lò Văn Ún",
		"Jürgen Müller", "José Peña", "Anna", "Nguyễn Đoàn Thuỷ Tiên", "Vàng Seo Lìn", "Ksor Ayŭn", ""} {
		if got, ok := codepage.Name(name); ok {
			t.Errorf("%s is read as %q", name, got)
		}
	}
}
