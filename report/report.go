// Package report writes the consolidated annual report on the plan: what was promised, how far it is, what was paid, which
// returns came, what is missing – as a Word document in the official form and its figures as an Excel workbook.
//
// It gathers and words; it measures nothing itself. Sentences come from policy/document, figures from indicator, returns
// and from what the caller gives for plan and money. Its invariant: the same data give the same bytes.
package report

import (
	"context"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/indicator"
	"ansinh/money"
	"ansinh/org"
	"ansinh/report/docx"
	"ansinh/returns"
	"ansinh/text"
)

// Plan is what the report says of the plan.
type Plan struct {
	Number string // 30/KH-UBND
	Date   calendar.Date
	Issuer string // agency id of who issued it
	Tasks  []Task
}

// Task is one task of the plan.
type Task struct {
	Number string
	Title  string
	Due    string // as the plan says it; "" where it does not
	Leads  []Lead
}

// Lead is an agency that leads a task: as the plan names it, and who answers on the day of the report.
type Lead struct {
	Named org.Agency
	Now   org.Agency
	Steps []org.Step
}

// Plans gives the plan in force on a day.
type Plans interface {
	Plan(ctx context.Context, actor auth.Actor, day calendar.Date) (Plan, error)
}

// Payments is what was paid in a year and who is entitled and gets nothing.
type Payments struct {
	Programmes []Programme
	Gap        []Gap // of the last month
	Simulated  bool  // of an invented population
}

// Programme is what one programme paid, month by month.
type Programme struct {
	Name   org.Name
	Months []MonthSum // by month; months without a payment are absent
}

// MonthSum is payments made and money of one month.
type MonthSum struct {
	Month  calendar.Month
	Lines  int64
	Amount money.Dong
}

// Gap is the people entitled and not enrolled, of one programme.
type Gap struct {
	Name   org.Name
	People int64
	Amount money.Dong // a month
}

// Treasury gives the payments of a year.
type Treasury interface {
	Payments(ctx context.Context, actor auth.Actor, year int) (Payments, error)
}

// Request says which report.
type Request struct {
	Year   int
	AsOf   calendar.Date // whose agencies and map count, and up to when returns are late
	Area   org.UnitID    // the area the returns speak of
	Issuer string        // agency id; "" is the office that gathers the results on the day
	Number string        // "" leaves it to the hand
	Date   calendar.Date // of the document; zero leaves it to the hand
	Signer string
}

// Annual is the report before it is written: all that it says, bound to where it comes from.
type Annual struct {
	Request   Request
	Plan      Plan
	Standings []indicator.Standing
	Returns   []returns.Standing
	Conflicts []returns.Conflict
	Filled    []returns.Return // of the year, with their cells
	Payments  Payments

	issuer, superior org.Agency
	steps            []org.Step // from the office the plan named to the issuer
	province         string
	planIssuer       org.Agency
	room             *Service
	bound            bool // figures in sentences carry their key
}

// Service is the use cases on reports.
type Service struct {
	gate       *gate.Gate
	words      *words
	form       *docx.Form
	letters    *Letters
	indicators *indicator.Service
	returns    *returns.Service
	tree       *org.Tree
	agencies   *org.Agencies
	texts      *text.Texts
	plans      Plans
	treasury   Treasury
}

// Options are what the service works with.
type Options struct {
	Indicators *indicator.Service
	Returns    *returns.Service
	Tree       *org.Tree
	Agencies   *org.Agencies
	Texts      *text.Texts
	Plans      Plans
	Treasury   Treasury // nil: the report says that nothing is known of payments
}
