package reading

import (
	"ansinh/plan/reading/lang"

	"ansinh/plan/reading/paper"
)

// firstKind is what the first telling words of a heading say. Targets win over the purpose they stand beside
// ("Quan điểm, mục tiêu"): the parts below say which is which.
func firstKind(lex *lang.Lexicon, ts []lang.Token) paper.PartKind {
	at, kind := len(ts), paper.KindNone
	for _, k := range paper.KindLists(lex) {
		if i := lang.Find(k.List, ts); i >= 0 && i < at {
			at, kind = i, k.Kind
		}
	}
	if (kind == paper.KindPurpose || kind == paper.KindSituation && at > 0) && lang.Find(lex.TargetWords, ts) >= 0 {
		return paper.KindTargets
	}
	return kind
}

// kindOf is what a part is about: what its heading says, else what the part above is about.
func kindOf(lex *lang.Lexicon, p *part) paper.PartKind {
	ts := lang.Tokens(p.title)
	above := p.parent.kind
	if annexHead(lex, p.title) {
		return paper.KindAnnex
	}
	if above == paper.KindNone || p.rank <= paper.RankRoman {
		if k := topKind(lex, p, ts); k != paper.KindNone {
			return k
		}
		return above
	}
	own := paper.StartKind(lex, ts)
	if above == paper.KindTargets && own == paper.KindTasks && lang.LongestStart(lang.Phrases("về"), ts) > 0 {
		return above // "Về nội dung: sản xuất 180 chương trình"
	}
	switch {
	case above == paper.KindAnnex && own != paper.KindNone:
		return own
	case above == paper.KindTargets && own == paper.KindPurpose && lex.DeadlineOf(ts) > 0:
		return above // "Định hướng đến năm 2030"
	case above == paper.KindTasks && own == paper.KindTargets, above == paper.KindTargets && (own == paper.KindTasks || own == paper.KindPurpose):
		return own
	case (above == paper.KindPurpose || above == paper.KindSituation) && (own == paper.KindTargets || own == paper.KindTasks):
		return own
	case above == paper.KindTargets && own == paper.KindSituation && p.rank <= paper.RankNumber:
		return own
	}
	return above
}

// topKind classifies a part that no other stands over, or a wide one. Long paragraphs that are no heading say it only
// in their first words.
func topKind(lex *lang.Lexicon, p *part, ts []lang.Token) paper.PartKind {
	if k := paper.StartKind(lex, ts); k != paper.KindNone {
		if k == paper.KindPurpose || k == paper.KindSituation {
			return firstKind(lex, ts)
		}
		return k
	}
	if len(ts) > 30 || p.parent.kind != paper.KindNone || p.rank >= paper.RankPoint && p.parent.head != nil {
		return paper.KindNone // a point below a heading is a sentence of it
	}
	return firstKind(lex, ts)
}
