package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

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
	Format    string // docx or xlsx
	SHA256    string
	WrittenAt string
	WrittenBy string
}

// Written is one file's bytes with its hash.
type Written struct {
	File  File
	Bytes []byte
}

// Keep writes the report as Word document and workbook and keeps both, so that what was signed can be shown again. A
// file whose bytes are kept already is not kept twice.
func (s *Service) Keep(ctx context.Context, actor auth.Actor, a *Annual) (document, workbook Written, err error) {
	var word, excel bytes.Buffer
	if err := a.WriteDocx(&word); err != nil {
		return document, workbook, err
	}
	if err := a.WriteXlsx(&excel); err != nil {
		return document, workbook, err
	}
	document, workbook = a.written("docx", word.Bytes()), a.written("xlsx", excel.Bytes())
	act := gate.Act{Permission: "report.write", Subject: fmt.Sprintf("report:%d", a.Request.Year)}
	err = s.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		for _, w := range []*Written{&document, &workbook} {
			if err := keepFile(ctx, tx, w); err != nil {
				return err
			}
			tx.Note(w.File.Format, w.File.SHA256)
		}
		return nil
	})
	return document, workbook, err
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
