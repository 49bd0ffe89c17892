package due

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/text"
)

// MaySend is who may send reminders; it is the gatherer's.
const MaySend auth.Permission = "returns.approve"

// Mail is how reminders are sent: a server that takes mail, who it comes from, and how it is said.
type Mail struct {
	Server string // host:port
	From   string
	Login  string // empty: none
	Secret string
	Texts  *text.Texts
	Site   string // address of the pages, for links; empty: none
}

// Sent is one reminder that went out, or could not, because nobody gave an address.
type Sent struct {
	Item    Item
	Stage   int
	Address string // empty: none is known
}

// Remind sends what is due today at one of the stages, each once, and says what was sent and to whom nothing could be.
// A mail that the server refuses stops it; what was sent before stays noted.
func (d *Due) Remind(ctx context.Context, actor auth.Actor, q Query, m Mail) ([]Sent, error) {
	items, err := d.Owed(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	var out []Sent
	for _, i := range items {
		stage, ok := d.stage(i)
		if !ok {
			continue
		}
		s := Sent{Item: i, Stage: stage, Address: d.settings.Addresses[i.Holder]}
		if s.Address == "" {
			out = append(out, s)
			continue
		}
		fresh := false
		act := gate.Act{Permission: MaySend, Subject: "reminder:" + i.Subject}
		err := d.gate.Change(ctx, actor, act, func(tx *gate.Tx) (err error) {
			if fresh, err = noteReminder(ctx, tx, s); err != nil || !fresh {
				return err
			}
			tx.Note("stage", stage)
			return d.send(m, s) // last: where it fails nothing is noted
		})
		if err != nil {
			return out, err
		}
		if fresh {
			out = append(out, s)
		}
	}
	return out, nil
}

// stage is the last stage that an open item has reached.
func (d *Due) stage(i Item) (int, bool) {
	if i.Done {
		return 0, false
	}
	at := -i.Left
	best, ok := 0, false
	for _, s := range slices.Sorted(slices.Values(d.settings.Stages)) {
		if s <= at {
			best, ok = s, true
		}
	}
	return best, ok
}

func (d *Due) send(m Mail, s Sent) error {
	code := "due.mail.soon"
	if s.Item.Late() {
		code = "due.mail.late"
	}
	say := func(code string, args ...any) string { return m.Texts.Of(text.VI, code, args...) }
	subject := say(code+".subject", s.Item.What.VI, s.Item.Due.Vietnamese())
	days := max(s.Item.Left, -s.Item.Left)
	body := say(code, d.Name(s.Item.Holder).VI, s.Item.What.VI, s.Item.Due.Vietnamese(), days)
	if m.Site != "" {
		body += "\r\n\r\n" + strings.TrimSuffix(m.Site, "/") + s.Item.Path
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		m.From, s.Address, mime.QEncoding.Encode("utf-8", subject), body)
	var login smtp.Auth
	if host, _, err := net.SplitHostPort(m.Server); err == nil && m.Login != "" {
		login = smtp.PlainAuth("", m.Login, m.Secret, host)
	}
	if err := smtp.SendMail(m.Server, login, m.From, []string{s.Address}, b.Bytes()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "due.mail.refused", m.Server)
	}
	return nil
}

// Name is a holder's name.
func (d *Due) Name(holder string) org.Name {
	if u, ok := d.Tree.Unit(org.UnitID(holder)); ok {
		return org.Name{VI: "UBND " + u.Title(), EN: u.Name}
	}
	a, _ := d.Agencies.Agency(holder)
	return a.Name
}

// Feed writes items as an iCalendar file: a day each, with an alarm three days before; what is done is marked so.
func (d *Due) Feed(items []Item, now calendar.Date, name string, site string) []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fold(&b, fmt.Sprintf(format, args...)) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//ansinh//due//VI")
	line("X-WR-CALNAME:%s", escape(name))
	for _, i := range items {
		day := strings.ReplaceAll(i.Due.String(), "-", "")
		line("BEGIN:VEVENT")
		line("UID:%s-%s@ansinh", escape(i.Subject), escape(i.Holder))
		line("DTSTAMP:%sT000000Z", strings.ReplaceAll(now.String(), "-", ""))
		line("DTSTART;VALUE=DATE:%s", day)
		line("DTEND;VALUE=DATE:%s", strings.ReplaceAll((i.Due+1).String(), "-", ""))
		mark := ""
		if i.Done {
			mark = "✓ "
		}
		line("SUMMARY:%s", escape(mark+i.What.VI+" – "+d.Name(i.Holder).VI))
		if site != "" {
			line("URL:%s%s", site, i.Path)
		}
		if !i.Done {
			line("BEGIN:VALARM")
			line("ACTION:DISPLAY")
			line("DESCRIPTION:%s", escape(i.What.VI))
			line("TRIGGER:-P3D")
			line("END:VALARM")
		}
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.Bytes()
}

func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\n", "\\n", "\r", "").Replace(s)
}

// fold writes a line in pieces of at most 75 bytes, never inside a letter, as RFC 5545 wants it.
func fold(b *bytes.Buffer, s string) {
	room := 75
	for _, r := range s {
		n := len(string(r))
		if n > room {
			b.WriteString("\r\n ")
			room = 74
		}
		b.WriteRune(r)
		room -= n
	}
	b.WriteString("\r\n")
}
