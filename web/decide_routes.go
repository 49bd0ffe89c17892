package web

// decideRoutes are the addresses of lists, applications, decisions and complaints.
func decideRoutes() []route {
	return []route{
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
