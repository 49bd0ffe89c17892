package web

// promiseRoutes are the addresses of what the plan asks of everybody: own plans, evidence, amendments, the calendar.
func promiseRoutes() []route {
	return []route{
		{pattern: "GET /calendar", permission: "plan.read", show: calendarPage},
		{pattern: "GET /plan/own", permission: "plan.work", show: ownPlanPage},
		{pattern: "POST /plan/own", permission: "plan.work", show: changeOwnPlan},
		{pattern: "POST /plan/evidence", permission: "plan.work", show: showEvidence},
		{pattern: "GET /plan/measuring", permission: "indicator.read", show: measuringPage},
		{pattern: "POST /plan/measuring", permission: "indicator.measure", show: askMeasuring},
		{pattern: "GET /plan/versions", permission: "plan.read", show: versionsPage},
		{pattern: "GET /plan/versions/{version}/ids", permission: "plan.read", show: matchPage},
		{pattern: "POST /plan/versions/{version}/ids", permission: "plan.import", show: correctMatch},
		{pattern: "POST /plan/amendments", permission: "plan.propose", show: proposeAmendment},
		{pattern: "GET /plan/amendments/{id}", permission: "plan.read", show: amendmentPage},
		{pattern: "POST /plan/amendments/{id}", permission: "plan.read", show: moveAmendment},
	}
}
