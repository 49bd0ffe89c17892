package reading

import "ansinh/plan/reading/lang"

// A Word document that was made from a text or a picture often holds one paragraph a line. rejoined makes paragraphs of
// them as of the lines of a text; the paragraphs of another document stay as they are.
func rejoined(blocks []*block, lex *lang.Lexicon) []*block {
	if !brokenIntoLines(blocks) {
		return blocks
	}
	var out []*block
	var run []line
	flush := func() {
		out = append(out, joined(run, lex)...)
		run = nil
	}
	for _, b := range blocks {
		if b.table != nil {
			flush()
			out = append(out, b)
			continue
		}
		if b.apart {
			run = append(run, line{source: b.place(0)})
		}
		run = append(run, line{source: b.place(0), text: b.text, raw: b.text, bold: b.bold, level: b.level})
	}
	flush()
	return out
}

// brokenIntoLines says whether many paragraphs go on in the middle of a sentence, or hold nothing but a cell's border.
func brokenIntoLines(blocks []*block) bool {
	all, going, bars := 0, 0, 0
	for i, b := range blocks {
		if b.text == "|" {
			bars++
		}
		if b.table != nil || i == 0 || blocks[i-1].table != nil {
			continue
		}
		all++
		if startsLower(b.text) && !closed(blocks[i-1].text) && readMarker(b.text).rank == rankNone {
			going++
		}
	}
	return going >= 6 && going*10 >= all || bars >= 6
}
