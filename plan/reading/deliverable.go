package reading

var (
	// papers are what an office makes; directly behind a verb of making they are something to deliver.
	papers = phrases("kế hoạch", "chính sách", "đề án", "chương trình", "nghị quyết", "quyết định", "hướng dẫn", "quy chế", "quy định", "quy trình", "văn bản", "cơ chế", "chỉ thị",
		"dự án", "phương án", "quy hoạch", "bộ chỉ số", "bộ tiêu chí", "sổ tay", "tài liệu", "danh mục", "bộ tài liệu", "chiến lược", "tiêu chí", "khung giá", "đơn giá", "định mức", "mức chuẩn", "mô hình", "phần mềm", "cơ sở dữ liệu", "chuyên đề", "mức hỗ trợ")
	// making are the verbs; chaining ones lead up to them: "tham mưu UBND tỉnh ban hành".
	making   = phrases("xây dựng", "ban hành", "soạn thảo", "lập", "phê duyệt", "sửa đổi", "sửa đổi, bổ sung", "trình ban hành", "biên soạn", "xây dựng và ban hành", "xây dựng, ban hành", "trình phê duyệt", "thông qua", "xây dựng mới", "cụ thể hóa bằng", "ra", "in ấn")
	chaining = phrases("xây dựng", "ban hành", "soạn thảo", "lập", "tham mưu", "nghiên cứu", "trình", "rà soát", "đề xuất", "phê duyệt", "sửa đổi", "biên soạn", "chủ trì")
	several  = phrases("các", "một số", "những", "dự thảo", "01", "02", "03", "hệ thống", "mới", "kịp thời", "đầy đủ", "đồng bộ các", "bộ", "thí điểm", "riêng", "bổ sung")
	// loosely named papers need more than the verb: "xây dựng mô hình", "xây dựng cơ sở dữ liệu" are work that goes on.
	ongoing  = phrases("mô hình", "phần mềm", "cơ sở dữ liệu", "chuyên đề", "tài liệu", "văn bản", "dự án", "cơ chế")
	finishes = phrases("hoàn thành mục tiêu", "hoàn thành chỉ tiêu", "hoàn thành việc", "hoàn thành xây dựng", "hoàn thành đầu tư", "hoàn thành công tác", "hoàn thành 100%")
	// dueLeads announce a day by which something is done, other than a year far ahead.
	dueLeads = phrases("hoàn thành trong", "hoàn thành trước", "hoàn thành vào", "hoàn thành tháng", "hoàn thành quý", "hoàn thành năm", "hoàn thành chậm nhất", "xong trước", "xong trong", "trong năm", "trong quý", "trong tháng",
		"trước ngày", "trước tháng", "chậm nhất", "hoàn thành :", "hoàn thành", "vào quý", "vào tháng", "trong 6 tháng", "trình trong", "trước 31", "trước 30", "ban hành trong", "xong")
)

// deliverables reads what is to be made or finished in the paragraphs of tasks and of the part on carrying out.
func (r *taskReader) deliverables(roots ...*part) {
	for _, root := range roots {
		for _, it := range root.all() {
			if it.block.table != nil || it.part == nil || it.part.kind != kindTasks && it.part.kind != kindOrganisation {
				continue
			}
			text := it.text()
			if found, rest := readLabels(text); len(found) > 0 {
				if rest == "" {
					continue
				}
				text = rest
			}
			for _, s := range sentences(text, tokens(text)) {
				for _, c := range clauses(text, s) {
					r.deliverable(it, text, c)
				}
			}
		}
	}
}

func (r *taskReader) deliverable(it *item, text string, ts []token) {
	due := dueIn(text, ts, r.x.year())
	start := madeAt(ts)
	if start < 0 {
		start = find(finishes, ts)
	}
	reports := find(phrases("báo cáo", "gửi"), ts) >= 0
	switch {
	case start < 0 && (due == "" || reports || it.part.kind != kindTasks):
		return
	case start < 0:
		start = 0
	case reports && due == "" && find(papers, ts[start:]) < 0:
		return
	}
	number := r.at[it.order]
	if due == "" {
		due = r.deadline(number)
	}
	if named, ok := r.labelled[number]; ok && number != "" && named == due {
		return // the label "Sản phẩm" names it already
	}
	r.x.Deliverables = append(r.x.Deliverables, Deliverable{Text: words(text, ts[start:]), Due: due,
		Source: it.place(ts[start].at), Task: number, Confidence: certain})
}

func (r *taskReader) deadline(number string) string {
	if number == "" {
		return ""
	}
	return r.deadlines[number]
}

// madeAt is where the words begin that say a paper is to be made, -1 for nowhere.
func madeAt(ts []token) int {
	for i := range ts {
		n := longestStart(papers, ts[i:])
		if n == 0 || i == 0 || numberFollows(ts, i+n) || i+n < len(ts) && ts[i+n].key == "này" {
			continue
		}
		before := i
		for k := 1; k > 0; {
			k = longestEnd(several, ts[:before])
			before -= k
		}
		if longestEnd(making, ts[:before]) == 0 {
			continue
		}
		if longestStart(ongoing, ts[i:]) > 0 && before == i && longestEnd(phrases("ban hành", "trình", "phê duyệt"), ts[:before]) == 0 {
			continue
		}
		return chainStart(ts, before)
	}
	return -1
}

// chainStart goes back from a verb of making over those that lead to it.
func chainStart(ts []token, verbEnd int) int {
	start := verbEnd - longestEnd(making, ts[:verbEnd])
	for i := max(0, verbEnd-16); i < start; i++ {
		if longestStart(chaining, ts[i:]) > 0 && find(phrases(";", "."), ts[i:verbEnd]) < 0 {
			return i
		}
	}
	return start
}

// dueIn is the day a clause sets for finishing, "" for none. "đến năm 2030" sets none: it is how far a plan reaches.
func dueIn(text string, ts []token, year int) string {
	for i := range ts {
		n := longestStart(dueLeads, ts[i:])
		if n == 0 || i > 0 && longestEnd(phrases("trong những"), ts[:i+1]) > 0 {
			continue
		}
		end := min(len(ts), i+n+8)
		for k := i + n; k < end; k++ {
			if isMark(ts[k], ";") {
				end = k
			}
		}
		from := i
		if ts[i].key != "trong" && ts[i].key != "trước" && ts[i].key != "vào" && ts[i].key != "chậm" && !dateSoon(ts, i+n) {
			continue
		}
		if d := lastDay(text[ts[from].at:ts[end-1].end], year); d != "" {
			return d
		}
	}
	return ""
}

// dateSoon says whether a date follows within a few words, so that "hoàn thành" is about it.
func dateSoon(ts []token, i int) bool {
	for k := max(0, i-1); k < len(ts) && k < i+4; k++ {
		if ts[k].kind == day || ts[k].kind == month || ts[k].key == "quý" || ts[k].key == "tháng" || ts[k].key == "ngày" || plainYear(ts[k]) > 0 {
			return true
		}
	}
	return false
}
