package pdf

import (
	"slices"
	"strings"
)

// columnLines is how many lines must stand beside each other before they are two columns of running text: a letterhead,
// the signature and a list of two words stand beside each other too.
const columnLines = 10

// runs parts the pieces of a page that is set in two columns: what stands over both, the left column, the right one, and
// so on down the page. Another page is one run.
func runs(pieces []piece, width float64) [][]piece {
	rows := baselines(pieces)
	gutter := gutterOf(rows, width)
	if gutter == 0 {
		return [][]piece{pieces}
	}
	var out [][]piece
	var left, right, over []piece
	flush := func() {
		for _, run := range [][]piece{left, right} {
			if len(run) > 0 {
				out = append(out, run)
			}
		}
		left, right = nil, nil
	}
	for i, row := range rows {
		if i < firstOfColumns(rows, gutter, width) { // the letterhead and the title
			over = append(over, row...)
			continue
		}
		if strings.HasPrefix(strings.TrimSpace(row[0].text), "Nơi nhận") {
			flush() // recipients and signature stand below both columns
		}
		if crossed(row, gutter) {
			flush()
			over = append(over, row...)
			continue
		}
		if len(over) > 0 {
			out, over = append(out, over), nil
		}
		for _, p := range row {
			if p.x0 < gutter {
				left = append(left, p)
			} else {
				right = append(right, p)
			}
		}
	}
	if len(over) > 0 {
		out = append(out, over)
	}
	flush()
	return out
}

// firstOfColumns is the first row of running text in two columns: behind the last that crosses the gap before three stand
// in them.
func firstOfColumns(rows [][]piece, gutter, width float64) int {
	n, from := 0, 0
	for i, row := range rows {
		switch {
		case crossed(row, gutter):
			n, from = 0, i+1
		case !filled(row, gutter, width) && !narrow(row, gutter, width):
			n = 0
		default:
			n++
		}
		if n == 3 {
			return from
		}
	}
	return 0
}

// baselines are the pieces that hold text by their baselines, from the top.
func baselines(pieces []piece) [][]piece {
	sorted := slices.DeleteFunc(slices.Clone(pieces), func(p piece) bool { return strings.TrimSpace(p.text) == "" })
	slices.SortStableFunc(sorted, func(a, b piece) int { return compare(b.y, a.y) })
	var rows [][]piece
	for _, p := range sorted {
		if k := len(rows) - 1; k >= 0 && rows[k][0].y-p.y < 0.4*p.size {
			rows[k] = append(rows[k], p)
			continue
		}
		rows = append(rows, []piece{p})
	}
	return rows
}

// gutterOf is where the gap between two columns stands, 0 where there is none: near the middle, on most lines crossed by
// nothing, with lines on both sides that fill their column as running text does.
func gutterOf(rows [][]piece, width float64) float64 {
	from, to, most := 0.0, 0.0, 0
	for x := 0.4 * width; x <= 0.6*width; x += 3 {
		beside, over, alone := 0, 0, 0
		for _, row := range rows {
			if crossed(row, x) {
				over++
			} else if filled(row, x, width) {
				beside++
			} else if narrow(row, x, width) {
				alone++
			}
		}
		// The last page of two columns may hold only a few lines in its right one; its left one goes on alone.
		running := beside >= columnLines || beside >= fewLines && alone >= 2*columnLines
		switch clear := beside + alone - 2*over; {
		case !running || clear <= 0:
		case clear > most:
			from, to, most = x, x, clear
		case clear == most && x == to+3:
			to = x
		}
	}
	return (from + to) / 2
}

// fewLines is how many lines must stand beside each other where many more below fill the left column alone.
const fewLines = 4

// narrow says whether a line stands left of the gap alone and fills its column.
func narrow(row []piece, x, width float64) bool {
	return row[len(row)-1].x1 < x && row[len(row)-1].x1-row[0].x0 > 0.27*width
}

// crossed says whether a line has letters where the gap would be.
func crossed(row []piece, x float64) bool {
	return slices.ContainsFunc(row, func(p piece) bool { return p.x0 < x+3 && p.x1 > x-3 })
}

// filled says whether a line has text on both sides of the gap and at least one of them fills its column.
func filled(row []piece, x, width float64) bool {
	left, right := 0.0, 0.0
	for _, p := range row {
		if p.x0 < x {
			left += p.x1 - p.x0
		} else {
			right += p.x1 - p.x0
		}
	}
	return left > 0 && right > 0 && (left > 0.27*width || right > 0.27*width)
}
