// Package policy is the data that decides: laws, plans, report forms, units and agencies, calendar, roles, words. It
// is embedded in the program, and a folder given with --policy lies over it, file by file, so that an office can
// follow a new decree without a new program. There is nothing here but data and the way to open it.
package policy

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ansinh/fault"
)

//go:embed *
var embedded embed.FS

// Open gives the policy folder: the embedded one, with the files of dir over it. An empty dir is the embedded one.
func Open(dir string) (fs.FS, error) {
	if dir == "" {
		return embedded, nil
	}
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, fault.New(fault.Invalid, "policy.no_folder", dir)
	}
	return overlay{over: os.DirFS(dir), under: embedded}, nil
}

// Lay lays a folder over another: its files count where both have them, and its listings are joined.
func Lay(over, under fs.FS) fs.FS { return overlay{over: over, under: under} }

// YAML reads one file of the policy folder into v; an unknown key is an error that names file and line.
func YAML(from fs.FS, path string, v any) error {
	f, err := from.Open(path)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "policy.no_file", path)
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		return fault.Wrap(err, fault.Invalid, "policy.bad_file", path, yamlPlace(err))
	}
	return nil
}

// yamlPlace is the first complaint of the reader without its prefix: "line 12: field amout not found …".
func yamlPlace(err error) string {
	var bad *yaml.TypeError
	if errors.As(err, &bad) && len(bad.Errors) > 0 {
		return bad.Errors[0]
	}
	return strings.TrimPrefix(err.Error(), "yaml: ")
}

// overlay looks in one folder first and in the other where the first has no such file.
type overlay struct{ over, under fs.FS }

// Open gives the file, or a folder whose listing is that of both.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.over.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.under.Open(name)
	}
	return f, err
}

// ReadDir lists both folders, each name once.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	above, errAbove := fs.ReadDir(o.over, name)
	below, errBelow := fs.ReadDir(o.under, name)
	if errAbove != nil && errBelow != nil {
		return nil, errBelow
	}
	for _, e := range below {
		if !slices.ContainsFunc(above, func(a fs.DirEntry) bool { return a.Name() == e.Name() }) {
			above = append(above, e)
		}
	}
	slices.SortFunc(above, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return above, nil
}
