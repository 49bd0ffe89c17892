package policy

import (
	"io/fs"

	"ansinh/calendar"
	"ansinh/fault"
)

// Working reads the working calendar, policy/calendar/holidays.yaml.
func Working(from fs.FS) (*calendar.Working, error) {
	type name struct {
		VI         string `yaml:"vi"`
		EN         string `yaml:"en"`
		Note       string `yaml:"note"`
		Confidence string `yaml:"confidence"`
	}
	var file struct {
		Law struct {
			Source     string `yaml:"source"`
			Confidence string `yaml:"confidence"`
		} `yaml:"law"`
		Years []struct {
			Year       int    `yaml:"year"`
			Confidence string `yaml:"confidence"`
			Off        []struct {
				From, To string
				name     `yaml:",inline"`
			} `yaml:"off"`
			Worked []struct {
				Day  string
				name `yaml:",inline"`
			} `yaml:"worked"`
		} `yaml:"years"`
	}
	const path = "calendar/holidays.yaml"
	if err := YAML(from, path, &file); err != nil {
		return nil, err
	}
	off, worked := map[calendar.Date]string{}, map[calendar.Date]string{}
	var years []int
	wrong := fault.New(fault.Invalid, "policy.calendar", path)
	for _, y := range file.Years {
		years = append(years, y.Year)
		for _, o := range y.Off {
			first, err1 := calendar.ParseDate(o.From)
			last, err2 := calendar.ParseDate(o.To)
			if err1 != nil || err2 != nil || last < first || last-first > 30 {
				wrong.At(o.From, "calendar.not_a_date", o.To)
				continue
			}
			for d := first; d <= last; d++ {
				off[d] = o.VI
			}
		}
		for _, w := range y.Worked {
			d, err := calendar.ParseDate(w.Day)
			if err != nil {
				wrong.At(w.Day, "calendar.not_a_date", w.Day)
				continue
			}
			worked[d] = w.VI
		}
	}
	return calendar.NewWorking(off, worked, years), wrong.OrNil()
}
