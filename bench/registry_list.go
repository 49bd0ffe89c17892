package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"ansinh/calendar"
	"ansinh/viet"
)

// The words invented names are made of; who they name nobody knows.
var (
	families = strings.Fields("Nguyễn Nguyễn Nguyễn Trần Lê Phạm Hoàng Giáp Thân Đỗ Ngô Dương Vũ Bùi Đặng")
	middles  = strings.Fields("Thị Văn Đức Minh Hồng Ngọc Thanh Xuân Quang Hữu Thu Kim Đình")
	givens   = strings.Fields("Hòa Thúy An Bình Cường Dũng Đức Giang Hà Hải Hùng Hương Lan Linh Long Mai Nam Nga Phúc Sơn Tâm Tuấn Yến Thủy")
)

// invented is an invented person of a list.
type invented struct {
	name, number string
	born         calendar.Date
	sex          viet.Sex
}

func invent(r *rand.Rand, place string, serial int) invented {
	pick := func(l []string) string { return l[r.IntN(len(l))] }
	p := invented{name: pick(families) + " " + pick(middles) + " " + pick(middles) + " " + pick(givens),
		born: calendar.MustDay(1936, 1, 1) + calendar.Date(r.IntN(32000)), sex: []viet.Sex{viet.Male, viet.Female}[r.IntN(2)]}
	p.number = fmt.Sprintf("%s%c%02d%06d", place, viet.CenturySexDigit(p.born.Year(), p.sex), p.born.Year()%100, serial)
	return p
}

// peopleList is a list of so many invented people as an office sends it: households of four, the poverty of the household,
// the disability of a few. Lists of different places name different people.
func peopleList(lines int, seed uint64, place string) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	communes := []string{"Đồng Kỳ", "Bố Hạ", "Tam Tiến", "Xuân Lương"}
	var out bytes.Buffer
	out.WriteString("Số CCCD;Họ và tên;Ngày sinh;Giới tính;Dân tộc;Xã/phường;Mã hộ;Quan hệ với chủ hộ;Địa chỉ;Tình trạng nghèo của hộ (theo rà soát);Mức độ khuyết tật (theo giấy xác nhận)\n")
	for i := range lines {
		p := invent(r, place, i%1_000_000)
		house := i / 4
		relation := "Chủ hộ"
		if i%4 > 0 {
			relation = "Con"
		}
		poverty := "không thuộc hộ nghèo hoặc cận nghèo"
		if house%11 == 0 {
			poverty = "hộ nghèo"
		}
		disability := ""
		if i%14 == 0 {
			disability = "khuyết tật nặng"
		}
		fmt.Fprintf(&out, "%s;%s;%s;%s;Kinh;%s;H%d;%s;Thôn %d;%s;%s\n", p.number, p.name, p.born.Vietnamese(), map[viet.Sex]string{viet.Male: "Nam", viet.Female: "Nữ"}[p.sex],
			communes[house%len(communes)], house, relation, house%20+1, poverty, disability)
	}
	return out.Bytes()
}
