package web

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/report"
	"ansinh/text"
)

// letterKinds are the documents of an application by the state in which there is something to write.
var letterKinds = map[benefit.State]string{benefit.Checked: "submission", benefit.Refused: "refusal", benefit.Decided: "submission"}

// caseFile sends a document of an application: the submission to whoever decides, or the refusal.
func caseFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := caseID(r)
	if err != nil {
		return nil, err
	}
	d, err := s.Benefits.Dossier(r.Context(), f.Actor, id)
	if err != nil {
		return nil, err
	}
	kind := r.PathValue("kind")
	if letterKinds[d.State] != kind || kind == "submission" && !d.Finding.Paid {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	file, err := s.recipient(r.Context(), f, d.File, d.Person)
	if err != nil {
		return nil, err
	}
	x := s.letter(file, d.Programme, d.Category, d.Finding)
	x.Template = kind
	x.Values["received"], x.Values["due"] = d.Received.Vietnamese(), d.Term.Due.Vietnamese()
	switch kind {
	case "refusal":
		x.Date, x.Signer, x.Authority = d.AnsweredOn, d.Signer, d.Authority
		x.Values["number"], x.Values["note"] = d.Number, d.Note
		for _, g := range d.Grounds {
			x.Grounds = append(x.Grounds, report.LetterGround{Condition: g.Says.VI, Cite: g.Cite.VI, Unknown: g.Unknown})
		}
		x.Instrument = s.instruments(d.Grounds)
		err = s.issuedBy(&x, d.Issuer)
	default:
		err = s.issuedNow(&x, d.HomeUnit, seenOn(d, f))
	}
	if err != nil {
		return nil, err
	}
	return nil, s.sendLetter(w, x, letterNames[kind]+"-"+strconv.FormatInt(int64(d.ID), 10)+".docx")
}

// letterNames are what the files are called.
var letterNames = map[string]string{"decision": "quyet-dinh", "refusal": "thong-bao", "submission": "to-trinh",
	"end": "quyet-dinh-thoi-huong", "suspend": "quyet-dinh-tam-dung", "resume": "quyet-dinh-tiep-tuc", "transfer": "phieu-chuyen-ho-so"}

// decisionFile sends a decision as a document, written from what was known and law on the day it was signed.
func decisionFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.decisionOf(r, f)
	if err != nil {
		return nil, err
	}
	d, ctx := v.Decision, r.Context()
	file, finding, err := s.Benefits.Basis(ctx, f.Actor, d)
	if err != nil {
		return nil, err
	}
	finding.Amount = d.Amount
	concerned := file.Person.Name
	if file, err = s.recipient(ctx, f, file, d.Person); err != nil {
		return nil, err
	}
	x := s.letter(file, d.Programme, d.Category, finding)
	if d.Once {
		x.Values["about_name"], x.Values["event_month"] = concerned, d.Event.Vietnamese()
	}
	x.Template, x.Date, x.Signer, x.Authority = decisionTemplate(d), d.DecidedOn, d.Signer, d.Authority
	x.Values["number"], x.Values["from"] = d.Number, d.From.Vietnamese()
	if a, ok, err := s.Benefits.Answered(ctx, f.Actor, d); err != nil {
		return nil, err
	} else if ok {
		x.Values["received"] = a.Received.Vietnamese()
	}
	if err := s.replaced(ctx, f, d, &x); err != nil {
		return nil, err
	}
	if err := s.issuedBy(&x, d.Issuer); err != nil {
		return nil, err
	}
	return nil, s.sendLetter(w, x, letterNames["decision"]+"-"+strconv.FormatInt(d.ID, 10)+".docx")
}

// decisionTemplate is the document of a decision.
func decisionTemplate(d benefit.Decision) string {
	if d.Once {
		return "once"
	}
	return "decision"
}

// recipient is the file of who gets the money, where the law was asked about somebody else.
func (s *Site) recipient(ctx context.Context, f *frame, file *registry.File, id registry.PersonID) (*registry.File, error) {
	if file.Person.ID == id {
		return file, nil
	}
	return s.Registry.Person(ctx, f.Actor, id, file.At)
}

// replaced names the decision whose place another takes.
func (s *Site) replaced(ctx context.Context, f *frame, d benefit.Decision, x *report.Letter) error {
	if d.Replaces == 0 {
		return nil
	}
	old, err := s.Benefits.Decision(ctx, f.Actor, d.Replaces)
	if err != nil {
		return err
	}
	x.Values["replaced"], x.Values["replaced_on"] = old.Number, old.DecidedOn.Vietnamese()
	return nil
}

