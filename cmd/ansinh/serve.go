package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"ansinh/fault"
	"ansinh/house"
	"ansinh/web"
)

type serveCmd struct {
	Listen  string `name:"listen" help:"Address to listen on." default:"localhost:8080" placeholder:"HOST:PORT"`
	TLS     bool   `name:"behind-tls" help:"A proxy in front speaks TLS: cookies travel over TLS only."`
	StandIn string `name:"stand-in" help:"Of a demonstration: serve the STAND-IN of the population register beside the pages, from this file." placeholder:"FILE"`
	Log     string `name:"log" help:"One line a request on stderr: ${enum}." enum:"none,text,json" default:"text"`
}

// Help shows an example.
func (serveCmd) Help() string {
	return `The pages, Vietnamese with an English switch. Ctrl+C stops it after the requests in hand are answered.

  ansinh serve --db var/ansinh.db --listen localhost:8080`
}

// Run serves until it is told to stop.
func (c serveCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	listener, err := c.listen()
	if err != nil {
		return err
	}
	if c.StandIn != "" {
		standIn, err := standInBeside(h, c.StandIn)
		if err != nil {
			return err
		}
		defer standIn.Close()
	}
	return c.serve(a, h, listener)
}

// listen takes the address, so that one in use is known before anything else is done.
func (c serveCmd) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, listenFault(err, c.Listen)
	}
	return listener, nil
}

// serve shows the pages and does the background work they ask for, until it is told to stop.
func (c serveCmd) serve(a *app, h *house.House, listener net.Listener) error {
	log := requestLog(c.Log, a.stderr)
	site, err := web.New(rooms(h, a), web.Options{TLS: c.TLS, Log: log})
	if err != nil {
		return err
	}
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "cli.serving", "http://"+listener.Addr().String()))
	work, stop := context.WithCancel(a.ctx)
	defer stop()
	worked := make(chan error, 1)
	go func() { worked <- h.Work(work, 1, log) }()
	err = serveUntilDone(a.ctx, listener, handler)
	stop()
	return errors.Join(err, <-worked)
}

// How long a reader may take, and how long the requests in hand are waited for at the end. A page is written whole, so
// the longest write is a file of a province's payments.
const (
	headerTime = 10 * time.Second
	bodyTime   = 30 * time.Second
	answerTime = 5 * time.Minute
	idleTime   = 2 * time.Minute
	endTime    = 10 * time.Second
)

// rooms is what the pages show of the house.
func rooms(h *house.House, a *app) web.Rooms {
	return web.Rooms{DB: h.DB, Gate: h.Gate, Log: h.Log, Verifier: h.Verifier, Texts: a.texts, Policy: a.policy, Tree: h.Tree,
		Agencies: h.Agencies, Working: h.Working, Registry: h.Registry, Benefits: h.Benefits, Payments: h.Payments, Returns: h.Returns,
		Plans: h.Plans, Indicators: h.Indicators, Reports: h.Reports, Drafts: h.Drafts, Reforms: h.Reforms, Reorg: h.Reorg, Due: h.Due, Requests: h.Requests, Attached: h.Attached, Interop: h.Interop, Background: h, Simulated: h.Simulated}
}

func serveUntilDone(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, WriteTimeout: answerTime,
		IdleTimeout: idleTime, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

func listenFault(err error, address string) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fault.Wrap(err, fault.Unavailable, "cli.port_in_use", address)
	case errors.Is(err, syscall.EACCES):
		return fault.Wrap(err, fault.Forbidden, "cli.port_forbidden", address)
	default:
		return fault.Wrap(err, fault.Invalid, "cli.address", address)
	}
}

func requestLog(form string, to io.Writer) *slog.Logger {
	switch form {
	case "json":
		return slog.New(slog.NewJSONHandler(to, nil))
	case "text":
		return slog.New(slog.NewTextHandler(to, nil))
	default:
		return slog.New(slog.DiscardHandler)
	}
}
