// Package standin is a server that stands in for a register of the population, for tests and the demonstration: it speaks
// the contract of interop/wire, knows an invented population and nobody else, and can be told to fail in every way in
// which a real one might. Whatever it says, it says as a stand-in: in its answers, its page and its log.
//
// It is reached from this machine only. It has no part in what the program decides and reads no database.
package standin

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/interop/wire"
	"ansinh/viet"
)

// Person is somebody as the stand-in knows them.
type Person struct {
	Number string `json:"number"`
	Name   string `json:"name"`
	Born   string `json:"born"`
	Known  string `json:"born_known"`
	Sex    string `json:"sex"`
	Died   string `json:"died,omitempty"`
	Moved  string `json:"moved,omitempty"`
	To     string `json:"moved_to,omitempty"`
}

// Fault is a way to fail.
type Fault string

// The faults that can be ordered, each for one question.
const (
	Slow      Fault = "slow"      // no answer in time
	Error     Fault = "error"     // 500
	Signature Fault = "signature" // signed with another key
	Half      Fault = "half"      // half of the answers
	Cut       Fault = "cut"       // the message breaks off
	Twice     Fault = "twice"     // one answer twice
	Replay    Fault = "replay"    // the answer to an earlier question, signed as it was
	Batch     Fault = "batch"     // another batch's number
)

// Faults are all of them.
func Faults() []Fault { return []Fault{Slow, Error, Signature, Half, Cut, Twice, Replay, Batch} }

// Options are what a stand-in is made of.
type Options struct {
	Name   string
	People []Person
	Key    ed25519.PrivateKey
	Asker  func() (ed25519.PublicKey, error) // of whoever may ask
	Window time.Duration
	Clock  func() time.Time
	Log    *slog.Logger
}

// Server is a stand-in. It is safe for use by many goroutines.
type Server struct {
	o      Options
	people map[string]Person

	mu     sync.Mutex
	orders []Fault
	given  map[string]given // by batch
	seen   map[string]bool  // signatures of questions
	last   *message
	asked  map[string]int // questions by number
}

// given is what was answered to a batch: the same question again gets the same answer.
type given struct {
	digest string
	body   []byte
}

// message is an answer as it was sent.
type message struct {
	head http.Header
	body []byte
}

// New makes a stand-in.
func New(o Options) *Server {
	s := &Server{o: o, people: map[string]Person{}, given: map[string]given{}, seen: map[string]bool{}, asked: map[string]int{}}
	if s.o.Log == nil {
		s.o.Log = slog.New(slog.DiscardHandler)
	}
	for _, p := range o.People {
		s.people[p.Number] = p
	}
	return s
}

// Listen takes an address of this machine; any other is refused.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fault.New(fault.Invalid, "interop.stand_in.loopback", address)
	}
	return net.Listen("tcp", address)
}

// Order has the next questions fail, one each, in this order.
func (s *Server) Order(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders = append(s.orders, faults...)
}

// Asked is how many times a number was asked for, with retries.
func (s *Server) Asked(number string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[number]
}

// ServeHTTP answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Stand-In", "true")
	if r.Method != http.MethodPost || r.URL.Path != wire.Path {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(w, "%s\n\n%d\n", s.o.Name, len(s.people))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxBody))
	if err != nil {
		s.refuse(w, http.StatusRequestEntityTooLarge, "body")
		return
	}
	key, err := s.o.Asker()
	if err == nil {
		err = wire.CheckQuestion(r.Header, wire.Path, body, key, s.o.Clock(), s.o.Window)
	}
	if err != nil {
		s.refuse(w, http.StatusUnauthorized, fault.CodeOf(err))
		return
	}
	s.answer(w, r, body)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, body []byte) {
	var b wire.Batch
	if err := json.Unmarshal(body, &b); err != nil || b.Version != wire.Version || b.Batch != r.Header.Get(wire.BatchHeader) {
		s.refuse(w, http.StatusBadRequest, "batch")
		return
	}
	if len(b.Questions) > wire.Largest {
		s.refuse(w, http.StatusRequestEntityTooLarge, "questions")
		return
	}
	answered, order, code := s.take(b, r.Header, body)
	if code != "" {
		s.refuse(w, http.StatusConflict, code)
		return
	}
	s.o.Log.Info("stand-in", "batch", b.Batch, "questions", len(b.Questions), "fault", string(order))
	s.send(w, r, b, answered, order)
}

