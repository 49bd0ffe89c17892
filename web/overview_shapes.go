package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"ansinh/fault"
)

// shapesFile is the map that a province may lay over the policy folder: GeoJSON in degrees, a feature a commune, whose
// code stands in the property "code".
const shapesFile = "org/map.geojson"

// drawing is the province's map, ready to be put into a page; nil where none was given.
type drawing struct {
	Height string // of the drawing, whose width is mapWidth
	Parts  []outlined
}

// outlined is one commune drawn as an SVG path.
type outlined struct {
	Code string
	Path string
}

// The drawing, in its own units: its width, and the least distance between two points that are both kept.
const (
	mapWidth = 1000.0
	mapStep  = 0.8
)

type geoFile struct {
	Type     string
	Features []struct {
		Properties map[string]any
		Geometry   struct {
			Type        string
			Coordinates json.RawMessage
		}
	}
}

type ring = [][2]float64

// loadShapes reads the province's map; nil where it gave none.
func loadShapes(policy fs.FS) (*drawing, error) {
	body, err := fs.ReadFile(policy, shapesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var g geoFile
	if err := json.Unmarshal(body, &g); err != nil || g.Type != "FeatureCollection" {
		return nil, fault.New(fault.Invalid, "web.map.not_geojson", shapesFile)
	}
	codes, rings := make([]string, len(g.Features)), make([][]ring, len(g.Features))
	for i, feature := range g.Features {
		code, ok := feature.Properties["code"].(string)
		if !ok || code == "" {
			return nil, fault.New(fault.Invalid, "web.map.no_code", shapesFile, i+1)
		}
		if rings[i], err = outlines(feature.Geometry.Type, feature.Geometry.Coordinates); err != nil {
			return nil, fault.New(fault.Invalid, "web.map.no_outline", shapesFile, i+1, code)
		}
		codes[i] = code
	}
	return draw(codes, rings)
}

// outlines are the rings of a polygon or of several.
func outlines(kind string, raw json.RawMessage) ([]ring, error) {
	var polygons [][]ring
	switch kind {
	case "Polygon":
		var one []ring
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, err
		}
		polygons = [][]ring{one}
	case "MultiPolygon":
		if err := json.Unmarshal(raw, &polygons); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("kind %q", kind)
	}
	var out []ring
	for _, p := range polygons {
		for _, r := range p {
			if len(r) < 4 {
				return nil, fmt.Errorf("a ring of %d points", len(r))
			}
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no ring")
	}
	return out, nil
}

// draw puts degrees on a plane whose scale is right in the middle of the map, and leaves out points too near to see.
func draw(codes []string, rings [][]ring) (*drawing, error) {
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, all := range rings {
		for _, r := range all {
			for _, p := range r {
				west, east = math.Min(west, p[0]), math.Max(east, p[0])
				south, north = math.Min(south, p[1]), math.Max(north, p[1])
			}
		}
	}
	if !(east > west) || !(north > south) || west < -180 || east > 180 || south < -90 || north > 90 {
		return nil, fault.New(fault.Invalid, "web.map.not_degrees", shapesFile)
	}
	scale := mapWidth / (east - west)
	tall := scale / math.Cos((south+north)/2*math.Pi/180)
	out := &drawing{Height: fmt.Sprintf("%.0f", (north-south)*tall), Parts: make([]outlined, len(codes))}
	for i, all := range rings {
		var d strings.Builder
		for _, r := range all {
			outline(&d, r, func(p [2]float64) (x, y float64) { return (p[0] - west) * scale, (north - p[1]) * tall })
		}
		out.Parts[i] = outlined{Code: codes[i], Path: d.String()}
	}
	return out, nil
}

func outline(d *strings.Builder, r ring, place func([2]float64) (x, y float64)) {
	lastX, lastY := math.Inf(-1), math.Inf(-1)
	letter := "M"
	for _, p := range r[:len(r)-1] {
		x, y := place(p)
		if math.Hypot(x-lastX, y-lastY) < mapStep {
			continue
		}
		fmt.Fprintf(d, "%s%.1f %.1f", letter, x, y)
		lastX, lastY, letter = x, y, "L"
	}
	d.WriteString("Z")
}
