package main

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"

	"ansinh/bench/crowd"
	"ansinh/calendar"
	"ansinh/law"
	"ansinh/law/simulate"
)

// june is the month of the measurements of the whole law: of the months after it not every table of merit was read.
var june = calendar.MonthOf(2026, 6)

const province = 1_900_000

func determine(book *law.Book, t *law.Table) func() error {
	return func() error { _, err := book.Determine(t); return err }
}

func allPackages(r *report) error {
	book, err := wholeLaw()
	if err != nil {
		return err
	}
	r.line("1.9 million invented people, %s, every monthly programme of the policy folder (%d documents, %d programmes, %d categories),", june,
		len(book.Instruments()), len(book.Programmes()), len(book.Categories()))
	r.line("one fact more unknown of 0.5%% of the people, stable income unknown of all, each fact of merit and other fields drawn for")
	r.line("0.2%%. One core and two in turn. On a machine that is busy with other work the second core is not free; the time that the")
	r.line("processors spent says what two of them would give if it were, where nothing but waiting for each other is lost.\n")
	r.line("| due something | still open | one core | ns a person | two cores | second core gives | by processor time |\n|---|---|---|---|---|---|---|")
	worst, least, free := time.Duration(0), 2.0, 2.0
	for _, disabled := range []int{crowd.Usual, 270, 600} {
		t := crowd.New(book.Vocabulary(), crowd.Options{Rows: province, Month: june, Seed: 30, Disabled: disabled, Doubt: 5, Others: 20})
		result, err := book.Determine(t)
		if err != nil {
			return err
		}
		one, two, err := oneAndTwo(r.runs, determine(book, t))
		if err != nil {
			return err
		}
		gain := float64(one.wall.median()) / float64(two.wall.median())
		byProcessor := 2 * float64(one.processor.median()) / float64(two.processor.median())
		worst, least, free = max(worst, two.wall.median()), min(least, gain), min(free, byProcessor)
		r.line("| %.1f%% | %.2f%% | %s | %.1f | %s | %.2f× | %.2f× |", share(result.Benefits, func(b law.Benefit) int32 { return b.Row }, province),
			share(result.Unknown, func(m law.Missing) int32 { return m.Row }, province), one.wall, one.wall.perPerson(province), two.wall, gain, byProcessor)
	}
	r.line("\n| goal | reached | must | |\n|---|---|---|---|")
	r.goal("1.9 million people, two cores, at any share", short(worst), "under 0.5 s", worst < 500*time.Millisecond)
	r.goal("the second core, at any share", fmt.Sprintf("%.2f× (by processor time %.2f×)", least, free), "at least 1.7×", least >= 1.7)
	return nil
}

// share is the people in a list sorted by row, in hundredths of all.
func share[T any](list []T, row func(T) int32, of int) float64 {
	n, last := 0, int32(-1)
	for _, x := range list {
		if row(x) != last {
			n, last = n+1, row(x)
		}
	}
	return float64(n) * 100 / float64(of)
}

func tenMillion(r *report) error {
	book, err := wholeLaw()
	if err != nil {
		return err
	}
	r.line("The same law and people, two cores; memory is the most the process held while determining, beside the columns it reads.\n")
	r.line("| people | time | ns a person | beside the columns, bytes a person |\n|---|---|---|---|")
	var each [2]float64
	most := 0.0
	for i, rows := range []int{million, 10 * million} {
		t := crowd.New(book.Vocabulary(), crowd.Options{Rows: rows, Month: june, Seed: 30, Disabled: crowd.Usual, Doubt: 5, Others: 20})
		runtime.GC()
		times, err := timed(max(3, r.runs/2), cores(2, determine(book, t)))
		if err != nil {
			return err
		}
		beside, err := besides(book, t)
		if err != nil {
			return err
		}
		each[i], most = times.perPerson(rows), float64(beside)/float64(rows)
		r.line("| %d | %s | %.1f | %.1f |", rows, times, each[i], most)
	}
	r.line("\n| goal | reached | must | |\n|---|---|---|---|")
	r.goal("ten million people, against ten times one million", fmt.Sprintf("%.2f×", each[1]/each[0]), "time in proportion (at most 1.2×)", each[1]/each[0] <= 1.2)
	r.goal("memory beside the columns", fmt.Sprintf("%.1f bytes a person", most), "at most 60", most <= 60)
	return nil
}