// take finds the answers to a batch; code says why it is refused: a signature that was seen before, or a number that was
// given to another question.
func (s *Server) take(b wire.Batch, head http.Header, body []byte) (answered []byte, order Fault, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sig := head.Get("Signature"); s.seen[sig] {
		return nil, "", "replay"
	} else {
		s.seen[sig] = true
	}
	if len(s.orders) > 0 {
		order, s.orders = s.orders[0], s.orders[1:]
	}
	for _, q := range b.Questions {
		s.asked[q.Number]++
	}
	before, again := s.given[b.Batch]
	if again && before.digest != wire.Digest(body) {
		return nil, order, "batch"
	}
	if !again {
		before = given{wire.Digest(body), s.answers(b)}
		s.given[b.Batch] = before
	}
	return before.body, order, ""
}

func (s *Server) answers(b wire.Batch) []byte {
	out := wire.Answers{Version: wire.Version, Batch: b.Batch, Register: s.o.Name, StandIn: true}
	for _, q := range b.Questions {
		out.Answers = append(out.Answers, s.of(q))
	}
	body, _ := json.Marshal(out) // texts always can be
	return body
}

// of is the answer to one question. Where neither name nor birth date fit, the number is somebody else's, of whom
// nothing is said.
func (s *Server) of(q wire.Question) wire.Answer {
	p, ok := s.people[q.Number]
	if !ok {
		return wire.Answer{Ref: q.Ref, Found: wire.Nobody}
	}
	if viet.Fold(p.Name) != viet.Fold(q.Name) && p.Born != q.Born && !sameYear(p.Born, q.Born, q.Known) {
		return wire.Answer{Ref: q.Ref, Found: wire.Another}
	}
	return wire.Answer{Ref: q.Ref, Found: wire.Holder, Name: p.Name, Born: p.Born, Known: p.Known, Sex: p.Sex, Died: p.Died, Moved: p.Moved, To: p.To}
}

func sameYear(a, b, known string) bool {
	x, err1 := calendar.ParseDate(a)
	y, err2 := calendar.ParseDate(b)
	return known != "day" && err1 == nil && err2 == nil && x.Year() == y.Year()
}

// send gives the answers, or fails as ordered.
func (s *Server) send(w http.ResponseWriter, r *http.Request, b wire.Batch, body []byte, order Fault) {
	key := s.o.Key
	switch order {
	case Slow:
		<-r.Context().Done()
		return
	case Error:
		s.refuse(w, http.StatusInternalServerError, "fault")
		return
	case Signature:
		_, key, _ = ed25519.GenerateKey(nil)
	case Half, Twice, Batch:
		body = spoil(body, order)
	}
	m := &message{head: http.Header{}, body: body}
	wire.SignAnswer(m.head, r.Header, http.StatusOK, b.Batch, body, key, s.o.Clock())
	s.mu.Lock()
	if order == Replay && s.last != nil {
		m = s.last
	}
	s.last = m
	s.mu.Unlock()
	for k, v := range m.head {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	body = m.body
	if order == Cut {
		body = body[:len(body)/2]
	}
	_, _ = w.Write(body)
}

func spoil(body []byte, order Fault) []byte {
	var a wire.Answers
	_ = json.Unmarshal(body, &a) // what answers wrote
	switch order {
	case Half:
		a.Answers = a.Answers[:len(a.Answers)/2]
	case Twice:
		a.Answers = append(a.Answers, a.Answers[0])
	case Batch:
		a.Batch += "x"
	}
	out, _ := json.Marshal(a)
	return out
}

func (s *Server) refuse(w http.ResponseWriter, status int, code string) {
	s.o.Log.Warn("stand-in", "refused", code, "status", status)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"stand_in":true,"refused":%q}`+"\n", code)
}
