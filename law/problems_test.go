package law

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a law of one document, for tests that break it.
func small(t testing.TB) fstest.MapFS {
	t.Helper()
	facts, err := os.ReadFile("../policy/law/facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"law/facts.yaml":                {Data: facts},
		"law/area.yaml":                 file("areas: [here]\n"),
		"law/aid/first/instrument.yaml": file(head("1/2021", "2021-01-01")),
		"law/aid/first/params.yaml": file(`base:
  vi: mức
  en: level
  type: money
  values:
    - {from: 2021-01-01, value: 1000, source: Điều 1}
`),
		"law/aid/first/rules.yaml": file(`programmes:
  - {id: aid, vi: trợ cấp, en: aid, source: Điều 2}
terms:
  - {id: poor, vi: nghèo, en: poor, when: 'household.poverty == "poor"', source: Điều 3}
categories:
  - id: A
    programme: aid
    vi: nhóm A
    en: group A
    when: term.poor && person.age_months >= 720
    amount: base * 1.5
    source: Điều 4
`),
	}
}

func head(number, from string) string {
	return "number: " + number + "\nvi: văn bản\nen: document\nissuer: Chính phủ\nissued: " + from + "\nfrom: " + from + "\nconfidence: V\n"
}

func with(base fstest.MapFS, file, old, new string) fstest.MapFS {
	out := fstest.MapFS{}
	for k, v := range base {
		out[k] = v
	}
	text := ""
	if f := out[file]; f != nil {
		text = string(f.Data)
	}
	if old == "" {
		text += new
	} else {
		if !strings.Contains(text, old) {
			panic("nothing to replace: " + old)
		}
		text = strings.Replace(text, old, new, 1)
	}
	out[file] = &fstest.MapFile{Data: []byte(text)}
	return out
}

func problemsOf(t testing.TB, fsys fs.FS) Problems {
	t.Helper()
	_, err := Load(fsys)
	if err == nil {
		return nil
	}
	var ps Problems
	if !errors.As(err, &ps) {
		t.Fatalf("not a list of problems: %v", err)
	}
	return ps
}

func TestSmallLawLoads(t *testing.T) {
	t.Parallel()
	if ps := problemsOf(t, small(t)); len(ps) > 0 {
		t.Fatal(ps)
	}
}

