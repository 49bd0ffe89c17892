package web

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/house"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/match"
)

// noLists are the addresses that are no list, by why: every other one that is read gives its list as a file. A page that is
// added must offer its list or be named here.
var noLists = map[string][]string{
	"is a file already": {"/people.list/{format}", "/exchange/{hash}/errors", "/runs/{month}/bank/{bank}", "/runs/{month}/cash", "/runs/{month}/bank/{bank}/message",
		"/runs/{month}/signatures", "/returns/{form}/sheet", "/report/files/{id}", "/applications/{id}/files/{kind}", "/decisions/{id}/file",
		"/decisions/{id}/changes/{change}/file", "/complaints/{id}/file", "/reports/{id}/files/{format}", "/templates/sample", "/templates/{id}/{version}",
		"/attachments/{file}"},
	"is a form": {"/sign-in", "/applications/new", "/law/dossiers/new", "/units/dossiers/new", "/reports/{id}/edit", "/people/{id}/events/{form}",
		"/requests/new/{form}", "/mergers/new", "/returns/{form}", "/poverty/{household}", "/plan/review/{id}"},
	"asks before something is done": {"/lists/change", "/applications/{id}/confirm", "/decisions/{id}/confirm"},
	"is one person, case, task or paper": {"/me", "/people/{id}", "/applications/{id}", "/decisions/{id}", "/complaints/{id}", "/plan/tasks/{number}",
		"/law/dossiers/{number}", "/units/dossiers/{number}", "/plan/amendments/{id}", "/reports/{id}", "/events/{event}", "/requests/{request}",
		"/differences/{difference}", "/law/documents/{field}/{folder}"},
	"explains one figure or answer":                                               {"/me/why", "/people/{id}/why", "/plan/targets/{id}/why", "/reports/{id}/why"},
	"is a report with its own Word and Excel":                                     {"/report"},
	"says in sentences what changed between two days, each day being /law's list": {"/law/differences"},
	"answers only once it is asked":                                               {"/law/simulate"},
	"lists what a decision was about; none stands in the demonstration, and the walk in the browser makes one and reads its file": {"/poverty/decisions/{decision}"},
}

// otherRows are lists that cannot be counted against their page, each with why.
var otherRows = map[string]string{
	"GET /audit":                   "the page goes on from event to event and counts none, and reading it is an event",
	"GET /me/readings":             "each reading is one more",
	"GET /people/{id}/readings":    "each reading is one more",
	"GET /exchange/{hash}":         "the page shows what was sent; the file is what it would change",
	"GET /people":                  "the search goes on from page to page and counts none",
	"GET /runs/{month}/lines":      "the page goes on from line to line and counts none",
	"GET /plan/targets/{id}/parts": "the page sets a commune's parts beside each other, the file has a row for each",
	"GET /overview":                "the page draws the communes as a map",
}

// offer is a list that a page offers as files.
type offer struct {
	pattern, address string
	seat             *visitor
	link             string // of the CSV
	around           string // the page from the heading above the links to the next list
}

// in is the address of the list in a format.
func (o offer) in(format string) string {
	return strings.Replace(o.link, "format=csv", "format="+format, 1)
}

var (
	fileGroup  = regexp.MustCompile(`(?s)<span class="files".*?href="([^"]*format=csv[^"]*)"`)
	pageBody   = regexp.MustCompile(`(?s)<tbody>.*?</tbody>`)
	rowList    = regexp.MustCompile(`(?s)<ul class="rows[^"]*">.*?</ul>`)
	anyHeading = regexp.MustCompile(`<h[12]`)
)

// offers are the lists of a page.
func (v *visitor) offers(pattern, address, page string) (out []offer) {
	_, body, _ := strings.Cut(page, "<main")
	all := fileGroup.FindAllStringSubmatchIndex(body, -1)
	for i, at := range all {
		from, to := 0, len(body)
		if i > 0 {
			from = all[i-1][1]
		}
		if heads := anyHeading.FindAllStringIndex(body[from:at[0]], -1); len(heads) > 0 {
			from += heads[len(heads)-1][0]
		}
		if i+1 < len(all) {
			to = all[i+1][0]
			if heads := anyHeading.FindAllStringIndex(body[at[1]:to], -1); len(heads) > 0 {
				to = at[1] + heads[len(heads)-1][0]
			}
		}
		out = append(out, offer{pattern: pattern, address: address, seat: v, link: html.UnescapeString(body[at[2]:at[3]]), around: body[from:to]})
	}
	return out
}

