namespace TorchCurvature.RandomMatrix;

/// <summary>
/// The Baik–Ben Arous–Péché transition, for Σ = diag(ℓ, σ², …, σ²): a spike ℓ &gt; σ²(1 + √γ) makes an eigenvalue at ℓ(1 + γσ²/(ℓ − σ²)),
/// and one up to there stays at the bulk's edge σ²(1 + √γ)². A spike below σ² does the same at the lower edge, if γ &lt; 1 and ℓ &lt; σ²(1
/// − √γ); if γ &gt; 1 its rank is among the zeros: mathematics.md (30), (31).
/// </summary>
/// <remarks>
/// Sources: Baik, Ben Arous, Péché, "Phase transition of the largest eigenvalue for nonnull complex sample covariance matrices" (2005);
/// Baik and Silverstein, "Eigenvalues of large sample covariance matrices of spiked population models" (2006), theorem 1.1; for the overlap
/// Paul, "Asymptotics of sample eigenstructure for a large dimensional spiked covariance model" (2007), theorem 4.
/// </remarks>
public sealed class SpikedCovariance
{
    /// <summary>The model of a bulk.</summary>
    /// <param name="aspectRatio">γ = P/N.</param>
    /// <param name="scale">σ².</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the two is not positive and finite.</exception>
    public SpikedCovariance(double aspectRatio, double scale = 1) => Bulk = new MarchenkoPastur(aspectRatio, scale);

    /// <summary>The law of all other eigenvalues.</summary>
    public MarchenkoPastur Bulk { get; }

    /// <summary>σ²(1 + √γ), the spike above which there is an outlier.</summary>
    public double Threshold => Bulk.Scale * (1 + Math.Sqrt(Bulk.AspectRatio));

    /// <summary>σ²(1 − √γ), the spike below which there is an outlier under the bulk; not positive, so never reached, if γ ≥ 1.</summary>
    public double LowerThreshold => Bulk.Scale * (1 - Math.Sqrt(Bulk.AspectRatio));

    /// <summary>What becomes of a spike.</summary>
    /// <param name="spike">ℓ, an eigenvalue of Σ.</param>
    /// <returns>Its place and overlap (1 − γ/(ℓ' − 1)²)/(1 + γ/(ℓ' − 1)), ℓ' = ℓ/σ².</returns>
    /// <exception cref="ArgumentOutOfRangeException">The spike is not positive and finite.</exception>
    public OutlierPrediction Predict(double spike)
    {
        if (!double.IsFinite(spike) || spike <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(spike), spike, "A spike must be positive and finite.");
        }

        if (spike >= LowerThreshold && spike <= Threshold)
        {
            double edge = spike >= Bulk.Scale ? Bulk.UpperEdge : Bulk.AspectRatio > 1 ? 0 : Bulk.LowerEdge;
            return new OutlierPrediction(spike, false, edge, 0);
        }

        double distance = (spike - Bulk.Scale) / Bulk.Scale, stretch = 1 + (Bulk.AspectRatio / distance);
        return new OutlierPrediction(spike, true, spike * stretch, (1 - (Bulk.AspectRatio / (distance * distance))) / stretch);
    }
}