// Each mistake is named with its place and, where a name is meant, the nearest.
func TestMistakesAreNamed(t *testing.T) {
	t.Parallel()
	rules, params, instrument := "law/aid/first/rules.yaml", "law/aid/first/params.yaml", "law/aid/first/instrument.yaml"
	tests := []struct {
		name, file, old, new string
		where, code          string
		hint                 string
	}{
		{"unknown fact", rules, "person.age_months", "person.age_month", rules + ":10:24", "law.unknown_name", "person.age_months"},
		{"unknown term", rules, "term.poor &&", "term.por &&", rules + ":10:11", "law.unknown_name", "term.poor"},
		{"unknown parameter", rules, "base *", "bse *", rules + ":11:13", "law.unknown_name", "base"},
		{"unknown value", rules, `"poor"`, `"por"`, rules + ":4:65", "law.no_value", "poor"},
		{"unknown key", rules, "    amount:", "    amuont:", rules + ":11:5", "law.unknown_key", "amount"},
		{"money against a number", rules, "person.age_months >= 720", "person.pension_monthly >= 720", rules + ":10:47", "law.wrong_types", ""},
		{"amount is no money", rules, "base * 1.5", "15", rules + ":11:13", "law.wrong_result", ""},
		{"condition is no condition", rules, "term.poor && person.age_months >= 720", "person.age_months", rules + ":10:11", "law.wrong_result", ""},
		{"three decimals", rules, "1.5", "1.555", rules + ":11:20", "law.bad_coefficient", ""},
		{"syntax", rules, ">= 720", ">= ", rules + ":10:43", "law.syntax", ""},
		{"a function", rules, "term.poor &&", "person.sex.startsWith('m') &&", rules + ":10:32", "law.not_supported", ""},
		{"a macro", rules, "term.poor &&", "person.hiv && [1].exists(x, x == 1) &&", rules + ":10:35", "law.not_supported", ""},
		{"a division", rules, ">= 720", "/ 12 >= 60", rules + ":10:42", "law.not_supported", ""},
		{"a date", rules, "person.age_months >= 720", "person.birth_date == person.birth_date", rules + ":10:24", "law.unknown_name", ""},
		{"two enums", rules, `household.poverty == "poor"`, `household.poverty == person.sex`, rules + ":4:71", "law.not_supported", ""},
		{"a lone text", rules, `household.poverty == "poor"`, `"poor" == "poor"`, rules + ":4:44", "law.lone_text", ""},
		{"no source", rules, "    source: Điều 4\n", "", rules + ":6:5", "law.no_source", ""},
		{"no amount", rules, "    amount: base * 1.5\n", "", rules + ":6:5", "law.one_amount", ""},
		{"unknown programme", rules, "programme: aid", "programme: ai", rules + ":7:16", "law.no_programme", "aid"},
		{"unknown repeal", rules, "", "repeals: [{category: B, from: 2022-01-01, source: Điều 9}]\n", rules + ":13:22", "law.no_category", "A"},
		{"unknown together", rules, "", "stacking: [{id: s, programme: aid, vi: v, en: e, source: Đ, together: [{one: [A], with: [B], source: Đ}]}]\n", rules + ":13:90", "law.no_category", "A"},
		{"circular", rules, `household.poverty == "poor"`, "term.poor", rules + ":4:43", "law.circular", ""},
		{"wrong letter", rules, "source: Điều 4", "source: Điều 4\n    confidence: X", rules + ":13:17", "law.not_one_of", ""},
		{"unknown parameter of an amendment", params, "", "bse:\n  values:\n    - {from: 2023-07-01, value: 2000, source: Điều 1}\n", params + ":7:1", "law.no_parameter_named", "base"},
		{"two values at once", rules, "term.poor && ", `term.poor && household.poverty == "near_poor" && `, rules + ":10:11", "law.unreachable", "A"},
		{"bounds that cross", rules, "person.age_months >= 720", "person.age_months >= 720 && person.age_months < 192", rules + ":10:11", "law.unreachable", "A"},
		{"yes and no", rules, "term.poor && ", "person.hiv && (person.age_months < 100 || !person.hiv) && term.poor && ", rules + ":10:11", "law.unreachable", "A"},
		{"an amount nobody reaches", rules, "amount: base * 1.5", "amounts:\n      - {id: young, vi: x, en: x, when: person.age_months < 100, amount: base * 1.0, source: Đ}\n      - {id: old, vi: x, en: x, when: person.age_months >= 720, amount: base * 1.5, source: Đ}", rules + ":12:7", "law.unreachable", "A young"},
		{"gap", params, "- {from: 2021-01-01, value", "- {from: 2021-01-01, to: 2021-12-31, value", rules + ":11:13", "law.no_value_on", ""},
		{"hole", params, "value: 1000, source: Điều 1}", "to: 2021-12-31, value: 1000, source: Điều 1}\n    - {from: 2022-03-01, value: 2000, source: Điều 1}", params + ":7:14", "law.gap", ""},
		{"overlap", params, "source: Điều 1}", "source: Điều 1}\n    - {from: 2022-03-01, value: 2000, source: Điều 1}", params + ":7:14", "law.overlap", ""},
		{"mid-month", params, "from: 2021-01-01", "from: 2021-01-02", params + ":6:14", "law.not_first_day", ""},
		{"never in force", params, "{from: 2021-01-01", "{from: 2021-03-01, to: 2021-02-28", params + ":6:30", "law.never_in_force", ""},
		{"not an amount", params, "1000", "1000.5", params + ":6:33", "law.bad_value", ""},
		{"value before its document", params, "from: 2021-01-01", "from: 2020-01-01", params + ":6:14", "law.before_instrument", ""},
		{"amends nothing", instrument, "", "amends: [zeroth]\n", instrument, "law.no_instrument", ""},
		{"not YAML", rules, "categories:", "categories: [", rules + ":5:1", "law.not_yaml", ""},
		{"an alias", rules, "vi: nhóm A", "vi: &a nhóm A\n    payee: *a", rules + ":9:12", "law.no_alias", ""},
		{"stray file", "law/aid/first/rule.yaml", "", "x: 1\n", "law/aid/first/rule.yaml", "law.stray_file", "rules.yaml"},
		{"no document", "law/aid/second/rules.yaml", "", "terms: []\n", "law/aid/second/instrument.yaml", "law.no_file", ""},
		{"unknown fact in a case", "law/aid/first/cases.yaml", "", "cases:\n  - {id: x, month: 2022-01, facts: {poverti: poor}, expect: []}\n", "law/aid/first/cases.yaml:2:37", "law.no_fact", "household.poverty"},
		{"unknown category in a case", "law/aid/first/cases.yaml", "", "cases:\n  - {id: x, month: 2022-01, facts: {}, expect: [{category: B, amount: 1}]}\n", "law/aid/first/cases.yaml:2:60", "law.no_category", "A"},
	}
	for _, tt := range tests {
		ps := problemsOf(t, with(small(t), tt.file, tt.old, tt.new))
		found := false
		for _, p := range ps {
			found = found || p.Where() == tt.where && strings.HasPrefix(p.Code, tt.code) &&
				(tt.hint == "" || p.Args[len(p.Args)-1] == tt.hint)
		}
		if !found {
			t.Errorf("%s: want %s %s %s, got\n%v", tt.name, tt.where, tt.code, tt.hint, ps)
		}
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	law := with(small(t), "law/aid/first/rules.yaml", "person.age_months", "person.agemonths")
	law = with(law, "law/aid/first/rules.yaml", "source: Điều 2", "payee: nobody")
	law = with(law, "law/aid/first/params.yaml", "type: money", "typ: money")
	got := problemsOf(t, law)
	codes := ""
	for _, p := range got {
		codes += p.Code + " "
	}
	if codes != "law.missing_key law.unknown_key law.not_one_of law.no_source law.unknown_name " && len(got) < 4 {
		t.Errorf("%s\n%v", codes, got)
	}
	last := got[len(got)-1]
	if want := "    when: term.poor && person.agemonths >= 720\n" + strings.Repeat(" ", 23) + "^"; last.Caret() != want {
		t.Errorf("caret\n%s\nwant\n%s", last.Caret(), want)
	}
}

// An amending document is a folder of its own: it ends what it replaces, from its day, and nothing else.
func TestAmendmentEndsWhatItReplaces(t *testing.T) {
	t.Parallel()
	law := with(small(t), "law/aid/second/instrument.yaml", "", head("2/2023", "2023-07-01")+"amends: [first]\n")
	law = with(law, "law/aid/second/params.yaml", "", "base:\n  values:\n    - {from: 2023-07-01, value: 2000, source: Điều 1}\n")
	law = with(law, "law/aid/second/rules.yaml", "", `categories:
  - {id: A, programme: aid, vi: nhóm A mới, en: new group A, when: term.poor, amount: base * 1.0, source: Điều 2}
`)
	b, err := Load(law)
	if err != nil {
		t.Fatal(err)
	}
	for month, want := range map[string]string{"2023-06": "not_met", "2023-07": "2.000 đ"} {
		e := explained(t, b, "poverty: poor\nbirth_date: 2000-01-01\n", parseMonth(t, month))
		c := e.Programmes[0].Categories[0]
		if got := map[bool]string{true: c.Amount.String(), false: c.Answer}[c.Answer == "met"]; got != want {
			t.Errorf("%s: %s, want %s", month, got, want)
		}
	}
	law = with(law, "law/aid/second/instrument.yaml", "amends: [first]\n", "")
	if ps := problemsOf(t, law); len(ps) != 2 || ps[0].Code != "law.overlap" {
		t.Errorf("without amends: %v", ps)
	}
}

// A place may set a higher amount; it counts there only, and only where it is higher.
func TestLocalAmountCountsWhereItIsHigher(t *testing.T) {
	t.Parallel()
	for area, want := range map[string]map[string]string{
		"here":  {"2021-01": "1.500 đ", "2021-06": "3.000 đ", "2022-01": "1.500 đ"},
		"there": {"2021-06": "1.500 đ"},
	} {
		law := with(small(t), "law/aid/local/instrument.yaml", "", head("3/2021", "2021-06-01")+"area: "+area+"\n")
		law = with(law, "law/aid/first/params.yaml", "type: money", "type: money\n  local: higher")
		law = with(law, "law/aid/local/params.yaml", "", "base:\n  values:\n"+
			"    - {from: 2021-06-01, to: 2021-12-31, value: 2000, source: Điều 1}\n    - {from: 2022-01-01, value: 900, source: Điều 1}\n")
		b, err := Load(law)
		if err != nil {
			t.Fatal(err)
		}
		for month, amount := range want {
			e := explained(t, b, "poverty: poor\nbirth_date: 1950-01-01\n", parseMonth(t, month))
			if got := e.Programmes[0].Total.String(); got != amount {
				t.Errorf("%s %s: %s, want %s", area, month, got, amount)
			}
		}
	}
}

// A document may set a higher amount for areas of a kind; it counts there only, only while it is higher, and where the
// kind of the area is not known, what rests on it is unknown.
func TestAmountByKindOfArea(t *testing.T) {
	t.Parallel()
	base := with(small(t), "law/aid/first/params.yaml", "type: money", "type: money\n  local: higher")
	law := with(base, "law/aid/hills/instrument.yaml", "", head("4/2021", "2021-06-01"))
	const overlay = "base:\n  where: area.special_difficulty\n  vi: mức ở xã khó khăn\n  en: level in hard communes\n  values:\n" +
		"    - {from: 2021-06-01, to: 2021-12-31, value: 2000, source: Điều 1}\n    - {from: 2022-01-01, value: 900, source: Điều 2}\n"
	law = with(law, "law/aid/hills/params.yaml", "", overlay)
	b, err := Load(law)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ month, hard, want, cites string }{
		{"2021-05", "true", "1.500 đ", "1/2021"}, {"2021-06", "true", "3.000 đ", "4/2021"}, {"2021-06", "false", "1.500 đ", "1/2021"},
		{"2022-01", "true", "1.500 đ", "1/2021"}, {"2021-06", "", "0 đ", ""},
	} {
		f := Facts{"household.poverty": {Text: "poor"}, "person.birth_date": {Text: "1950-01-01"}, "area.special_difficulty": {Text: c.hard}}
		month := parseMonth(t, c.month)
		e, err := b.Explain(f, month)
		if err != nil {
			t.Fatal(err)
		}
		p := e.Programmes[0]
		if got := p.Total.String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		if c.cites == "" {
			if len(p.Missing) != 1 || p.Missing[0].ID != "area.special_difficulty" {
				t.Errorf("%+v: missing %+v", c, p.Missing)
			}
		} else if u := p.Categories[0].Rule.Uses; len(u) != 1 || u[0].Source.Number != c.cites {
			t.Errorf("%+v: rests on %+v", c, u)
		}
		table, err := b.oneRow(f, month)
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.Determine(table)
		if err != nil || len(r.Benefits) > 0 != (c.cites != "") || len(r.Benefits) > 0 && r.Benefits[0].Amount != p.Total {
			t.Errorf("%+v: determined %+v %v", c, r, err)
		}
	}
	more, err := b.With(Setting{Parameter: "aid.base", Value: 5000, From: parseMonth(t, "2021-06").First()})
	if err != nil {
		t.Fatal(err)
	}
	e := explained(t, more, "poverty: poor\nbirth_date: 1950-01-01\narea: {special_difficulty: true}\n", parseMonth(t, "2021-07"))
	if got := e.Programmes[0].Total.String(); got != "7.500 đ" {
		t.Errorf("a reform above the overlay: %s", got)
	}
	for wrong, code := range map[string]string{"where: person.hiv": "law.where_area", "where: area.hard": "law.unknown_name"} {
		ps := problemsOf(t, with(law, "law/aid/hills/params.yaml", "where: area.special_difficulty", wrong))
		if len(ps) != 1 || ps[0].Code != code || ps[0].Where() != "law/aid/hills/params.yaml:2:10" {
			t.Errorf("%s: %v", wrong, ps)
		}
	}
	if ps := problemsOf(t, with(law, "law/aid/first/params.yaml", "\n  local: higher", "")); len(ps) != 1 || ps[0].Code != "law.no_local_value" {
		t.Errorf("not allowed to be higher: %v", ps)
	}
}