// besides is by how much the heap grows while a table is determined, looked at many times.
func besides(book *law.Book, t *law.Table) (uint64, error) {
	runtime.GC()
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	held := func() uint64 {
		metrics.Read(heap)
		return heap[0].Value.Uint64() + heap[1].Value.Uint64()
	}
	before, most := held(), uint64(0)
	done := make(chan error)
	go func() { _, err := book.Determine(t); done <- err }()
	for {
		select {
		case err := <-done:
			if most = max(most, held()); most < before {
				return 0, errors.Join(err, errors.New("the heap shrank while it was measured"))
			}
			return most - before, err
		case <-time.After(time.Millisecond):
			most = max(most, held())
		}
	}
}

func oneByOne(r *report) error {
	loads, err := timed(r.runs, func() error { _, err := wholeLaw(); return err })
	if err != nil {
		return err
	}
	book, err := wholeLaw()
	if err != nil {
		return err
	}
	explains, err := explained(r, book)
	if err != nil {
		return err
	}
	simulations, err := simulated(r, book)
	if err != nil {
		return err
	}
	r.line("| what | time |\n|---|---|")
	r.line("| all packages read, checked and compiled | %s |", loads)
	r.line("| one person explained (mean of a thousand) | %s |", explains)
	r.line("| another base for 1.9 million people, by programme, category, commune, age, sex and ethnic group | %s |", simulations)
	r.line("\n| goal | reached | must | |\n|---|---|---|---|")
	r.goal("all packages compiled", short(loads.median()), "under 100 ms", loads.median() < 100*time.Millisecond)
	r.goal("one person explained", short(explains.median()), "under 1 ms", explains.median() < time.Millisecond)
	r.goal("a change simulated, with its tables", short(simulations.median()), "under 2 s", simulations.median() < 2*time.Second)
	return nil
}

func explained(r *report, book *law.Book) (sample, error) {
	const people = 1000
	t := crowd.New(book.Vocabulary(), crowd.Options{Rows: people, Month: june, Seed: 30, Disabled: 500, Doubt: 300})
	facts := make([]law.Facts, people)
	for i := range facts {
		facts[i] = t.Facts(i)
	}
	s, err := timed(r.runs, func() error {
		for _, f := range facts {
			if _, err := book.Explain(f, june); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range s {
		s[i] /= people
	}
	return s, err
}

func simulated(r *report, book *law.Book) (sample, error) {
	t := crowd.New(book.Vocabulary(), crowd.Options{Rows: province, Month: june, Seed: 30, Disabled: crowd.Usual, Doubt: 5, Others: 20})
	base, err := baseOf(book, june)
	if err != nil {
		return nil, err
	}
	return timed(r.runs, func() error {
		other, err := book.With(law.Setting{Parameter: "social-assistance.base", Value: base * 5 / 4, From: june.First()})
		if err != nil {
			return err
		}
		communes := simulate.Dimension{ID: "commune", Of: crowd.Communes(province)}
		for range communes.Of[province-1] + 1 {
			communes.Groups = append(communes.Groups, simulate.Group{})
		}
		age, _ := simulate.ByAge(t)
		sex, _ := simulate.ByEnum(t, "sex", "person.sex")
		ethnicity, _ := simulate.ByEnum(t, "ethnicity", "person.ethnicity")
		_, err = simulate.Run(t, []simulate.Scenario{{Book: book}, {Book: other}}, []simulate.Dimension{communes, age, sex, ethnicity})
		return err
	})
}
