package demo

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/payment"
)

// Login is one account as policy/demo/demo.yaml names it.
type Login struct {
	Login   string    `yaml:"login"`
	Role    auth.Role `yaml:"role"`
	Name    string    `yaml:"name"`
	Agency  string    `yaml:"agency"`
	Commune string    `yaml:"commune"` // first: the first commune of the old province on today's map
	Person  string    `yaml:"person"`  // first-paid: the first person paid in the last month
}

// Who does what in the demonstration, by role.
const (
	preparer auth.Role = "payment-officer"
	checker  auth.Role = "payment-checker"
	approver auth.Role = "leader"
	gatherer auth.Role = "provincial-officer"
	reporter auth.Role = "agency-officer"
	head     auth.Role = "agency-leader"
	communal auth.Role = "commune-officer"
	second   auth.Role = "commune-leader"
)

// openAccounts makes an actor of every login; the accounts get their passwords in the last step but for the citizen's
// person, who is known only then.
func (m *maker) openAccounts(ctx context.Context) error {
	m.cast = map[string]auth.Actor{}
	for _, l := range m.settings.Logins {
		a := auth.Actor{ID: l.Login, Name: l.Name, Role: l.Role, Agency: l.Agency}
		if l.Commune != "" {
			unit, err := m.firstCommune()
			if err != nil {
				return err
			}
			a.Unit = string(unit)
		}
		m.cast[l.Login] = a
	}
	for _, role := range []auth.Role{preparer, checker, approver, gatherer, reporter} {
		if _, err := m.actor(role); err != nil {
			return err
		}
	}
	return nil
}

// actor is the demonstration's actor of a role.
func (m *maker) actor(role auth.Role) (auth.Actor, error) {
	for _, l := range m.settings.Logins {
		if l.Role == role {
			return m.cast[l.Login], nil
		}
	}
	return auth.Actor{}, fault.New(fault.Invalid, "demo.no_role", role, settingsFile)
}

// headOf is whoever signs for an agency.
func (m *maker) headOf(agency string) (auth.Actor, error) {
	for _, l := range m.settings.Logins {
		if l.Role == head && l.Agency == agency {
			return m.cast[l.Login], nil
		}
	}
	return auth.Actor{}, fault.New(fault.Invalid, "demo.no_role", head, settingsFile)
}

// firstCommune is the first commune of today's map that was made of the population's own communes.
func (m *maker) firstCommune() (org.UnitID, error) {
	p, err := readParams(m.Policy)
	if err != nil {
		return "", err
	}
	for _, u := range m.Tree.Units(org.Commune, m.options.Month.Last()) {
		for _, was := range m.Tree.Became(u.ID, p.Map) {
			if province, ok := m.Tree.Parent(was, org.Province, p.Map); ok && province == p.Province {
				return u.ID, nil
			}
		}
	}
	return "", fault.New(fault.Invalid, "demo.no_commune")
}

// nameCredentials makes the accounts with passwords at random, and keeps those in a file only the owner reads.
func (m *maker) nameCredentials(ctx context.Context) error {
	var kept []Credential
	act := gate.Act{Permission: "account.manage", Subject: "accounts"}
	err := m.Gate.Change(ctx, auth.System(), act, func(tx *gate.Tx) error {
		kept = kept[:0]
		for _, l := range m.settings.Logins {
			a := m.cast[l.Login]
			if l.Person != "" {
				person, err := m.firstPaid(ctx)
				if err != nil {
					return err
				}
				a.Person = person
			}
			password := rand.Text()[:12]
			if err := auth.Create(ctx, tx.Tx, tx.Now, a, password); err != nil {
				return err
			}
			kept = append(kept, Credential{Login: l.Login, Password: password, Role: string(l.Role)})
		}
		tx.Note("accounts", len(kept))
		return nil
	})
	if err != nil {
		return err
	}
	m.summary.Logins = kept
	body, err := json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(loginsFile(m.options.Out), body, 0o600)
}

func loginsFile(dir string) string { return filepath.Join(dir, "tai-khoan.json") }

// readLogins reads the logins of a demonstration made before; none where the file is gone.
func readLogins(dir string) ([]Credential, error) {
	body, err := os.ReadFile(loginsFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var kept []Credential
	if err := json.Unmarshal(body, &kept); err != nil {
		return nil, fmt.Errorf("read %s: %w", loginsFile(dir), err)
	}
	return kept, nil
}

// firstPaid is a person who was paid in the last month, for the citizen's account.
func (m *maker) firstPaid(ctx context.Context) (int64, error) {
	lines, _, err := m.Payments.Lines(ctx, auth.System(), payment.Query{Month: m.options.Month, Only: payment.OnlyPaid, Limit: 1})
	if err != nil {
		return 0, err
	}
	if len(lines) == 0 {
		return 0, fault.New(fault.Conflict, "demo.nobody_paid")
	}
	return int64(lines[0].Person), nil
}