// Two amounts of equal rank that differ, and a ground without an amount, fail; a higher rank wins.
func TestContradictionFails(t *testing.T) {
	t.Parallel()
	amounts := func(first, second, rank string) fstest.MapFS {
		return with(small(t), "law/aid/first/rules.yaml", "amount: base * 1.5", "amounts:\n"+
			"      - {id: x, vi: x, en: x, when: '"+first+"', amount: base * 1.0, source: Điều 5}\n"+
			"      - {id: y, vi: y, en: y, when: '"+second+"', rank: "+rank+", amount: base * 2.0, source: Điều 5}")
	}
	for code, law := range map[string]fstest.MapFS{
		"law.conflict":  amounts("person.hiv", "person.alive", "0"),
		"law.no_amount": amounts("!person.hiv", "!person.alive", "0"),
		"":              amounts("person.hiv", "person.alive", "1"),
	} {
		b, err := Load(law)
		if err != nil {
			t.Fatal(err)
		}
		f := Facts{"person.hiv": {Text: "true"}, "person.alive": {Text: "true"}, "household.poverty": {Text: "poor"}, "person.birth_date": {Text: "1950-01-01"}}
		month := parseMonth(t, "2022-01")
		table, err := b.oneRow(f, month)
		if err != nil {
			t.Fatal(err)
		}
		_, explain := b.Explain(f, month)
		result, determine := b.Determine(table)
		if codeOf(explain) != code || codeOf(determine) != code {
			t.Errorf("want %q, explain %v, determine %v", code, explain, determine)
		}
		if code == "" && result.Benefits[0].Amount != 2000 {
			t.Errorf("the higher rank gives %v", result.Benefits)
		}
	}
}

