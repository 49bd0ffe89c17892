package main

import (
	"bytes"
	"fmt"
	"strings"

	"ansinh/plan/reading"
	"ansinh/policy"
)

// readingPlans measures reading plans of growing length, half targets and half tasks, each with labels and a document it
// cites: the time for an entry must not grow with the plan.
func readingPlans(r *report) error {
	data, err := policy.Open("")
	if err != nil {
		return err
	}
	reader, err := reading.NewReader(data)
	if err != nil {
		return err
	}
	r.line("| Entries | Size | Time | An entry |")
	r.line("|---|---|---|---|")
	first, last := 0.0, 0.0
	for _, n := range []int{1000, 2000, 4000, 8000} {
		doc := longPlan(n)
		read := 0
		s, err := timed(min(r.runs, 3), func() error {
			x, err := reader.Read(bytes.NewReader(doc), int64(len(doc)), "plan.txt")
			if err == nil {
				read = len(x.Targets) + len(x.Tasks)
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case read != n:
			return fmt.Errorf("read %d of %d entries", read, n)
		}
		last = s.perPerson(n)
		if first == 0 {
			first = last
		}
		r.line("| %d | %d kB | %s | %.0f µs |", n, len(doc)/1000, s, last/1000)
	}
	r.line("")
	r.line("| | | | |")
	r.line("|---|---|---|---|")
	r.goal("an entry of 8,000 against one of 1,000", fmt.Sprintf("%.2f times", last/first), "at most 1.5", last <= 1.5*first)
	return nil
}

// longPlan is an invented plan of n entries.
func longPlan(n int) []byte {
	var b strings.Builder
	b.WriteString("ỦY BAN NHÂN DÂN\nTỈNH DÀI SƠN\n\nSố: 1/KH-UBND\nDài Sơn, ngày 02 tháng 01 năm 2025\n\nKẾ HOẠCH\nAn sinh xã hội đến năm 2030\n\nI. MỤC TIÊU\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "- Tỷ lệ hộ nghèo của xã số %d giảm còn dưới %d,%d%% vào năm 2028.\n", i+1, i%9+1, i%10)
	}
	b.WriteString("\nII. NHIỆM VỤ\n")
	for i := range n - n/2 {
		fmt.Fprintf(&b, "%d.%d. Rà soát, ban hành kế hoạch trợ giúp lần %d theo Nghị quyết số %d/NQ-HĐND ngày 12/12/2024.\n- Cơ quan chủ trì: Sở Y tế.\n- Cơ quan phối hợp: Sở Tài chính, UBND các xã, phường.\n- Thời gian: trước ngày 30/6/2026.\n", i/50+1, i%50+1, i+1, i+1)
	}
	b.WriteString("\nIII. TỔ CHỨC THỰC HIỆN\n1. Các sở, ngành báo cáo Sở Y tế trước ngày 10/12 hằng năm.\n")
	return []byte(b.String())
}
