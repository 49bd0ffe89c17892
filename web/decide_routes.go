package web

// decideRoutes are the addresses of lists, applications, decisions and complaints.
func decideRoutes() []route {
	return []route{
		{pattern: "GET /people/{id}/statement", permission: "payment.read", show: statementPage},
		{pattern: "POST /people/{id}/payee", permission: "registry.write", show: setPayee},
		{pattern: "GET /me/statement", permission: "registry.own", show: myStatementPage},
		{pattern: "POST /me/payee", permission: "registry.own", show: setPayee},
		{pattern: "POST /me/applications", permission: "benefit.apply", show: applyOwn},
		{pattern: "POST /me/applications/{id}", permission: "benefit.apply", show: withdrawOwn},
		{pattern: "GET /runs/{month}/advance", permission: "payment.read", show: advancePage},
		{pattern: "POST /runs/{month}/advance", permission: "payment.send", show: recordAdvance},
		{pattern: "POST /runs/{month}/advance/settlement", permission: "payment.close", show: settleAdvance},
		{pattern: "GET /runs/{month}/signatures", permission: "payment.read", show: signaturesFile},
		{pattern: "GET /lists", permission: "benefit.lists", show: listsPage},
		{pattern: "GET /applications", permission: "benefit.lists", show: casesPage},
		{pattern: "POST /applications", permission: "benefit.decide", show: openCase},
		{pattern: "GET /applications/new", permission: "benefit.decide", show: newCasePage},
		{pattern: "GET /applications/{id}", permission: "benefit.read", show: casePage},
		{pattern: "POST /applications/{id}", permission: "benefit.decide", show: moveCase},
		{pattern: "GET /applications/{id}/confirm", permission: "benefit.decide", show: confirmCase},
		{pattern: "GET /applications/{id}/files/{kind}", permission: "benefit.read", show: caseFile},
		{pattern: "GET /decisions/{id}", permission: "benefit.read", show: decisionPage},
		{pattern: "POST /decisions/{id}", permission: "benefit.decide", show: changeDecision},
		{pattern: "GET /decisions/{id}/confirm", permission: "benefit.decide", show: confirmDecision},
		{pattern: "GET /decisions/{id}/file", permission: "benefit.read", show: decisionFile},
		{pattern: "GET /decisions/{id}/changes/{change}/file", permission: "benefit.read", show: changeFile},
		{pattern: "GET /complaints", permission: "benefit.lists", show: complaintsPage},
		{pattern: "POST /complaints", permission: "benefit.decide", or: "benefit.apply", show: openComplaint},
		{pattern: "GET /complaints/{id}", permission: "benefit.read", show: complaintPage},
		{pattern: "POST /complaints/{id}", permission: "benefit.decide", show: ruleComplaint},
		{pattern: "GET /complaints/{id}/file", permission: "benefit.read", show: complaintFile},
		{pattern: "GET /coming", permission: "registry.read", show: comingPage},
	}
}
