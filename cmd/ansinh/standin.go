package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"ansinh/demo"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/interop/standin"
)

type standInCmd struct {
	Population standInPopulationCmd `cmd:"" help:"STAND-IN of the population register: invented people, for tests and demonstration."`
}

// Help says what a stand-in is.
func (standInCmd) Help() string {
	return `A stand-in speaks for a register that is not there, so that what asks it can be tested and shown. Nothing it says is true of
anybody, and it says so in every answer. It is reached from this machine only and works with a demonstration's database only.`
}

type standInPopulationCmd struct {
	Listen string   `name:"listen" help:"Address on this machine; policy/interop/stand-in.yaml if left out." placeholder:"HOST:PORT"`
	People string   `name:"people" help:"The invented population, as the demonstration wrote it." default:"var/minh-hoa/may-chu-gia-lap.json" placeholder:"FILE"`
	Faults []string `name:"fault" help:"How the next questions fail, one each: slow, error, signature, half, cut, twice, replay, batch." placeholder:"FAULT"`
	Log    string   `name:"log" help:"One line a question on stderr: ${enum}." enum:"none,text,json" default:"text"`
}

// Help shows an example.
func (standInPopulationCmd) Help() string {
	return `Answers the questions of a demonstration's pages ("Đối chiếu dân cư") as a register of the population would, with planted
differences. docs/interop.md has the contract.

  ansinh stand-in population
  ansinh stand-in population --fault slow,signature,half`
}

// Run answers until it is told to stop.
func (c standInPopulationCmd) Run(a *app) error {
	for _, f := range c.Faults {
		if !isFault(f) {
			return usageError{fmt.Errorf("--fault: %q", f)}
		}
	}
	plan, err := standin.LoadPlan(a.policy)
	if err != nil {
		return err
	}
	f, err := standin.ReadFile(c.People)
	if err != nil {
		return err
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	if !h.Simulated {
		return fault.New(fault.Forbidden, "interop.stand_in.real")
	}
	if c.Listen == "" {
		c.Listen = plan.Listen
	}
	return c.serve(a, h, f)
}

func isFault(s string) bool {
	for _, f := range standin.Faults() {
		if string(f) == s {
			return true
		}
	}
	return false
}

func (c standInPopulationCmd) serve(a *app, h *house.House, f *standin.File) error {
	server, err := h.Interop.StandIn(f, requestLog(c.Log, a.stderr))
	if err != nil {
		return err
	}
	for _, f := range c.Faults {
		server.Order(standin.Fault(f))
	}
	listener, err := standin.Listen(c.Listen)
	if err != nil && fault.CodeOf(err) == "" {
		err = listenFault(err, c.Listen)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "interop.cli.stand_in", f.Name, len(f.People), "http://"+listener.Addr().String()))
	return serveUntilDone(a.ctx, listener, server)
}

// demoStandIn serves the demonstration's stand-in beside its pages; none where its file is gone or a real partner is asked.
func demoStandIn(h *house.House, out string) (*http.Server, error) {
	path := filepath.Join(out, demo.StandInFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || !h.Interop.Rules().StandIn {
		return &http.Server{}, nil
	}
	return standInBeside(h, path)
}

// standInBeside serves a stand-in beside a demonstration's pages.
func standInBeside(h *house.House, path string) (*http.Server, error) {
	if !h.Simulated {
		return nil, fault.New(fault.Forbidden, "interop.stand_in.real")
	}
	f, err := standin.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return h.Interop.Beside(f)
}
