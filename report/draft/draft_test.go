package draft_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/report/draft"
	"ansinh/returns"
)

var (
	officer = auth.Actor{ID: "gd", Name: "Hà Giáo Dục", Role: "agency-officer", Agency: "bn-so-gddt"}
	second  = auth.Actor{ID: "gd2", Name: "Cao Giáo Dục", Role: "agency-officer", Agency: "bn-so-gddt"}
	other   = auth.Actor{ID: "yt", Name: "Y Tế", Role: "agency-officer", Agency: "bn-so-yte"}
	lead    = auth.Actor{ID: "th", Name: "Ngô Tổng Hợp", Role: "provincial-officer", Agency: "bn-so-noi-vu"}
	head    = auth.Actor{ID: "gd3", Name: "Đào Giám Đốc", Role: "agency-leader", Agency: "bn-so-gddt"}
	leader  = auth.Actor{ID: "ld", Name: "Trịnh Lãnh Đạo", Role: "leader", Agency: "bn-ubnd"}
	commune = auth.Actor{ID: "xa", Name: "Xã", Role: "commune-officer", Unit: "07210@base"}
)

// province has the plan and one approved return.
func province(t *testing.T, h *house.House) returns.ID {
	t.Helper()
	ctx := context.Background()
	if err := h.Load(ctx, auth.System()); err != nil {
		t.Fatal(err)
	}
	id, err := h.Returns.Open(ctx, officer, "education", "24@base", 2026)
	if err != nil {
		t.Fatal(err)
	}
	entries := []returns.Entry{{Field: "age_primary", Text: "110.000", Source: "Sở"}, {Field: "on_age_primary", Text: "108.900", Source: "Sở"}}
	if err := h.Returns.Enter(ctx, officer, id, entries); err != nil {
		t.Fatal(err)
	}
	if err := h.Returns.Submit(ctx, officer, id, calendar.DateOf(h.Gate.Now())); err != nil {
		t.Fatal(err)
	}
	if err := h.Returns.Approve(ctx, lead, id); err != nil {
		t.Fatal(err)
	}
	return id
}

var ask = draft.Ask{Kind: draft.OfAgency, Year: 2026, Area: "24@base"}

