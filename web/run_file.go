package web

import (
	"net/http"
	"strings"

	"ansinh/payment"
)

// runFile is one of the lists of a run's page; by communes where none is named.
func (f *frame) runFile(w http.ResponseWriter, v runView) error {
	name := "chi-tra-" + v.Month.String()
	switch f.Query.Get("of") {
	case "programmes":
		return f.sendTable(w, name+"-theo-che-do", f.heading("web.lists.programme", "web.run.lines", "web.run.amount", "web.run.last_month", "web.run.difference"),
			rowsOf(v.Programmes, func(p programmeSum) []string {
				return []string{f.Programme(p.Programme), number(p.Lines), number(int64(p.Amount)), number(int64(p.Spent)), number(int64(p.Amount - p.Spent))}
			}))
	case "failures":
		return f.sendTable(w, name+"-khong-den", f.heading("web.person.code", "web.units.level.3", "web.run.amount", "web.lines.channel", "web.lists.reason", "web.run.state"),
			rowsOf(v.Failures, func(x payment.Return) []string {
				return []string{x.Line.Person.Code(), f.Unit(x.Line.Commune), number(int64(x.Line.Amount)), f.T("payment.channel." + string(x.Line.Channel)),
					f.reason(x), f.T("payment.failure." + x.State())}
			}))
	case "recoveries":
		return f.sendTable(w, name+"-thu-hoi", f.heading("web.person.code", "web.units.level.3", "web.lines.for", "web.lists.reason", "web.settle.instalments",
			"web.settle.owed", "web.settle.open"), rowsOf(v.Recoveries, f.recoveryRow))
	}
	return f.sendTable(w, name+"-theo-xa", f.heading("web.units.level.3", "web.run.lines", "web.run.amount", "payment.channel.bank", "payment.channel.cash",
		"web.run.cashless", "web.run.held"), rowsOf(v.Units, func(u unitSum) []string {
		return []string{f.Unit(u.Unit), number(u.Lines), number(int64(u.Amount)), number(int64(u.Bank)), number(int64(u.Cash)), u.cashless(), number(u.Held)}
	}))
}

func (f *frame) recoveryRow(x payment.Recovered) []string {
	var parts []string
	for _, i := range x.Instalments {
		parts = append(parts, i.Month.Vietnamese()+": "+f.Money(i.Amount))
	}
	return []string{x.Line.Person.Code(), f.Unit(x.Line.Commune), x.Line.For.String(), x.Reason, strings.Join(parts, "; "), number(int64(-x.Line.Amount)), number(int64(x.Open()))}
}
