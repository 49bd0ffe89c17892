package web

import (
	"ansinh/money"
)

// dash writes an amount, and nothing as a dash.
func (f *frame) dash(d money.Dong) string {
	if d == 0 {
		return "–"
	}
	return f.Money(d)
}

// moneyChange compares with last month.
func (f *frame) moneyChange(now, before money.Dong) string {
	if now == before {
		return f.T("web.run.same")
	}
	return f.T("web.run.change", f.Signed(now-before))
}

func (f *frame) countChange(now, before int64) string {
	if now == before {
		return f.T("web.run.same")
	}
	sign := ""
	if now > before {
		sign = "+"
	}
	return f.T("web.run.change", sign+f.Number(now-before))
}

// Bank is the name of a bank by its code.
func (f *frame) Bank(code string) string {
	if b, ok := f.site.Payments.Policy().Bank(code); ok {
		return f.Law(b.Name)
	}
	return code
}

// short is the head of a hash, enough to compare by eye.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// orAll names the filter that leaves everything.
func orAll(s string) string {
	if s == "" {
		return "all"
	}
	return s
}
