package auth

import (
	"context"
	"time"

	"ansinh/db"
	"ansinh/fault"
)

// failuresAllowed wrong passwords in a row close an account for lockFor.
const (
	failuresAllowed = 5
	lockFor         = 15 * time.Minute
)

// decoy is hashed against when there is no such account, so that the answer takes the same time.
const decoy = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Create stores an account, or gives an existing one a new name, role, scope and password.
func Create(ctx context.Context, tx *db.Tx, now time.Time, a Actor, password string) error {
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO account (login, name, role, unit, agency, person, password, failures, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)
		ON CONFLICT (login) DO UPDATE SET name = excluded.name, role = excluded.role, unit = excluded.unit,
			agency = excluded.agency, person = excluded.person, password = excluded.password, failures = 0, locked_until = NULL`,
		a.ID, a.Name, string(a.Role), a.Unit, a.Agency, a.Person, hash, db.Instant(now))
	return err
}

// Find is the actor of an account that is open; fault auth.no_account where there is none.
func Find(ctx context.Context, tx *db.Tx, login string) (Actor, error) {
	a, err := db.One(ctx, tx, scanActor, `SELECT login, name, role, unit, agency, person FROM account
		WHERE login = $1 AND closed_at IS NULL`, login)
	if fault.Is(err, fault.NotFound) {
		return a, fault.New(fault.Unauthenticated, "auth.no_account")
	}
	return a, err
}

// Accounts are all open accounts by login.
func Accounts(ctx context.Context, tx *db.Tx) ([]Actor, error) {
	return db.All(ctx, tx, scanActor, `SELECT login, name, role, unit, agency, person FROM account
		WHERE closed_at IS NULL ORDER BY login`)
}

// Reassign gives an open account another area and agency to answer for.
func Reassign(ctx context.Context, tx *db.Tx, login, unit, agency string) error {
	_, err := tx.Exec(ctx, `UPDATE account SET unit = $1, agency = $2 WHERE login = $3`, unit, agency, login)
	return err
}

func scanActor(s db.Scanner) (Actor, error) {
	var a Actor
	err := s.Scan(&a.ID, &a.Name, &a.Role, &a.Unit, &a.Agency, &a.Person)
	return a, err
}

// SignIn compares the password and counts failures. A refusal is the second value and its count must be kept, so the
// caller commits and then answers with it; the third value is a failure of the database. The refusal does not say
// whether the login exists.
func SignIn(ctx context.Context, tx *db.Tx, now time.Time, login, password string) (Actor, error, error) {
	type stored struct {
		hash     string
		failures int
		locked   *string
	}
	s, err := db.One(ctx, tx, func(r db.Scanner) (stored, error) {
		var s stored
		err := r.Scan(&s.hash, &s.failures, &s.locked)
		return s, err
	}, `SELECT password, failures, locked_until FROM account WHERE login = $1 AND closed_at IS NULL`, login)
	if fault.Is(err, fault.NotFound) {
		passwordMatches(password, decoy)
		return Actor{}, fault.New(fault.Unauthenticated, "auth.wrong_password"), nil
	}
	if err != nil {
		return Actor{}, nil, err
	}
	if s.locked != nil && *s.locked > db.Instant(now) {
		return Actor{}, fault.New(fault.Unauthenticated, "auth.locked"), nil
	}
	if !passwordMatches(password, s.hash) {
		return Actor{}, fault.New(fault.Unauthenticated, "auth.wrong_password"), countFailure(ctx, tx, now, login, s.failures+1)
	}
	if _, err := tx.Exec(ctx, `UPDATE account SET failures = 0, locked_until = NULL WHERE login = $1`, login); err != nil {
		return Actor{}, nil, err
	}
	a, err := Find(ctx, tx, login)
	return a, nil, err
}

func countFailure(ctx context.Context, tx *db.Tx, now time.Time, login string, failures int) error {
	var until any
	if failures >= failuresAllowed {
		failures, until = 0, db.Instant(now.Add(lockFor))
	}
	_, err := tx.Exec(ctx, `UPDATE account SET failures = $1, locked_until = $2 WHERE login = $3`, failures, until, login)
	return err
}
