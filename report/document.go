package report

import (
	"io"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/indicator"
	"ansinh/money"
	"ansinh/report/docx"
	"ansinh/report/pdf"
	"ansinh/text"
)

// WriteDocx writes the report as a Word document.
func (a *Annual) WriteDocx(w io.Writer) error {
	return a.document().Write(w, a.room.form)
}

// WritePDF writes the report as the program itself draws it. The same report gives the same bytes.
func (a *Annual) WritePDF(w io.Writer) error {
	return pdf.Write(w, a.document(), a.room.form)
}

func (a *Annual) document() *docx.Document {
	words, v := a.room.words, a.values()
	head := words.Issuers[a.issuer.ID]
	d := &docx.Document{
		Number: v["number_text"], Place: a.province, Date: a.Request.Date, Kind: words.Kind,
		Title:     v.fill(words.Kind + " – " + strings.Join(words.Subject, " ")),
		Signature: docx.Signature{Authority: head.Authority, Name: a.Request.Signer},
	}
	for _, s := range head.Lines {
		d.Issuer = append(d.Issuer, v.fill(s))
	}
	if head.Superior != "" {
		d.Superior = []string{v.fill(head.Superior)}
	}
	for _, s := range words.Subject {
		d.Subject = append(d.Subject, v.fill(s))
	}
	if !a.committee() {
		d.Address = v.fill(words.To)
	}
	d.Basis = a.bases(v)
	d.Body = a.body(v)
	d.Recipients = a.recipients(v)
	d.Annexes = []docx.Annex{a.annex(v)}
	return d
}

// bases are the plan and every handing over by which the duty came to the issuer.
func (a *Annual) bases(v values) []string {
	var out []string
	for _, s := range a.room.words.Basis {
		out = append(out, v.fill(s))
	}
	for _, st := range a.steps {
		out = append(out, v.with(values{"legal": strings.ReplaceAll(st.Legal, "; ", ", "), "from": a.fullName(st.From, st.On-1),
			"to": a.fullName(st.To, st.On), "on": dayOf(st.On)}).
			fill(a.room.words.BasisStep))
	}
	return out
}

func (a *Annual) recipients(v values) docx.Recipients {
	w := a.room.words.Recipients
	lines := w.Lines
	if a.committee() {
		lines = w.Own
	}
	out := docx.Recipients{Label: w.Label}
	for _, s := range append(append([]string{}, lines...), w.File) {
		out.Lines = append(out.Lines, v.fill(s))
	}
	return out
}

func (a *Annual) body(v values) []docx.Block {
	w := a.room.words
	out := []docx.Block{docx.P(v.fill(w.Intro))}
	if a.illustrative() {
		out = append(out, docx.Paragraph{Runs: []docx.Run{{Text: w.Illustrative, Italic: true}}})
	}
	out = append(out, a.general(v)...)
	out = append(out, a.targets(v)...)
	out = append(out, a.tasks(v)...)
	out = append(out, a.money(v)...)
	out = append(out, a.returnsPart(v)...)
	out = append(out, a.missing(v)...)
	out = append(out, a.next(v)...)
	if a.committee() {
		return append(out, docx.P(v.fill(w.ClosingOwn)))
	}
	return append(out, docx.P(v.fill(w.Closing)))
}

// illustrative says whether any figure of the report rests on an assumption.
func (a *Annual) illustrative() bool {
	if a.Payments.Simulated {
		return true
	}
	for _, s := range a.Standings {
		if s.Illustrative {
			return true
		}
	}
	for _, r := range a.Filled {
		for _, c := range r.Cells {
			if c.Illustrative {
				return true
			}
		}
	}
	return false
}

// counts are the targets by state.
func (a *Annual) counts() map[indicator.State]int {
	out := map[indicator.State]int{}
	for _, s := range a.Standings {
		out[s.State]++
	}
	return out
}

func (a *Annual) general(v values) []docx.Block {
	w := a.room.words.General
	states := values{"targets": a.bind("count.targets", strconv.Itoa(len(a.Standings)))}
	for _, s := range indicator.States() {
		states[string(s)] = a.bind("count.state."+string(s), strconv.Itoa(a.counts()[s]))
	}
	return []docx.Block{
		docx.Heading{Level: 1, Text: w["heading"]},
		docx.P(v.with(states).fill(w["targets"])),
		docx.P(v.with(a.returnCounts()).fill(w["returns"])),
		docx.P(a.paid(v)),
	}
}

func (a *Annual) returnCounts() values {
	received, counted, late := 0, 0, 0
	var lastDay calendar.Date
	for _, r := range a.Returns {
		if r.Received() {
			received++
		}
		if r.Return != nil && r.Return.State.Counts() {
			counted++
		}
		if r.Late {
			late++
		}
		lastDay = r.LastDay
	}
	return values{"received": a.bind("count.returns.received", strconv.Itoa(received)), "forms": a.bind("count.returns.forms", strconv.Itoa(len(a.Returns))),
		"counted": a.bind("count.returns.counted", strconv.Itoa(counted)), "late": a.bind("count.returns.late", strconv.Itoa(late)), "last_day": dayOf(lastDay)}
}

// paid is the sentence on the year's payments.
func (a *Annual) paid(v values) string {
	w := a.room.words.General
	n, first, last := a.Payments.months()
	if n == 0 {
		return v.fill(w["no_money"])
	}
	total := a.Payments.total()
	return v.with(values{"months": a.bind("money.months", strconv.Itoa(n)), "first_month": monthOf(first), "last_month": monthOf(last),
		"amount": a.bind("money.paid", mark(total.String(), a.Payments.Simulated)), "amount_words": a.bind("money.paid.words", total.InWords())}).fill(w["money"])
}

func (p Payments) total() money.Dong {
	var sum money.Dong
	for _, x := range p.Programmes {
		for _, m := range x.Months {
			sum += m.Amount
		}
	}
	return sum
}

// mark puts the sign of an illustrative figure behind it.
func mark(s string, illustrative bool) string {
	if illustrative && s != "" {
		return s + " (*)"
	}
	return s
}

// say is a text of the program in Vietnamese: the report is a Vietnamese document.
func (a *Annual) say(code string, args ...any) string { return a.room.texts.Of(text.VI, code, args...) }

func (a *Annual) stateWord(s indicator.State) string { return a.say("indicator.state." + string(s)) }

// goal is the target as the plan writes it: "dưới 2,35 %".
func (a *Annual) goal(s indicator.Standing) string {
	return a.say("indicator.comparator."+s.Goal.Comparator, a.unit(s, s.Definition.ShowGoal(s.Goal)))
}

// unit puts the unit behind a figure; the percent sign stands close. A unit that is a quotient may break after its
// stroke, or a narrow column would break it inside the number.
func (a *Annual) unit(s indicator.Standing, figure string) string {
	word := a.room.indicators.Book().Unit(s.Definition.Unit).VI
	if figure == "" || word == "" {
		return figure
	}
	if word == "%" {
		return figure + "%"
	}
	return figure + " " + strings.ReplaceAll(word, "/", "/\u200b")
}
