package payment

import (
	"strings"
	"testing"

	"ansinh/fault"
)

var returnColumnsForTest = []string{"Ma doi chieu", "So tien", "Ma ly do", "Ly do"}

func TestListsOfReturnsAsSpreadsheetsWriteThem(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"commas": "Ma doi chieu,So tien,Ma ly do,Ly do\r\na,540000,AC04,\"Đóng, rồi\"\r\n", "semicolons": "Ma doi chieu;So tien;Ma ly do;Ly do\na;540000;AC04;Đóng, rồi\n",
		"filled up":   "Mã đối chiếu;Số tiền;Mã lý do;Lý do;;\r\na;540.000;AC04;Đóng, rồi;;\r\n",
		"with a mark": "\ufeffMa doi chieu,So tien,Ma ly do,Ly do\na, 540000 ,AC04,\"Đóng, rồi\"",
	} {
		said, err := readReturnList([]byte(file), returnColumnsForTest)
		if err != nil || len(said) != 1 || said[0] != (back{where: "#2", line: "a", amount: 540_000, code: "AC04", reason: "Đóng, rồi"}) {
			t.Errorf("%s: %+v, %v", name, said, err)
		}
	}
	_, err := readReturnList([]byte("Ma doi chieu,So tien,Ma ly do,Ly do\na,-1,x,y\nb,1\n,5,x,y\nc,1.5,x,y\n"), returnColumnsForTest)
	if fault.CodeOf(err) != "payment.file.wrong" || strings.Count(err.Error(), "payment.file.cells") != 4 {
		t.Errorf("not every bad line is named: %v", err)
	}
}

func FuzzReturnList(f *testing.F) {
	f.Add([]byte("Ma doi chieu,So tien,Ma ly do,Ly do\na,540000,AC04,x\n"))
	f.Add([]byte("Ma doi chieu;So tien;Ma ly do;Ly do\na;1;;\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		kindOf(file)
		said, err := readReturnList(file, returnColumnsForTest)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("not a fault of the file: %v", err)
		}
		for _, b := range said {
			if b.line == "" || b.amount <= 0 {
				t.Errorf("%+v", b)
			}
		}
	})
}
