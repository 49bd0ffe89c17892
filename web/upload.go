package web

import (
	"errors"
	"net/http"

	"ansinh/fault"
)

// readForm reads a form that was sent, no longer than a form may be; where the address takes a file, no longer than a
// file and the form around it.
func (s *Site) readForm(w http.ResponseWriter, r *http.Request, to route) error {
	longest := int64(maxForm)
	if to.upload {
		longest += max(s.Payments.Policy().Settlement.MaxFileBytes, s.Attached.Rules().MaxBytes)
	}
	r.Body = http.MaxBytesReader(w, r.Body, longest)
	err := r.ParseForm()
	if err == nil && to.upload {
		if err = r.ParseMultipartForm(maxForm); errors.Is(err, http.ErrNotMultipart) { // a form without its file
			err = nil
		}
	}
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) && to.upload {
		return fault.Wrap(err, fault.Invalid, "web.upload.long")
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.form")
	}
	return nil
}
