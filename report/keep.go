package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// FileID is the number of a kept file.
type FileID int64

// File is a report that was written out.
type File struct {
	ID        FileID
	Year      int
	AsOf      calendar.Date
	Issuer    string
	Number    string
	Format    string // docx, xlsx or pdf
	SHA256    string
	WrittenAt string
	WrittenBy string
}

// Written is one file's bytes with its hash.
type Written struct {
	File  File
	Bytes []byte
}

// Kept is a report in all its forms.
type Kept struct{ Document, Workbook, Print Written }

// Keep writes the report as Word document, workbook and PDF and keeps them, so that what was signed can be shown again. A
// file whose bytes are kept already is not kept twice.
func (s *Service) Keep(ctx context.Context, actor auth.Actor, a *Annual) (Kept, error) {
	var out Kept
	for _, f := range []struct {
		format string
		write  func(io.Writer) error
		to     *Written
	}{{"docx", a.WriteDocx, &out.Document}, {"xlsx", a.WriteXlsx, &out.Workbook}, {"pdf", a.WritePDF, &out.Print}} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return out, err
		}
		*f.to = a.written(f.format, b.Bytes())
	}
	act := gate.Act{Permission: "report.write", Subject: fmt.Sprintf("report:%d", a.Request.Year)}
	err := s.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		for _, w := range []*Written{&out.Document, &out.Workbook, &out.Print} {
			if err := keepFile(ctx, tx, w); err != nil {
				return err
			}
			tx.Note(w.File.Format, w.File.SHA256)
		}
		return nil
	})
	return out, err
}

func (a *Annual) written(format string, b []byte) Written {
	sum := sha256.Sum256(b)
	return Written{Bytes: b, File: File{Year: a.Request.Year, AsOf: a.Request.AsOf, Issuer: a.issuer.ID, Number: a.Request.Number,
		Format: format, SHA256: hex.EncodeToString(sum[:])}}
}

// Files are the kept reports, newest first.
func (s *Service) Files(ctx context.Context, actor auth.Actor) ([]File, error) {
	var list []File
	err := s.gate.Read(ctx, actor, gate.Act{Permission: "report.read", Subject: "reports"}, func(tx *gate.Tx) (err error) {
		list, err = readFiles(ctx, tx)
		return err
	})
	return list, err
}

// File is one kept report with its bytes, which are held against their hash.
func (s *Service) File(ctx context.Context, actor auth.Actor, id FileID) (Written, error) {
	var w Written
	err := s.gate.Read(ctx, actor, gate.Act{Permission: "report.read", Subject: fmt.Sprintf("report_file:%d", id)}, func(tx *gate.Tx) (err error) {
		w, err = readFile(ctx, tx, id)
		return err
	})
	if err != nil {
		return w, err
	}
	if sum := sha256.Sum256(w.Bytes); hex.EncodeToString(sum[:]) != w.File.SHA256 {
		return Written{}, fault.New(fault.Internal, "report.altered", id)
	}
	return w, nil
}
