package payment

import (
	"fmt"
	"io/fs"
	"strings"

	"ansinh/fault"
	"ansinh/law"
	"ansinh/money"
	"ansinh/policy"
)

// Policy is what the policy folder says of payment.
type Policy struct {
	Banks  []BankName
	Screen Screen
	Files  Files

	Settlement Settlement
}

// BankName is a bank that takes the monthly list.
type BankName struct {
	Code     string `yaml:"code"`
	law.Name `yaml:",inline"`
}

// Screen is the thresholds of the screen before approval.
type Screen struct {
	Illustrative            bool  `yaml:"illustrative"`
	SharedAccountHouseholds int   `yaml:"shared_account_households"`
	JumpPercent             int64 `yaml:"jump_percent"`
	DormantMonths           int   `yaml:"dormant_months"`
	Budgets                 []struct {
		Year       int                   `yaml:"year"`
		Programmes map[string]money.Dong `yaml:"programmes"` // what a year has, in đồng
	} `yaml:"budgets"`
}

// Files is the forms of what leaves the house.
type Files struct {
	Bank struct {
		Content string   `yaml:"content"`
		Columns []string `yaml:"columns"`
	} `yaml:"bank"`
	Cash struct {
		Title      string   `yaml:"title"`
		Month      string   `yaml:"month"`
		Columns    []string `yaml:"columns"`
		Widths     []int    `yaml:"widths"`
		Total      string   `yaml:"total"`
		Words      string   `yaml:"words"`
		Signatures []string `yaml:"signatures"`
		Empty      string   `yaml:"empty"`
		Guardian   string   `yaml:"guardian"` // who takes the money for whom
	} `yaml:"cash"`
}

// Columns the files have; the forms must name as many.
const (
	bankColumns = 7
	cashColumns = 9
)

// LoadPolicy reads policy/payment.
func LoadPolicy(from fs.FS) (*Policy, error) {
	p := &Policy{}
	var banks struct {
		Illustrative bool       `yaml:"illustrative"`
		Banks        []BankName `yaml:"banks"`
	}
	for file, into := range map[string]any{"banks": &banks, "screen": &p.Screen, "files": &p.Files, "settlement": &p.Settlement} {
		if err := policy.YAML(from, "payment/"+file+".yaml", into); err != nil {
			return nil, err
		}
	}
	p.Banks = banks.Banks
	wrong := fault.New(fault.Invalid, "payment.policy", "payment")
	seen := map[string]bool{}
	for i, b := range p.Banks {
		where := fmt.Sprintf("banks[%d]", i)
		if b.Code == "" || b.VI == "" || b.EN == "" {
			wrong.At(where, "payment.policy.half")
		}
		if seen[b.Code] {
			wrong.At(where, "payment.policy.twice", b.Code)
		}
		seen[b.Code] = true
	}
	if p.Screen.SharedAccountHouseholds < 2 || p.Screen.JumpPercent < 2 || p.Screen.DormantMonths < 2 {
		wrong.At("screen", "payment.policy.threshold")
	}
	if strings.Count(p.Files.Bank.Content, "%s") != 2 {
		wrong.At("bank.content", "payment.policy.content")
	}
	if strings.Count(p.Files.Cash.Guardian, "%s") != 2 {
		wrong.At("cash.guardian", "payment.policy.guardian")
	}
	if len(p.Files.Bank.Columns) != bankColumns || len(p.Files.Cash.Columns) != cashColumns || len(p.Files.Cash.Widths) != cashColumns {
		wrong.At("columns", "payment.policy.columns", bankColumns, cashColumns)
	}
	p.Settlement.check(wrong)
	return p, wrong.OrNil()
}

// Bank finds a bank by its code.
func (p *Policy) Bank(code string) (BankName, bool) {
	for _, b := range p.Banks {
		if b.Code == code {
			return b, true
		}
	}
	return BankName{}, false
}
