package reform

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/policy"
)

// Checked is a dossier's files together with the law they were checked against.
type Checked struct {
	Files     []File
	Book      *law.Book         // the law with the files
	Documents []*law.Instrument // those the files bring
	Cases     int64             // examples of their own
}

// Check reads files together with the law in force. It refuses a file that exists already, every mistake of the files
// with its line, and every example that does not come out.
func (r *Reform) Check(files []File) (*Checked, error) { return r.check(r.current(), files) }

// mostChecked is how many sound dossiers are remembered, so that a preview and two approvals check once.
const mostChecked = 4

// check is Check against a state of the law. It takes seconds where there are many examples, so it is never called
// while a change holds the database.
func (r *Reform) check(in inForce, files []File) (*Checked, error) {
	key := in.key(files)
	r.mu.RLock()
	c := r.checked[key]
	r.mu.RUnlock()
	if c != nil {
		return c, nil
	}
	c, err := check(in.policy, files)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.checked) >= mostChecked {
		clear(r.checked)
	}
	r.checked[key] = c
	return c, nil
}

// key names files together with the law they are checked against.
func (in inForce) key(files []File) string {
	var b strings.Builder
	fmt.Fprintln(&b, in.dossiers, in.book.Hash())
	for _, f := range files {
		fmt.Fprintln(&b, f.Path, f.Hash)
	}
	return b.String()
}

func check(in fs.FS, files []File) (*Checked, error) {
	c := &Checked{Files: files}
	if err := onlyNew(in, files); err != nil {
		return nil, err
	}
	var err error
	if c.Book, err = law.Load(policy.Lay(shelve(files), in)); err != nil {
		return nil, err
	}
	for _, i := range c.Book.Instruments() {
		if slices.Contains(folders(files), path.Join("law", i.ID)) {
			c.Documents = append(c.Documents, i)
		}
	}
	return c, c.green()
}

// onlyNew refuses what exists already: a document in force is not edited, a new one amends it.
func onlyNew(in fs.FS, files []File) error {
	wrong := fault.New(fault.Conflict, "reform.edits")
	for _, folder := range folders(files) {
		there, err := exists(in, folder)
		if err != nil {
			return fault.Wrap(err, fault.Internal, "reform.cannot_read")
		}
		if there {
			wrong.At(folder, "reform.folder_exists")
		}
	}
	return wrong.OrNil()
}

// green holds that every example comes out, old and new, that every document brings some, and that no rule is untried.
func (c *Checked) green() error {
	red := fault.New(fault.Invalid, "reform.red")
	for _, f := range c.Book.TestCases() {
		var reason *fault.Error
		if errors.As(f.Err, &reason) {
			red.At(f.Where, reason.Code, reason.Args...)
			continue
		}
		red.At(f.Where, "law.case.expected", f.Case, f.Month.Vietnamese(), orNothing(f.Want), orNothing(f.Got))
	}
	for _, p := range c.Book.Uncovered() {
		red.At(p.Where(), p.Code, p.Args...)
	}
	for _, folder := range folders(c.Files) {
		own := int64(0)
		for _, k := range c.Book.Cases() {
			if path.Dir(k.File) == folder {
				own++
			}
		}
		if own == 0 {
			red.At(folder, "reform.no_cases")
		}
		c.Cases += own
	}
	return red.OrNil()
}

func orNothing(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// title is the numbers of the documents.
func (c *Checked) title() string {
	var numbers []string
	for _, i := range c.Documents {
		numbers = append(numbers, i.Number)
	}
	return strings.Join(numbers, ", ")
}

// begins is the month from which the first of the documents applies.
func (c *Checked) begins() calendar.Month {
	first := calendar.Month(0)
	for _, i := range c.Documents {
		if m := i.From.Month(); first == 0 || m < first {
			first = m
		}
	}
	return first
}
