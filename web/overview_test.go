package web

import (
	"strings"
	"testing"
	"testing/fstest"

	"ansinh/fault"
	"ansinh/org"
)

func mapFile(body string) fstest.MapFS {
	return fstest.MapFS{shapesFile: &fstest.MapFile{Data: []byte(body)}}
}

// TestTheProvincesMapIsDrawn gives a square of a degree with a hole, and one commune of two islands.
func TestTheProvincesMapIsDrawn(t *testing.T) {
	t.Parallel()
	d, err := loadShapes(mapFile(`{"type": "FeatureCollection", "features": [
		{"properties": {"code": "07195"}, "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [107, 21], [107, 22], [106, 22], [106, 21]],
			[[106.4, 21.4], [106.6, 21.4], [106.6, 21.6], [106.4, 21.4]]]}},
		{"properties": {"code": "07198"}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[107, 21], [108, 21], [108, 22], [107, 21]]],
			[[[107, 21.00001], [107.00001, 21], [107, 21], [107, 21.00001]]]]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Parts) != 2 || d.Parts[0].Code != "07195" || strings.Count(d.Parts[0].Path, "Z") != 2 || strings.Count(d.Parts[1].Path, "Z") != 2 {
		t.Errorf("drawn: %+v", d.Parts)
	}
	if !strings.HasPrefix(d.Parts[0].Path, "M0.0 537.") || !strings.Contains(d.Parts[0].Path, "L500.0 0.0") {
		t.Errorf("two degrees of longitude are %g wide, and the north is up: %s", mapWidth, d.Parts[0].Path)
	}
	if d.Height != "537" { // a degree of latitude is 1/cos(21.5°) of one of longitude
		t.Errorf("height %s", d.Height)
	}
}

func TestAMapThatCannotBeDrawnSaysWhy(t *testing.T) {
	t.Parallel()
	for body, code := range map[string]string{
		`{"type": "Topology"}`: "web.map.not_geojson",
		`PK`:                   "web.map.not_geojson",
		`{"type": "FeatureCollection", "features": [{"properties": {"code": 7195}}]}`:                                                                                                                                "web.map.no_code",
		`{"type": "FeatureCollection", "features": [{"properties": {"code": "1"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}`:                                                                           "web.map.no_outline",
		`{"type": "FeatureCollection", "features": [{"properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}}]}`:                                                             "web.map.no_outline",
		`{"type": "FeatureCollection", "features": [{"properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [[[412345, 2345678], [412400, 2345678], [412400, 2345700], [412345, 2345678]]]}}]}`: "web.map.not_degrees",
		`{"type": "FeatureCollection", "features": []}`: "web.map.not_degrees",
	} {
		if _, err := loadShapes(mapFile(body)); fault.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", body, err, code)
		}
	}
	if d, err := loadShapes(fstest.MapFS{}); d != nil || err != nil {
		t.Errorf("no map: %v %v", d, err)
	}
}

// TestTheDarkerTheMore lays values over two communes and one that has nobody.
func TestTheDarkerTheMore(t *testing.T) {
	t.Parallel()
	m := unitMap{}
	m.lay([]block{{Tiles: []tile{{Unit: org.Unit{ID: "a", Code: "1"}}, {Unit: org.Unit{ID: "b", Code: "2"}}, {Unit: org.Unit{ID: "c", Code: "3"}},
		{Unit: org.Unit{ID: "d", Code: "4"}}}}}, map[org.UnitID]int64{"a": 100, "b": 1}, map[org.UnitID]bool{"a": true, "b": true, "c": true})
	want := map[string]tile{"1": {Step: 4, Value: 100}, "2": {Step: 1, Value: 1}, "3": {}, "4": {None: true}}
	for code, w := range want {
		got, ok := m.tile(code)
		if !ok || got.Step != w.Step || got.Value != w.Value || got.None != w.None {
			t.Errorf("%s: %+v, want %+v", code, got, w)
		}
	}
	if _, ok := m.tile("5"); ok {
		t.Error("a commune that is not there")
	}
}
