package paper

import "ansinh/plan/reading/lang"

// PartKind is what a part of a plan is about.
type PartKind uint8

const (
	KindNone PartKind = iota
	KindPurpose
	KindSituation
	KindTargets
	KindTasks
	KindOrganisation
	KindFunding
	KindAnnex
)

type kindList struct {
	Kind PartKind
	List []lang.Phrase
}

func KindLists(lex *lang.Lexicon) []kindList {
	return []kindList{{KindPurpose, lex.PurposeWords}, {KindSituation, lex.SituationWords}, {KindTargets, lex.TargetWords}, {KindTasks, lex.TaskWords},
		{KindOrganisation, lex.OrgWords}, {KindFunding, lex.FundWords}}
}

// StartKind is what a heading says it is about in its first words.
func StartKind(lex *lang.Lexicon, ts []lang.Token) PartKind {
	ts = ts[lang.LongestStart(lex.LightWords, ts):]
	for _, k := range KindLists(lex) {
		if lang.LongestStart(k.List, ts) > 0 {
			return k.Kind
		}
	}
	return KindNone
}
