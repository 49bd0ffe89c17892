package main

import (
	"fmt"
	"os"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/due"
	"ansinh/org"
)

type remindCmd struct {
	SMTP  string `name:"smtp" required:"" help:"Server that takes mail." placeholder:"HOST:PORT"`
	From  string `name:"from" required:"" help:"Address that reminders come from." placeholder:"ADDRESS"`
	Login string `name:"login" help:"Login at the server; its password is read from ANSINH_SMTP_PASSWORD." placeholder:"NAME"`
	Site  string `name:"site" help:"Address of the pages, for links in the mails." placeholder:"URL"`
	Day   string `name:"day" help:"The day to remind for; today if left out." placeholder:"DATE"`
}

// Help shows an example.
func (remindCmd) Help() string {
	return `Sends a mail to whoever owes a return, a report, a deliverable or a line of an own plan, so many working days before and
after its day as policy/reminder says, each once. Meant to be called once a day. Who has no address is named in the output.

  ansinh remind --smtp localhost:25 --from an-sinh@bacninh.example
  ANSINH_SMTP_PASSWORD=… ansinh remind --smtp mail:587 --from an-sinh@bacninh.example --login an-sinh --site https://an-sinh.example`
}

// Run sends what is due today.
func (c remindCmd) Run(a *app) error {
	day := calendar.DateOf(time.Now())
	if c.Day != "" {
		var err error
		if day, err = calendar.ParseDate(c.Day); err != nil {
			return usageError{err}
		}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	q := due.Query{Day: day}
	if one, _, _, err := h.Plans.Current(a.ctx, auth.System(), "", day); err == nil {
		u, _ := h.Tree.Find(one.Province, org.Province, one.Date)
		q.Area = u.ID
	}
	sent, err := h.Due.Remind(a.ctx, auth.System(), q, due.Mail{Server: c.SMTP, From: c.From, Login: c.Login, Secret: os.Getenv("ANSINH_SMTP_PASSWORD"),
		Texts: a.texts, Site: c.Site})
	mailed, without := 0, map[string]bool{}
	for _, s := range sent {
		if s.Address == "" {
			without[h.Due.Name(s.Item.Holder).VI] = true
			continue
		}
		mailed++
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "due.cli.sent", mailed, len(without)))
	return err
}
