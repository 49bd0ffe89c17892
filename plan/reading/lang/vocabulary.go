package lang

// comparatorsWords are the words of comparators.yaml.
type comparatorsWords struct {
	LessWords    terms `yaml:"less"`
	AtMostWords  terms `yaml:"at_most"`
	MoreWords    terms `yaml:"more"`
	AtLeastWords terms `yaml:"at_least"`
	AboutWords   terms `yaml:"about"`
	EqualWords   terms `yaml:"equal"`
	Upward       terms `yaml:"upward"`
	Downward     terms `yaml:"downward"`
	Changes      terms `yaml:"changes"`
	Until        terms `yaml:"until"`
	ToLevel      terms `yaml:"to_level"`
	Levels       terms `yaml:"levels"`
}

// unitsWords are the words of units.yaml.
type unitsWords struct {
	Counted   terms               `yaml:"counted"`
	Persons   terms               `yaml:"persons"`
	Things    terms               `yaml:"things"`
	Kinds     map[string][]string `yaml:"kinds"`
	Percent   terms               `yaml:"percent"`
	Points    terms               `yaml:"points"`
	Scales    terms               `yaml:"scales"`
	Money     terms               `yaml:"money"`
	Measures  terms               `yaml:"measures"`
	AgeUnits  terms               `yaml:"age_units"`
	TimeUnits terms               `yaml:"time_units"`
	PerPeople terms               `yaml:"per_people"`
	Hundreds  terms               `yaml:"hundreds"`
	NoUnit    terms               `yaml:"no_unit"`
	Ordinals  terms               `yaml:"ordinals"`
}

// targetsWords are the words of targets.yaml.
type targetsWords struct {
	Heads       terms `yaml:"heads"`
	ShareHeads  terms `yaml:"share_heads"`
	NoHeads     terms `yaml:"no_heads"`
	IndexHeads  terms `yaml:"index_heads"`
	AgeOf       terms `yaml:"age_of"`
	SpanOf      terms `yaml:"span_of"`
	Qualifiers  terms `yaml:"qualifiers"`
	Places      terms `yaml:"places"`
	NoPlaces    terms `yaml:"no_places"`
	Actions     terms `yaml:"actions"`
	LeadIns     terms `yaml:"lead_ins"`
	Predicates  terms `yaml:"predicates"`
	Owning      terms `yaml:"owning"`
	OwnedNames  terms `yaml:"owned_names"`
	Owned       terms `yaml:"owned"`
	Nouning     terms `yaml:"nouning"`
	Naming      terms `yaml:"naming"`
	Beneficiary terms `yaml:"beneficiary"`
	Trailers    terms `yaml:"trailers"`
	Separators  terms `yaml:"separators"`
	Closers     terms `yaml:"closers"`
	Pointing    terms `yaml:"pointing"`
	Costs       terms `yaml:"costs"`
}

// timeWords are the words of time.yaml.
type timeWords struct {
	BaselineLeads terms `yaml:"baseline_leads"`
	BeforeLeads   terms `yaml:"before_leads"`
	SinceLeads    terms `yaml:"since_leads"`
	DeadlineLeads terms `yaml:"deadline_leads"`
	VisionLeads   terms `yaml:"vision_leads"`
	DateLeads     terms `yaml:"date_leads"`
	Recurring     terms `yaml:"recurring"`
	EveryMonth    terms `yaml:"every_month"`
	EveryQuarter  terms `yaml:"every_quarter"`
	NextQuarter   terms `yaml:"next_quarter"`
	EveryYear     terms `yaml:"every_year"`
	DueLeads      terms `yaml:"due_leads"`
	FinishLeads   terms `yaml:"finish_leads"`
}

// labelsWords are the words of labels.yaml.
type labelsWords struct {
	LeadLabels         terms `yaml:"lead_labels"`
	WithLabels         terms `yaml:"with_labels"`
	TimeLabels         terms `yaml:"time_labels"`
	ProductLabels      terms `yaml:"product_labels"`
	ChargeLabels       terms `yaml:"charge_labels"`
	LabelTails         terms `yaml:"label_tails"`
	ContentLabels      terms `yaml:"content_labels"`
	RoleLead           terms `yaml:"role_lead"`
	RoleWith           terms `yaml:"role_with"`
	RoleTime           terms `yaml:"role_time"`
	RoleNone           terms `yaml:"role_none"`
	AnyOffice          terms `yaml:"any_office"`
	FirstColumn        terms `yaml:"first_column"`
	ColumnNumberWords  terms `yaml:"column_number"`
	ColumnWhatWords    terms `yaml:"column_what"`
	ColumnUnitWords    terms `yaml:"column_unit"`
	ColumnPastWords    terms `yaml:"column_past"`
	ColumnLeadWords    terms `yaml:"column_lead"`
	ColumnWithWords    terms `yaml:"column_with"`
	ColumnTimeWords    terms `yaml:"column_time"`
	ColumnProductWords terms `yaml:"column_product"`
}

