package pdf

import (
	"bytes"
	"slices"
	"strconv"
)

// file is the objects of a file. They are found by reading it from its start, not through its tables of places, so that a
// file whose tables are wrong reads as well; of several with one number the last counts, as in files that were added to.
type file struct {
	objects map[int]object
	trailer dict
	unpacks int // bytes that streams may still unpack to
}

type object struct {
	value any
	at    int // where it, or the stream that holds it, stands
}

// maxUnpacked bounds what all streams of a file unpack to together.
const maxUnpacked = 512 << 20

func open(data []byte) *file {
	f := &file{objects: map[int]object{}, trailer: dict{}, unpacks: maxUnpacked}
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("obj"))
		if i < 0 {
			break
		}
		number, ok := numberBefore(data, at+i)
		at += i + len("obj")
		if ok {
			at = f.read(data, at, number)
		}
	}
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		at += i + len("trailer")
		if o, ok := (&scanner{data: data[:min(len(data), at+4096)], at: at}).object(0); ok {
			f.note(o)
		}
	}
	f.unpackObjects()
	return f
}

func (f *file) note(o any) {
	d, ok := o.(dict)
	if !ok {
		return
	}
	for _, k := range []name{"Root", "Encrypt"} {
		if v, ok := d[k]; ok {
			f.trailer[k] = v
		}
	}
}

// numberBefore is the number of "12 0 obj" before the word obj.
func numberBefore(data []byte, at int) (int, bool) {
	fields := bytes.Fields(data[max(0, at-24):at])
	if len(fields) < 2 || at == 0 || !space(data[at-1]) {
		return 0, false
	}
	last := string(fields[len(fields)-2])
	from := len(last)
	for from > 0 && last[from-1] >= '0' && last[from-1] <= '9' {
		from--
	}
	n, err := strconv.Atoi(last[from:])
	return n, err == nil && digits(string(fields[len(fields)-1]))
}

// read reads the object behind "obj" and gives where it ends.
func (f *file) read(data []byte, at, number int) int {
	s := &scanner{data: data, at: at}
	o, ok := s.object(0)
	if !ok {
		return at
	}
	d, isDict := o.(dict)
	s.skip()
	if !isDict || !bytes.HasPrefix(data[s.at:], []byte("stream")) {
		f.objects[number] = object{o, at}
		return max(s.at, at)
	}
	from := s.at + len("stream")
	if bytes.HasPrefix(data[from:], []byte("\r\n")) {
		from += 2
	} else if from < len(data) && (data[from] == '\n' || data[from] == '\r') {
		from++
	}
	end := streamEnd(data, from, d)
	f.objects[number] = object{&stream{d, data[from:end]}, at}
	if d["Type"] == name("XRef") {
		f.note(d)
	}
	return end
}

func streamEnd(data []byte, from int, d dict) int {
	if n, ok := d["Length"].(float64); ok && n >= 0 && from+int(n) <= len(data) {
		end := from + int(n)
		if bytes.HasPrefix(bytes.TrimLeft(data[end:min(len(data), end+16)], "\r\n \t"), []byte("endstream")) {
			return end
		}
	}
	if i := bytes.Index(data[from:], []byte("endstream")); i >= 0 {
		return from + i
	}
	return len(data)
}

// unpackObjects reads the objects that streams hold.
func (f *file) unpackObjects() {
	var packs []object
	for _, o := range f.objects {
		if s, ok := o.value.(*stream); ok && s.dict["Type"] == name("ObjStm") {
			packs = append(packs, o)
		}
	}
	slices.SortFunc(packs, func(a, b object) int { return a.at - b.at })
	for _, p := range packs {
		st, _ := p.value.(*stream)
		data := f.unpack(st)
		first := int(f.number(st.dict["First"]))
		head := &scanner{data: data}
		for range int(min(f.number(st.dict["N"]), 1<<20)) {
			n, ok := head.object(0)
			offset, also := head.object(0)
			number, isNumber := n.(float64)
			where, isOffset := offset.(float64)
			if !ok || !also || !isNumber || !isOffset || first+int(where) > len(data) || where < 0 || first < 0 {
				break
			}
			if have, known := f.objects[int(number)]; known && have.at > p.at {
				continue
			}
			if o, ok := (&scanner{data: data, at: first + int(where)}).object(0); ok {
				f.objects[int(number)] = object{o, p.at}
			}
		}
	}
}

// get follows references.
func (f *file) get(o any) any {
	for range 8 {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.objects[int(r)].value
	}
	return nil
}

func (f *file) dict(o any) dict {
	switch v := f.get(o).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

func (f *file) number(o any) float64 {
	n, _ := f.get(o).(float64)
	return n
}

func (f *file) array(o any) array {
	a, _ := f.get(o).(array)
	return a
}

// pageOf is a page's dictionary with what it takes from those above it.
type pageOf struct {
	dict      dict
	resources dict
	box       array
	turned    int
}

const maxPages = 5000

func (f *file) pages() []pageOf {
	var out []pageOf
	seen := map[ref]bool{}
	var walk func(o any, above pageOf)
	walk = func(o any, above pageOf) {
		if r, ok := o.(ref); ok {
			if seen[r] {
				return
			}
			seen[r] = true
		}
		d := f.dict(o)
		if d == nil || len(out) >= maxPages {
			return
		}
		p := pageOf{d, above.resources, above.box, above.turned}
		if r := f.dict(d["Resources"]); r != nil {
			p.resources = r
		}
		if b := f.array(d["MediaBox"]); len(b) == 4 {
			p.box = b
		}
		if t, ok := f.get(d["Rotate"]).(float64); ok {
			p.turned = ((int(t) % 360) + 360) % 360
		}
		if kids := f.array(d["Kids"]); kids != nil {
			for _, k := range kids {
				walk(k, p)
			}
			return
		}
		out = append(out, p)
	}
	walk(f.dict(f.trailer["Root"])["Pages"], pageOf{})
	if len(out) > 0 {
		return out
	}
	var numbers []int
	for n, o := range f.objects {
		if d, ok := o.value.(dict); ok && d["Type"] == name("Page") {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		walk(ref(n), pageOf{})
	}
	return out
}
