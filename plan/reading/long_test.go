package reading_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
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

func BenchmarkLong(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("ENTRIES"))
	if err != nil {
		n = 1000
	}
	for name, data := range map[string][]byte{"labels": longPlan(n), "cells": longCells(n), "prose": longProse(n)} {
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
