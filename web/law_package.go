package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"ansinh/fault"
	"ansinh/law"
	"ansinh/reform"
)

// packages keeps uploaded packages of law for as long as somebody looks at what they would mean. They are drafts: they
// belong to whoever sent them, are never written down, and a restart forgets them.
type packages struct {
	mu   sync.Mutex
	kept []keptPackage
}

type keptPackage struct {
	hash  string
	owner string
	files []reform.File
	at    time.Time
}

// How many packages are kept, and how long.
const (
	mostPackages   = 32
	packageKeptFor = 4 * time.Hour
)

// keep gives the hash under which the files can be had again.
func (p *packages) keep(owner string, files []reform.File, now time.Time) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintln(h, f.Path, f.Hash)
	}
	k := keptPackage{hash: hex.EncodeToString(h.Sum(nil))[:16], owner: owner, files: files, at: now}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = slices.DeleteFunc(p.kept, func(o keptPackage) bool {
		return o.hash == k.hash && o.owner == owner || now.Sub(o.at) > packageKeptFor
	})
	if len(p.kept) >= mostPackages {
		p.kept = p.kept[1:]
	}
	p.kept = append(p.kept, k)
	return k.hash
}

func (p *packages) of(owner string, hash string, now time.Time) ([]reform.File, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range p.kept {
		if k.hash == hash && k.owner == owner && now.Sub(k.at) <= packageKeptFor {
			return k.files, true
		}
	}
	return nil, false
}

// formFile is the content of a file of a form and its name; nothing where none was chosen.
func formFile(r *http.Request, name string) ([]byte, string, error) {
	part, head, err := r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fault.Wrap(err, fault.Invalid, "web.form")
	}
	defer part.Close()
	raw, err := io.ReadAll(io.LimitReader(part, reform.MostUpload+1))
	if err != nil {
		return nil, "", fault.Wrap(err, fault.Invalid, "web.form")
	}
	if len(raw) > reform.MostUpload {
		return nil, "", fault.New(fault.Invalid, "reform.too_large_all", reform.MostUpload>>20)
	}
	return raw, head.Filename, nil
}

// wrongPlace is one mistake of a package as it is shown: where, what, and the line in question.
type wrongPlace struct {
	Where string
	Says  string
	Lines []codeLine // of the file, those around the mistake
	Caret string
}

type codeLine struct {
	Number int
	Text   string
	Wrong  bool // the caret stands under this one
}

// around is how many lines are shown before and after a mistake.
const around = 2

// wrongPlaces are the mistakes of an error, each with its place: of a law that does not load, or of a check that
// gathered; none where the error is a single one.
func (f *frame) wrongPlaces(err error, files []reform.File) []wrongPlace {
	var problems law.Problems
	var all []wrongPlace
	if errors.As(err, &problems) {
		for _, p := range problems {
			x := wrongPlace{Where: p.Where(), Says: capital(f.T(p.Code, p.Args...))}
			if _, caret, found := strings.Cut(p.Caret(), "\n"); found {
				x.Caret, x.Lines = caret, linesAround(files, p)
			}
			all = append(all, x)
		}
		return all
	}
	var e *fault.Error
	if errors.As(err, &e) {
		for _, at := range e.Fields {
			all = append(all, wrongPlace{Where: at.Where, Says: capital(f.T(at.Code, f.spoken(at.Args)...))})
		}
	}
	return all
}

// linesAround is the line of a mistake with those around it; the line alone where the file is not at hand.
func linesAround(files []reform.File, p law.Problem) []codeLine {
	at := slices.IndexFunc(files, func(x reform.File) bool { return x.Path == p.File })
	if at < 0 {
		return []codeLine{{Number: p.Line, Text: p.Text, Wrong: true}}
	}
	var out []codeLine
	for i, text := range strings.Split(files[at].Content, "\n") {
		if n := i + 1; n >= p.Line-around && n <= p.Line+around {
			out = append(out, codeLine{Number: n, Text: strings.TrimRight(text, "\r"), Wrong: n == p.Line})
		}
	}
	return out
}
