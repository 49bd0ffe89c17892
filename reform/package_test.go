package reform_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"ansinh/fault"
	"ansinh/reform"
)

func packed(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A package may be the folder itself or lie in one; what else is in it is named, and nothing outside it is reached.
func TestWhatAPackageMayHold(t *testing.T) {
	t.Parallel()
	const rules = "law/aid/nd-1/rules.yaml"
	for name, c := range map[string]struct {
		files map[string]string
		code  string
		where string
	}{
		"the folder":             {map[string]string{rules: "x"}, "", ""},
		"in a folder":            {map[string]string{"thay-doi/" + rules: "x"}, "", ""},
		"in two, with junk":      {map[string]string{"a/b/" + rules: "x", "__MACOSX/a/b/law/._x": "x", "a/b/.DS_Store": "x", "a/b/law/aid/nd-1/.hidden": "x"}, "", ""},
		"from another system":    {map[string]string{`a\law\aid\nd-1\rules.yaml`: "x"}, "", ""},
		"nothing":                {map[string]string{}, "reform.no_files", ""},
		"no law":                 {map[string]string{"readme.txt": "x"}, "reform.files_wrong", "readme.txt"},
		"a file too high":        {map[string]string{rules: "x", "law/area.yaml": "x"}, "reform.files_wrong", "law/area.yaml"},
		"a picture":              {map[string]string{rules: "x", "law/aid/nd-1/a.png": "\x89PNG\x00"}, "reform.files_wrong", "law/aid/nd-1/a.png"},
		"one that unfolds":       {map[string]string{rules: strings.Repeat("0", 2<<20)}, "reform.files_wrong", rules},
		"many that unfold":       {many(5, strings.Repeat("0", 1<<20)), "reform.too_large_all", ""},
		"too many":               {many(201, "x"), "reform.too_many_files", ""},
		"names that lead out":    {map[string]string{"../../" + rules: "x"}, "", ""},
		"a way out of a folder":  {map[string]string{"a/../../" + rules: "x"}, "", ""},
		"from the root of disks": {map[string]string{"/" + rules: "x"}, "", ""},
	} {
		files, err := reform.ReadZip(packed(t, c.files))
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
			continue
		}
		if c.where != "" && !strings.Contains(err.Error(), c.where) {
			t.Errorf("%s: %v does not name %s", name, err, c.where)
		}
		if c.code == "" && (len(files) != 1 || files[0].Path != rules) {
			t.Errorf("%s: %+v", name, files)
		}
		if c.code == "" {
			if body, err := fs.ReadFile(reform.Folder(files), rules); err != nil || string(body) != "x" {
				t.Errorf("%s: %q %v", name, body, err)
			}
		}
	}
}

func many(n int, body string) map[string]string {
	files := map[string]string{}
	for i := range n {
		files["law/aid/nd-1/"+strings.Repeat("a", i+1)+".yaml"] = body
	}
	return files
}

func TestLooseFilesMakeADocument(t *testing.T) {
	t.Parallel()
	files, err := reform.Gather("aid", "nd-1-2027", map[string][]byte{"C:/x/rules.yaml": []byte("x"), "cases.yaml": []byte("y")})
	if err != nil || len(files) != 2 || files[0].Path != "law/aid/nd-1-2027/cases.yaml" || files[1].Path != "law/aid/nd-1-2027/rules.yaml" {
		t.Errorf("%v %+v", err, files)
	}
	for _, folder := range []string{"", "..", "ND-1", "a/b", "nghị-định"} {
		if _, err := reform.Gather("aid", folder, map[string][]byte{"rules.yaml": []byte("x")}); fault.CodeOf(err) != "reform.folder_name" {
			t.Errorf("folder %q: %v", folder, err)
		}
	}
}

// FuzzReadZip: whatever is sent, what is taken is text of documents and lies where documents lie.
func FuzzReadZip(f *testing.F) {
	f.Add([]byte("PK"))
	f.Add(packed(f, map[string]string{"law/aid/nd-1/rules.yaml": "x"}))
	f.Add(packed(f, map[string]string{"a/law/aid/nd-1/rules.yaml": "x", "../law/a/b/c": "y"}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		files, err := reform.ReadZip(raw)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		for _, x := range files {
			if !strings.HasPrefix(x.Path, "law/") || !fs.ValidPath(x.Path) || strings.Count(x.Path, "/") != 3 || !utf8.ValidString(x.Content) {
				t.Errorf("taken: %+v", x)
			}
		}
	})
}