// TestAReportIsWrittenSignedAndMarked takes a report its whole way: drawn up, edited with its figures held to their
// source, two editors, an earlier version taken back, sent, approved, signed, made again, and marked after a correction.
func TestAReportIsWrittenSignedAndMarked(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx := context.Background()
		id := province(t, h)
		d, err := h.Drafts.Make(ctx, officer, ask)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Drafts.Make(ctx, officer, ask); fault.CodeOf(err) != "draft.exists" {
			t.Errorf("a second one: %v", err)
		}
		edited(t, h, d.ID)
		signed(t, h, d.ID)
		before, err := h.Drafts.Files(ctx, officer, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if marks, err := h.Drafts.Marks(ctx, officer, d.ID); err != nil || len(marks) != 0 {
			t.Errorf("marked at once: %v %v", marks, err)
		}
		c, err := h.Returns.Propose(ctx, officer, id, "Báo thiếu một trường", []returns.Entry{{Field: "on_age_primary", Text: "109.300", Source: "Sở"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Returns.DecideCorrection(ctx, lead, int64(c.Return), c.ID, true, ""); err != nil {
			t.Fatal(err)
		}
		marks, err := h.Drafts.Marks(ctx, leader, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, m := range marks {
			if m.Figure.Key == "return.education.on_age_primary" {
				found = m.From == "108.900" && m.To == "109.300" && m.Correction != nil && m.Correction.Reason == "Báo thiếu một trường"
			}
		}
		if !found {
			t.Errorf("the corrected figure is not marked: %+v", marks)
		}
		after, err := h.Drafts.Files(ctx, officer, d.ID)
		if err != nil || len(after) != len(before) || after[0].SHA256 != before[0].SHA256 {
			t.Errorf("what was signed changed: %v", err)
		}
		if same, err := h.Drafts.Remake(ctx, officer, d.ID); err != nil || !same {
			t.Errorf("made again it is the same: %v, %v", same, err)
		}
	})
}

// edited saves texts, right and wrong, and takes a version back.
func edited(t *testing.T, h *house.House, id draft.ID) {
	t.Helper()
	ctx := context.Background()
	_, c, err := h.Drafts.Draft(ctx, officer, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	last := c.Blocks[len(c.Blocks)-1]
	save := func(actor auth.Actor, base int, text string) error {
		_, err := h.Drafts.Save(ctx, actor, id, draft.Edit{Base: base, Texts: map[int]string{last.ID: text}})
		return err
	}
	err = save(officer, 1, "Đạt [97%|target.T08.value] và [1|no.such.thing]")
	if fault.CodeOf(err) != "draft.wrong" || strings.Count(err.Error(), "") == 0 {
		t.Errorf("typed over: %v", err)
	}
	if err := save(officer, 1, "Tiểu học có {{return.education.on_age_primary}} em."); err != nil {
		t.Fatal(err)
	}
	if err := save(second, 1, "Lời của người thứ hai"); fault.CodeOf(err) != "draft.moved" {
		t.Errorf("two editors: %v", err)
	}
	_, c, err = h.Drafts.Draft(ctx, officer, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Blocks[len(c.Blocks)-1].Text; got != "Tiểu học có [108.900|return.education.on_age_primary] em." {
		t.Errorf("saved as %q", got)
	}
	_, first, err := h.Drafts.Draft(ctx, officer, id, 1)
	if err != nil {
		t.Fatal(err)
	}
	if found := draft.Compare(first, c); len(found) != 1 || found[0].Kind != "text" {
		t.Errorf("the versions differ in %+v", found)
	}
	if d, err := h.Drafts.Restore(ctx, officer, id, 1); err != nil || d.Version != 3 {
		t.Errorf("taken back: %v %v", d.Version, err)
	}
}

// signed sends, approves and signs; each refusal on the way is one.
func signed(t *testing.T, h *house.House, id draft.ID) {
	t.Helper()
	ctx := context.Background()
	today := calendar.DateOf(h.Gate.Now())
	if _, err := h.Drafts.Sign(ctx, leader, id, draft.Signature{Number: "1/BC", Date: today, Signer: "A"}); fault.CodeOf(err) != "draft.state.draft" {
		t.Errorf("signed before it was sent: %v", err)
	}
	for _, who := range []auth.Actor{other, commune} {
		if _, err := h.Drafts.Submit(ctx, who, id); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s sends another's report: %v", who.ID, err)
		}
	}
	_, err := h.Drafts.Submit(ctx, officer, id)
	if said := h.Texts.Error("vi", err); fault.CodeOf(err) != "draft.unwritten" || !strings.Contains(said, "V. KHÓ KHĂN, VƯỚNG MẮC; VI. KIẾN NGHỊ") {
		t.Errorf("sent with the form's own words: %q, %v", said, err)
	}
	fillIn(t, h, id)
	if _, err := h.Drafts.Submit(ctx, officer, id); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Drafts.Approve(ctx, officer, id); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an agency approves: %v", err)
	}
	if _, err := h.Drafts.SendBack(ctx, lead, id, " "); fault.CodeOf(err) != "draft.note" {
		t.Errorf("sent back without a word: %v", err)
	}
	if _, err := h.Drafts.Approve(ctx, lead, id); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Drafts.Sign(ctx, lead, id, draft.Signature{Number: "1/BC", Date: today, Signer: "A"}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("who approves signs: %v", err)
	}
	if _, err := h.Drafts.Sign(ctx, leader, id, draft.Signature{Number: "128/BC-SGDĐT", Date: today, Signer: "Trịnh Lãnh Đạo"}); fault.CodeOf(err) != "draft.not_signer" {
		t.Errorf("another office signs: %v", err)
	}
	if kinds, err := h.Drafts.SignedKinds(ctx, 2026); err != nil || len(kinds) != 0 {
		t.Errorf("nothing is signed: %v, %v", kinds, err)
	}
	if _, err := h.Drafts.Sign(ctx, head, id, draft.Signature{Number: "128/BC-SGDĐT", Date: today, Signer: head.Name}); err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int]int{2026: 1, 2025: 0} {
		if kinds, err := h.Drafts.SignedKinds(ctx, year); err != nil || len(kinds) != want || want == 1 && kinds[0] != string(draft.OfAgency) {
			t.Errorf("signed of %d: %v, %v", year, kinds, err)
		}
	}
	c, err := h.Drafts.Compared(ctx, officer, id, 0, 0)
	if err != nil || c.From != 3 || c.To != 5 || len(c.Found) == 0 { // 4 says what was signed as 5
		t.Errorf("the signed report is compared %d with %d: %d differences, %v", c.From, c.To, len(c.Found), err)
	}
	sheets(t, h, c)
	if _, err := h.Drafts.Save(ctx, officer, id, draft.Edit{Base: 5}); fault.CodeOf(err) != "draft.locked" {
		t.Errorf("edited after it was signed: %v", err)
	}
}

// fillIn writes one of the paragraphs that the form leaves to the agency, and takes the other out.
func fillIn(t *testing.T, h *house.House, id draft.ID) {
	t.Helper()
	d, c, err := h.Drafts.Draft(context.Background(), officer, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	e := draft.Edit{Base: d.Version, Texts: map[int]string{}}
	for _, b := range c.Blocks {
		switch b.Text {
		case "Cơ quan nêu khó khăn, nguyên nhân tại đây.":
			e.Texts[b.ID] = "Thiếu giáo viên ở hai xã."
		case "Cơ quan nêu kiến nghị tại đây.":
			e.Texts[b.ID] = ""
		}
	}
	if _, err := h.Drafts.Save(context.Background(), officer, id, e); err != nil || len(e.Texts) != 2 {
		t.Fatalf("%d paragraphs to fill in, %v", len(e.Texts), err)
	}
}

// sheets writes a comparison as a workbook, twice the same, with every difference on a line.
func sheets(t *testing.T, h *house.House, c draft.Comparison) {
	t.Helper()
	var one, two bytes.Buffer
	if err := errors.Join(h.Drafts.Workbook(&one, c, "vi"), h.Drafts.Workbook(&two, c, "vi")); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&one)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || len(rows) != len(c.Found)+1 {
		t.Errorf("%d rows for %d differences: %v, %v", len(rows), len(c.Found), rows, err)
	}
}

// TestTheConsolidatedReport is the lead's alone, and its sentences hold their figures.
func TestTheConsolidatedReport(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx := context.Background()
		province(t, h)
		whole := draft.Ask{Kind: draft.Consolidated, Year: 2026, Area: "24@base"}
		if _, err := h.Drafts.Make(ctx, officer, whole); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an agency draws up the whole: %v", err)
		}
		d, err := h.Drafts.Make(ctx, lead, whole)
		if err != nil {
			t.Fatal(err)
		}
		_, c, err := h.Drafts.Draft(ctx, leader, d.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if f := c.Figures["count.returns.received"]; f.Text != "1" {
			t.Errorf("received: %+v", f)
		}
		if _, _, err := h.Drafts.Draft(ctx, officer, d.ID, 0); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an agency reads the whole: %v", err)
		}
	})
}
