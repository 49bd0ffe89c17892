package interop

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io"
	"net/http"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/interop/wire"
)

// send asks the partner about a batch and gives the answers with their bytes. A fault of kind Unavailable says that the
// partner was not reached or not ready; any other, that what came is no answer to take in.
func (x *Interop) send(ctx context.Context, r Round, q wire.Batch, body []byte) (wire.Answers, []byte, error) {
	own, err := x.Key()
	if err != nil {
		return wire.Answers{}, nil, err
	}
	theirs, err := wire.ReadPublic(x.PartnerKey())
	if err != nil {
		return wire.Answers{}, nil, err
	}
	x.mu.Lock()
	address := strings.TrimSuffix(x.address, "/") + wire.Path
	x.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return wire.Answers{}, nil, fault.Wrap(err, fault.Invalid, "interop.rules.address", address)
	}
	req.Header.Set("Content-Type", "application/json")
	wire.SignQuestion(req.Header, wire.Path, q.Batch, body, own, x.gate.Now())
	res, err := x.client.Do(req)
	if err != nil {
		return wire.Answers{}, nil, fault.Wrap(err, fault.Unavailable, "interop.unreachable")
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, wire.MaxBody+1))
	if err != nil {
		return wire.Answers{}, nil, fault.Wrap(err, fault.Unavailable, "interop.unreachable")
	}
	if err := x.accepted(res, len(answer)); err != nil {
		return wire.Answers{}, nil, err
	}
	return x.read(r, q, res, req.Header, answer, theirs)
}

func (x *Interop) accepted(res *http.Response, size int) error {
	switch {
	case res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests:
		return fault.New(fault.Unavailable, "interop.not_ready", strconv.Itoa(res.StatusCode))
	case res.StatusCode != http.StatusOK:
		return fault.New(fault.Invalid, "interop.refused", strconv.Itoa(res.StatusCode))
	case size > wire.MaxBody:
		return fault.New(fault.Invalid, "interop.answer.long")
	}
	return nil
}

// read takes the answer apart, the signature first: of what is not signed nothing is looked at.
func (x *Interop) read(r Round, q wire.Batch, res *http.Response, question http.Header, body []byte, key ed25519.PublicKey) (wire.Answers, []byte, error) {
	now := x.gate.Now()
	if err := wire.CheckAnswer(res.Header, question, res.StatusCode, body, key, now, x.o.Rules.Window); err != nil {
		return wire.Answers{}, nil, err
	}
	answers, err := wire.ReadAnswers(body, q, calendar.DateOf(now))
	if err == nil && answers.StandIn != r.StandIn {
		err = fault.New(fault.Invalid, "interop.answer.stand_in")
	}
	return answers, body, err
}
