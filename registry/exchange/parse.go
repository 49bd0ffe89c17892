package exchange

import (
	"runtime"
	"strconv"
	"strings"
	"sync"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/viet"
	"ansinh/viet/codepage"
)

// Bad is a cell that is wrong: line and column of the sheet, from 0.
type Bad struct {
	Line, Column int
	Code         string
	Args         []any
}

// Entries reads the cells of a sheet by what its columns mean. Communes are named on the map of the day.
func (r *Rules) Entries(s *Sheet, columns []string, day calendar.Date) ([]registry.Entry, []Bad, error) {
	if len(columns) != len(s.Heading) {
		return nil, nil, fault.New(fault.Invalid, "exchange.mapping")
	}
	named := false
	for _, c := range columns {
		named = named || c == "name" || c == "code" || c == "personal_number"
	}
	if !named {
		for _, words := range s.Heading {
			if read, old := codepage.Name(words); old {
				return nil, nil, fault.New(fault.Invalid, "exchange.font", words, read)
			}
		}
		return nil, nil, fault.New(fault.Invalid, "exchange.nobody")
	}
	entries := make([]registry.Entry, len(s.Lines))
	parsers := make([]parser, max(1, min(runtime.GOMAXPROCS(0), len(s.Lines)/partLines)))
	units := r.units(day)
	var wait sync.WaitGroup
	for n := range parsers { // each a part of the lines, in order
		p := &parsers[n]
		*p = parser{rules: r, columns: columns, units: units, values: map[[2]string]string{}, words: map[string]string{}}
		wait.Go(func() {
			for i := n * len(s.Lines) / len(parsers); i < (n+1)*len(s.Lines)/len(parsers); i++ {
				p.line(i, s.Lines[i], &entries[i])
			}
		})
	}
	wait.Wait()
	var bad []Bad
	for i := range parsers {
		bad = append(bad, parsers[i].bad...)
	}
	return entries, bad, nil
}

// partLines is how many lines are worth a processor of their own.
const partLines = 2000

type parser struct {
	rules   *Rules
	columns []string
	units   map[string][]org.UnitID
	bad     []Bad
	values  map[[2]string]string // by column and cell: values that were understood before
	words   map[string]string    // words of names, with their tone in its place; "" where it is not in Unicode
}

// remembered is how many different cells a parser keeps in mind: lists repeat few words very often.
const remembered = 1 << 16

// name is a name or an address as it is stored; false where it is in a font from before Unicode. Both are a matter of
// each word.
func (p *parser) name(cell string) (string, bool) {
	words := strings.Split(cell, " ")
	for i, w := range words {
		unified, ok := p.words[w]
		if !ok {
			unified = viet.UnifyTone(w)
			if _, old := codepage.Name(w); old {
				unified = ""
			}
			if len(p.words) < remembered {
				p.words[w] = unified
			}
		}
		if unified == "" {
			return cell, false
		}
		words[i] = unified
	}
	return strings.Join(words, " "), true
}

func (p *parser) line(i int, cells []string, e *registry.Entry) {
	var since calendar.Date
	for j, cell := range cells {
		if cell == "" || p.columns[j] == "" {
			continue
		}
		if code, args := p.cell(p.columns[j], cell, e, &since); code != "" {
			p.bad = append(p.bad, Bad{i, j, code, args})
		}
	}
	for j := range e.Facts {
		e.Facts[j].From = since
	}
}

// The columns of lists that write the birth date of men and of women beside each other, and so the sex.
const bornMan, bornWoman = "born_man", "born_woman"

// cell reads one cell into the entry; a code where it is not understood.
func (p *parser) cell(column, cell string, e *registry.Entry, since *calendar.Date) (string, []any) {
	switch column {
	case "code":
		e.Code = digits(cell)
		if _, err := registry.ParseCode(e.Code); err != nil {
			return codeOf(err)
		}
	case "personal_number":
		e.PersonalNumber = digits(cell)
		switch n := len(e.PersonalNumber); {
		case strings.Trim(e.PersonalNumber, "0123456789") != "":
		case n == 10, n == 11: // a spreadsheet took the zeros in front away
			e.PersonalNumber = strings.Repeat("0", 12-len(e.PersonalNumber)) + e.PersonalNumber
		case n == 9: // lists have one column for the number of today and that of before
			e.PersonalNumber = ""
			return p.cell("old_number", cell, e, since)
		}
		if err := viet.CheckPersonalNumber(e.PersonalNumber, 0, ""); err != nil {
			return codeOf(err)
		}
	case "old_number":
		e.OldNumber = digits(cell)
		if len(e.OldNumber) == 8 {
			e.OldNumber = "0" + e.OldNumber
		}
		if len(e.OldNumber) != 9 || strings.Trim(e.OldNumber, "0123456789") != "" {
			return "registry.old_number", nil
		}
	case "name":
		var ok bool
		if e.Name, ok = p.name(cell); !ok {
			return oldFont(cell)
		}
		if strings.ContainsAny(e.Name, registry.NoName) {
			return "exchange.name", []any{cell}
		}
	case "household":
		e.Household = cell
	case "address":
		if _, ok := p.name(cell); !ok {
			return oldFont(cell)
		}
		e.Address = cell
	default:
		return p.word(column, cell, e, since)
	}
	return "", nil
}

