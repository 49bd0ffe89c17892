package reading

// predicateAt is where what is said of a population begins, -1 for nowhere. A verb inside a name ("người sử dụng lao
// động", "cơ sở cung cấp dịch vụ") counts only where no other is found.
func predicateAt(ts []token) int {
	weak := -1
	for i := 0; i < len(ts); i++ {
		if i > 0 && (ts[i-1].key == "theo" || isMark(ts[i-1], "(")) {
			continue
		}
		if longestStart(owning, ts[i:]) > 0 {
			if longestStart(ownedNames, ts[i+1:]) == 0 || longestStart(owned, ts[i+1:]) > 0 {
				return i
			}
			continue
		}
		n := longestStart(predicates, ts[i:])
		switch {
		case n == 0 || ts[i].key == "tổ" && (ofOrganisations(ts, i) || i > 0 && isMark(ts[i-1], ",") || i+2 < len(ts) && isMark(ts[i+2], ",")):
			continue
		case !nominal(ts, i):
			return i
		case weak < 0 && i > 0 && i+n < len(ts):
			weak = i
		}
		i += n - 1
	}
	return weak
}

var (
	nouning = phrases("việc", "sự", "để", "cơ sở", "dịch vụ", "hoạt động", "công tác", "đơn vị", "tổ chức", "điều kiện", "nhu cầu", "khả năng", "cán bộ", "nhân viên", "hệ thống", "diện", "cần", "tự", "không", "chưa", "cơ quan", "mức", "quyền", "tuổi", "lao động")
	naming  = phrases("người", "hộ", "nhóm", "trẻ", "đối tượng", "thanh niên", "học sinh", "phụ nữ")
)

// nominal says whether the verb at i stands inside a name: behind a word that makes a noun of it, or behind a word for
// people where it tells which ones. "được" and "bị" are said of the people.
func nominal(ts []token, i int) bool {
	said := longestStart(phrases("được", "bị", "đạt", "đều"), ts[i:]) > 0
	if longestEnd(phrases("cần", "chưa", "không"), ts[:i]) > 0 {
		return true
	}
	return !said && (longestEnd(nouning, ts[:i]) > 0 || longestEnd(naming, ts[:i]) > 0)
}

// rateOf is what a rate is taken over, without its number: "dân" of "10.000 dân".
func rateOf(ts []token) []token {
	for len(ts) > 1 && (ts[0].kind == number || longestStart(scales, ts) > 0) {
		ts = ts[1:]
	}
	return ts
}
