package plan

import (
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/plan/reading"
)

// ItemFields are the fields of each kind, in the order a form shows them.
var ItemFields = map[ItemKind][]string{
	ItemTarget:      {"indicator", "population", "comparator", "low", "high", "unit", "year"},
	ItemTask:        {"number", "title", "lead", "coordinating", "time", "deadline"},
	ItemDuty:        {"who", "to", "what", "due"},
	ItemDeliverable: {"text", "due", "task"},
	ItemCitation:    {"number", "date", "title"},
	ItemNote:        {"text"},
}

// Comparators are the ways a value can be compared, in the order a form offers them.
var Comparators = []Comparator{Equal, Less, AtMost, More, AtLeast, Between, About}

// itemID is the field that no form shows: the id a target was read with, by which indicators know it whatever was sorted,
// corrected or rejected beside it.
const itemID = "id"

// ItemLists are the fields that hold several names, one a line.
var ItemLists = []string{"lead", "coordinating", "who"}

func lines(list []string) string { return strings.Join(list, "\n") }

func namesIn(text string) []string {
	out := []string{}
	for _, l := range strings.Split(text, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// itemsOf are the things found in a document, the unsure first.
func itemsOf(x *Reading) []ReviewItem {
	var out []ReviewItem
	why := map[string]string{}
	for _, u := range x.Unsure {
		why[u.Text+"@"+u.Source.String()] = u.Why
	}
	add := func(kind ItemKind, c Confidence, source reading.Source, words string, key string, fields map[string]string) {
		i := ReviewItem{Kind: kind, Confidence: c, Why: why[key+"@"+source.String()], Fields: fields, State: ItemOpen}
		delete(why, key+"@"+source.String())
		i.Paragraph, i.From, i.To = x.Find(source, words)
		out = append(out, i)
	}
	for _, t := range x.Targets {
		high := string(t.Value.High)
		if t.Value.Single() {
			high = ""
		}
		add(ItemTarget, t.Confidence, t.Source, t.Text, t.Text, map[string]string{itemID: t.ID, "indicator": t.Indicator, "population": t.Population, "comparator": string(t.Comparator),
			"low": string(t.Value.Low), "high": high, "unit": t.Unit, "year": yearText(t.Year)})
	}
	for _, t := range x.Tasks {
		add(ItemTask, t.Confidence, t.Source, t.Title, strings.TrimSpace(t.Number+" "+t.Title), map[string]string{"number": t.Number, "title": t.Title,
			"lead": lines(t.Lead), "coordinating": lines(t.Coordinating), "time": t.Time, "deadline": t.Deadline})
	}
	for _, d := range x.Reporting {
		add(ItemDuty, d.Confidence, d.Source, d.Text, d.Text, map[string]string{"who": lines(d.Who), "to": d.To, "what": d.What, "due": strings.Join(d.Due, ", ")})
	}
	for _, d := range x.Deliverables {
		add(ItemDeliverable, d.Confidence, d.Source, d.Text, d.Text, map[string]string{"text": d.Text, "due": d.Due, "task": d.Task})
	}
	for _, c := range x.Cited {
		add(ItemCitation, 98, c.Source, c.Number, c.Number, map[string]string{"number": c.Number, "date": c.Date, "title": c.Title})
	}
	for _, u := range x.Unsure {
		if _, left := why[u.Text+"@"+u.Source.String()]; left {
			add(ItemNote, 0, u.Source, u.Text, u.Text, map[string]string{"text": u.Text})
			out[len(out)-1].Why = u.Why
		}
	}
	slices.SortStableFunc(out, func(a, b ReviewItem) int {
		if a.Sure() == b.Sure() {
			return 0
		}
		return map[bool]int{true: 1, false: -1}[a.Sure()]
	})
	for i := range out {
		out[i].Seq = i + 1
	}
	return out
}

func yearText(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

// checkFields says what is wrong with the fields of an item: a value that is no number, a day that is none, a task
// without a title.
func checkFields(kind ItemKind, f map[string]string) error {
	wrong := fault.New(fault.Invalid, "plan.review.wrong")
	need := func(name string) {
		if f[name] == "" {
			wrong.At(name, "plan.review.empty")
		}
	}
	days := func(name string) {
		for _, d := range strings.Split(f[name], ",") {
			if d = strings.TrimSpace(d); d == "" {
				continue
			}
			if _, err := dueDay(d, 2024); err != nil {
				wrong.At(name, "plan.review.day", d)
			}
		}
	}
	switch kind {
	case ItemTarget:
		need("indicator")
		if !comparators[Comparator(f["comparator"])] {
			wrong.At("comparator", "plan.no_comparator", f["comparator"])
		}
		for _, name := range []string{"low", "high"} {
			if _, err := reading.ParseDecimal(f[name]); err != nil && (name == "low" || f[name] != "") {
				wrong.At(name, "plan.not_a_number", f[name])
			}
		}
		if Comparator(f["comparator"]) == Between {
			need("high")
		}
		if y, err := strconv.Atoi(f["year"]); f["year"] != "" && (err != nil || y < 1945 || y > 2100) {
			wrong.At("year", "plan.no_year", f["year"])
		}
	case ItemTask:
		need("title")
		days("deadline")
	case ItemDuty:
		need("to")
		days("due")
	case ItemDeliverable:
		need("text")
		days("due")
	case ItemCitation:
		if f["number"] == "" {
			need("title")
		}
		if _, err := calendar.ParseDate(f["date"]); f["date"] != "" && err != nil {
			wrong.At("date", "plan.review.day", f["date"])
		}
	}
	return wrong.OrNil()
}

// readingOf is what a review keeps, as a reading: every item was seen by a person, so nothing of it is doubtful.
func readingOf(s ReviewSheet) *Reading {
	const seen Confidence = 100
	x := &Reading{Number: s.Head.Number, Type: s.Head.Kind, IssuingBody: s.Head.Issuer, Province: s.Head.Province, Date: s.Head.Date, Title: s.Head.Title,
		Horizon: s.Head.Horizon, SHA256: s.ID}
	for _, i := range s.Items {
		f := i.Fields
		if !i.Kept() {
			continue
		}
		switch i.Kind {
		case ItemTarget:
			id := f[itemID]
			if id == "" { // added by hand: no number of the document's own, so that no indicator takes it for another
				id = "TB" + strconv.Itoa(i.Seq)
			}
			v := reading.Value{Low: Decimal(f["low"]), High: Decimal(f["high"])}
			if v.High == "" {
				v.High = v.Low
			}
			year, _ := strconv.Atoi(f["year"])
			x.Targets = append(x.Targets, reading.Target{ID: id, Text: s.words(i), Indicator: f["indicator"], Population: f["population"],
				Comparator: Comparator(f["comparator"]), Value: v, Unit: f["unit"], Year: year, Confidence: seen})
		case ItemTask:
			x.Tasks = append(x.Tasks, reading.Task{Number: f["number"], Title: f["title"], Lead: namesIn(f["lead"]), Coordinating: namesIn(f["coordinating"]),
				Time: f["time"], Deadline: f["deadline"], Confidence: seen})
		case ItemDuty:
			x.Reporting = append(x.Reporting, reading.Duty{Who: namesIn(f["who"]), To: f["to"], What: f["what"], Due: dueOf(f["due"]), Text: s.words(i), Confidence: seen})
		case ItemDeliverable:
			x.Deliverables = append(x.Deliverables, reading.Deliverable{Text: f["text"], Due: f["due"], Task: f["task"], Confidence: seen})
		case ItemCitation:
			x.Cited = append(x.Cited, reading.Citation{Number: f["number"], Date: f["date"], Title: f["title"]})
		}
	}
	return x
}

func dueOf(text string) Due {
	var out Due
	for _, d := range strings.Split(text, ",") {
		if d = strings.TrimSpace(d); d != "" {
			out = append(out, d)
		}
	}
	return out
}

// words are those of the document that an item was read from; "" for one that was added by hand.
func (s ReviewSheet) words(i ReviewItem) string {
	if i.Paragraph < 0 || i.Paragraph >= len(s.Text) {
		return ""
	}
	return s.Text[i.Paragraph].Words[i.From:i.To]
}

// tidy takes the spaces off a field; lists keep their lines.
func tidy(name, value string) string {
	if slices.Contains(ItemLists, name) {
		return lines(namesIn(value))
	}
	return strings.Join(strings.Fields(value), " ")
}