// A special amount that may hold keeps the general one from being certain; the other way round it does not.
func TestUnknownRank(t *testing.T) {
	t.Parallel()
	law := with(small(t), "law/aid/first/rules.yaml", "amount: base * 1.5", "amounts:\n"+
		"      - {id: general, vi: x, en: x, when: person.alive, amount: base * 1.0, source: Điều 5}\n"+
		"      - {id: special, vi: y, en: y, when: person.hiv, rank: 1, amount: base * 2.0, source: Điều 5}")
	b, err := Load(law)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		alive, hiv string
		total      int64
		missing    int
	}{{"true", "true", 2000, 0}, {"true", "false", 1000, 0}, {"true", "", 0, 1}, {"", "true", 2000, 0}, {"", "false", 0, 1}} {
		e, err := b.Explain(Facts{"person.hiv": {Text: tt.hiv}, "person.alive": {Text: tt.alive}, "household.poverty": {Text: "poor"},
			"person.birth_date": {Text: "1950-01-01"}}, parseMonth(t, "2022-01"))
		if err != nil {
			t.Fatalf("%+v: %v", tt, err)
		}
		if p := e.Programmes[0]; int64(p.Total) != tt.total || len(p.Missing) != tt.missing {
			t.Errorf("%+v: %s, missing %v", tt, p.Total, p.Missing)
		}
	}
}

// An amount that is not whole đồng is a mistake of the law, not something to round.
func TestFractionOfADongFails(t *testing.T) {
	t.Parallel()
	b, err := Load(with(small(t), "law/aid/first/params.yaml", "1000", "1001"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Explain(Facts{"household.poverty": {Text: "poor"}, "person.birth_date": {Text: "1950-01-01"}}, parseMonth(t, "2022-01"))
	if codeOf(err) != "money.fraction" {
		t.Error(err)
	}
}