// letter begins a document: who it is about, what for, and the law behind it.
func (s *Site) letter(file *registry.File, programme, category string, c law.CategoryFinding) report.Letter {
	p, book := file.Person, s.Benefits.Book()
	x := report.Letter{Simulated: s.Simulated, Covered: book.Sensitive(category)}
	x.Values = map[string]string{"name": p.Name, "title": s.Reports.Letters().Title(titleOf(file)), "born": p.BirthDate.Vietnamese(),
		"personal_number": p.PersonalNumber, "residence": s.residence(file), "category": small(c.VI), "cite": c.Source.Cite("vi"),
		"amount": c.Amount.String(), "amount_words": c.Amount.InWords()}
	if p.PersonalNumber == "" {
		x.Values["code_only"] = p.Code
	}
	if i, ok := book.Programme(programme); ok {
		x.Values["programme"] = small(book.Programmes()[i].VI)
	}
	for _, src := range benefit.Sources(c) {
		if src.Instrument != nil {
			x.Instrument = append(x.Instrument, instrument(src.Instrument))
		}
	}
	return x
}

func instrument(i *law.Instrument) report.LetterInstrument {
	return report.LetterInstrument{Name: i.VI, Number: i.Number, Issuer: i.Issuer, Issued: i.Issued}
}

// seenOn is the day by which an application without an answer is looked at.
func seenOn(d *benefit.Dossier, f *frame) calendar.Date {
	if !d.AnsweredOn.IsZero() {
		return d.AnsweredOn
	}
	return f.Today
}

// instruments are the documents of the law that grounds stand in.
func (s *Site) instruments(grounds []benefit.Shortfall) []report.LetterInstrument {
	var out []report.LetterInstrument
	for _, i := range s.Benefits.Book().Instruments() {
		for _, g := range grounds {
			if strings.HasSuffix(g.Cite.VI, ", "+i.Number) {
				out = append(out, instrument(i))
				break
			}
		}
	}
	return out
}

// titleOf says how a person is addressed.
func titleOf(file *registry.File) string {
	if file.At.AsOf.MonthsSince(file.Person.BirthDate) < 16*12 {
		return "child"
	}
	return string(file.Person.Sex)
}

// residence is the household's address and the commune it lies in.
func (s *Site) residence(file *registry.File) string {
	home := file.Person.HomeUnit
	if now, ok := s.Tree.On(home, file.At.AsOf); ok {
		home = now
	}
	u, ok := s.Tree.Unit(home)
	if !ok {
		return file.Household.Address
	}
	return strings.TrimPrefix(file.Household.Address+", "+u.Title(), ", ")
}

// small writes the first letter small.
func small(s string) string {
	for i, r := range s {
		return strings.ToLower(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// issuedNow heads a document that has no number yet by whoever decides on the day.
func (s *Site) issuedNow(x *report.Letter, home org.UnitID, on calendar.Date) error {
	a, err := s.Benefits.Procedure().On(on)
	if err != nil {
		return err
	}
	x.Authority = a.ID
	if u, ok := s.Tree.Parent(home, a.Level, on); ok {
		home = u
	}
	return s.issuedBy(x, home)
}

// issuedBy heads a document by the unit that issues it.
func (s *Site) issuedBy(x *report.Letter, unit org.UnitID) error {
	u, ok := s.Tree.Unit(unit)
	if !ok {
		return fault.New(fault.NotFound, "web.no_page")
	}
	a, _ := s.Benefits.Procedure().Authority(x.Authority)
	x.Place = u.Name
	x.Values["unit"], x.Values["UNIT"] = u.Title(), strings.ToUpper(u.Title())
	x.Values["office"], x.Values["authority_source"] = s.Texts.Of(text.VI, "web.decide.office", u.Title()), a.Source
	return nil
}

// sendLetter writes a document into memory first: it is whole or it is an error.
func (s *Site) sendLetter(w http.ResponseWriter, x report.Letter, name string) error {
	var b bytes.Buffer
	if err := s.Reports.Letters().Write(&b, x); err != nil {
		return err
	}
	sendFile(w, name, wordDocument, "", b.Bytes())
	return nil
}
