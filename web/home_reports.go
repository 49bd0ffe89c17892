package web

import (
	"context"

	"ansinh/report/draft"
)

// homeReports are the reports that wait for the reader: to be approved, to be signed, or to be mended.
func (s *Site) homeReports(ctx context.Context, f *frame, v *homeView) error {
	if !f.May(draft.MayDraft) && !f.May(draft.MayRead) {
		return nil
	}
	list, err := s.Drafts.Drafts(ctx, f.Actor)
	if err != nil {
		return err
	}
	for _, d := range list {
		code := ""
		switch {
		case d.State == draft.Submitted && f.May(draft.MayApprove):
			code = "web.home.report.approve"
		case d.State == draft.Approved && s.Drafts.Signs(f.Actor, d.Holder):
			code = "web.home.report.sign"
		case d.State == draft.SentBack && f.May(draft.MayDraft) && d.Holder == f.Actor.Agency:
			code = "web.home.report.mend"
		default:
			continue
		}
		v.Due = append(v.Due, due{What: f.T(code, d.Title), Note: f.Agency(d.Holder), Path: draftPath(d.ID)})
	}
	return nil
}
