package payment

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
)

// File is a file that was written.
type File struct {
	Path   string `json:"path"`
	Bank   string `json:"bank,omitempty"` // empty: the cash list
	Lines  int64  `json:"lines"`
	Amount int64  `json:"amount"`
	SHA256 string `json:"sha256"`
	State  State  `json:"state"` // of the run when it was written
}

// WriteFiles writes a run's bank files, each as CSV and as ISO 20022 message, and its cash list into a folder, which it makes where there is none. Until the
// run is approved their names say that they are drafts. A file appears whole or not at all.
func (p *Payments) WriteFiles(ctx context.Context, actor auth.Actor, month calendar.Month, dir string) ([]File, error) {
	r, err := p.Run(ctx, actor, month)
	if err != nil {
		return nil, err
	}
	banks, err := p.Banks(ctx, actor, month)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "payment.folder", dir)
	}
	name := "chi-tra-" + month.String()
	if slices.Index(States(), r.State) < slices.Index(States(), Approved) {
		name = "du-thao-" + name
	}
	var out []File
	write := func(path, bank string, fill func(io.Writer) (FileInfo, error)) error {
		info, err := whole(filepath.Join(dir, path), fill)
		out = append(out, File{Path: filepath.Join(dir, path), Bank: bank, Lines: info.Lines, Amount: int64(info.Amount), SHA256: info.SHA256, State: r.State})
		return err
	}
	for _, bank := range banks {
		if err := write(name+"-"+fileWord(bank)+".csv", bank, func(w io.Writer) (FileInfo, error) {
			return p.WriteBankFile(ctx, actor, month, bank, w)
		}); err != nil {
			return nil, err
		}
		if err := write(name+"-"+fileWord(bank)+".xml", bank, func(w io.Writer) (FileInfo, error) {
			return p.WriteTransfers(ctx, actor, month, bank, w)
		}); err != nil {
			return nil, err
		}
	}
	if err := write(name+"-tien-mat.xlsx", "", func(w io.Writer) (FileInfo, error) {
		return p.WriteCashList(ctx, actor, month, w)
	}); err != nil {
		return nil, err
	}
	return out, nil
}

// fileWord keeps of a bank's code what may stand in a file name.
func fileWord(code string) string {
	b := []byte(code)
	for i, c := range b {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			b[i] = '_'
		}
	}
	return string(b)
}

// whole writes beside the file and moves it into place.
func whole(path string, fill func(io.Writer) (FileInfo, error)) (FileInfo, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return FileInfo{}, fault.Wrap(err, fault.Invalid, "payment.folder", filepath.Dir(path))
	}
	defer os.Remove(f.Name()) // does nothing once it was moved
	info, err := fill(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o640) // account numbers are in it
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return info, err
}
