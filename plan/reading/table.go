package reading

import (
	"strconv"
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
)

// tableTargets reads the targets of a table; nil where it is no table of targets. year is the year of the part it stands in.
func (rd *Reader) tableTargets(t *paper.Table, year int) []found {
	l, from, guessed := rd.headed(t)
	if l == nil || !l.Targets() {
		return rd.tableOfYears(t)
	}
	var all []found
	base := ""
	for _, r := range t.Rows[min(from, len(t.Rows)):] {
		what := cell(r, l.At(paper.ColumnWhat))
		if what == "" || grouping(r, l) {
			base = strings.TrimRight(what, ": ")
			continue
		}
		got := rd.rowTargets(r, l, what, base, year)
		for i := range got {
			if guessed {
				got[i].doubts = append(got[i].doubts, doubtGuessedColumn)
			}
		}
		all = append(all, got...)
		if len(got) == 0 {
			base = strings.TrimRight(what, ": ")
		}
	}
	return all
}

// tableOfYears reads a table with a row for each year or period and a column for each indicator; nil for another.
func (rd *Reader) tableOfYears(t *paper.Table) []found {
	if len(t.Rows) < 3 || len(t.Rows[0].Cells) < 2 || lang.LongestStart(lang.Phrases("năm", "giai đoạn", "thời gian"), lang.Tokens(t.Rows[0].Cells[0])) == 0 {
		return nil
	}
	var out []found
	for _, r := range t.Rows[1:] {
		ts := lang.Tokens(cell(r, 0))
		year := rd.lex.DeadlineOf(ts)
		if len(ts) == 1 {
			year = lang.PlainYear(ts[0])
		}
		if year == 0 {
			continue
		}
		for i := 1; i < len(r.Cells); i++ {
			head := strings.ReplaceAll(cell(t.Rows[0], i), "\n", " ")
			indicator, unit := headUnit(rd, head)
			f, ok := rd.cellTarget(cell(r, i), unit)
			if !ok {
				continue
			}
			f.Text, f.Year, f.Source = strings.TrimSpace(head+" "+cell(r, 0)+": "+cell(r, i)), year, r.Source
			f.Indicator, f.Population = splitPlace(rd.lex, smallFirst(indicator))
			f.doubts = append(f.doubts, doubtNoVerb)
			out = append(out, f)
		}
	}
	return out
}

// headUnit parts a column's head into what it names and the unit: "Tỷ lệ hộ nghèo (%)", "Số căn hộ hoàn thành".
func headUnit(rd *Reader, head string) (indicator, unit string) {
	if before, after, found := strings.Cut(head, "("); found {
		return strings.TrimSpace(before), strings.Trim(after, ") ")
	}
	ts := lang.Tokens(head)
	at := lang.LongestStart(lang.Phrases("số", "số lượng", "tổng số"), ts)
	return head, lang.Words(head, ts[at:at+lang.LongestStart(rd.lex.Units, ts[at:])])
}

func cell(r paper.Row, i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return strings.ReplaceAll(r.Cells[i], "\n", " ")
}

// grouping says whether a row only heads those below it: one text over all columns, or a text and no value.
func grouping(r paper.Row, l paper.Layout) bool {
	what := cell(r, l.At(paper.ColumnWhat))
	for i, c := range l {
		text := cell(r, i)
		if c.Kind == paper.ColumnNumber || text == "" || text == what {
			continue
		}
		return false
	}
	return true
}

