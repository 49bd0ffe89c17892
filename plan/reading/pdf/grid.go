package pdf

import "slices"

// grid is the rules that touch each other.
type grid struct {
	xs, ys          []float64
	across, upright []rule
}

// touch is how near rules must come to touch, in points.
const touch = 3

// grids puts rules that touch into grids, from the top; a grid has two columns at least.
func grids(rules []rule) []grid {
	group := make([]int, len(rules))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	order := make([]int, len(rules))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compare(rules[a].x0, rules[b].x0) })
	for k, i := range order {
		for _, j := range order[k+1:] {
			if rules[j].x0 > rules[i].x1+touch {
				break
			}
			if rules[j].y0 <= rules[i].y1+touch && rules[i].y0 <= rules[j].y1+touch {
				group[root(i)] = root(j)
			}
		}
	}
	byRoot := map[int]*grid{}
	for i, r := range rules {
		g := byRoot[root(i)]
		if g == nil {
			g = &grid{}
			byRoot[root(i)] = g
		}
		if r.x1-r.x0 > r.y1-r.y0 {
			g.across, g.ys = append(g.across, r), append(g.ys, r.y0)
		} else {
			g.upright, g.xs = append(g.upright, r), append(g.xs, r.x0)
		}
	}
	var out []grid
	for _, g := range byRoot {
		g.xs, g.ys = distinct(g.xs), distinct(g.ys)
		if len(g.xs) > 2 && len(g.ys) > 1 {
			slices.Reverse(g.ys)
			out = append(out, *g)
		}
	}
	slices.SortFunc(out, func(a, b grid) int { return compare(b.ys[0], a.ys[0]) })
	return out
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// distinct are the values with those that nearly are the same taken together.
func distinct(list []float64) []float64 {
	slices.Sort(list)
	var out []float64
	for _, v := range list {
		if len(out) == 0 || v-out[len(out)-1] > touch {
			out = append(out, v)
		}
	}
	return out
}

// table takes the pieces that lie in the grid.
func (g grid) table(pieces []piece) (t Table, rest []piece) {
	columns, rows := len(g.xs)-1, len(g.ys)-1
	if columns*rows > 4000 {
		return t, pieces
	}
	area := g.areas(columns, rows)
	held := map[int][]piece{}
	for _, p := range pieces {
		x := min(p.x0+(p.x1-p.x0)/2, p.x0+p.size) // wide pieces may reach over the edge
		c, r := fieldOf(g.xs, x), fieldDown(g.ys, p.y+p.size*0.3)
		if c < 0 || r < 0 {
			rest = append(rest, p)
			continue
		}
		held[area[r*columns+c]] = append(held[area[r*columns+c]], p)
	}
	t = Table{X0: g.xs[0], X1: g.xs[columns], Top: g.ys[0], Bottom: g.ys[rows], Columns: g.xs}
	set := map[int][]Line{}
	for a, ps := range held {
		set[a] = lines(ps)
	}
	for r := range rows {
		row := Row{Top: g.ys[r]}
		for c := range columns {
			row.Cells = append(row.Cells, set[area[r*columns+c]])
		}
		t.Rows = append(t.Rows, row)
	}
	return t, rest
}

// areas numbers the fields so that those with no rule between them have one number.
func (g grid) areas(columns, rows int) []int {
	area := make([]int, columns*rows)
	for i := range area {
		area[i] = i
	}
	join := func(a, b int) {
		low, high := min(area[a], area[b]), max(area[a], area[b])
		for i := range area {
			if area[i] == high {
				area[i] = low
			}
		}
	}
	for r := range rows {
		for c := range columns {
			midX, midY := (g.xs[c]+g.xs[c+1])/2, (g.ys[r]+g.ys[r+1])/2
			if c+1 < columns && !crosses(g.upright, func(l rule) bool { return near1(l.x0, g.xs[c+1]) && l.y0 < midY && l.y1 > midY }) {
				join(r*columns+c, r*columns+c+1)
			}
			if r+1 < rows && !crosses(g.across, func(l rule) bool { return near1(l.y0, g.ys[r+1]) && l.x0 < midX && l.x1 > midX }) {
				join(r*columns+c, (r+1)*columns+c)
			}
		}
	}
	return area
}

func near1(a, b float64) bool { return a-b <= touch && b-a <= touch }

func crosses(rules []rule, is func(rule) bool) bool { return slices.ContainsFunc(rules, is) }

func fieldOf(edges []float64, v float64) int {
	for i := range len(edges) - 1 {
		if v >= edges[i] && v < edges[i+1] {
			return i
		}
	}
	return -1
}

func fieldDown(edges []float64, v float64) int {
	for i := range len(edges) - 1 {
		if v <= edges[i] && v > edges[i+1] {
			return i
		}
	}
	return -1
}
