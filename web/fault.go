package web

import (
	"errors"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/fault"
	"ansinh/payment"
	"ansinh/returns"
)

// fault is the sentence of an error, with the names of states and permissions in the reader's language.
func (f *frame) fault(err error) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return f.texts.Error(f.Lang, err)
	}
	said := fault.New(e.Kind, e.Code, f.spoken(e.Args)...)
	for _, at := range e.Fields {
		said.At(at.Where, at.Code, f.spoken(at.Args)...)
	}
	return f.texts.Error(f.Lang, said)
}

// spoken puts values that are codes into words.
func (f *frame) spoken(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case returns.State:
			out[i] = f.T("returns.state." + string(v))
		case benefit.State:
			out[i] = f.T("benefit.state." + string(v))
		case benefit.Outcome:
			out[i] = f.T("benefit.outcome." + string(v))
		case payment.State:
			out[i] = f.T("payment.state." + string(v))
		case auth.Permission:
			out[i] = f.Permission(string(v))
		default:
			out[i] = a
		}
	}
	return out
}
