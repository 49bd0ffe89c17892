// Package fault is the one shape of error that leaves a room: a kind that decides what a machine does with it
// (HTTP status, exit code, retry) and a stable code that is the key of the sentence a person reads.
//
// It holds no text for people and knows no room. The cause is for the log only and never reaches a page.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what the caller can do about an error.
type Kind uint8

// The kinds. Internal is the zero value, so that an error nobody classified is treated as our own fault.
const (
	Internal Kind = iota
	Invalid       // the input is wrong; the fields say where
	NotFound
	Forbidden
	Unauthenticated
	Conflict    // someone else changed it first, or it exists already
	Unavailable // try again: the database is busy or gone
)

// Error is what crosses a room's border.
type Error struct {
	Kind   Kind
	Code   string  // stable, dotted, e.g. "plan.empty"; the key of the text people read
	Args   []any   // values for the text, in the order the text names them; never a person's data
	Fields []Field // what is wrong where, for Invalid
	cause  error
}

// Field is one thing wrong in one place: a form's field, a cell, a line of a file.
type Field struct {
	Where string // "birth_date", "B7", "rules.yaml:12:5"
	Code  string
	Args  []any
}

// New makes an error without a cause.
func New(kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Args: args}
}

// Wrap makes an error that keeps its cause for the log.
func Wrap(cause error, kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Args: args, cause: cause}
}

// At adds one field error and returns the same error, so that a check can gather all of them before it answers.
func (e *Error) At(where, code string, args ...any) *Error {
	e.Fields = append(e.Fields, Field{Where: where, Code: code, Args: args})
	return e
}

// OrNil is nil where no field was found wrong; use it at the end of a check that gathers.
func (e *Error) OrNil() error {
	if e == nil || len(e.Fields) == 0 {
		return nil
	}
	return e
}

// Error is for logs and tests; people read the text that belongs to the code.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	for _, a := range e.Args {
		fmt.Fprintf(&b, " %v", a)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Where, f.Code)
		for _, a := range f.Args {
			fmt.Fprintf(&b, " %v", a)
		}
	}
	if e.cause != nil {
		b.WriteString(": ")
		b.WriteString(e.cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.cause }

// KindOf is the kind of the first fault in the chain; Internal where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// CodeOf is the code of the first fault in the chain; "" where there is none.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Is says whether the chain holds a fault of this kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// HTTPStatus is the one table from kind to status.
func (k Kind) HTTPStatus() int {
	switch k {
	case Invalid:
		return 422
	case NotFound:
		return 404
	case Forbidden:
		return 403
	case Unauthenticated:
		return 401
	case Conflict:
		return 409
	case Unavailable:
		return 503
	default:
		return 500
	}
}
