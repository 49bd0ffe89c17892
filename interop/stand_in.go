package interop

import (
	"crypto/ed25519"
	"log/slog"
	"net"
	"net/http"
	"time"

	"ansinh/fault"
	"ansinh/interop/standin"
	"ansinh/interop/wire"
)

// StandIn makes a stand-in that this room trusts and that takes this room's questions; fault interop.stand_in.real where
// the policy folder names a real partner.
func (x *Interop) StandIn(f *standin.File, log *slog.Logger) (*standin.Server, error) {
	if !x.o.Rules.StandIn {
		return nil, fault.New(fault.Forbidden, "interop.stand_in.real")
	}
	key, err := wire.OwnKey(x.o.Keys, "stand-in")
	if err != nil {
		return nil, err
	}
	if err := wire.WritePublic(x.PartnerKey(), key.Public().(ed25519.PublicKey)); err != nil {
		return nil, err
	}
	asker := func() (ed25519.PublicKey, error) {
		own, err := x.Key()
		if err != nil {
			return nil, err
		}
		return own.Public().(ed25519.PublicKey), nil
	}
	return standin.New(standin.Options{Name: f.Name, People: f.People, Key: key, Asker: asker, Window: x.o.Rules.Window, Clock: x.gate.Now, Log: log}), nil
}

// Beside serves a stand-in within this process, at an address of its own that this room asks from now on.
func (x *Interop) Beside(f *standin.File) (*http.Server, error) {
	handler, err := x.StandIn(f, nil)
	if err != nil {
		return nil, err
	}
	listener, err := standin.Listen("localhost:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headTime}
	go func(l net.Listener) { _ = server.Serve(l) }(listener) // ends when it is closed
	x.At("http://" + listener.Addr().String())
	return server, nil
}

// headTime is how long a stand-in waits for the head of a question.
const headTime = 10 * time.Second
