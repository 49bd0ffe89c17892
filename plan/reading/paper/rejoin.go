package paper

import "ansinh/plan/reading/lang"

// A Word document that was made from a text or a picture often holds one paragraph a line. rejoined makes paragraphs of
// them as of the lines of a text; the paragraphs of another document stay as they are.
func rejoined(blocks []*Block, lex *lang.Lexicon) []*Block {
	if !brokenIntoLines(blocks) {
		return blocks
	}
	var out []*Block
	var run []line
	flush := func() {
		out = append(out, joined(run, lex)...)
		run = nil
	}
	for _, b := range blocks {
		if b.Table != nil {
			flush()
			out = append(out, b)
			continue
		}
		if b.Apart {
			run = append(run, line{source: b.Place(0)})
		}
		run = append(run, line{source: b.Place(0), text: b.Text, raw: b.Text, bold: b.Bold, level: b.Level})
	}
	flush()
	return out
}

// brokenIntoLines says whether many paragraphs go on in the middle of a sentence, or hold nothing but a cell's border.
func brokenIntoLines(blocks []*Block) bool {
	all, going, bars := 0, 0, 0
	for i, b := range blocks {
		if b.Text == "|" {
			bars++
		}
		if b.Table != nil || i == 0 || blocks[i-1].Table != nil {
			continue
		}
		all++
		if startsLower(b.Text) && !closed(blocks[i-1].Text) && ReadMarker(b.Text).Rank == RankNone {
			going++
		}
	}
	return going >= 6 && going*10 >= all || bars >= 6
}