// rowTargets makes a target of each value in a row.
func (rd *Reader) rowTargets(r paper.Row, l paper.Layout, what, base string, year int) []found {
	var out []found
	what = strings.TrimSpace(what[paper.ReadMarker(what).Width:])
	unit := cell(r, l.At(paper.ColumnUnit))
	for i, c := range l {
		if c.Kind != paper.ColumnValue || i > 0 && r.Cells[i] == r.Cells[i-1] && l[i-1] == c {
			continue
		}
		text := cell(r, i)
		f, ok := rd.cellTarget(text, unit)
		if !ok {
			continue
		}
		f.Text = strings.TrimSpace(what + " " + text)
		if unit != "" && !strings.Contains(text, unit) {
			f.Text += " " + unit
		}
		f.Indicator, f.Population = splitPlace(rd.lex, what)
		if qualifier := lang.LongestStart(rd.lex.Qualifiers, lang.Tokens(what)) > 0; qualifier && base != "" {
			f.Indicator, f.Population = base, what
			f.doubts = append(f.doubts, doubtInherited)
		} else if f.Population == "" {
			f.Population = rd.peopleIn(what)
		}
		f.Indicator = smallFirst(f.Indicator)
		f.Year = c.Year
		if f.Year == 0 {
			f.Year = rd.lex.DeadlineOf(lang.Tokens(what))
		}
		if f.Year == 0 {
			f.Year = year
		}
		f.Source = r.Source
		if r.Short {
			f.doubts = append(f.doubts, doubtShortRow)
		}
		out = append(out, f)
	}
	return out
}

// cellTarget reads a value as a cell writes it: "≥ 95", "40-45", "Trên 80%", "12,5".
func (rd *Reader) cellTarget(text, unit string) (found, bool) {
	full := text
	if unit != "" && !strings.Contains(text, unit) && len(lang.Tokens(unit)) > 0 {
		full = text + " " + unit
	}
	ts := lang.Tokens(full)
	figures, _ := rd.figures(full, ts, lang.Tokens("số năm tuổi thọ chỉ số"))
	if len(figures) == 0 {
		figures = rd.bareFigure(full, ts)
	}
	if len(figures) != 1 || lang.Find(lang.Phrases("."), rd.lex.Stripped(ts[:figures[0].left])) >= 0 || len(rd.lex.Stripped(ts[:figures[0].left])) > 4 {
		return found{}, false
	}
	f := figures[0]
	t := found{Target: Target{Comparator: f.comparator, Value: f.value, Unit: f.unit}, doubts: f.doubts}
	if unit != "" && !f.share {
		t.Unit = unit
		t.doubts = withoutDoubt(t.doubts, doubtUnit)
	}
	return t, true
}

// bareFigure reads a number without a unit, as a cell may hold it.
func (rd *Reader) bareFigure(text string, ts []lang.Token) []figure {
	for i, t := range ts {
		if t.Kind != lang.Number || lang.PlainYear(t) > 0 && len(ts) > 1 {
			continue
		}
		f := figure{from: i, to: i + 1}
		second := f.span(rd.lex, ts)
		if f.to < len(ts) && len(ts)-f.to > 4 || !f.readValue(ts, second) {
			return nil
		}
		f.compare(rd.lex, ts, second > 0)
		return []figure{f}
	}
	return nil
}

func withoutDoubt(list []doubt, d doubt) []doubt {
	var out []doubt
	for _, have := range list {
		if have != d {
			out = append(out, have)
		}
	}
	return out
}

// tableTasks reads the tasks of a table; what a merged row says above heads the rows below it.
func (r *taskReader) tableTasks(t *paper.Table) {
	l, from, guessed := r.rd.headed(t)
	if l == nil || !l.Tasks() {
		return
	}
	group := ""
	count := 0
	rows := t.Rows[min(from, len(t.Rows)):]
	restarts, odd := numbersRestart(rows, l), guessed
	for _, one := range rows {
		what := cell(one, l.At(paper.ColumnWhat))
		if what == "" {
			continue
		}
		number := strings.Trim(cell(one, l.At(paper.ColumnNumber)), ". )")
		if grouping(one, l) {
			if restarts {
				group = number
			}
			continue
		}
		count++
		r.tableTask(one, l, what, taskNumber(what, number, group, count), odd)
	}
}

