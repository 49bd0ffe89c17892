package standin

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/policy"
)

func TestWhatIsPlantedIsInWhomItSays(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := LoadPlan(data)
	if err != nil {
		t.Fatal(err)
	}
	today := calendar.MustDay(2026, 11, 24)
	var people []Person
	for i := range 500 {
		people = append(people, Person{Number: fmt.Sprintf("0240%08d", i), Name: "Nguyễn Thị Hòa", Born: calendar.MustDay(1950+i%70, i%12+1, i%28+1).String(), Known: "day", Sex: "female"})
	}
	f := plan.Plant(people, 60, 30, today)
	if again := plan.Plant(people, 60, 30, today); !reflect.DeepEqual(f, again) {
		t.Error("the same seed gives another population")
	}
	held := map[string]Person{}
	for _, p := range f.People {
		held[p.Number] = p
	}
	planted, near := map[string]string{}, map[string]int{}
	for _, p := range f.Planted {
		if planted[p.Number] != "" {
			t.Errorf("%s is planted twice", p.Number)
		}
		planted[p.Number] = p.Kind
	}
	for i, was := range people {
		now, there := held[was.Number]
		kind := planted[was.Number]
		if i < 60 {
			near[kind]++
		}
		if (now == was) != (kind == "") || there == (kind == PlantUnknown) {
			t.Errorf("%s, planted %q, is %+v", was.Number, kind, now)
		}
		if d, err := calendar.ParseDate(now.Died); now.Died != "" && (err != nil || d > today || now.Died < was.Born) {
			t.Errorf("died on %s", now.Died)
		}
	}
	for _, kind := range kinds {
		if near[kind] != plan.Near {
			t.Errorf("%d of %s among the first", near[kind], kind)
		}
	}
	path := filepath.Join(t.TempDir(), "x.json")
	if err := f.Write(path); err != nil {
		t.Fatal(err)
	}
	if back, err := ReadFile(path); err != nil || !reflect.DeepEqual(f, back) {
		t.Errorf("read back it is another: %v", err)
	}
	real := *f
	real.StandIn = false
	if err := real.Write(path); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path); fault.CodeOf(err) != "interop.stand_in.file" {
		t.Errorf("a file that does not say it is a stand-in's: %v", err)
	}
}

func TestAStandInListensOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "8080"} {
		if l, err := Listen(address); err == nil {
			l.Close()
			t.Errorf("listens on %s", address)
		} else if fault.CodeOf(err) != "interop.stand_in.loopback" {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"localhost:0", "127.0.0.1:0"} {
		l, err := Listen(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		l.Close()
	}
}
