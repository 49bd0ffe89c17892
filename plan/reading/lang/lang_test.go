package lang_test

import (
	"fmt"
	"strings"
	"testing"

	"ansinh/plan/reading/lang"
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

func TestReadNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		share    bool
		want     lang.Decimal
		doubtful bool
	}{
		{"74.900", false, "74900", false},
		{"2,35", true, "2.35", false},
		{"05", false, "5", false},
		{"1.247.600", false, "1247600", false},
		{"99,6", true, "99.6", false},
	} {
		if got, doubtful, ok := lang.ReadNumber(c.text, c.share); !ok || got != c.want || doubtful != c.doubtful {
			t.Errorf("%s: %s, doubtful %v, ok %v", c.text, got, doubtful, ok)
		}
	}
	if got := lang.Decimal("-1234567.5").Vietnamese(); got != "-1.234.567,5" {
		t.Errorf("%s", got)
	}
}

func TestLastDay(t *testing.T) {
	t.Parallel()
	lex := words(t)
	for text, want := range map[string]string{
		"hoàn thành trước ngày 30/9/2024":      "2024-09-30",
		"quý III/2026":                         "2026-09-30",
		"trong tháng 4/2024":                   "2024-04-30",
		"trước tháng 9/2025":                   "2025-08-31",
		"2025 - 2028":                          "2028-12-31",
		"trước năm 2027":                       "2026-12-31",
		"ngày 05 tháng 12 năm 2025":            "2025-12-05",
		"từ tháng 6/2026":                      "", // when it begins
		"hằng năm":                             "",
		"thường xuyên":                         "",
		"từ năm 2024 đến hết năm 2026":         "2026-12-31",
		"quý II và quý III/2026":               "2026-09-30",
		"hoàn thành trước ngày 31/3 hằng năm":  "",
		"trước khai giảng năm học 2025 - 2026": "",
	} {
		if got := lex.LastDay(text, 0); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := lex.LastDay("trước ngày 15/6", 2027); got != "2027-06-15" {
		t.Errorf("the plan's own year: %q", got)
	}
}

func TestYears(t *testing.T) {
	t.Parallel()
	lex := words(t)
	for text, want := range map[string]string{
		"đến năm 2028 đạt 75%, đến năm 2030 đạt 90%": "2028 2030",
		"giai đoạn 2026 - 2030":                      "2030",
		"so với năm 2020":                            "baseline 2020",
		"1.929 hộ":                                   "",
		"xây 2025 căn":                               "",
		"trước năm 2027":                             "before 2027",
		"từ năm 2026":                                "since 2026",
		"chậm nhất là hết năm 2027":                  "2027",
	} {
		var got []string
		for _, y := range lex.YearsIn(lang.Tokens(text)) {
			role := map[lang.YearRole]string{lang.Before: "before ", lang.Since: "since ", lang.Baseline: "baseline "}[y.Role]
			got = append(got, fmt.Sprint(role, y.Year))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestSpelled holds that numbers in words become figures where they count, and stay words where they do not.
func TestSpelled(t *testing.T) {
	t.Parallel()
	lex := words(t)
	for text, want := range map[string]string{
		"một trăm phần trăm hộ nghèo":    "100 phần trăm hộ nghèo",
		"ít nhất một nửa số xã":          "ít nhất 50 % số xã",
		"tối thiểu hai mô hình":          "tối thiểu 2 mô hình",
		"nhân rộng sáu mươi lăm mô hình": "nhân rộng 65 mô hình",
		"một nghìn hai trăm hộ":          "1200 hộ",
		"năm nay là một năm khó khăn":    "năm nay là một năm khó khăn",
		"một số xã còn nhiều khó khăn":   "một số xã còn nhiều khó khăn",
	} {
		var got []string
		for _, tk := range lex.SpelledCounts(lang.SpelledShares(lang.Tokens(text))) {
			got = append(got, tk.Key)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", text, strings.Join(got, " "), want)
		}
	}
}

func TestReadLabels(t *testing.T) {
	t.Parallel()
	lex := words(t)
	found, rest := lex.ReadLabels("Vận hành trợ lý ảo (cơ quan chủ trì: Sở Y tế; cơ quan phối hợp: Công an tỉnh; thời gian thực hiện: quý I/2026).")
	if rest != "Vận hành trợ lý ảo" || len(found) != 3 {
		t.Fatalf("%q %+v", rest, found)
	}
	for i, want := range []lang.Labelled{{Kind: lang.LabelLead, Value: "Sở Y tế"}, {Kind: lang.LabelWith, Value: "Công an tỉnh"}, {Kind: lang.LabelTime, Value: "quý I/2026"}} {
		if found[i].Kind != want.Kind || found[i].Value != want.Value {
			t.Errorf("%+v, want %+v", found[i], want)
		}
	}
	if found, rest := lex.ReadLabels("Sở Y tế chủ trì việc này: rà soát."); found != nil || rest != "Sở Y tế chủ trì việc này: rà soát." {
		t.Errorf("a sentence is no label: %+v %q", found, rest)
	}
}

// TestKeys holds that small letters, the place of the tone, y and i and the kind of dash make no difference.
func TestKeys(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"Tỷ lệ", "tỉ lệ"}, {"hoà nhập", "hòa nhập"}, {"Kỹ  năng", "kĩ năng"}, {"2025 – 2030", "2025 - 2030"}} {
		if a, b := lang.KeyOf(pair[0]), lang.KeyOf(pair[1]); a != b {
			t.Errorf("%q and %q", a, b)
		}
	}
	if lang.KeyOf("tay") == lang.KeyOf("tai") {
		t.Error("y behind a vowel is a letter of its own")
	}
}

// TestLeadInsEndAtVerbs holds that what leads in is taken off, and a verb that begins like it is not.
func TestLeadInsEndAtVerbs(t *testing.T) {
	t.Parallel()
	lex := words(t)
	for text, want := range map[string]string{
		"Phấn đấu đến năm 2030 có tỷ lệ hộ nghèo": "tỷ lệ hộ nghèo",
		"Nâng cấp trạm y tế":                      "Nâng cấp trạm y tế",
		"và đến năm 2028":                         "",
	} {
		if got := lang.Words(text, lex.Stripped(lang.Tokens(text))); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	lex := words(f)
	for _, s := range []string{"đến năm 2030 đạt 95%", "từ 34,1% còn 25%", "(năm 2024: 150; năm 2025: 200)", "Số: 12/KH-UBND", "\xff9/10 xã"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at := 0
		for _, tk := range lang.Tokens(s) {
			if tk.At < at || tk.End < tk.At || tk.End > len(s) {
				t.Fatalf("token %+v of %q", tk, s)
			}
			at = tk.End
		}
		ts := lex.SpelledCounts(lang.SpelledShares(lang.Tokens(s)))
		lex.YearsIn(ts)
		lex.Stripped(ts)
		lex.LastDay(s, 2026)
		lex.ReadLabels(s)
	})
}
