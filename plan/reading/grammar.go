package reading

// Words of the grammar of targets.
var (
	// heads begin the name of an indicator.
	heads = phrases("tỉ lệ", "tỉ trọng", "số", "số lượng", "tổng số", "chỉ số", "hệ số", "tuổi thọ", "diện tích", "mức", "tổng", "thu nhập",
		"năng suất", "tốc độ", "quy mô", "mật độ", "tỉ số", "tỉ suất", "thời gian", "chiều cao", "lượng", "giá trị", "doanh thu", "kim ngạch",
		"thứ hạng", "điểm", "mức độ", "hdi", "grdp", "gdp", "dân số", "sản lượng", "số năm", "kinh phí", "tổng tỉ suất", "tỉ lệ phần trăm", "độ bao phủ", "bao phủ", "độ che phủ", "cơ cấu", "vốn", "dư nợ", "chi phí", "thị phần", "nguồn vốn", "tuổi kết hôn", "tuổi nghề", "mức sinh", "công suất", "khối lượng", "xếp hạng", "tái nghèo", "phát sinh", "nợ quá hạn", "lực lượng", "mật độ")
	// qualifiers begin a phrase that says where or for whom.
	qualifiers = phrases("khu vực", "vùng", "cấp", "thành thị", "nông thôn", "đô thị", "nam", "nữ", "nội thành", "ngoại thành", "miền núi", "đồng bằng",
		"ở", "tại", "trên địa bàn", "đối với", "riêng", "trong đó", "huyện", "thành phố", "xã", "phường", "tuyến", "bậc", "tiểu học", "trung học", "mầm non", "mẫu giáo", "nhà trẻ", "thị xã",
		"toàn tỉnh", "toàn thành phố", "toàn quốc", "dân tộc thiểu số", "người dân tộc thiểu số", "ven biển", "hải đảo", "biên giới", "trẻ em", "trẻ", "người cao tuổi", "người khuyết tật", "phụ nữ", "lứa tuổi", "nhóm", "ở vùng", "hộ nghèo", "hộ cận nghèo", "lao động nữ", "lao động nam", "trung học cơ sở", "trung học phổ thông", "thcs", "thpt", "giáo dục", "mức độ", "các huyện", "các xã", "tại khu vực", "ở khu vực", "của khu vực", "trong khu vực", "cho", "thuộc", "công lập", "ngoài công lập", "tự nguyện", "bắt buộc")
	// places begin the part of an indicator that names its population, at its end.
	places = phrases("khu vực", "ở", "tại", "trên địa bàn", "đối với", "của", "vùng", "trong nhóm", "ở khu vực", "tại khu vực", "của khu vực", "trong khu vực", "đối với khu vực", "ở vùng", "tại vùng",
		"cấp học", "cấp tiểu học", "cấp trung học", "cấp thcs", "cấp thpt", "cấp mầm non", "cấp tỉnh", "cấp huyện", "cấp xã", "cấp cơ sở", "ở cấp", "ở bậc", "bậc tiểu học", "bậc trung học", "bậc học", "tuyến huyện", "tuyến xã", "tuyến tỉnh", "thành thị", "nông thôn")
	// noPlaces end in a word of places and are names of their own: nhà ở, hiện tại.
	noPlaces = phrases("nhà ở", "chỗ ở", "nơi ở", "hiện tại", "tồn tại", "đất ở", "thương tại", "phát triển nông thôn", "dân cư nông thôn")
	// actions are verbs that do something to what they measure; the figure's noun follows.
	actions = phrases("xóa", "hỗ trợ", "xây dựng", "xây mới", "giảm", "tăng", "tạo", "tạo việc làm", "giải quyết", "giải quyết việc làm", "đào tạo", "bồi dưỡng", "tập huấn",
		"cung cấp", "lắp đặt", "sửa chữa", "cải tạo", "nâng cấp", "đầu tư", "thành lập", "phát triển", "huy động", "tặng", "trao", "cấp", "tổ chức", "đưa", "trợ giúp",
		"chăm sóc", "nuôi dưỡng", "tuyển sinh", "kết nối", "mở", "trồng", "khám", "tiếp nhận", "bố trí", "thu hút", "hoàn thành", "phổ cập", "cử", "vận động", "duy trì hoạt động", "rà soát", "quản lý", "nhân rộng", "thực hiện", "triển khai", "tư vấn", "giới thiệu", "công nhận", "kiên cố hóa", "xóa bỏ", "chấm dứt", "phấn đấu xây dựng", "phấn đấu giảm", "mở rộng", "nâng", "tiêm", "cho vay", "giải ngân", "thu gom", "xử lí", "bảo vệ", "đón", "ban hành", "biên soạn", "trang bị", "cắt giảm", "rút ngắn", "chi trả", "chuyển đổi", "cai nghiện", "điều trị", "ứng dụng", "số hóa", "phục hồi", "tạo điều kiện", "hướng nghiệp", "dạy nghề", "xác nhận", "xây dựng mới", "cải tạo, nâng cấp", "khởi công", "tiếp nhận mới", "phụng dưỡng", "tuyển dụng", "chuyển giao", "thẩm định", "khảo sát", "phát hành", "in ấn", "điều dưỡng", "trao tặng", "phẫu thuật", "sàng lọc", "kết nạp", "bàn giao", "cấp phát", "vận hành", "tăng thêm", "giảm thêm")
	// leadIns open a target and are no part of it.
	leadIns = phrases("phấn đấu", "phấn đấu đạt", "phấn đấu có", "bảo đảm", "đảm bảo", "có", "đạt", "duy trì", "giữ vững", "tiếp tục", "trong đó", "cụ thể", "cụ thể là",
		"hằng năm", "hàng năm", "mỗi năm", "bình quân", "bình quân hằng năm", "bình quân hàng năm", "bình quân mỗi năm", "trung bình mỗi năm", "và", "riêng", "đồng thời", "còn", "thì", "với", "phấn đấu bảo đảm", "phấn đấu đảm bảo",
		"toàn tỉnh có", "về", "cơ bản", "từng bước", "đến", "nâng", "đưa", "phấn đấu đưa", "phấn đấu nâng", "kéo giảm", "khống chế", "kiềm chế", "giữ", "kiểm soát", "phấn đấu để", "sao cho", "hạ", "hạ thấp", "duy trì ổn định", "củng cố", "phấn đấu tăng", "nâng cao", "theo đó", "trên", "mục tiêu", "chỉ tiêu", ",", ":", "-", ".", ";", "+", "*", `"`, "sẽ", "cả giai đoạn", "tối thiểu", "ít nhất", "khoảng", "trong", "tỉnh có", "thành phố có", "mục tiêu là", "chú trọng", "bình quân chung", "ổn định", "không ngừng", "nhất là", "đặc biệt", "đặc biệt là", "mở rộng", "tăng", "giảm")
	// predicates begin what is said of a population behind a share.
	predicates = phrases("được", "tham gia", "sử dụng", "đạt", "bị", "thực hiện", "tiếp cận", "biết", "hoàn thành", "áp dụng", "triển khai", "hưởng", "thụ hưởng",
		"đăng kí", "đi học", "nhận", "ứng dụng", "giải quyết", "hài lòng", "ra lớp", "vào học", "đến trường", "tổ chức", "bố trí", "xây dựng", "ban hành", "kết nối", "lắp đặt", "mắc", "chi trả", "luyện tập", "tập luyện",
		"nắm", "hiểu", "tốt nghiệp", "thành lập", "duy trì", "trở thành", "tái nghèo", "thoát nghèo", "cung cấp", "phải", "đều", "có thể", "theo học", "sinh con", "kết hôn", "niêm yết", "công khai", "phù hợp",
		"dùng", "xét nghiệm", "sàng lọc", "bảo đảm", "đảm bảo", "tự nguyện", "kê khai", "đủ điều kiện", "đáp ứng", "phân công", "hoạt động", "không còn", "còn", "học đúng", "học bán trú", "học hai buổi")
	// owning is "có": a predicate ("xã có nhân viên") unless what follows makes it part of the population's name.
	owning     = phrases("có")
	ownedNames = phrases("công", "hoàn cảnh", "nhu cầu", "khả năng", "điều kiện", "nguy cơ", "thu nhập", "hiv", "h", "liên quan", "thẩm quyền", "đông", "tỉ lệ", "uy tín",
		"trách nhiệm", "hợp đồng", "quan hệ lao động", "độ tuổi", "mức sống", "đối tượng", "từ", "dấu hiệu", "tiền án", "trên", "dưới", "sử dụng", "đăng kí", "thân nhân", "năng lực", "chức năng", "con", "người", "trẻ", "thành viên", "vấn đề", "khó khăn", "bệnh")
	// owned are things that begin with a word of ownedNames and are had all the same.
	owned = phrases("công trình", "công việc", "công nghệ", "công tác", "công cụ", "công viên", "công an", "người làm", "người phụ trách", "bệnh viện", "trẻ em", "người có", "từ hai", "người dân")
	// beneficiary parts what is done from whom it is done for.
	beneficiary = phrases("cho")
	// trailers begin words behind a value that only say what it is a share of or compares it.
	trailers = phrases("so với", "tổng số", "trong tổng số", "trên tổng số", "theo", "của tổng số", "số", "trong tổng", "mỗi năm", "hằng năm", "hàng năm", "trở lên", "vào", "kế hoạch", "nhằm", "để", "tính đến", "đối với", "trong", "trên", "theo chuẩn", "dân số", "bình quân", "so", "vượt", "cao hơn", "thấp hơn", "(", "ở", "tại", "cho", "của")
)

