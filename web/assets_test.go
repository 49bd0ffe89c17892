package web

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"ansinh/fault"
)

func TestAProgramWithoutItsFilesSaysSo(t *testing.T) {
	t.Parallel()
	_, err := loadAssets(fstest.MapFS{"assets/app.js": {Data: []byte("x")}})
	if fault.CodeOf(err) != "web.no_assets" {
		t.Errorf("got %v", err)
	}
}

func TestAssetsAreNamedByTheirContent(t *testing.T) {
	t.Parallel()
	a, err := loadAssets(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app.css", "app.js", "vendor/htmx.js", "vendor/vietnamese-400.woff2", "icon.svg"} {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest("GET", a.at(name), nil))
		if w.Code != 200 || w.Body.Len() == 0 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s at %s: %d", name, a.at(name), w.Code)
		}
	}
	if css := string(a.content[a.names["app.css"]]); strings.Contains(css, "url(vendor/") || !strings.Contains(css, "url(/assets/vietnamese-400.") {
		t.Error("the styles name fonts that are not served")
	}
}
