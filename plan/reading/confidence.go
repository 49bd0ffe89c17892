package reading

import (
	"strconv"
)

// Confidence is how sure a reading is, in hundredths. It starts near certainty and loses a share for each thing the
// reader had to assume; below Sure a person has to look.
type Confidence uint8

// certain is what a plain reading gets: the reader never claims more, since a text can always mean something else.
const certain Confidence = 98

// Sure is the least confidence that needs no second look.
const Sure Confidence = 80

// MarshalJSON writes 0.98.
func (c Confidence) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(c)/100, 'f', 2, 64), nil
}

// doubt is one assumption: the reason, as a code of the texts, and how much of the confidence stays, in hundredths.
type doubt struct {
	why  string
	keep int
}

// The assumptions, from mild to grave.
var (
	doubtYearOfPlan    = doubt{"plan.unsure.year_of_plan", 91}   // the year is the whole plan's
	doubtInherited     = doubt{"plan.unsure.inherited", 90}      // the indicator stands in an earlier clause
	doubtSplit         = doubt{"plan.unsure.split", 91}          // one figure for several populations
	doubtNoVerb        = doubt{"plan.unsure.no_verb", 85}        // a count without a verb or comparison
	doubtUnit          = doubt{"plan.unsure.unit", 80}           // the unit is not one the reader knows
	doubtYearAfter     = doubt{"plan.unsure.year_after", 78}     // the year closes a sentence of several figures
	doubtBefore        = doubt{"plan.unsure.before_year", 80}    // "before the year"
	doubtNoYear        = doubt{"plan.unsure.no_year", 75}        // no year anywhere
	doubtThousands     = doubt{"plan.unsure.thousands", 75}      // 74,900: thousands or a fraction
	doubtOutside       = doubt{"plan.unsure.outside", 78}        // a promise outside the section of targets
	doubtFraction      = doubt{"plan.unsure.fraction", 78}       // 2/3 written as a share of a hundred
	doubtAll           = doubt{"plan.unsure.all", 78}            // "toàn bộ" read as 100%
	doubtBareIndicator = doubt{"plan.unsure.bare_indicator", 70} // nothing says what is measured
	doubtLeadInText    = doubt{"plan.unsure.lead_in_text", 90}   // lead found in a sentence, not behind a label
	doubtSubject       = doubt{"plan.unsure.subject", 86}        // lead is whom the sentence speaks of
	doubtShortRow      = doubt{"plan.unsure.short_row", 72}      // a row of a table with too few cells
	doubtRespectively  = doubt{"plan.unsure.respectively", 72}   // several values for several subjects in one clause
	doubtTwoLeads      = doubt{"plan.unsure.two_leads", 78}      // "chủ trì" twice in one sentence
	doubtNoLead        = doubt{"plan.unsure.no_lead", 65}        // a task nobody leads
	doubtNotAgency     = doubt{"plan.unsure.not_agency", 78}     // a name that begins like no agency
	doubtUnreadJoin    = doubt{"plan.unsure.unread_join", 80}    // "phối hợp" stands there and nobody was found who joins
	doubtUnreadDay     = doubt{"plan.unsure.unread_day", 80}     // a day stands there and none was read
	doubtOddName       = doubt{"plan.unsure.odd_name", 78}       // a name too long or with a verb in it
	doubtOddTitle      = doubt{"plan.unsure.odd_title", 82}      // a title that still says who leads
	doubtOddWords      = doubt{"plan.unsure.odd_words", 80}      // the indicator's words break off or hold another figure
	doubtUnreadFigure  = doubt{"plan.unsure.unread_figure", 82}  // the sentence holds more shares than were read
	doubtUnreadYear    = doubt{"plan.unsure.unread_year", 80}    // a year stands above that was not understood
	doubtGuessedLabel  = doubt{"plan.unsure.guessed_label", 88}  // what a label announces is taken from what stands behind it
	doubtGuessedColumn = doubt{"plan.unsure.guessed_column", 86} // what a column holds is taken from its cells
	doubtMoney         = doubt{"plan.unsure.money", 76}          // a sum that may be what it costs and no promise
	doubtOrganisation  = doubt{"plan.unsure.organisation", 90}   // a task from the part on carrying out
)

// weigh is the confidence that stays under the doubts, and the gravest reason ("" for none).
func weigh(doubts ...doubt) (Confidence, string) {
	c, why, worst := int(certain)*100, "", 100
	for _, d := range doubts {
		c = c * d.keep / 100
		if d.keep < worst {
			worst, why = d.keep, d.why
		}
	}
	return Confidence(c / 100), why
}
