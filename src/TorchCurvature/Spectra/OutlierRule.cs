namespace TorchCurvature.Spectra;

/// <summary>How the large eigenvalues are told from the bulk.</summary>
public enum OutlierRule
{
    /// <summary>The largest difference λ_i − λ_{i+1} between neighbours on the positive side.</summary>
    Gap,

    /// <summary>The largest quotient λ_i / λ_{i+1} of neighbours that are both above √ε·max|λ|, so that neither has lost more than half of its digits to rounding.</summary>
    Ratio,

    /// <summary>
    /// The knee of the scree plot, log λ_i against i, among the eigenvalues above |λ_P|: the point that lies furthest below the chord from first to last
    /// (Satopää et al. 2011). Positive eigenvalues no larger than the most negative one are not told from the bulk; at least ten are looked at.
    /// </summary>
    Elbow,

    /// <summary>
    /// The eigenvalues above the edge that the bulk below them has, at a false-alarm level of 1 % (see <see cref="BulkEdge"/>). Where the spectrum has several edges, one under the other, the one with
    /// the largest quotient λ_k / λ_{k+1}. Looked at are eigenvalues above |λ_P|, as for <see cref="Elbow"/>.
    /// </summary>
    BulkEdge,
}