// word reads a cell that holds a day or a word of a list.
func (p *parser) word(column, cell string, e *registry.Entry, since *calendar.Date) (string, []any) {
	var ok bool
	switch column {
	case "birth_date", bornMan, bornWoman:
		if column != "birth_date" {
			if !e.BirthDate.IsZero() {
				return "exchange.born_twice", nil
			}
			e.Sex = map[string]viet.Sex{bornMan: viet.Male, bornWoman: viet.Female}[column]
		}
		if e.BirthDate, e.BirthPrecision, ok = Day(cell); !ok {
			return noDay(cell)
		}
	case "since":
		var as registry.Precision
		if *since, as, ok = Day(cell); !ok || as != registry.ToDay {
			return noDay(cell)
		}
	case "sex":
		e.Sex = map[string]viet.Sex{"nam": viet.Male, "male": viet.Male, "nu": viet.Female, "female": viet.Female}[viet.Fold(cell)]
		if e.Sex == "" {
			return "exchange.sex", []any{cell}
		}
	case "relation":
		if e.Relation = registry.Relation(p.rules.relations[viet.Fold(cell)]); e.Relation == "" {
			return "exchange.relation", []any{cell}
		}
	case "ethnicity":
		if e.Ethnicity, ok = p.value("person.ethnicity", cell); !ok {
			return "exchange.ethnicity", []any{cell}
		}
	case "home":
		switch ids := p.units[viet.Fold(cell)]; len(ids) {
		case 0:
			return "exchange.unit", []any{cell}
		case 1:
			e.HomeUnit = ids[0]
		default:
			return "exchange.units", []any{cell, len(ids)}
		}
	default:
		value, ok := p.value(column, cell)
		if !ok {
			return "exchange.value", []any{cell, p.choices(column)}
		}
		e.Facts = append(e.Facts, registry.EntryFact{Fact: column, Value: value})
	}
	return "", nil
}

func oldFont(cell string) (string, []any) {
	read, _ := codepage.Name(cell)
	return "exchange.font", []any{cell, read}
}

func codeOf(err error) (string, []any) {
	if f, ok := err.(*fault.Error); ok {
		return f.Code, f.Args
	}
	return "", nil
}

// digits takes out what people put between digits.
func digits(s string) string {
	if !strings.ContainsAny(s, betweenDigits) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(betweenDigits, r) {
			return -1
		}
		return r
	}, s)
}

const betweenDigits = " .-'"

// noDay says why a cell is no day. Five digits are the count of days of a cell that lost its form: shown as the day they
// may be, for the officer to say.
func noDay(cell string) (string, []any) {
	if len(cell) == 5 && strings.Trim(cell, "0123456789") == "" {
		if day, ok := storedDay(cell, false); ok {
			if d, err := calendar.ParseDate(day); err == nil {
				return "exchange.day.stored", []any{cell, d.Vietnamese()}
			}
		}
	}
	return "exchange.day", []any{cell}
}

// Day reads d/m/yyyy, d-m-yyyy, d.m.yyyy, ddmmyyyy, yyyymmdd, yyyy-mm-dd, m/yyyy and yyyy, with how exact it is.
func Day(s string) (calendar.Date, registry.Precision, bool) {
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		if s[4:] >= "1880" {
			s = s[:2] + "/" + s[2:4] + "/" + s[4:]
		} else {
			s = s[:4] + "/" + s[4:6] + "/" + s[6:]
		}
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	n := make([]int, len(parts))
	for i, part := range parts {
		v, err := strconv.Atoi(part)
		if err != nil || len(part) > 4 {
			return 0, "", false
		}
		n[i] = v
	}
	as, y, m, d := registry.ToDay, 0, 1, 1
	switch {
	case len(n) == 3 && len(parts[0]) == 4:
		y, m, d = n[0], n[1], n[2]
	case len(n) == 3:
		y, m, d = n[2], n[1], n[0]
	case len(n) == 2:
		as, y, m = registry.ToMonth, n[1], n[0]
	case len(n) == 1:
		as, y = registry.ToYear, n[0]
	}
	if y < 1880 || y > 2200 {
		return 0, "", false
	}
	day, err := calendar.Day(y, m, d)
	return day, as, err == nil
}

// value reads a fact's value as the vocabulary writes it or as people do.
func (p *parser) value(fact, cell string) (string, bool) {
	if v, ok := p.values[[2]string{fact, cell}]; ok {
		return v, true
	}
	v, ok := p.read(fact, cell)
	if ok && len(p.values) < remembered {
		p.values[[2]string{fact, cell}] = v
	}
	return v, ok
}

func (p *parser) read(fact, cell string) (string, bool) {
	def, ok := p.rules.words.Fact(fact)
	if !ok {
		return "", false
	}
	f := viet.Fold(cell)
	switch def.Type {
	case law.Bool:
		return strconv.FormatBool(p.rules.yes[f]), p.rules.yes[f] || p.rules.no[f]
	case law.Enum:
		for _, v := range def.Values {
			if f == v.ID || f == viet.Fold(v.VI) || f == viet.Fold(v.EN) {
				return v.ID, true
			}
		}
		return "", false
	case law.Day:
		day, as, ok := Day(cell)
		return day.String(), ok && as == registry.ToDay
	case law.Money:
		cell = viet.PlainAmount(cell)
	}
	v, ok := def.Parse(cell)
	return def.Format(v), ok
}

// choices are the values of a fact in words.
func (p *parser) choices(fact string) string {
	def, ok := p.rules.words.Fact(fact)
	if !ok {
		return ""
	}
	switch def.Type {
	case law.Bool:
		return "Có, Không"
	case law.Day:
		return "31/12/2026"
	case law.Enum:
		words := make([]string, len(def.Values))
		for i, v := range def.Values {
			words[i] = v.VI
		}
		return strings.Join(words, "; ")
	}
	return "500000"
}
