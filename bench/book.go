package main

import (
	"io/fs"
	"strings"
	"testing/fstest"

	"ansinh/law"
	"ansinh/policy"
)

// wholeLaw is every package of the program's own policy.
func wholeLaw() (*law.Book, error) {
	data, err := policy.Open("")
	if err != nil {
		return nil, err
	}
	return law.Load(data)
}

// assistanceFiles is the policy folder with the package of social assistance alone.
func assistanceFiles() (fs.FS, error) {
	data, err := policy.Open("")
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	err = fs.WalkDir(data, "law", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		alone := strings.HasPrefix(path, "law/social-assistance/") || strings.Count(path, "/") == 1
		if !alone || strings.HasSuffix(path, "/cases.yaml") {
			return nil
		}
		raw, err := fs.ReadFile(data, path)
		files[path] = &fstest.MapFile{Data: raw}
		return err
	})
	return files, err
}

func assistance() (*law.Book, error) {
	files, err := assistanceFiles()
	if err != nil {
		return nil, err
	}
	return law.Load(files)
}
