package reading

import "strings"

// labelKind is what a label before a colon announces: "Cơ quan chủ trì:", "Thời gian thực hiện:".
type labelKind uint8

const (
	labelNone labelKind = iota
	labelLead
	labelWith
	labelTime
	labelProduct
	labelCharge // "Phân công thực hiện:", "Trách nhiệm:": a sentence or a list of who does it
)

// The words a label is made of. A label is short: the words, perhaps "thực hiện", then a colon.
var (
	leadLabels = phrases("chủ trì", "cơ quan chủ trì", "đơn vị chủ trì", "cơ quan, đơn vị chủ trì", "cơ quan đơn vị chủ trì",
		"cơ quan/đơn vị chủ trì", "các cơ quan chủ trì", "các đơn vị chủ trì", "sở, ngành chủ trì", "sở, ban, ngành chủ trì", "đầu mối chủ trì", "cơ quan đầu mối", "đơn vị đầu mối",
		"cơ quan chịu trách nhiệm", "đơn vị chịu trách nhiệm", "cơ quan chịu trách nhiệm chính", "phân công chủ trì", "giao chủ trì", "phụ trách", "đơn vị phụ trách", "cơ quan phụ trách", "bộ phận phụ trách", "cơ quan tham mưu", "đơn vị tham mưu", "chịu trách nhiệm", "chịu trách nhiệm chính", "đơn vị đầu mối thực hiện", "đầu mối", "cơ quan chủ trì, tham mưu", "sở chủ trì", "cơ quan, đơn vị đầu mối", "chủ trì tham mưu", "chủ trì, tham mưu", "chủ trì thực hiện", "đơn vị chủ trì tham mưu")
	withLabels = phrases("phối hợp", "cơ quan phối hợp", "đơn vị phối hợp", "cơ quan, đơn vị phối hợp", "cơ quan đơn vị phối hợp",
		"cơ quan/đơn vị phối hợp", "các cơ quan phối hợp", "các đơn vị phối hợp", "các cơ quan, đơn vị phối hợp", "sở, ngành phối hợp", "sở, ban, ngành phối hợp", "cơ quan, tổ chức phối hợp", "thành phần phối hợp", "cùng phối hợp", "lực lượng phối hợp", "cấp phối hợp", "phối hợp thực hiện")
	timeLabels = phrases("thời gian", "thời hạn", "thời gian hoàn thành", "thời hạn hoàn thành", "tiến độ", "thời điểm",
		"thời gian thực hiện", "thời hạn thực hiện", "tiến độ thực hiện", "tiến độ hoàn thành", "thời gian triển khai", "hoàn thành", "lộ trình", "lộ trình thực hiện")
	productLabels = phrases("sản phẩm", "kết quả", "sản phẩm đầu ra", "kết quả đầu ra", "kết quả dự kiến", "sản phẩm dự kiến",
		"sản phẩm hoàn thành", "kết quả, sản phẩm", "sản phẩm, kết quả", "dự kiến sản phẩm", "dự kiến kết quả", "kết quả thực hiện")
	chargeLabels = phrases("phân công thực hiện", "trách nhiệm", "trách nhiệm thực hiện", "đơn vị thực hiện", "cơ quan thực hiện",
		"cơ quan, đơn vị thực hiện", "các đơn vị thực hiện", "phân công", "phân công nhiệm vụ", "đơn vị chịu trách nhiệm thực hiện", "cơ quan chịu trách nhiệm thực hiện", "tổ chức thực hiện", "phân công trách nhiệm", "người thực hiện")
	labelTails = phrases("thực hiện", "chính", "tham mưu", "triển khai", "triển khai thực hiện", "")
)

var labels = []struct {
	kind labelKind
	list []phrase
}{{labelLead, leadLabels}, {labelWith, withLabels}, {labelTime, timeLabels}, {labelProduct, productLabels}, {labelCharge, chargeLabels}}

// readLabel reads a label at the start of the tokens and gives its kind and how many tokens it takes with its colon.
func readLabel(ts []token) (labelKind, int) {
	for _, l := range labels {
		n := longestStart(l.list, ts)
		if n == 0 {
			continue
		}
		n += longestStart(labelTails, ts[n:])
		if n < len(ts) && isMark(ts[n], ":") {
			return l.kind, n + 1
		}
	}
	return labelNone, 0
}

// startsLabel says whether a line begins with a label, so that it is a paragraph of its own.
func startsLabel(s string) bool {
	if !strings.Contains(s[:min(len(s), 120)], ":") {
		return false
	}
	ts := tokens(s[:min(len(s), 120)])
	kind, _ := readLabel(ts)
	return kind != labelNone
}

// labelled is one label with what stands behind it.
type labelled struct {
	kind  labelKind
	value string
	at    int
}

// readLabels cuts a paragraph into its labels and their values: one a paragraph, or several parted by ";" or ".", also
// in parentheses. rest is the text before the first label.
func readLabels(text string) (found []labelled, rest string) {
	ts := tokens(text)
	starts := []int{}
	for i := range ts {
		if i > 0 && !isMark(ts[i-1], ";.(,-+*") {
			continue
		}
		if kind, n := readLabel(ts[i:]); kind != labelNone {
			found = append(found, labelled{kind: kind, at: ts[i].at})
			starts = append(starts, i, i+n)
		}
	}
	if len(found) == 0 {
		return nil, text
	}
	for k := range found {
		from, to := starts[2*k+1], len(ts)
		if k+1 < len(found) {
			to = starts[2*k+2]
		}
		for to > from && isMark(ts[to-1], ";.(,-+*)") && !(isMark(ts[to-1], ")") && find(phrases("("), ts[from:to]) >= 0) {
			to--
		}
		found[k].value = words(text, ts[from:to])
	}
	return found, strings.TrimRight(text[:ts[starts[0]].at], " (;,-+*")
}
