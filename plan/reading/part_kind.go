package reading

import "ansinh/plan/reading/lang"

// partKind is what a part of a plan is about.
type partKind uint8

const (
	kindNone partKind = iota
	kindPurpose
	kindSituation
	kindTargets
	kindTasks
	kindOrganisation
	kindFunding
	kindAnnex
)

var ()

type kindList struct {
	kind partKind
	list []lang.Phrase
}

func kindLists(lex *lang.Lexicon) []kindList {
	return []kindList{{kindPurpose, lex.PurposeWords}, {kindSituation, lex.SituationWords}, {kindTargets, lex.TargetWords}, {kindTasks, lex.TaskWords},
		{kindOrganisation, lex.OrgWords}, {kindFunding, lex.FundWords}}
}

// startKind is what a heading says it is about in its first words.
func startKind(lex *lang.Lexicon, ts []lang.Token) partKind {
	ts = ts[lang.LongestStart(lex.LightWords, ts):]
	for _, k := range kindLists(lex) {
		if lang.LongestStart(k.list, ts) > 0 {
			return k.kind
		}
	}
	return kindNone
}

// firstKind is what the first telling words of a heading say. Targets win over the purpose they stand beside
// ("Quan điểm, mục tiêu"): the parts below say which is which.
func firstKind(lex *lang.Lexicon, ts []lang.Token) partKind {
	at, kind := len(ts), kindNone
	for _, k := range kindLists(lex) {
		if i := lang.Find(k.list, ts); i >= 0 && i < at {
			at, kind = i, k.kind
		}
	}
	if (kind == kindPurpose || kind == kindSituation && at > 0) && lang.Find(lex.TargetWords, ts) >= 0 {
		return kindTargets
	}
	return kind
}

// kindOf is what a part is about: what its heading says, else what the part above is about.
func kindOf(lex *lang.Lexicon, p *part) partKind {
	ts := lang.Tokens(p.title)
	above := p.parent.kind
	if annexHead(lex, p.title) {
		return kindAnnex
	}
	if above == kindNone || p.rank <= rankRoman {
		if k := topKind(lex, p, ts); k != kindNone {
			return k
		}
		return above
	}
	own := startKind(lex, ts)
	switch {
	case above == kindAnnex && own != kindNone:
		return own
	case above == kindTargets && own == kindPurpose && lex.DeadlineOf(ts) > 0:
		return above // "Định hướng đến năm 2030"
	case above == kindTasks && own == kindTargets, above == kindTargets && (own == kindTasks || own == kindPurpose):
		return own
	case (above == kindPurpose || above == kindSituation) && (own == kindTargets || own == kindTasks):
		return own
	case above == kindTargets && own == kindSituation && p.rank <= rankNumber:
		return own
	}
	return above
}

// topKind classifies a part that no other stands over, or a wide one. Long paragraphs that are no heading say it only
// in their first words.
func topKind(lex *lang.Lexicon, p *part, ts []lang.Token) partKind {
	if k := startKind(lex, ts); k != kindNone {
		if k == kindPurpose || k == kindSituation {
			return firstKind(lex, ts)
		}
		return k
	}
	if len(ts) > 30 || p.parent.kind != kindNone {
		return kindNone
	}
	return firstKind(lex, ts)
}
