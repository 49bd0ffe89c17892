package iso20022

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"ansinh/calendar"
	"ansinh/money"
)

// element is a rule of the message definition: what may stand in an element, in which order, how often, and what text
// a leaf holds. It is written down from the public structure of pain.001.001.09 for the elements used here.
type element struct {
	name     string
	min, max int
	text     *regexp.Regexp
	children []element
}

func leaf(name, text string) element {
	return element{name: name, min: 1, max: 1, text: regexp.MustCompile(`^(?:` + text + `)$`)}
}
func node(name string, children ...element) element { return element{name, 1, 1, nil, children} }

const (
	id35, text140, id34 = `\S(?s:.{0,34})`, `(?s:.{1,140})`, `\S{1,34}`
	count15, sum18      = `[0-9]{1,15}`, `[0-9]{1,18}`
)

func member() element { return node("FinInstnId", node("ClrSysMmbId", leaf("MmbId", id35))) }
func other() element  { return node("Id", node("Othr", leaf("Id", id34))) }

var pain001 = node("Document", node("CstmrCdtTrfInitn",
	node("GrpHdr", leaf("MsgId", id35), leaf("CreDtTm", `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), leaf("NbOfTxs", count15), leaf("CtrlSum", sum18),
		node("InitgPty", leaf("Nm", text140))),
	node("PmtInf", leaf("PmtInfId", id35), leaf("PmtMtd", "TRF"), leaf("NbOfTxs", count15), leaf("CtrlSum", sum18),
		node("ReqdExctnDt", leaf("Dt", `\d{4}-\d\d-\d\d`)), node("Dbtr", leaf("Nm", text140)), node("DbtrAcct", other(), leaf("Ccy", "VND")),
		node("DbtrAgt", member()),
		element{"CdtTrfTxInf", 1, 1 << 30, nil, []element{node("PmtId", leaf("EndToEndId", id35)), node("Amt", leaf("InstdAmt", sum18)),
			node("CdtrAgt", member()), node("Cdtr", leaf("Nm", text140)), node("CdtrAcct", other()),
			{"RmtInf", 0, 1, nil, []element{leaf("Ustrd", text140)}}}})))

// tree is a document as it stands.
type tree struct {
	name, space, text string
	attrs             []xml.Attr
	children          []*tree
}

func parse(file []byte) (*tree, error) {
	d := xml.NewDecoder(bytes.NewReader(file))
	top := &tree{}
	open := []*tree{top}
	for {
		t, err := d.Token()
		if err == io.EOF {
			return top.children[0], nil
		}
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch e := t.(type) {
		case xml.StartElement:
			n := &tree{name: e.Name.Local, space: e.Name.Space, attrs: e.Attr}
			last.children = append(last.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(e)
		}
	}
}

// keeps says where a document breaks its rules.
func (e element) keeps(t *tree, path string) error {
	path += "/" + t.name
	if t.space != "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09" {
		return fmt.Errorf("%s: namespace %q", path, t.space)
	}
	if e.text != nil {
		if len(t.children) > 0 || !e.text.MatchString(t.text) {
			return fmt.Errorf("%s: %q", path, t.text)
		}
		if t.name == "InstdAmt" && (len(t.attrs) != 1 || t.attrs[0].Name.Local != "Ccy" || t.attrs[0].Value != "VND") {
			return fmt.Errorf("%s: attributes %v", path, t.attrs)
		}
		return nil
	}
	if strings.TrimSpace(t.text) != "" {
		return fmt.Errorf("%s: text %q", path, t.text)
	}
	rest := t.children
	for _, c := range e.children {
		n := 0
		for len(rest) > 0 && rest[0].name == c.name && n < c.max {
			if err := c.keeps(rest[0], path); err != nil {
				return err
			}
			rest, n = rest[1:], n+1
		}
		if n < c.min {
			return fmt.Errorf("%s: %s is missing", path, c.name)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("%s: %s does not belong here", path, rest[0].name)
	}
	return nil
}

// Conforms holds a message against the rules above.
func conforms(file []byte) error {
	t, err := parse(file)
	if err != nil {
		return err
	}
	return pain001.keeps(t, "")
}

func sample() *Transfers {
	return &Transfers{MessageID: "AS1", Made: time.Date(2026, 11, 3, 2, 0, 0, 0, time.UTC), Execute: calendar.MustDay(2026, 11, 5), Payer: "PAYER",
		Account: "000", Bank: "NH01", Transfers: []Transfer{
			{EndToEndID: "a", Amount: 540_000, Holder: "NGUYEN <THI> & A", Account: "99", Content: "TRO CAP T11/2026"},
			{EndToEndID: "b", Amount: 1 << 40, Holder: "B", Account: "98", Content: strings.Repeat("x", 200)}}}
}

func TestAMessageKeepsItsDefinition(t *testing.T) {
	t.Parallel()
	var one, two bytes.Buffer
	if err := sample().Write(&one); err != nil {
		t.Fatal(err)
	}
	if err := sample().Write(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("made again it differs")
	}
	if err := conforms(one.Bytes()); err != nil {
		t.Errorf("%v in\n%s", err, &one)
	}
	for _, want := range []string{"<NbOfTxs>2</NbOfTxs>", "<CtrlSum>1099512167776</CtrlSum>", `<InstdAmt Ccy="VND">540000</InstdAmt>`,
		"<Dt>2026-11-05</Dt>", "NGUYEN &lt;THI&gt; &amp; A"} {
		if !strings.Contains(one.String(), want) {
			t.Errorf("%s is missing in\n%s", want, &one)
		}
	}
	for name, wrong := range map[string][2]string{
		"order": {"<PmtMtd>TRF</PmtMtd>", ""}, "decimals": {">540000<", ">540000.5<"}, "currency": {`Ccy="VND"`, `Ccy="USD"`},
		"version": {"pain.001.001.09", "pain.001.001.03"}, "strange": {"<PmtInf>", "<PmtInf><X/>"},
	} {
		if err := conforms(bytes.Replace(one.Bytes(), []byte(wrong[0]), []byte(wrong[1]), 1)); err == nil {
			t.Errorf("%s: taken as right", name)
		}
	}
}

func TestAMessageThatBreaksARuleIsNotWritten(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Transfers){
		"no transfers": func(m *Transfers) { m.Transfers = nil }, "long id": func(m *Transfers) { m.MessageID = strings.Repeat("x", 36) },
		"long reference": func(m *Transfers) { m.Transfers[0].EndToEndID = strings.Repeat("x", 36) },
		"twice":          func(m *Transfers) { m.Transfers[1].EndToEndID = "a" }, "zero": func(m *Transfers) { m.Transfers[0].Amount = 0 },
		"negative": func(m *Transfers) { m.Transfers[0].Amount = money.Dong(-1) }, "no holder": func(m *Transfers) { m.Transfers[0].Holder = "" },
		"long account": func(m *Transfers) { m.Transfers[0].Account = strings.Repeat("9", 35) },
	} {
		m := sample()
		change(m)
		var b bytes.Buffer
		if err := m.Write(&b); err == nil || b.Len() != 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
}
