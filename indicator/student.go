package indicator

import "math"

// bell is Student's distribution moved and stretched: what a forecast from few points looks like.
type bell struct {
	middle, spread float64
	freedom        int
}

// below is the share that lies below a value.
func (b bell) below(v float64) float64 {
	if b.spread <= 0 {
		switch {
		case v < b.middle:
			return 0
		case v > b.middle:
			return 1
		}
		return 0.5
	}
	return student((v-b.middle)/b.spread, b.freedom)
}

// student is the share of Student's distribution below t, by its finite sum for whole degrees of freedom.
func student(t float64, freedom int) float64 {
	angle := math.Atan(t / math.Sqrt(float64(freedom)))
	sin, cos := math.Sincos(angle)
	sum, term := 0.0, 1.0
	if freedom%2 == 1 {
		term = cos
		for k := 3; k <= freedom; k += 2 {
			sum += term
			term *= cos * cos * float64(k-1) / float64(k)
		}
		return 0.5 + (angle+sin*sum)/math.Pi
	}
	for k := 2; k <= freedom; k += 2 {
		sum += term
		term *= cos * cos * float64(k-1) / float64(k)
	}
	return 0.5 + sin*sum/2
}

// mixture is several bells, each with its weight; weights sum to one.
type mixture struct {
	bells   []bell
	weights []float64
}

// quantile is the value below which a share of the mixture lies, by halving until it is known to a billionth of the
// widest spread.
func (m mixture) quantile(share float64) float64 {
	low, high, spread := math.Inf(1), math.Inf(-1), 0.0
	for _, b := range m.bells {
		low, high = math.Min(low, b.middle-1e4*b.spread), math.Max(high, b.middle+1e4*b.spread)
		spread = math.Max(spread, b.spread)
	}
	for i := 0; i < 100 && high-low > 1e-9*spread; i++ {
		middle, below := low+(high-low)/2, 0.0
		for j, b := range m.bells {
			below += m.weights[j] * b.below(middle)
		}
		if below < share {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2
}
