package draft_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/report/draft"
	"ansinh/returns"
)

// wordFile is a Word document with these paragraphs.
func wordFile(t *testing.T, lines ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, "<w:document><w:body>")
	for _, l := range lines {
		fmt.Fprintf(w, "<w:p><w:r><w:t>%s</w:t></w:r></w:p>", l)
	}
	fmt.Fprint(w, "</w:body></w:document>")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// inside is the text of a Word document.
func inside(t *testing.T, body []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAReportFromATemplate: a template is laid, one that is wrong refused with the place of each wrong field, a quarterly
// report drawn up from it, renewed, signed by the agency's signer, made again as the same bytes, and marked when one of its
// figures is corrected. A later version of the template changes nothing of it.
func TestAReportFromATemplate(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx := context.Background()
		id := province(t, h)
		sample, err := h.Drafts.Sample(ctx, officer)
		if err != nil || !strings.Contains(inside(t, sample), "«target.T04.value»") || !strings.Contains(inside(t, sample), "return.labour.jobs") {
			t.Fatalf("the sample: %v", err)
		}
		own, err := h.Drafts.Lay(ctx, lead, 0, "Mẫu gợi ý", "mau.docx", sample)
		if err != nil || len(own.Last().Fields) < 10 {
			t.Errorf("the sample is a template: %+v, %v", own, err)
		}
		refusedTemplates(t, h)
		body := wordFile(t, "Quý của «holder»: «period», số «document.number» ngày «document.date»", "Học đúng tuổi: «return.education.on_age_primary» em, «target.T08.value»; việc làm «return.labour.jobs»", "Ký: «document.signer»")
		tpl, err := h.Drafts.Lay(ctx, lead, 0, "Báo cáo quý", "quy.docx", body)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.Drafts.Lay(ctx, lead, tpl.ID, "", "quy.docx", body); err != nil || len(again.Versions) != 1 {
			t.Errorf("the same file twice: %+v, %v", again, err)
		}
		d, err := h.Drafts.Make(ctx, officer, draft.Ask{Kind: draft.FromTemplate, Template: fmt.Sprint(int64(tpl.ID)), Year: 2026, Period: "Q4", Area: "24@base"})
		if err != nil {
			t.Fatal(err)
		}
		if d.Title != "Báo cáo quý – quý IV năm 2026" {
			t.Errorf("called %q", d.Title)
		}
		if _, err := h.Drafts.Lay(ctx, lead, tpl.ID, "", "quy2.docx", wordFile(t, "Khác: «year»")); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Drafts.Save(ctx, officer, d.ID, draft.Edit{Base: 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Drafts.Submit(ctx, officer, d.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Drafts.Approve(ctx, lead, d.ID); err != nil {
			t.Fatal(err)
		}
		today := calendar.DateOf(h.Gate.Now())
		if _, err := h.Drafts.Sign(ctx, head, d.ID, draft.Signature{Number: "9/BC-SGDĐT", Date: today, Signer: head.Name}); err != nil {
			t.Fatal(err)
		}
		files, err := h.Drafts.Files(ctx, officer, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		document, err := draft.Format(files, "docx")
		if err != nil {
			t.Fatal(err)
		}
		said := inside(t, document.Bytes)
		for _, want := range []string{"quý IV năm 2026, số 9/BC-SGDĐT ngày 24/11/2026", "108.900 em", "việc làm (chưa có số liệu)", "Ký: Đào Giám Đốc"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not in %s", want, said)
			}
		}
		if print, err := draft.Format(files, "pdf"); err != nil || !bytes.HasPrefix(print.Bytes, []byte("%PDF-")) || len(print.Bytes) < 5000 {
			t.Errorf("the PDF: %d bytes, %v", len(print.Bytes), err)
		}
		if same, err := h.Drafts.Remake(ctx, officer, d.ID); err != nil || !same {
			t.Errorf("made again it is the same: %v, %v", same, err)
		}
		c, err := h.Returns.Propose(ctx, officer, id, "Báo thiếu", []returns.Entry{{Field: "on_age_primary", Text: "109.300", Source: "Sở"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Returns.DecideCorrection(ctx, lead, int64(c.Return), c.ID, true, ""); err != nil {
			t.Fatal(err)
		}
		if marks, err := h.Drafts.Marks(ctx, leader, d.ID); err != nil || len(marks) == 0 {
			t.Errorf("a figure was corrected and the report is not marked: %v", err)
		}
		if err := h.Drafts.Retire(ctx, lead, tpl.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Drafts.Make(ctx, officer, draft.Ask{Kind: draft.FromTemplate, Template: fmt.Sprint(int64(tpl.ID)), Year: 2026, Period: "Q3", Area: "24@base"}); fault.CodeOf(err) != "template.retired" {
			t.Errorf("from a template out of use: %v", err)
		}
	})
}

// refusedTemplates are those that are not taken, each with why, and who may lay none.
func refusedTemplates(t *testing.T, h *house.House) {
	t.Helper()
	ctx := context.Background()
	_, err := h.Drafts.Lay(ctx, lead, 0, "Sai", "sai.docx", wordFile(t, "Đúng «year»", "Tỷ lệ «target.T99.valu» và «xyz»"))
	said := h.Texts.Error("vi", err)
	if fault.CodeOf(err) != "template.unknown" || !strings.Contains(said, "«target.T99.valu» ở đoạn 2 (“Tỷ lệ «target.T99.valu» và «xyz»”), gần nhất là «target.T") || strings.Contains(said, "\n") {
		t.Errorf("an unknown field: %s", said)
	}
	if _, err := h.Drafts.Lay(ctx, lead, 0, " ", "a.docx", wordFile(t, "«year»")); fault.CodeOf(err) != "template.no_name" {
		t.Errorf("without a name: %v", err)
	}
	if _, err := h.Drafts.Lay(ctx, lead, 0, "Không trường", "a.docx", wordFile(t, "Chữ")); fault.CodeOf(err) != "template.no_field" {
		t.Errorf("without a field: %v", err)
	}
	if _, err := h.Drafts.Lay(ctx, officer, 0, "Của sở", "a.docx", wordFile(t, "«year»")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an agency lays a template: %v", err)
	}
	list, err := h.Drafts.Templates(ctx, officer)
	if err != nil || len(list) != 1 {
		t.Errorf("what was refused is kept: %+v, %v", list, err)
	}
}
