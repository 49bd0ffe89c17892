package reading

// partKind is what a part of a plan is about.
type partKind uint8

const (
	kindNone partKind = iota
	kindPurpose
	kindSituation
	kindTargets
	kindTasks
	kindOrganisation
	kindFunding
	kindAnnex
)

var (
	purposeWords = phrases("mục đích", "yêu cầu", "quan điểm", "nguyên tắc", "phạm vi", "đối tượng", "căn cứ", "sự cần thiết",
		"cơ sở pháp lí", "cơ sở xây dựng", "định hướng")
	situationWords = phrases("đánh giá", "thực trạng", "tình hình", "kết quả đạt được", "kết quả thực hiện", "khái quát",
		"đặc điểm", "tồn tại", "hạn chế", "khó khăn", "bối cảnh", "nguyên nhân", "bài học", "những kết quả", "đặc điểm tình hình")
	targetWords = phrases("mục tiêu", "chỉ tiêu", "tầm nhìn", "hệ thống chỉ tiêu", "kết quả cần đạt")
	taskWords   = phrases("nhiệm vụ", "giải pháp", "nội dung", "hoạt động", "biện pháp", "phương hướng", "công việc", "danh mục nhiệm vụ")
	orgWords    = phrases("tổ chức thực hiện", "phân công", "trách nhiệm", "tổ chức triển khai", "chế độ báo cáo",
		"chế độ thông tin", "công tác báo cáo", "thông tin, báo cáo", "thông tin báo cáo", "theo dõi, đánh giá", "kiểm tra, giám sát",
		"giám sát, đánh giá", "kiểm tra, đánh giá", "hiệu lực", "điều khoản", "công tác kiểm tra")
	fundWords = phrases("kinh phí", "nguồn kinh phí", "nguồn vốn", "nguồn lực", "nhu cầu kinh phí", "dự toán", "cơ chế tài chính")
	// annexStarts begin an annex.
	annexStarts = phrases("phụ lục", "phụ biểu", "biểu số", "biểu mẫu", "bảng phân công")
	lightWords  = phrases("các", "một số", "những", "về", "nội dung các", "hệ thống", "danh mục", "bảng", "cụ thể các", "nhóm các", "nhóm")
)

var kindWords = []struct {
	kind partKind
	list []phrase
}{{kindPurpose, purposeWords}, {kindSituation, situationWords}, {kindTargets, targetWords}, {kindTasks, taskWords},
	{kindOrganisation, orgWords}, {kindFunding, fundWords}}

// startKind is what a heading says it is about in its first words.
func startKind(ts []token) partKind {
	ts = ts[longestStart(lightWords, ts):]
	for _, k := range kindWords {
		if longestStart(k.list, ts) > 0 {
			return k.kind
		}
	}
	return kindNone
}

// firstKind is what the first telling words of a heading say. Targets win over the purpose they stand beside
// ("Quan điểm, mục tiêu"): the parts below say which is which.
func firstKind(ts []token) partKind {
	at, kind := len(ts), kindNone
	for _, k := range kindWords {
		if i := find(k.list, ts); i >= 0 && i < at {
			at, kind = i, k.kind
		}
	}
	if (kind == kindPurpose || kind == kindSituation && at > 0) && find(targetWords, ts) >= 0 {
		return kindTargets
	}
	return kind
}

// kindOf is what a part is about: what its heading says, else what the part above is about.
func kindOf(p *part) partKind {
	ts := tokens(p.title)
	above := p.parent.kind
	if annexHead(p.title) {
		return kindAnnex
	}
	if above == kindNone || p.rank <= rankRoman {
		if k := topKind(p, ts); k != kindNone {
			return k
		}
		return above
	}
	own := startKind(ts)
	switch {
	case above == kindAnnex && own != kindNone:
		return own
	case above == kindTargets && own == kindPurpose && deadlineOf(ts) > 0:
		return above // "Định hướng đến năm 2030"
	case above == kindTasks && own == kindTargets, above == kindTargets && (own == kindTasks || own == kindPurpose):
		return own
	case (above == kindPurpose || above == kindSituation) && (own == kindTargets || own == kindTasks):
		return own
	case above == kindTargets && own == kindSituation && p.rank <= rankNumber:
		return own
	}
	return above
}

// topKind classifies a part that no other stands over, or a wide one. Long paragraphs that are no heading say it only
// in their first words.
func topKind(p *part, ts []token) partKind {
	if k := startKind(ts); k != kindNone {
		if k == kindPurpose || k == kindSituation {
			return firstKind(ts)
		}
		return k
	}
	if len(ts) > 30 || p.parent.kind != kindNone {
		return kindNone
	}
	return firstKind(ts)
}
