package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// call runs the program and gives what it wrote and its exit code.
func call(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, complaints bytes.Buffer
	code = run(t.Context(), args, &out, &complaints)
	return out.String(), complaints.String(), code
}

const samplePlan = "../../plan/reading/testdata/nam-son.txt"

func TestPlanExtractPrintsOneObject(t *testing.T) {
	t.Parallel()
	out, complaints, code := call(t, "plan", "extract", samplePlan)
	if code != exitOK || complaints != "" {
		t.Fatalf("exit %d, %s", code, complaints)
	}
	var x map[string]any
	if err := json.Unmarshal([]byte(out), &x); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"number", "type", "issuing_body", "province", "date", "title", "targets", "tasks", "deliverables", "reporting", "cited", "unsure"} {
		if _, ok := x[key]; !ok {
			t.Errorf("no %s", key)
		}
	}
	if len(x) != 12 {
		t.Errorf("%d keys, want the 12 of the format", len(x))
	}
	first := x["targets"].([]any)[0].(map[string]any)
	if first["value"] != 85.0 || first["comparator"] != "=" || first["year"] != 2025.0 || first["source"].(map[string]any)["line"] == nil {
		t.Errorf("first target %v", first)
	}
}

// A file that is no plan is a wrong call: one line that names it, exit code 2, nothing on stdout.
func TestPlanExtractRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, file := range []string{write("picture.docx", "\x89PNG\r\n\x1a\n"), write("empty.txt", ""), write("letter.txt", "Kính gửi ông bà"), filepath.Join(dir, "none.txt"), dir} {
		out, complaints, code := call(t, "plan", "extract", file)
		if code != exitUsage || out != "" || strings.Count(complaints, "\n") != 1 || !strings.Contains(complaints, filepath.Base(file)) {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", filepath.Base(file), code, out, complaints)
		}
	}
}

func TestPlanImportConfirmShow(t *testing.T) {
	t.Parallel()
	base := filepath.Join(t.TempDir(), "plan.db")
	must := func(want string, args ...string) {
		t.Helper()
		out, complaints, code := call(t, append([]string{"--db", base, "plan"}, args...)...)
		if code != exitOK || !strings.Contains(out, want) {
			t.Fatalf("plan %v: exit %d, %q, %q; want %q", args, code, out, complaints, want)
		}
	}
	must(`"created": true`, "import", "--json", samplePlan)
	must(`"created": false`, "import", "--json", samplePlan)
	must("chờ xác nhận", "list")
	must("có hiệu lực", "confirm", "117-kh-ubnd-2023-nam-son@1")
	must("8,2 %", "show", "117-kh-ubnd-2023-nam-son", "--on", "2025-01-01")
	must("1 bản", "load")
	must("Sở Y tế (thay Sở Lao động - Thương binh và Xã hội)", "show", "--on", "2026-11-01")
	must("Sở LĐTBXH", "show", "--on", "2024-05-01")
	if _, complaints, code := call(t, "--db", base, "plan", "show", "none"); code != exitError || !strings.Contains(complaints, "none") {
		t.Errorf("a plan that is not there: exit %d, %q", code, complaints)
	}
}
