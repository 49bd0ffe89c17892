package demo

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/indicator"
	"ansinh/report"
	"ansinh/report/draft"
	"ansinh/returns"
)

// takeReturns plays a year of agencies' returns and measures every target that rows and returns allow.
func (m *maker) takeReturns(ctx context.Context) error {
	data, err := returns.ReadDemonstration(m.Policy)
	if err != nil {
		return err
	}
	who, err := m.actor(gatherer)
	if err != nil {
		return err
	}
	year, _ := m.options.Month.Civil()
	m.summary.Returns, err = m.Returns.Play(ctx, returns.Cast{Officer: m.officerOf, Approver: who}, data)
	if err != nil {
		return err
	}
	for _, month := range m.summary.Months {
		if _, err := m.Indicators.MeasureRows(ctx, who, month.Month); err != nil {
			return err
		}
	}
	if _, err := m.Indicators.MeasureReturns(ctx, who, year); err != nil {
		return err
	}
	standings, err := m.Indicators.Standings(ctx, who, m.question(data))
	if err != nil {
		return err
	}
	m.summary.Targets = map[string]int{}
	for _, s := range indicator.States() {
		m.summary.Targets[string(s)] = 0
	}
	for _, s := range standings {
		m.summary.Targets[string(s.State)]++
	}
	return nil
}

// officerOf is somebody who reports for an agency.
func (m *maker) officerOf(agency string) auth.Actor {
	return auth.Actor{ID: "bao-cao." + agency, Name: agency, Role: reporter, Agency: agency}
}

func (m *maker) question(data *returns.Demonstration) indicator.Query {
	year, _ := m.options.Month.Civil()
	return indicator.Query{Year: year, Day: m.options.Month.Last(), Area: data.Area}
}

// writeReport writes the consolidated annual report and its workbook, and has it go its way to the signature.
func (m *maker) writeReport(ctx context.Context) error {
	who, err := m.actor(gatherer)
	if err != nil {
		return err
	}
	data, err := returns.ReadDemonstration(m.Policy)
	if err != nil {
		return err
	}
	year, _ := m.options.Month.Civil()
	name := fmt.Sprintf("bao-cao-tong-hop-%d", year)
	a, err := m.Reports.Annual(ctx, who, report.Request{Year: year, AsOf: m.options.Month.Last(), Area: data.Area})
	if err != nil {
		return err
	}
	kept, err := m.Reports.Keep(ctx, who, a)
	if err != nil {
		return err
	}
	for _, w := range []report.Written{kept.Document, kept.Workbook, kept.Print} {
		if err := m.file(name+"."+w.File.Format, w.Bytes); err != nil {
			return err
		}
	}
	return m.signReport(ctx, who, draft.Ask{Kind: draft.Consolidated, Year: year, AsOf: m.options.Month.Last(), Area: data.Area})
}

// signReport has the consolidated report drawn up, sent, approved by the leader and signed by the head of the department that
// answers for it.
func (m *maker) signReport(ctx context.Context, who auth.Actor, ask draft.Ask) error {
	d, err := m.Drafts.Make(ctx, who, ask)
	if err != nil {
		return err
	}
	leader, err := m.actor(approver)
	if err != nil {
		return err
	}
	signer, err := m.headOf(d.Holder)
	if err != nil {
		return err
	}
	if _, err := m.Drafts.Submit(ctx, who, d.ID); err != nil {
		return err
	}
	if _, err := m.Drafts.Approve(ctx, leader, d.ID); err != nil {
		return err
	}
	_, err = m.Drafts.Sign(ctx, signer, d.ID, draft.Signature{Number: m.settings.Report, Date: calendar.DateOf(m.Gate.Now()), Signer: signer.Name})
	return err
}
