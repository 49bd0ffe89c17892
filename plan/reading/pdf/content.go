package pdf

import "math"

// matrix is [a b c d e f]: x' = ax + cy + e, y' = bx + dy + f.
type matrix [6]float64

var unit = matrix{1, 0, 0, 1, 0, 0}

// then is m followed by n.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// state is what q keeps and Q brings back.
type state struct {
	ctm                       matrix
	font                      *font
	size, letter, word        float64
	stretch, leading, raising float64
}

// piece is text that was shown together.
type piece struct {
	x0, x1, y, size float64
	bold            bool
	text            string
}

// rule is a straight thin line, across or upright.
type rule struct{ x0, y0, x1, y1 float64 }

// drawing carries out what a page draws, as far as text and rules go.
type drawing struct {
	file   *file
	fonts  map[any]*font
	state  state
	kept   []state
	tm, lm matrix
	pieces []piece
	rules  []rule
	images int
	steps  int

	path      []rule
	x, y      float64
	fromX     float64
	fromY     float64
	artifacts []bool // open marked parts, whether they are furniture of the page
}

// Bounds against pages made to cost time.
const (
	maxSteps = 4 << 20
	maxForms = 12
	maxKept  = 512
	maxRules = 6000
)

func (d *drawing) run(data []byte, resources dict, depth int) {
	s := &scanner{data: data}
	var operands []any
	for {
		o, ok := s.object(0)
		if !ok || d.steps > maxSteps {
			return
		}
		word, isOp := o.(op)
		if !isOp {
			if len(operands) < 64 {
				operands = append(operands, o)
			}
			continue
		}
		d.steps++
		if word == "BI" {
			skipInline(s)
		} else {
			d.do(string(word), operands, resources, depth)
		}
		operands = operands[:0]
	}
}

// skipInline goes past a picture that stands in the page's own text.
func skipInline(s *scanner) {
	for ; s.at+2 < len(s.data); s.at++ {
		if space(s.data[s.at]) && s.data[s.at+1] == 'E' && s.data[s.at+2] == 'I' && (s.at+3 == len(s.data) || space(s.data[s.at+3])) {
			s.at += 3
			return
		}
	}
	s.at = len(s.data)
}

func (d *drawing) do(word string, o []any, resources dict, depth int) {
	n := func(i int) float64 {
		if i < len(o) {
			v, _ := o[i].(float64)
			return v
		}
		return 0
	}
	switch word {
	case "q":
		if len(d.kept) < maxKept {
			d.kept = append(d.kept, d.state)
		}
	case "Q":
		if k := len(d.kept); k > 0 {
			d.state, d.kept = d.kept[k-1], d.kept[:k-1]
		}
	case "cm":
		d.state.ctm = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}.then(d.state.ctm)
	case "Do":
		d.form(o, resources, depth)
	case "BMC", "BDC":
		d.begin(o)
	case "EMC":
		if k := len(d.artifacts); k > 0 {
			d.artifacts = d.artifacts[:k-1]
		}
	default:
		if !d.textOp(word, o, n, resources) {
			d.pathOp(word, n)
		}
	}
}

func (d *drawing) begin(o []any) {
	if len(d.artifacts) < maxKept {
		d.artifacts = append(d.artifacts, len(o) > 0 && o[0] == name("Artifact"))
	}
}

func (d *drawing) textOp(word string, o []any, n func(int) float64, resources dict) bool {
	switch word {
	case "BT":
		d.tm, d.lm = unit, unit
	case "Tf":
		if len(o) > 1 {
			key, _ := o[0].(name)
			d.state.font, d.state.size = d.fontOf(d.file.dict(resources["Font"])[key]), n(1)
		}
	case "Td":
		d.move(n(0), n(1))
	case "TD":
		d.state.leading = -n(1)
		d.move(n(0), n(1))
	case "Tm":
		d.tm = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}
		d.lm = d.tm
	case "T*":
		d.move(0, -d.state.leading)
	case "Tc":
		d.state.letter = n(0)
	case "Tw":
		d.state.word = n(0)
	case "Tz":
		d.state.stretch = n(0) / 100
	case "TL":
		d.state.leading = n(0)
	case "Ts":
		d.state.raising = n(0)
	case "Tj":
		d.show(o)
	case "TJ":
		if len(o) > 0 {
			list, _ := o[0].(array)
			d.show(list)
		}
	case "'":
		d.move(0, -d.state.leading)
		d.show(o)
	case `"`:
		d.state.word, d.state.letter = n(0), n(1)
		d.move(0, -d.state.leading)
		d.show(o[min(2, len(o)):])
	default:
		return false
	}
	return true
}

func (d *drawing) fontOf(o any) *font {
	r, isRef := o.(ref)
	if !isRef {
		return d.file.font(o)
	}
	if have := d.fonts[r]; have != nil {
		return have
	}
	ft := d.file.font(o)
	d.fonts[r] = ft
	return ft
}

func (d *drawing) move(x, y float64) {
	d.lm = matrix{1, 0, 0, 1, x, y}.then(d.lm)
	d.tm = d.lm
}

