package payment

import (
	"fmt"
	"regexp"

	"ansinh/fault"
	"ansinh/law"
	"ansinh/payment/iso20022"
)

// Settlement is what the policy says of a payment after it was sent.
type Settlement struct {
	Illustrative bool `yaml:"illustrative"`
	Payer        struct {
		Name    string `yaml:"name"`
		Account string `yaml:"account"`
	} `yaml:"payer"`
	ExecutionDay         int    `yaml:"execution_day"`
	InstalmentPercent    int64  `yaml:"instalment_percent"`
	InstalmentConfidence string `yaml:"instalment_confidence"`
	StatementRequired    bool   `yaml:"statement_required"`
	ReckonMonths         int    `yaml:"reckon_months"`
	MaxFileBytes         int64  `yaml:"max_file_bytes"`
	Returns              struct {
		Columns []string `yaml:"columns"`
	} `yaml:"returns"`
	Reasons map[string]law.Name `yaml:"reasons"`
}

// returnColumns is how many columns a bank's list of returns has.
const returnColumns = 4

var reasonCode = regexp.MustCompile(`^[A-Z0-9]{1,4}$`)

func (s *Settlement) check(wrong *fault.Error) {
	if s.Payer.Name == "" || len(s.Payer.Name) > iso20022.MaxText || s.Payer.Account == "" || len(s.Payer.Account) > iso20022.MaxAccount {
		wrong.At("payer", "payment.policy.half")
	}
	if s.ExecutionDay < 1 || s.ExecutionDay > 28 || s.InstalmentPercent < 1 || s.InstalmentPercent > 100 || s.MaxFileBytes < 1024 || s.ReckonMonths < 1 || s.ReckonMonths > 120 {
		wrong.At("settlement", "payment.policy.settlement")
	}
	if len(s.Returns.Columns) != returnColumns {
		wrong.At("returns.columns", "payment.policy.returns", returnColumns)
	}
	for code, name := range s.Reasons {
		if !reasonCode.MatchString(code) || name.VI == "" || name.EN == "" {
			wrong.At(fmt.Sprintf("reasons[%s]", code), "payment.policy.half")
		}
	}
}