// says is whether the page says that its list has so many rows: it shows them, or it shows some and says of how many.
func (o offer) says(rows int) bool {
	var counts []int
	inTables, inLists := 0, 0
	for _, table := range pageBody.FindAllString(o.around, -1) {
		n := strings.Count(table, "<tr") - strings.Count(table, `<tr class="group"`)
		counts, inTables = append(counts, n), inTables+n
	}
	for _, list := range rowList.FindAllString(o.around, -1) {
		n := strings.Count(list, "<li")
		counts, inLists = append(counts, n), inLists+n
	}
	if pairs := strings.Count(o.around, "<table"); pairs > 0 && o.pattern == "GET /twins" { // a table a row: two records side by side
		counts = []int{pairs}
	}
	if inTables+inLists == 0 {
		return rows == 0
	}
	if rows > 0 && slices.Contains(append(counts, inTables, inLists), rows) {
		return true
	}
	for _, n := range anyFigure.FindAllString(html.UnescapeString(markup.ReplaceAllString(o.around, " ")), -1) {
		if strings.Trim(strings.ReplaceAll(n, ".", ""), ",") == strconv.Itoa(rows) {
			return strings.Contains(o.around, `class="pages"`) || strings.Contains(o.around, "muted small")
		}
	}
	return false
}

// read opens a file of a list: its heading and its rows.
func readList(t *testing.T, from, format, body string) [][]string {
	t.Helper()
	var rows [][]string
	var err error
	switch format {
	case "csv":
		rows, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	case "xlsx":
		var book *excelize.File
		if book, err = excelize.OpenReader(strings.NewReader(body)); err == nil {
			rows, err = book.GetRows("Sheet1")
		}
	case "parquet":
		rows, err = readColumns(body)
	}
	if err != nil {
		t.Errorf("%s as %s: %v", from, format, err)
	}
	return rows
}

func readColumns(body string) ([][]string, error) {
	f, err := parquet.OpenFile(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, err
	}
	var head []string
	for _, path := range f.Schema().Columns() {
		head = append(head, path[0])
	}
	rows := [][]string{head}
	r := parquet.NewReader(f)
	defer r.Close()
	buffer := make([]parquet.Row, 100)
	for {
		n, err := r.ReadRows(buffer)
		for _, row := range buffer[:n] {
			var cells []string
			for _, cell := range row {
				cells = append(cells, cell.String())
			}
			rows = append(rows, cells)
		}
		if err != nil {
			return rows, nil // at the end
		}
	}
}

// TestEveryListIsAFile goes through all addresses of the site, on both engines: a page is a list that is given as CSV, XLSX
// and Parquet with as many rows as the page says and the same in each, or it is named as none with its reason. The officer
// of a commune finds in no file anybody of another.
func TestEveryListIsAFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, sum := demonstration(t, d, 2000)
		c := collection{cast: cast{t: t, d: d, seat: map[string]*visitor{}}, mux: http.NewServeMux(), offers: map[string][]offer{}, reached: map[string]string{}, bare: map[string]offer{}}
		for _, r := range (&Site{}).everyRoute() {
			if strings.HasPrefix(r.pattern, "GET ") {
				c.mux.HandleFunc(r.pattern, func(http.ResponseWriter, *http.Request) {})
			}
		}
		server := serve(t, h)
		for _, l := range sum.Logins {
			v := visit(t, server)
			if code, _ := v.signIn(l.Login, l.Password); code != 200 {
				t.Fatalf("%s cannot sign in: %d", l.Login, code)
			}
			c.seats, c.seat[l.Role] = append(c.seats, v), v
		}
		c.plant(h)
		for _, v := range c.seats {
			c.gather(v)
		}
		c.reach()
		c.complete()
		for _, pattern := range slices.Sorted(maps.Keys(c.offers)) {
			for _, o := range c.offers[pattern] {
				c.open(o)
			}
		}
		c.elsewhere(h, sum)
	})
}

// collection is what the pages of all roles offer.
type collection struct {
	cast
	mux     *http.ServeMux
	seats   []*visitor
	offers  map[string][]offer // by pattern, two of a kind at most
	reached map[string]string  // an address of each pattern
	bare    map[string]offer   // of pages that offer none where they were looked at, and give one
	known   map[string]string  // addresses that no link leads to
	read    int
}

