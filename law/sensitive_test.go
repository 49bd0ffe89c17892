package law_test

import (
	"slices"
	"testing"

	"ansinh/law"
	"ansinh/policy"
)

func TestWhichCategoriesTellASecret(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	book, err := law.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range book.Categories() {
		if book.Sensitive(c.ID) {
			got = append(got, c.ID)
		}
	}
	// K7 only leaves out the children that K3 names; the special groups of health insurance name victims of trafficking.
	if want := []string{"HI-nong-lam", "K3", "K8", "HI-ra-khoi-vung", "HI-mua-ban"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if book.Sensitive("no such category") {
		t.Error("a category that is not there tells something")
	}
}
