package reading_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// longPlan is a plan of n entries, half of them targets and half tasks.
func longPlan(n int) []byte {
	var b strings.Builder
	b.WriteString("ỦY BAN NHÂN DÂN\nTỈNH DÀI SƠN\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSố: 1/KH-UBND\nDài Sơn, ngày 02 tháng 01 năm 2025\n\nKẾ HOẠCH\nAn sinh xã hội đến năm 2030\n\nI. MỤC TIÊU\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "- Tỷ lệ hộ nghèo của xã số %d giảm còn dưới %d,%d%%, trong đó hộ có người có công đạt %d%% vào năm 2028.\n", i+1, i%9+1, i%10, 50+i%50)
	}
	b.WriteString("\nII. NHIỆM VỤ\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "%d.%d. Rà soát, ban hành kế hoạch trợ giúp lần %d theo Nghị quyết số %d/NQ-HĐND ngày 12/12/2024.\n- Cơ quan chủ trì: Sở Y tế.\n- Cơ quan phối hợp: Sở Tài chính, UBND các xã, phường.\n- Thời gian: trước ngày 30/6/2026.\n", i/50+1, i%50+1, i+1, i+1)
	}
	b.WriteString("\nIII. TỔ CHỨC THỰC HIỆN\n1. Các sở, ngành báo cáo Sở Y tế trước ngày 10/12 hằng năm.\n")
	return []byte(b.String())
}

// longTable is such a plan whose tasks stand one cell a line, as text copied from a page does.
func longCells(n int) []byte {
	var b strings.Builder
	b.WriteString("Số: 1/KH-UBND\nDài Sơn, ngày 02 tháng 01 năm 2025\n\nKẾ HOẠCH\nAn sinh xã hội đến năm 2030\n\nI. MỤC TIÊU\n1. Tỷ lệ hộ nghèo dưới 2%.\nII. NHIỆM VỤ\n\nTT\n\nNội dung\n\nChủ trì\n\nThời gian\n\n")
	for i := range n {
		fmt.Fprintf(&b, "%d\n\nRà soát, ban hành quy chế lần %d theo Chương trình phát triển số %d giai đoạn 2021 - 2025\n\nSở Y tế\n\nQuý III/2026\n\n", i+1, i+1, i+1)
	}
	return []byte(b.String())
}

// longProse is such a plan whose tasks stand in running sentences under one heading.
func longProse(n int) []byte {
	var b strings.Builder
	b.WriteString("Số: 1/KH-UBND\nDài Sơn, ngày 02 tháng 01 năm 2025\n\nKẾ HOẠCH\nAn sinh xã hội đến năm 2030\n\nI. MỤC TIÊU\n1. Tỷ lệ hộ nghèo dưới 2%.\nII. NHIỆM VỤ\n1. Việc chung\n")
	for i := range n {
		fmt.Fprintf(&b, "- Sở Y tế chủ trì, phối hợp với Sở Tài chính xây dựng, ban hành kế hoạch lần %d, hoàn thành trước 30/6/2026; phấn đấu %d%% hộ có thẻ; thực hiện Đề án hỗ trợ lần %d giai đoạn 2021 - 2025.\n", i+1, i%90+1, i+1)
	}
	return []byte(b.String())
}

// longTasks is such a plan whose points stand below the name of one agency, some with its role.
func longTasks(n int) []byte {
	var b strings.Builder
	b.WriteString("Số: 1/KH-UBND\nDài Sơn, ngày 02 tháng 01 năm 2025\n\nKẾ HOẠCH\nAn sinh xã hội đến năm 2030\n\nI. MỤC TIÊU\n1. Tỷ lệ hộ nghèo dưới 2%.\nII. NHIỆM VỤ\n1. Sở Y tế\n")
	for i := range n {
		fmt.Fprintf(&b, "a) Rà soát danh sách lần %d, hoàn thành trước 30/6/2026.\nĐơn vị cùng làm: Sở Tài chính.\n", i+1)
	}
	return []byte(b.String())
}

// TestTimeGrowsWithTheDocument reads a plan and one eight times as long, and holds that the second takes about eight times
// as long: a search over everything for each thing would take sixty-four times.
func TestTimeGrowsWithTheDocument(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	for name, long := range map[string]func(int) []byte{"labels": longPlan, "cells": longCells, "prose": longProse, "points": longTasks} {
		took := map[int]time.Duration{}
		for _, n := range []int{250, 2000} {
			data := long(n)
			best := time.Duration(0)
			for range 2 {
				from := time.Now()
				if _, err := extract(data, "x"); err != nil {
					t.Fatal(name, err)
				}
				if d := time.Since(from); best == 0 || d < best {
					best = d
				}
			}
			took[n] = best
		}
		if t.Logf("%s: %s, %s", name, took[250], took[2000]); took[2000] > 24*took[250] {
			t.Errorf("%s: 250 entries take %s, 2,000 take %s", name, took[250], took[2000])
		}
	}
}

func BenchmarkLong(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("ENTRIES"))
	if err != nil {
		n = 1000
	}
	for name, data := range map[string][]byte{"labels": longPlan(n), "cells": longCells(n), "prose": longProse(n), "points": longTasks(n)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				x, err := extract(data, "x")
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(x.Targets)), "targets")
				b.ReportMetric(float64(len(x.Tasks)), "tasks")
			}
		})
	}
}
