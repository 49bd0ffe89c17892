package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"ansinh/db"
	"ansinh/db/dbtest"
)

// TestReturnsByAPI: another program reads and fills a return with an account's name and password; all of what it sends is
// taken or none, and the same again changes nothing.
func TestReturnsByAPI(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, sum := demonstration(t, d, 1000)
		server := serve(t, h)
		login := map[string][2]string{}
		for _, l := range sum.Logins {
			login[l.Role] = [2]string{l.Login, l.Password}
		}
		call := func(role, method, path, body string) (int, apiReturn, apiFault) {
			r, err := http.NewRequest(method, server.URL+"/api/returns"+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if role != "" {
				r.SetBasicAuth(login[role][0], login[role][1])
			}
			code, said := visit(t, server).answer(http.DefaultClient.Do(r))
			var out apiReturn
			var wrong apiFault
			if code == http.StatusOK {
				err = json.Unmarshal([]byte(said), &out)
			} else {
				err = json.Unmarshal([]byte(said), &wrong)
			}
			if err != nil {
				t.Fatalf("%s %s answers %q: %v", method, path, said, err)
			}
			return code, out, wrong
		}
		const own, officer = "/education?year=2024", "agency-officer"
		if code, _, wrong := call("", "GET", own, ""); code != 401 || wrong.Message == "" {
			t.Errorf("nobody: %d %+v", code, wrong)
		}
		code, empty, _ := call(officer, "GET", own, "")
		if code != 200 || empty.Form != "education" || empty.Year != 2024 {
			t.Fatalf("%d %+v", code, empty)
		}
		code, _, wrong := call(officer, "PUT", own, `{"figures": {"age_primary": "1.000", "on_age_primary": "nhiều"}}`)
		if code != 422 || wrong.Fields["on_age_primary"] == "" || wrong.Fields["age_primary"] != "" {
			t.Errorf("a word for a figure: %d %+v", code, wrong)
		}
		if _, still, _ := call(officer, "GET", own, ""); len(still.Figures) != len(empty.Figures) {
			t.Errorf("of what was refused is kept: %+v", still)
		}
		if code, _, _ := call(officer, "PUT", own, `{"figurs": {}}`); code != 422 {
			t.Errorf("an unknown word: %d", code)
		}
		const right = `{"figures": {"age_primary": "1.000", "on_age_primary": "990"}, "source": "Phần mềm trường học"}`
		for range 2 {
			if code, out, wrong := call(officer, "PUT", own, right); code != 200 || out.Figures["age_primary"] != "1.000" || out.State != "draft" {
				t.Errorf("%d %+v %+v", code, out, wrong)
			}
		}
		if n := rowsIn(t, d, `SELECT count(*) FROM return_cell c JOIN return_report r ON r.id = c.return_id WHERE r.form = 'education' AND r.year = 2024 AND c.field = $1`, "age_primary"); n != 1 {
			t.Errorf("the same twice wrote %d times", n)
		}
		if code, _, _ := call("citizen", "GET", own, ""); code != 403 {
			t.Errorf("a citizen: %d", code)
		}
		if code, _, _ := call(officer, "DELETE", own, ""); code != 422 {
			t.Errorf("deleted: %d", code)
		}
		if code, _, _ := call(officer, "GET", "/none?year=2024", ""); code != 404 {
			t.Errorf("no such form: %d", code)
		}
	})
}
