package reform

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ansinh/fault"
)

// How much a dossier may hold: a decree is a few files of a few pages.
const (
	mostFiles = 200
	mostBytes = 1 << 20 // of one file
	mostTotal = 4 << 20 // of all of them
)

// MostUpload is how long a package may be as it is sent.
const MostUpload = mostTotal

// Read reads a folder laid out like the policy folder. Everything in it must be a text file law/FIELD/DOCUMENT/NAME;
// every file that is not is named.
func Read(from fs.FS) ([]File, error) {
	wrong := fault.New(fault.Invalid, "reform.files_wrong")
	var files []File
	total := 0
	err := fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || e.IsDir():
			return err
		case strings.Count(name, "/") != 3 || !strings.HasPrefix(name, "law/") || !e.Type().IsRegular():
			wrong.At(name, "reform.stray_file")
			return nil
		case len(files) == mostFiles:
			return fault.New(fault.Invalid, "reform.too_many_files", mostFiles)
		}
		raw, err := readSome(from, name)
		switch {
		case err != nil:
			return err
		case len(raw) > mostBytes:
			wrong.At(name, "reform.too_large", mostBytes)
		case !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0:
			wrong.At(name, "reform.no_text")
		default:
			if total += len(raw); total > mostTotal {
				return fault.New(fault.Invalid, "reform.too_large_all", mostTotal>>20)
			}
			files = append(files, newFile(name, string(raw)))
		}
		return nil
	})
	switch {
	case fault.CodeOf(err) != "":
		return nil, err
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "reform.cannot_read")
	case wrong.OrNil() != nil:
		return nil, wrong
	case len(files) == 0:
		return nil, fault.New(fault.Invalid, "reform.no_files")
	}
	return files, nil
}

func readSome(from fs.FS, name string) ([]byte, error) {
	f, err := from.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostBytes+1))
}

func newFile(name, content string) File {
	sum := sha256.Sum256([]byte(content))
	return File{Path: name, Hash: hex.EncodeToString(sum[:]), Size: int64(len(content)), Content: content}
}

// ReadZip reads a packed folder. What is packed may be the folder itself or what is in it; what a system puts into its
// packages beside (hidden files) is passed over.
func ReadZip(raw []byte) ([]File, error) {
	packed, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "reform.no_zip")
	}
	all, total := shelf{}, 0
	for _, f := range packed.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if name = path.Clean("/" + name)[1:]; name == "" || strings.HasSuffix(f.Name, "/") || hidden(name) {
			continue
		}
		if len(all) == mostFiles {
			return nil, fault.New(fault.Invalid, "reform.too_many_files", mostFiles)
		}
		body, err := unpack(f)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "reform.no_zip")
		}
		if total += len(body); total > mostTotal {
			return nil, fault.New(fault.Invalid, "reform.too_large_all", mostTotal>>20)
		}
		all[name] = body
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "reform.no_files")
	}
	return Read(all.below(all.root()))
}

// unpack reads a packed file, no more of it than a file may hold and one byte.
func unpack(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	return string(body), err
}

// root is the folder in which law/ lies, the highest of several; "" at the top.
func (s shelf) root() string {
	root, found := "", false
	for name := range s {
		before, _, lies := strings.Cut("/"+name, "/law/")
		if before = strings.TrimPrefix(before, "/"); lies && (!found || len(before) < len(root)) {
			root, found = before, true
		}
	}
	return root
}

// below is the same files by their names from a folder on; those beside it keep theirs.
func (s shelf) below(root string) shelf {
	if root == "" {
		return s
	}
	out := shelf{}
	for name, body := range s {
		out[strings.TrimPrefix(name, root+"/")] = body
	}
	return out
}

// Gather makes the files of one document of loose ones: those that a document consists of, under their own names.
func Gather(field, document string, loose map[string][]byte) ([]File, error) {
	for _, name := range []string{field, document} {
		if !folderName.MatchString(name) {
			return nil, fault.New(fault.Invalid, "reform.folder_name", name)
		}
	}
	s := shelf{}
	for name, raw := range loose {
		s["law/"+field+"/"+document+"/"+path.Base(name)] = string(raw)
	}
	return Read(s)
}

var folderName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Folder is files as a folder laid out like the policy folder.
func Folder(files []File) fs.FS { return shelve(files) }

// hidden says whether a path is none that a person made.
func hidden(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && part != "." || part == "__MACOSX" || part == "Thumbs.db" {
			return true
		}
	}
	return false
}

// folders are the documents that files make up, sorted.
func folders(files []File) []string {
	var all []string
	for _, f := range files {
		all = append(all, path.Dir(f.Path))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// shelf is files in memory as a folder, as far as the policy is read: files are opened and folders listed.
type shelf map[string]string

func shelve(files []File) shelf {
	s := shelf{}
	for _, f := range files {
		s[f.Path] = f.Content
	}
	return s
}

// Open gives a file; folders cannot be opened here, those of the policy below can.
func (s shelf) Open(name string) (fs.File, error) {
	content, ok := s[name]
	if !ok {
		if entries, err := s.ReadDir(name); err == nil && len(entries) > 0 {
			return &opened{entry: entry{name: path.Base(name), folder: true}, Reader: strings.NewReader("")}, nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &opened{entry: entry{name: path.Base(name), size: int64(len(content))}, Reader: strings.NewReader(content)}, nil
}

// ReadDir lists a folder.
func (s shelf) ReadDir(name string) ([]fs.DirEntry, error) {
	seen := map[string]entry{}
	for file, content := range s {
		rest, ok := strings.CutPrefix(file, name+"/")
		if name == "." {
			rest, ok = file, true
		}
		if !ok {
			continue
		}
		first, _, deeper := strings.Cut(rest, "/")
		seen[first] = entry{name: first, folder: deeper, size: int64(len(content))}
	}
	if len(seen) == 0 {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	var all []fs.DirEntry
	for _, e := range seen {
		all = append(all, fs.FileInfoToDirEntry(e))
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

// entry says what a file of the shelf is.
type entry struct {
	name   string
	size   int64
	folder bool
}

// Name is the last part of the path.
func (e entry) Name() string { return e.name }

// Size is in bytes.
func (e entry) Size() int64 { return e.size }

// Mode says file or folder, for reading only.
func (e entry) Mode() fs.FileMode {
	if e.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// ModTime is not known.
func (e entry) ModTime() time.Time { return time.Time{} }

// IsDir says folder.
func (e entry) IsDir() bool { return e.folder }

// Sys is nothing.
func (e entry) Sys() any { return nil }

// opened is a file being read.
type opened struct {
	entry
	*strings.Reader
}

// Stat says what the file is.
func (o *opened) Stat() (fs.FileInfo, error) { return o.entry, nil }

// Size is in bytes.
func (o *opened) Size() int64 { return o.entry.size }

// Close does nothing.
func (o *opened) Close() error { return nil }

// exists says whether a folder holds anything.
func exists(in fs.FS, name string) (bool, error) {
	_, err := fs.Stat(in, name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
