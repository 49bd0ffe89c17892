package paper_test

import (
	"slices"
	"strings"
	"testing"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
	"ansinh/policy"
)

func words(t testing.TB) *lang.Lexicon {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lang.LoadLexicon(data)
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

func TestReadMarker(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]paper.Marker{
		"II. Mục tiêu":                 {Rank: paper.RankRoman, Number: "II"},
		"Mục III. Nhiệm vụ":            {Rank: paper.RankRoman, Number: "III"},
		"Khoản 2. Sở Y tế chủ trì":     {Rank: paper.RankNumber, Number: "2"},
		"1.2. Tăng cường":              {Rank: paper.RankNumber2, Number: "1.2"},
		"a) Rà soát":                   {Rank: paper.RankPoint, Number: "a"},
		"Hai là, giao Sở Y tế":         {Rank: paper.RankPoint, Number: "2"},
		"3) Khám sức khỏe":             {Rank: paper.RankPoint2, Number: "3"},
		"- Sở Tài chính":               {Rank: paper.RankDash},
		"Nhiệm vụ 4: Giám sát":         {Rank: paper.RankNumber, Number: "4"},
		"2.500 lao động":               {},
		"10- 15 người":                 {},
		"12 xã đạt chuẩn":              {},
		"Khoản 2 Điều 5 Luật Việc làm": {},
		"Mục I của Kế hoạch 112":       {},
		"Quý II. Hoàn thành":           {},
	} {
		got := paper.ReadMarker(text)
		if got.Rank != want.Rank || got.Number != want.Number {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
		if want.Rank == paper.RankNone && got.Width != 0 {
			t.Errorf("%s: no sign takes %d bytes", text, got.Width)
		}
	}
}

// paragraphs are the texts of what a file holds.
func paragraphs(t *testing.T, text string) []string {
	t.Helper()
	blocks, err := paper.Open([]byte(text), "plan.txt", words(t))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range blocks {
		if b.Table != nil {
			for _, r := range b.Table.Rows {
				out = append(out, strings.Join(r.Cells, " | "))
			}
			continue
		}
		out = append(out, b.Text)
	}
	return out
}

// TestSentencesGoOnOverPages holds that a page number, a head of the page and a line's end break no sentence.
func TestSentencesGoOnOverPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"line":        {"1. Rà soát hộ nghèo theo chuẩn đa chiều của giai\nđoạn mới.\n2. Xóa nhà tạm.\n", []string{"1. Rà soát hộ nghèo theo chuẩn đa chiều của giai đoạn mới.", "2. Xóa nhà tạm."}},
		"page number": {"1. Giao Sở Y tế chủ trì, phối hợp với Sở Kế\n\f2\nhoạch và Đầu tư thực hiện.\n", []string{"1. Giao Sở Y tế chủ trì, phối hợp với Sở Kế hoạch và Đầu tư thực hiện."}},
		"foot of both pages": {"1. Giao Sở Y tế chủ trì, phối hợp với Sở Kế\nKH số 12 về nhà ở\n\f2\nhoạch và Đầu tư thực hiện.\n2. Xóa nhà tạm.\nKH số 12 về nhà ở\n",
			[]string{"1. Giao Sở Y tế chủ trì, phối hợp với Sở Kế hoạch và Đầu tư thực hiện.", "2. Xóa nhà tạm."}},
		"bullets": {"- Một việc\n- Hai việc\n", []string{"- Một việc", "- Hai việc"}},
	} {
		if got := paragraphs(t, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestPlacesAreLines holds that a paragraph of several lines knows where each of its words stands.
func TestPlacesAreLines(t *testing.T) {
	t.Parallel()
	blocks, err := paper.Open([]byte("Mở đầu.\n\n1. Rà soát hộ nghèo theo chuẩn đa chiều của giai\nđoạn mới.\n"), "plan.txt", words(t))
	if err != nil || len(blocks) != 2 {
		t.Fatal(len(blocks), err)
	}
	b := blocks[1]
	if first, last := b.Place(0).Line, b.Place(strings.Index(b.Text, "mới")).Line; first != 3 || last != 4 {
		t.Errorf("lines %d and %d, want 3 and 4", first, last)
	}
}

// TestColumnsByTheirHeads holds what the heads of a table say its columns are.
func TestColumnsByTheirHeads(t *testing.T) {
	t.Parallel()
	lex := words(t)
	if l := paper.ColumnKinds(lex, []string{"TT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"}); !l.Tasks() || l.Targets() {
		t.Errorf("a table of tasks: %+v", l)
	}
	if l := paper.ColumnKinds(lex, []string{"STT", "Chỉ tiêu", "ĐVT", "2025", "2030"}); !l.Targets() || l.Tasks() {
		t.Errorf("a table of targets: %+v", l)
	}
	if l := paper.ColumnKinds(lex, []string{"Họ và tên", "Ngày sinh", "Ghi chú"}); l.Useful() {
		t.Errorf("a table of something else: %+v", l)
	}
}