// agenciesWords are the words of agencies.yaml.
type agenciesWords struct {
	NameGoesOn    terms    `yaml:"name_goes_on"`
	AgencyHeads   terms    `yaml:"agency_heads"`
	NoAgency      terms    `yaml:"no_agency"`
	SeveralOf     terms    `yaml:"several_of"`
	OfficeNouns   terms    `yaml:"office_nouns"`
	NameLevels    terms    `yaml:"name_levels"`
	LevelGoesOn   terms    `yaml:"level_goes_on"`
	AnyHeads      terms    `yaml:"any_heads"`
	SectorTexts   []string `yaml:"sectors"`
	Whole         terms    `yaml:"whole_agencies"`
	GoesOn        terms    `yaml:"goes_on"`
	BareFollowers terms    `yaml:"bare_followers"`
	AgencyLeads   terms    `yaml:"agency_leads"`
	AgencyTails   terms    `yaml:"agency_tails"`
	StopVerbs     terms    `yaml:"stop_verbs"`
	WorkOf        terms    `yaml:"work_of"`
	Workplaces    terms    `yaml:"workplaces"`
	Leading       terms    `yaml:"leading"`
	JoinWith      terms    `yaml:"join_with"`
	Asking        terms    `yaml:"asking"`
	LeadersOf     terms    `yaml:"leaders_of"`
	OfficeStarts  terms    `yaml:"office_starts"`
	Committees    terms    `yaml:"committees"`
	Central       terms    `yaml:"central"`
	ShortFor      terms    `yaml:"short_for"`
}

// documentWords are the words of document.yaml.
type documentWords struct {
	JoinedTexts    []string `yaml:"joined"`
	PlanKinds      terms    `yaml:"plan_kinds"`
	OtherKinds     terms    `yaml:"other_kinds"`
	Decisions      terms    `yaml:"decisions"`
	TitleEnds      terms    `yaml:"title_ends"`
	TailStarts     terms    `yaml:"tail_starts"`
	AnnexStarts    terms    `yaml:"annex_starts"`
	PurposeWords   terms    `yaml:"purpose_part"`
	SituationWords terms    `yaml:"situation_part"`
	TargetWords    terms    `yaml:"targets_part"`
	TaskWords      terms    `yaml:"task_part"`
	OrgWords       terms    `yaml:"org_part"`
	FundWords      terms    `yaml:"fund_part"`
	LightWords     terms    `yaml:"light"`
	Amending       terms    `yaml:"amending"`
	Replacing      terms    `yaml:"replacing"`
	DanglingWords  terms    `yaml:"dangling"`
	NumberWords    terms    `yaml:"number"`
	PartWords      terms    `yaml:"part"`
	Abbreviations  terms    `yaml:"abbreviations"`
}

// papersWords are the words of papers.yaml.
type papersWords struct {
	DocumentKinds terms `yaml:"document_kinds"`
	LawKinds      terms `yaml:"law_kinds"`
	TitledKinds   terms `yaml:"titled_kinds"`
	Subjects      terms `yaml:"subjects"`
	Papers        terms `yaml:"papers"`
	Making        terms `yaml:"making"`
	Chaining      terms `yaml:"chaining"`
	Several       terms `yaml:"several"`
	Ongoing       terms `yaml:"ongoing"`
	Finishes      terms `yaml:"finishes"`
}

// reportsWords are the words of reports.yaml.
type reportsWords struct {
	ReportVerbs     terms `yaml:"report_verbs"`
	ToWords         terms `yaml:"to"`
	SendWords       terms `yaml:"send"`
	NotSubject      terms `yaml:"not_subject"`
	RecurringReport terms `yaml:"recurring_report"`
	Reported        terms `yaml:"reported"`
	ReportContents  terms `yaml:"report_contents"`
}
