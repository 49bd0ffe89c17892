package registry

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/viet"
)

// asKnown puts who somebody is back to what was known on the file's day of knowledge: the person's own row says what is
// known now, and every correction of it stands as a fact.
func asKnown(ctx context.Context, tx *gate.Tx, f *File) error {
	if f.At.KnownOn >= calendar.DateOf(tx.Now) {
		return nil
	}
	all, err := history(ctx, tx.Tx, OfPerson, int64(f.Person.ID))
	if err != nil {
		return err
	}
	end := knownBefore(f.At.KnownOn)
	was := map[string]string{} // of every fact that was ever corrected; "" where it was not known yet
	for _, x := range all {
		if !ownRow(x.Fact) {
			continue
		}
		if _, ok := was[x.Fact]; !ok {
			was[x.Fact] = ""
		}
		if db.Instant(x.Recorded) < end && (x.Superseded.IsZero() || db.Instant(x.Superseded) >= end) {
			was[x.Fact] = x.Value
		}
	}
	p := &f.Person
	for fact, value := range was {
		switch fact {
		case numberFact:
			p.PersonalNumber = value
		case oldNumberFact:
			p.OldNumber = value
		case nameFact:
			p.Name = value
		case birthDate:
			p.BirthDate, _ = calendar.ParseDate(value) // what the register wrote itself
		case precisionFact:
			p.BirthPrecision = Precision(value)
		case sexFact:
			p.Sex = viet.Sex(value)
		case ethnicity:
			p.Ethnicity = value
		}
	}
	return nil
}
