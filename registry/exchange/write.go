package exchange

import (
	"io"

	"github.com/parquet-go/parquet-go"

	"ansinh/registry"
	"ansinh/text"
)

// Writer takes the rows of a list one after another and writes them as they come.
type Writer interface {
	Row(Row) error
	Close() error
}

// Row is one person of an exported list.
type Row struct {
	Code      string `parquet:"code"`
	Number    string `parquet:"personal_number"`
	Name      string `parquet:"name"`
	Born      string `parquet:"birth_date"`
	Sex       string `parquet:"sex"`
	Ethnicity string `parquet:"ethnicity"`
	Home      string `parquet:"home_unit"`
	Household int64  `parquet:"household"`
}

// RowOf is a person as a row.
func RowOf(p registry.Person) Row {
	return Row{p.Code, p.PersonalNumber, p.Name, p.BirthDate.String(), string(p.Sex), p.Ethnicity, string(p.HomeUnit), int64(p.Household)}
}

func (r Row) cells() []string {
	return []string{r.Code, r.Number, r.Name, r.Born, r.Sex, r.Ethnicity, r.Home}
}

// Heading is the heading of an exported list in a language.
func Heading(texts *text.Texts, lang text.Lang) []string {
	out := make([]string, 0, 7)
	for _, c := range []string{"code", "personal_number", "name", "birth_date", "sex", "ethnicity", "home"} {
		out = append(out, texts.Of(lang, "exchange.column."+c))
	}
	return out
}

// Formats are the formats a list can be written in, with their media types.
var Formats = map[string]string{
	"csv":     "text/csv; charset=utf-8",
	"xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"parquet": "application/vnd.apache.parquet",
}

// NewWriter begins a list of people. heading names the seven columns that CSV and XLSX have; Parquet names its columns
// itself, the same in every language, for programs that read it.
func NewWriter(w io.Writer, format string, heading []string) (Writer, error) {
	if format == "parquet" {
		return parquetWriter{parquet.NewGenericWriter[Row](w, parquet.MaxRowsPerRowGroup(50_000))}, nil
	}
	t, err := NewTable(w, format, heading)
	return lines{t}, err
}

// lines writes people as lines of a table.
type lines struct{ Table }

// Row writes a line.
func (l lines) Row(r Row) error { return l.Line(r.cells()) }

type parquetWriter struct{ *parquet.GenericWriter[Row] }

// Row writes a row.
func (p parquetWriter) Row(r Row) error {
	_, err := p.Write([]Row{r})
	return err
}