// stripped takes lead-in words and years off both ends.
func stripped(ts []token) []token {
	for len(ts) > 0 {
		before := len(ts)
		ts = ts[longestStart(leadIns, ts):]
		ts = withoutYearAtStart(ts)
		for len(ts) > 0 && (isMark(ts[len(ts)-1], `,;:.-+*"`) || ts[len(ts)-1].key == "và" || ts[len(ts)-1].key == "có") {
			ts = ts[:len(ts)-1]
		}
		ts = withoutYearAtEnd(ts)
		if len(ts) == before {
			break
		}
	}
	return ts
}

// strippedStart takes lead-in words and years off the start only.
func strippedStart(ts []token) []token {
	for n := -1; n != len(ts); {
		n = len(ts)
		ts = withoutYearAtStart(ts[longestStart(leadIns, ts):])
	}
	return ts
}

func withoutYearAtStart(ts []token) []token {
	for _, y := range yearsIn(ts) {
		if y.from == 0 {
			return ts[y.to:]
		}
	}
	return ts
}

func withoutYearAtEnd(ts []token) []token {
	for _, y := range yearsIn(ts) {
		if y.to == len(ts) {
			return ts[:y.from]
		}
	}
	return ts
}

// withoutYears is the text of tokens less the years in them.
func withoutYears(text string, ts []token) string {
	out, from := "", 0
	join := func(part []token) {
		if w := words(text, part); w != "" {
			if out != "" {
				out += " "
			}
			out += w
		}
	}
	for _, y := range yearsIn(ts) {
		if y.role == baseline {
			continue
		}
		join(ts[from:y.from])
		from = y.to
	}
	join(ts[from:])
	return out
}
