package indicator

// Forecasting says when something is forecast at all, and how sure its interval is to be.
type Forecasting struct {
	Points int   `yaml:"points"`
	Level  int64 `yaml:"level"` // percent
}