// numbersRestart says whether the rows are counted from 1 again under each heading.
func numbersRestart(rows []paper.Row, l paper.Layout) bool {
	seen := map[string]bool{}
	for _, r := range rows {
		n := strings.Trim(cell(r, l.At(paper.ColumnNumber)), ". )")
		if lang.OnlyDigits(n) && n != "" && seen[n] {
			return true
		}
		seen[n] = true
	}
	return false
}

// taskNumber is the number of a row: its own, with the group's before it where the rows of each group count from 1.
func taskNumber(what, number, group string, count int) string {
	if m := paper.ReadMarker(what); number == "" && m.Numbered() {
		return m.Number
	}
	switch {
	case number == "":
		return strconv.Itoa(count)
	case group != "" && !strings.Contains(number, ".") && lang.OnlyDigits(number):
		return group + "." + number
	}
	return number
}

func cellLines(r paper.Row, i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// roles reads a cell in which each agency is followed by its role: "Sở Y tế (chủ trì); Công an tỉnh (phối hợp)".
func (r *taskReader) roles(one paper.Row, l paper.Layout) (charge, bool) {
	if l.At(paper.ColumnWith) >= 0 {
		return charge{}, false
	}
	said := strings.ReplaceAll(cellLines(one, l.At(paper.ColumnLead)), "\n", "; ")
	return r.rd.rolesBehind(said, lang.Tokens(said))
}

func (r *taskReader) tableTask(one paper.Row, l paper.Layout, what, number string, odd bool) {
	what = strings.TrimSpace(what[paper.ReadMarker(what).Width:])
	t := Task{Number: number, Title: firstWords(r.rd.lex, what), Lead: []string{}, Coordinating: []string{}, Source: one.Source}
	var doubts []doubt
	if labels, _ := r.rd.lex.ReadLabels(strings.ReplaceAll(cellLines(one, l.At(paper.ColumnLead)), "\n", "; ")); len(labels) > 0 { // "Chủ trì: … Phối hợp: …" in one cell
		var c charge
		r.rd.labelCharge(&c, labels)
		t.Lead, t.Coordinating, doubts = list(c.lead), list(c.with), append(doubts, c.doubts...)
	} else if c, ok := r.roles(one, l); ok {
		t.Lead, t.Coordinating, doubts = list(c.lead), list(c.with), append(doubts, c.doubts...)
	} else if i := l.At(paper.ColumnLead); i >= 0 {
		names, doubtful := r.rd.agencies(one.Cells[min(i, len(one.Cells)-1)])
		t.Lead = list(names)
		if doubtful {
			doubts = append(doubts, doubtNotAgency)
		}
	}
	if i := l.At(paper.ColumnWith); i >= 0 && i < len(one.Cells) {
		names, doubtful := r.rd.agencies(one.Cells[i])
		t.Coordinating = list(names)
		if doubtful {
			doubts = append(doubts, doubtNotAgency)
		}
	}
	if len(t.Lead) == 0 {
		doubts = append(doubts, doubtNoLead)
	}
	if one.Short {
		doubts = append(doubts, doubtShortRow)
	}
	t.Time = cell(one, l.At(paper.ColumnTime))
	product := cell(one, l.At(paper.ColumnProduct))
	if l.At(paper.ColumnTime) < 0 { // "Quyết định; tháng 6/2026" in one cell
		product, t.Time = r.rd.timeBehind(product)
	}
	t.Deadline = r.rd.lex.LastDay(t.Time, r.x.year(r.rd.lex))
	if odd {
		doubts = append(doubts, doubtGuessedColumn)
	}
	r.weigh(&t, append(doubts, r.rd.oddWords(t)...))
	r.keep(t)
	if product != "" {
		r.x.Deliverables = append(r.x.Deliverables, Deliverable{Text: product, Due: t.Deadline, Source: one.Source, Task: number, Confidence: certain})
	} else if madeAt(r.rd.lex, lang.Tokens(what)) >= 0 {
		r.x.Deliverables = append(r.x.Deliverables, Deliverable{Text: what, Due: t.Deadline, Source: one.Source, Task: number, Confidence: certain})
	}
}
