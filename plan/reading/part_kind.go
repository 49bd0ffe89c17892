package reading

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
	list []phrase
}

func (lex *lexicon) kindLists() []kindList {
	return []kindList{{kindPurpose, lex.PurposeWords}, {kindSituation, lex.SituationWords}, {kindTargets, lex.TargetWords}, {kindTasks, lex.TaskWords},
		{kindOrganisation, lex.OrgWords}, {kindFunding, lex.FundWords}}
}

// startKind is what a heading says it is about in its first words.
func (lex *lexicon) startKind(ts []token) partKind {
	ts = ts[longestStart(lex.LightWords, ts):]
	for _, k := range lex.kindLists() {
		if longestStart(k.list, ts) > 0 {
			return k.kind
		}
	}
	return kindNone
}

// firstKind is what the first telling words of a heading say. Targets win over the purpose they stand beside
// ("Quan điểm, mục tiêu"): the parts below say which is which.
func (lex *lexicon) firstKind(ts []token) partKind {
	at, kind := len(ts), kindNone
	for _, k := range lex.kindLists() {
		if i := find(k.list, ts); i >= 0 && i < at {
			at, kind = i, k.kind
		}
	}
	if (kind == kindPurpose || kind == kindSituation && at > 0) && find(lex.TargetWords, ts) >= 0 {
		return kindTargets
	}
	return kind
}

// kindOf is what a part is about: what its heading says, else what the part above is about.
func (lex *lexicon) kindOf(p *part) partKind {
	ts := tokens(p.title)
	above := p.parent.kind
	if lex.annexHead(p.title) {
		return kindAnnex
	}
	if above == kindNone || p.rank <= rankRoman {
		if k := lex.topKind(p, ts); k != kindNone {
			return k
		}
		return above
	}
	own := lex.startKind(ts)
	switch {
	case above == kindAnnex && own != kindNone:
		return own
	case above == kindTargets && own == kindPurpose && lex.deadlineOf(ts) > 0:
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
func (lex *lexicon) topKind(p *part, ts []token) partKind {
	if k := lex.startKind(ts); k != kindNone {
		if k == kindPurpose || k == kindSituation {
			return lex.firstKind(ts)
		}
		return k
	}
	if len(ts) > 30 || p.parent.kind != kindNone {
		return kindNone
	}
	return lex.firstKind(ts)
}
