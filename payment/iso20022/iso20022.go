// Package iso20022 writes and reads the few ISO 20022 messages that go between the payer and its banks: pain.001
// (credit transfers asked for), pain.002 (what became of them) and camt.053 (the account's statement).
//
// It knows the messages and no run: what a status means for a line is the payment room's business. Versions:
// pain.001.001.09 is written; of pain.002.001.* and camt.053.001.* every version is read, because the elements used
// here have kept their names since the second. Its invariants: what is written keeps the field rules of the message
// definition (lengths, sums, đồng without decimals), and what is read keeps them too or is refused whole.
package iso20022

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"ansinh/money"
)

// Limits of the message definitions: identifiers, names and texts, account numbers.
const (
	MaxID      = 35
	MaxText    = 140
	MaxAccount = 34
)

const (
	namespace = "urn:iso:std:iso:20022:tech:xsd:"
	currency  = "VND"
)

// ErrOther says that the bytes are no message of the kind asked for.
var ErrOther = errors.New("another kind of message")

// Kind is the short name of a message in a file, "pain.002" or "camt.053"; "" where the bytes are none.
func Kind(file []byte) string {
	d := xml.NewDecoder(bytes.NewReader(file))
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		switch e := t.(type) {
		case xml.Directive:
			return ""
		case xml.StartElement:
			name, ok := strings.CutPrefix(e.Name.Space, namespace)
			if parts := strings.SplitN(name, ".", 3); ok && e.Name.Local == "Document" && len(parts) == 3 {
				return parts[0] + "." + parts[1]
			}
			return ""
		}
	}
}

// decode reads one document of a kind; a document type declaration, and anything after the end, is refused.
func decode(file []byte, kind string, into any) error {
	if Kind(file) != kind {
		return ErrOther
	}
	if !utf8.Valid(file) {
		return errors.New("not UTF-8")
	}
	d := xml.NewDecoder(bytes.NewReader(file))
	if err := d.Decode(into); err != nil {
		return err
	}
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if text, ok := t.(xml.CharData); !ok || len(bytes.TrimSpace(text)) > 0 {
			return errors.New("something follows the document")
		}
	}
}

// amount is a sum as messages write it.
type amount struct {
	Currency string `xml:"Ccy,attr"`
	Value    string `xml:",chardata"`
}

func (a amount) dong() (money.Dong, error) {
	if a.Currency != currency {
		return 0, fmt.Errorf("currency %q", a.Currency)
	}
	return dong(a.Value)
}

// dong reads a sum without a part of a đồng: "540000" or "540000.00".
func dong(s string) (money.Dong, error) {
	whole, part, _ := strings.Cut(strings.TrimSpace(s), ".")
	n, err := strconv.ParseUint(whole, 10, 62)
	if err != nil || strings.Trim(part, "0") != "" || len(part) > 5 || len(whole) > 18 {
		return 0, fmt.Errorf("amount %q", s)
	}
	return money.Dong(n), nil
}

// short says whether a text is there and fits.
func short(s string, limit int) bool { return s != "" && utf8.RuneCountInString(s) <= limit }

// cut shortens a text to what fits.
func cut(s string, limit int) string {
	r := []rune(strings.TrimSpace(s))
	return strings.TrimSpace(string(r[:min(len(r), limit)]))
}
