package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, want string
		bad      bool
	}{
		{in: "2024-04-30", want: "2024-04-30"},
		{in: "30/4/2024", want: "2024-04-30"},
		{in: "04/3/2024", want: "2024-03-04"},
		{in: "29/2/2024", want: "2024-02-29"},
		{in: "29/2/2025", bad: true},
		{in: "31/4/2024", bad: true},
		{in: "2024-13-01", bad: true},
		{in: "", bad: true},
		{in: "1/2/3/4", bad: true},
		{in: "hôm nay", bad: true},
	} {
		got, err := ParseDate(c.in)
		if (err != nil) != c.bad || got.String() != c.want {
			t.Errorf("%q: got %v, %v", c.in, got, err)
		}
	}
}

func TestMonthsSince(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, on Date
		want     int
	}{
		{MustDay(1951, 11, 15), MustDay(2026, 11, 14), 899},
		{MustDay(1951, 11, 15), MustDay(2026, 11, 15), 900},
		{MustDay(2022, 8, 31), MustDay(2022, 9, 30), 1},
		{MustDay(2020, 2, 29), MustDay(2021, 2, 28), 12},
	} {
		if got := c.on.MonthsSince(c.born); got != c.want {
			t.Errorf("%v to %v: got %d want %d", c.born, c.on, got, c.want)
		}
	}
}

func TestDateRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.Int32Range(1, 3_000_000).Draw(t, "day"))
		for _, s := range []string{d.String(), d.Vietnamese()} {
			if got, err := ParseDate(s); err != nil || got != d {
				t.Fatalf("%s: got %v, %v", s, got, err)
			}
		}
		if m := d.Month(); d < m.First() || d > m.Last() {
			t.Fatalf("%v is not in its month %v", d, m)
		}
	})
}

func TestDateOfIsVietnamTime(t *testing.T) {
	t.Parallel()
	if got := DateOf(time.Date(2026, 11, 24, 17, 30, 0, 0, time.UTC)); got != MustDay(2026, 11, 25) {
		t.Errorf("got %v", got)
	}
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	w := NewWorking(
		map[Date]string{MustDay(2026, 9, 1): "nghỉ", MustDay(2026, 9, 2): "Quốc khánh", MustDay(2026, 8, 31): "hoán đổi"},
		map[Date]string{MustDay(2026, 8, 22): "làm bù"}, []int{2026})
	if got := w.AddWorkingDays(MustDay(2026, 8, 28), 1); got != MustDay(2026, 9, 3) {
		t.Errorf("one working day after 28/8/2026: got %v", got)
	}
	if !w.IsWorking(MustDay(2026, 8, 22)) || w.IsWorking(MustDay(2026, 8, 23)) {
		t.Error("the Saturday worked instead is wrong")
	}
	if got := w.WorkingDaysBetween(MustDay(2026, 8, 28), MustDay(2026, 9, 3)); got != 1 {
		t.Errorf("working days: got %d", got)
	}
}
