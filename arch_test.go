package ansinh_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// level says which rooms a room may use: those of a lower number, and those named beside it.
var level = map[string]int{
	"fault": 0, "money": 1, "calendar": 1, "seal": 1, "viet": 2,
	"policy": 3, "text": 4,
	"db": 4, "auth": 5, "audit": 5, "gate": 6, "jobs": 5,
	"org": 10, "law": 10,
	"registry": 12, "benefit": 13, "payment": 14,
	"interop": 13,
	"plan":    12, "reform": 15, "reorg": 15, "due": 15, "returns": 13, "indicator": 14, "report": 16,
	"house": 18, "demo": 20, "web": 20,
	"bench": 25, "cmd": 30,
}

// beside lists what a room may use although it does not lie below: each with its reason.
var beside = map[string][]string{
	"calendar": {"fault"},
	"gate":     {"audit", "auth", "db"},
}

// testSupport are packages that only tests use; they may use what they test with.
var testSupport = []string{"db/dbtest", "gate/gatetest", "house/housetest", "indicator/indicatortest", "due/duetest", "e2e"}

// ceilings: lines of a file and of a function, with the files that are over and why.
const (
	fileCeiling     = 420
	functionCeiling = 70
)

var longFiles = map[string]string{}

var longFunctions = map[string]string{}

type source struct {
	path string // slash-separated, from the root
	room string // first folder, "" for the root
	dir  string
	test bool
	file *ast.File
	fset *token.FileSet
	text string
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == "peers") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, body, parser.ParseComments)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(path)
		room, _, nested := strings.Cut(slash, "/")
		if !nested {
			room = ""
		}
		all = append(all, source{path: slash, room: room, dir: filepath.ToSlash(filepath.Dir(path)), test: strings.HasSuffix(path, "_test.go"),
			file: file, fset: fset, text: string(body)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("found only %d source files", len(all))
	}
	return all
}

func supportsTests(dir string) bool { return slices.Contains(testSupport, dir) }

func generated(s source) bool { return strings.HasSuffix(s.path, "_templ.go") }

func TestRoomsUseOnlyWhatLiesBelow(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || s.room == "" || supportsTests(s.dir) {
			continue
		}
		mine, known := level[s.room]
		if !known {
			t.Errorf("%s: the room %s has no level here", s.path, s.room)
			continue
		}
		for _, i := range s.file.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			other, ours := strings.CutPrefix(path, "ansinh/")
			if !ours {
				continue
			}
			room, _, _ := strings.Cut(other, "/")
			if room == s.room {
				continue
			}
			if supportsTests(other) {
				t.Errorf("%s uses %s, which is for tests", s.path, other)
			}
			if level[room] >= mine && !slices.Contains(beside[s.room], room) {
				t.Errorf("%s uses %s, which does not lie below it", s.path, room)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, s := range sources(t) {
		if s.test || s.room == "" {
			continue
		}
		said[s.dir] = said[s.dir] || s.file.Doc != nil && len(s.file.Doc.Text()) > 120
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment that says what it is for", dir)
		}
	}
}

var sqlText = regexp.MustCompile("(?s)[`\"]\\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\\s")

func TestSQLStandsInStoreFiles(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || s.room == "db" || generated(s) {
			continue
		}
		if !strings.HasPrefix(filepath.Base(s.path), "store") && sqlText.MatchString(s.text) {
			t.Errorf("%s holds SQL and is no store file", s.path)
		}
	}
}

func TestOnlyTheGateChangesTheDatabase(t *testing.T) {
	t.Parallel()
	allowed := []string{"db", "gate", "audit"} // audit seals what the gate has written
	noActs := []string{
		"web/store.go",        // who is signed in just now: no act of anybody, no person's data
		"jobs/store_lease.go", // which process is at which part of shared work: likewise
	}
	for _, s := range sources(t) {
		if s.test || slices.Contains(allowed, s.room) || slices.Contains(noActs, s.path) || supportsTests(s.dir) {
			continue
		}
		inspectCalls(s, func(pos token.Position, receiver, name string) {
			if name == "Update" && (receiver == "db" || receiver == "d") {
				t.Errorf("%s: Update past the gate", pos)
			}
		})
	}
}

func TestTheClockIsReadInCmdAndGate(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || s.room == "cmd" || s.room == "gate" || s.room == "bench" || supportsTests(s.dir) { // bench measures time
			continue
		}
		inspectCalls(s, func(pos token.Position, receiver, name string) {
			if receiver == "time" && name == "Now" {
				t.Errorf("%s reads the clock", pos)
			}
		})
	}
}

func TestNoFloatNearMoney(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || !slices.Contains([]string{"money", "benefit", "payment", "law"}, s.room) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && (id.Name == "float64" || id.Name == "float32") {
				t.Errorf("%s: %s", s.fset.Position(id.Pos()), id.Name)
			}
			return true
		})
	}
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || generated(s) {
			continue
		}
		if n := strings.Count(s.text, "\n"); n > fileCeiling && longFiles[s.path] == "" {
			t.Errorf("%s has %d lines, more than %d", s.path, n, fileCeiling)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line
			if name := s.path + ":" + f.Name.Name; n > functionCeiling && longFunctions[name] == "" {
				t.Errorf("%s has %d lines, more than %d", name, n, functionCeiling)
			}
		}
	}
}

var requirement = regexp.MustCompile(`(?m)^\t([^\s]+) v[^\s]+$`)

// TestEveryDependencyHasItsReason compares go.mod with docs/dependencies.md.
func TestEveryDependencyHasItsReason(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	found := requirement.FindAllStringSubmatch(string(mod), -1)
	if len(found) < 10 {
		t.Fatalf("only %d direct dependencies found in go.mod", len(found))
	}
	for _, m := range found {
		if !strings.Contains(string(reasons), "`"+m[1]+"`") {
			t.Errorf("docs/dependencies.md gives no reason for %s", m[1])
		}
	}
	for _, line := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(string(reasons), -1) {
		if !slices.ContainsFunc(found, func(m []string) bool { return m[1] == line[1] }) {
			t.Errorf("docs/dependencies.md speaks of %s, which go.mod does not require", line[1])
		}
	}
}

var faultCode = regexp.MustCompile(`(?:fault\.(?:New|Wrap)\((?:[^"()]|\([^()]*\))*?|\.At\((?:[^",()]|"[^"]*"|\([^()]*\))+,\s*)"([a-z_]+(?:\.[a-z_]+)+)"`)

// TestEveryErrorHasItsSentence compares the codes in the source with policy/text.
func TestEveryErrorHasItsSentence(t *testing.T) {
	t.Parallel()
	var sentences strings.Builder
	files, err := filepath.Glob("policy/text/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sentences.WriteString("\n")
		sentences.Write(body)
	}
	n := 0
	for _, s := range sources(t) {
		if s.test || supportsTests(s.dir) {
			continue
		}
		for _, m := range faultCode.FindAllStringSubmatch(s.text, -1) {
			n++
			if !strings.Contains(sentences.String(), "\n"+m[1]+":") {
				t.Errorf("%s: %s has no sentence in policy/text", s.path, m[1])
			}
		}
	}
	if n < 40 {
		t.Errorf("found only %d codes: the pattern no longer fits the source", n)
	}
}

func inspectCalls(s source, call func(pos token.Position, receiver, name string)) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := c.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		switch x := sel.X.(type) {
		case *ast.Ident:
			call(s.fset.Position(c.Pos()), x.Name, sel.Sel.Name)
		case *ast.SelectorExpr:
			call(s.fset.Position(c.Pos()), x.Sel.Name, sel.Sel.Name)
		}
		return true
	})
}