// show shows strings; numbers among them move the place.
func (d *drawing) show(list []any) {
	ft := d.state.font
	if ft == nil {
		return
	}
	var p piece
	flush := func() {
		if p.text != "" && (len(d.artifacts) == 0 || !d.furniture()) && len(d.pieces) < maxSteps {
			d.pieces = append(d.pieces, p)
		}
		p = piece{}
	}
	for _, o := range list {
		switch v := o.(type) {
		case float64:
			shift := -v / 1000 * d.state.size * d.state.stretch
			d.tm = matrix{1, 0, 0, 1, shift, 0}.then(d.tm)
			switch em := -v / 1000; {
			case em > 1.2 || em < -1.2:
				flush()
			case em > 0.22 && p.text != "" && p.text[len(p.text)-1] != ' ':
				p.text += " "
			}
		case text:
			d.letters(ft, string(v), &p)
		}
	}
	flush()
}

func (d *drawing) furniture() bool {
	for _, a := range d.artifacts {
		if a {
			return true
		}
	}
	return false
}

func (d *drawing) letters(ft *font, codes string, p *piece) {
	step := 1
	if ft.wide {
		step = 2
	}
	for i := 0; i+step <= len(codes); i += step {
		c := int(codes[i])
		if ft.wide {
			c = c<<8 | int(codes[i+1])
		}
		w, ok := ft.widths[c]
		if !ok {
			w = ft.width
		}
		m := d.tm.then(d.state.ctm)
		if math.Abs(m[1]) > math.Abs(m[0]) {
			return // upright: a stamp or a mark across the page
		}
		x, y := m.at(0, d.state.raising)
		if p.text == "" {
			p.x0, p.y, p.size, p.bold = x, y, math.Abs(d.state.size)*math.Hypot(m[2], m[3]), ft.bold
		}
		p.text += ft.letters[c]
		shift := w/1000*d.state.size + d.state.letter
		if !ft.wide && c == ' ' {
			shift += d.state.word
		}
		d.tm = matrix{1, 0, 0, 1, shift * d.state.stretch, 0}.then(d.tm)
		p.x1, _ = d.tm.then(d.state.ctm).at(0, 0)
	}
}

func (d *drawing) form(o []any, resources dict, depth int) {
	if len(o) == 0 || depth > maxForms {
		return
	}
	key, _ := o[0].(name)
	x, ok := d.file.get(d.file.dict(resources["XObject"])[key]).(*stream)
	if !ok {
		return
	}
	if d.file.get(x.dict["Subtype"]) == name("Image") {
		d.images++
		return
	}
	own := d.file.dict(x.dict["Resources"])
	if own == nil {
		own = resources
	}
	before, kept := d.state, d.kept
	if m := d.file.array(x.dict["Matrix"]); len(m) == 6 {
		var by matrix
		for i := range by {
			by[i] = d.file.number(m[i])
		}
		d.state.ctm = by.then(d.state.ctm)
	}
	d.kept = nil
	d.run(d.file.unpack(x), own, depth+1)
	d.state, d.kept = before, kept
}

func (d *drawing) pathOp(word string, n func(int) float64) {
	switch word {
	case "m":
		d.x, d.y = d.state.ctm.at(n(0), n(1))
		d.fromX, d.fromY = d.x, d.y
	case "l":
		x, y := d.state.ctm.at(n(0), n(1))
		d.path = append(d.path, rule{d.x, d.y, x, y})
		d.x, d.y = x, y
	case "h":
		d.path = append(d.path, rule{d.x, d.y, d.fromX, d.fromY})
		d.x, d.y = d.fromX, d.fromY
	case "re":
		x0, y0 := d.state.ctm.at(n(0), n(1))
		x1, y1 := d.state.ctm.at(n(0)+n(2), n(1)+n(3))
		d.path = append(d.path, rule{x0, y0, x1, y0}, rule{x1, y0, x1, y1}, rule{x1, y1, x0, y1}, rule{x0, y1, x0, y0})
	case "S", "s", "B", "B*", "b", "b*":
		d.stroke()
	case "f", "F", "f*":
		d.fill()
	case "n":
		d.path = nil
	}
}

func (d *drawing) stroke() {
	for _, r := range d.path {
		d.rule(r)
	}
	d.path = nil
}

// fill takes thin filled shapes for rules, which is how most programs draw the borders of cells.
func (d *drawing) fill() {
	for len(d.path) > 0 {
		n := min(4, len(d.path))
		box := rule{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for _, r := range d.path[:n] {
			box = rule{min(box.x0, r.x0, r.x1), min(box.y0, r.y0, r.y1), max(box.x1, r.x0, r.x1), max(box.y1, r.y0, r.y1)}
		}
		switch w, h := box.x1-box.x0, box.y1-box.y0; {
		case h < 2.5 && w > h:
			d.rule(rule{box.x0, (box.y0 + box.y1) / 2, box.x1, (box.y0 + box.y1) / 2})
		case w < 2.5 && h > w:
			d.rule(rule{(box.x0 + box.x1) / 2, box.y0, (box.x0 + box.x1) / 2, box.y1})
		}
		d.path = d.path[n:]
	}
}

func (d *drawing) rule(r rule) {
	if len(d.rules) > maxRules {
		return
	}
	r = rule{min(r.x0, r.x1), min(r.y0, r.y1), max(r.x0, r.x1), max(r.y0, r.y1)}
	across, upright := r.y1-r.y0 < 1 && r.x1-r.x0 > 3, r.x1-r.x0 < 1 && r.y1-r.y0 > 3
	if across || upright {
		d.rules = append(d.rules, r)
	}
}
