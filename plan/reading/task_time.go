package reading

import "ansinh/plan/reading/lang"

// openingTime is the time a sentence begins with before it names who does it, and the sentence behind it: "Trước ngày 15
// tháng 5 năm 2026, Sở X chủ trì …", "Hằng năm, trước mùa bão, Hội Y …"; "" where it begins otherwise.
func (rd *Reader) openingTime(text string) (time, rest string) {
	ts := lang.Tokens(text)
	for i := range ts[:min(len(ts), 24)] {
		if !lang.IsMark(ts[i], ",") {
			continue
		}
		if lang.Find(rd.lex.Leading, ts[:i]) >= 0 {
			break // "… khám định kỳ (Bảo hiểm xã hội tỉnh chủ trì, Sở Y tế …": who leads is named already
		}
		next := i + 1 + lang.LongestStart(lang.Phrases("giao", "giao cho", "đề nghị", "yêu cầu"), ts[i+1:])
		if !rd.beginsAgency(text, ts, next) {
			continue
		}
		said := lang.Words(text, ts[:i])
		if rd.lex.LastDay(said, 0) == "" && lang.Find(rd.lex.Recurring, ts[:i]) < 0 && lang.LongestStart(lang.Phrases("trước", "trong", "sau", "khi", "từ nay", "giai đoạn"), ts) == 0 || rd.beginsAgency(text, ts, 0) {
			return "", text
		}
		return said, text[ts[i+1].At:]
	}
	return "", text
}