// plant sees to it that lists are not empty that the demonstration leaves so.
func (c *collection) plant(h *house.House) {
	c.t.Helper()
	ctx := context.Background()
	weights, err := match.Load(h.Policy)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := h.Registry.FindTwins(ctx, auth.System(), weights); err != nil {
		c.t.Fatal(err)
	}
	var some []registry.Person
	err = h.Registry.List(ctx, auth.System(), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		if some = append(some, p); len(some) == 2 {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		c.t.Fatal(err)
	}
	if _, err := h.Registry.Merge(ctx, auth.System(), some[0].ID, some[1].ID, nil, "thử"); err != nil {
		c.t.Fatal(err)
	}
	page := c.lay("commune-officer", "Họ tên,Năm sinh,Giới tính,Dân tộc\nNguyễn Văn Thử,1950,Nam,Kinh\n", 200)
	c.changeTheWholeList()
	c.openLate("commune-officer")
	var version string
	err = c.d.View(ctx, func(tx *db.Tx) (err error) {
		version, err = db.One(ctx, tx, func(s db.Scanner) (id string, err error) { return id, s.Scan(&id) }, `SELECT min(id) FROM plan_version`)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.known = map[string]string{"GET /exchange/{hash}": laidLink.FindString(page), "GET /plan/versions/{version}/ids": "/plan/versions/" + version + "/ids",
		"GET /attached/{kind}/{id}":  "/attached/fact/" + number(rowsIn(c.t, c.d, `SELECT min(id) FROM fact`)),
		"GET /people/{id}/statement": "/people/" + number(rowsIn(c.t, c.d, `SELECT min(person) FROM payment_line`)) + "/statement"}
}

var laidLink = regexp.MustCompile(`/exchange/[0-9a-f]{64}`)

// gather walks over the pages of a role.
func (c *collection) gather(v *visitor) {
	c.t.Helper()
	for _, address := range append(v.every("/", 150), "/people?q="+url.QueryEscape("Nguyễn"), "/plan/targets/T06") {
		if !strings.Contains(address, "format=") {
			c.look(v, address)
		}
	}
}

// look takes down which lists a page offers. A page whose lists stand empty offers none, and gives a file all the same.
func (c *collection) look(v *visitor, address string) bool {
	c.t.Helper()
	_, pattern := c.mux.Handler(httptest.NewRequest("GET", address, nil))
	code, page := v.get(address)
	if code != 200 || pattern == "GET /sign-in" || !strings.HasPrefix(strings.ToLower(page), "<!doctype html") {
		return false
	}
	c.reached[pattern] = address
	all := v.offers(pattern, address, page)
	if bare := string(join(address, url.Values{"format": {"csv"}})); len(all) == 0 && c.bare[pattern].link == "" {
		if _, body := v.get(bare); strings.HasPrefix(body, "\ufeff") {
			c.bare[pattern] = offer{pattern: pattern, address: address, seat: v, link: bare, around: page}
		}
	}
	for _, o := range all {
		like := 0
		for _, x := range c.offers[pattern] {
			if kindOf(x.link) == kindOf(o.link) {
				like++
			}
		}
		if like < 2 {
			c.offers[pattern] = append(c.offers[pattern], o)
		}
	}
	return true
}

// reach opens the addresses that no walk came to, with the parts of addresses that it came to.
func (c *collection) reach() {
	c.t.Helper()
	parts := map[string]string{} // by the pattern up to the part
	for pattern, address := range c.reached {
		address, _, _ = strings.Cut(address, "?")
		is, says := strings.Split(pattern, "/"), strings.Split(address, "/")
		for i := range is {
			if strings.HasPrefix(is[i], "{") && i < len(says) {
				parts[strings.Join(is[:i+1], "/")] = says[i]
			}
		}
	}
	for _, r := range (&Site{}).everyRoute() {
		if !strings.HasPrefix(r.pattern, "GET ") || c.reached[r.pattern] != "" {
			continue
		}
		steps := strings.Split(r.pattern, "/")
		for i := range steps {
			if strings.HasPrefix(steps[i], "{") {
				steps[i] = cmp.Or(parts[strings.Join(strings.Split(r.pattern, "/")[:i+1], "/")], "1")
			}
		}
		address := cmp.Or(c.known[r.pattern], "/"+strings.Join(steps[1:], "/"))
		for _, v := range c.seats {
			if c.look(v, address) {
				break
			}
		}
	}
	for pattern, o := range c.bare {
		if len(c.offers[pattern]) == 0 {
			c.offers[pattern] = []offer{o}
		}
	}
}

// complete holds the addresses of the site against the lists found and against those that are none.
func (c *collection) complete() {
	c.t.Helper()
	none := map[string]string{}
	for why, patterns := range noLists {
		for _, p := range patterns {
			none["GET "+p] = why
		}
	}
	for _, r := range (&Site{}).everyRoute() {
		if !strings.HasPrefix(r.pattern, "GET ") {
			continue
		}
		why := none[r.pattern]
		delete(none, r.pattern)
		switch offered := len(c.offers[r.pattern]) > 0; {
		case !offered && why == "":
			c.t.Errorf("%s gives no file of its list and is not named as none (opened: %q)", r.pattern, c.reached[r.pattern])
		case offered && why != "":
			c.t.Errorf("%s gives its list as a file and is named as none: %s", r.pattern, why)
		}
	}
	for p := range none {
		c.t.Errorf("%s is named and is no address", p)
	}
}

// open reads a list in each format.
func (c *collection) open(o offer) {
	c.t.Helper()
	var first [][]string
	for _, format := range formats {
		code, body := o.seat.get(o.in(format))
		if code != 200 {
			c.t.Errorf("%s: %d", o.in(format), code)
			return
		}
		rows := readList(c.t, o.link, format, body)
		if len(rows) == 0 {
			return // said already
		}
		c.read++
		if first == nil {
			first = rows
		}
		if otherRows[o.pattern] == "" && (len(rows) != len(first) || len(rows[0]) == len(first[0]) && !slices.EqualFunc(rows[1:], first[1:], sameCells)) {
			c.t.Errorf("%s: %d rows, the CSV has %d, or other words", o.in(format), len(rows)-1, len(first)-1)
		}
	}
	if n := len(first) - 1; !o.says(n) && otherRows[o.pattern] == "" {
		c.t.Errorf("%s on %s: %d rows, which the page does not say", o.link, o.address, n)
	}
	for _, name := range first[0] {
		if name == "" || regexp.MustCompile(`^[a-z]+\.[a-z_.]+$`).MatchString(name) {
			c.t.Errorf("%s: a column is called %q", o.link, name)
		}
	}
}

// sameCells says whether two rows say the same, but for the mark that keeps a spreadsheet from running a cell, and for empty
// cells at the end, which a workbook leaves out.
func sameCells(a, b []string) bool {
	for len(a) < len(b) {
		a = append(a, "")
	}
	return slices.EqualFunc(a, b, func(x, y string) bool { return strings.TrimPrefix(x, "'") == strings.TrimPrefix(y, "'") })
}

// elsewhere asks for every list as the officer of a commune and looks for people of others.
func (c *collection) elsewhere(h *house.House, sum *demo.Summary) {
	c.t.Helper()
	v, unit := c.seat["commune-officer"], ""
	for _, l := range sum.Logins {
		if l.Role == "commune-officer" {
			who, err := h.Account(context.Background(), l.Login)
			if err != nil {
				c.t.Fatal(err)
			}
			unit = who.Unit
		}
	}
	e := peopleElsewhere(c.t, h, org.UnitID(unit))
	found, opened := 0, 0
	for _, all := range c.offers {
		for _, o := range all {
			for _, format := range formats {
				if _, theirs := o.seat.get(o.in(format)); e.trace(listText(theirs), o.link) != "" {
					found++
				}
				code, own := v.get(o.in(format))
				if code == 200 {
					opened++
				}
				if trace := e.trace(listText(own), o.link); trace != "" {
					c.t.Errorf("%s holds %s for the officer of a commune", o.in(format), trace)
				}
			}
		}
	}
	c.t.Logf("%d lists' files read; %d hold people elsewhere for those who may see them, %d opened for the officer of a commune hold none", c.read, found, opened)
	if found < 12 || opened < 30 {
		c.t.Errorf("only %d files hold people elsewhere, and only %d open for the officer of a commune", found, opened)
	}
}

// listText is the text of a list in any format, a cell a line.
func listText(body string) string {
	if strings.HasPrefix(body, "PAR1") {
		rows, err := readColumns(body)
		if err != nil {
			return fmt.Sprint(err)
		}
		var out []string
		for _, row := range rows {
			out = append(out, row...)
		}
		return strings.Join(out, "\n")
	}
	if z, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body))); err == nil && len(z.File) > 0 {
		return unpacked(body)
	}
	return body
}
