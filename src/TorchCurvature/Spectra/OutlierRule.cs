namespace TorchCurvature.Spectra;

/// <summary>
/// How the large eigenvalues are told from the bulk. Before any rule, a flat bulk is recognized: where more than half of the eigenvalues
/// are equal within the stated error δ (<see cref="Spectrum.NoiseFloor"/>), no other is within 10 δ of them, and at most
/// <see cref="BulkEdge.Width"/> others exist, the outliers are those above, by every rule, and a spectrum of equal eigenvalues has none.
/// Where more exist, the equal ones are left out and the rules see heights above their level; so λ in what follows is the height above
/// that level, and λ_P the lowest eigenvalue. No rule cuts between eigenvalues that are equal within 2 δ.
/// </summary>
public enum OutlierRule
{
    /// <summary>The largest difference λ_i − λ_{i+1} between neighbours on the positive side.</summary>
    Gap,

    /// <summary>
    /// The largest quotient λ_i / λ_{i+1} of neighbours that are both above √ε·max|λ|, so that neither has lost more than half of its
    /// digits to rounding. Where λ_P is negative beyond its error, eigenvalues up to |λ_P| are not told from the bulk, and |λ_P| is the
    /// last neighbour.
    /// </summary>
    Ratio,

    /// <summary>
    /// The knee of the scree plot, log λ_i against i, among the eigenvalues above |λ_P|: the point that lies furthest below the chord
    /// from first to last (Satopää et al. 2011). Positive eigenvalues no larger than the most negative one are not told from the
    /// bulk; at least ten are looked at.
    /// </summary>
    Elbow,

    /// <summary>
    /// The eigenvalues above the edge that the bulk below them has, at a false-alarm level of 1 % (see <see cref="BulkEdge"/>). Where the
    /// spectrum has several edges, one under the other, the one with the largest quotient λ_k / λ_{k+1}, and the others as
    /// <see cref="OutlierCount.Levels"/>. Looked at are eigenvalues above |λ_P|, as for <see cref="Elbow"/>. With n eigenvalues above
    /// √ε·max|λ| it sees no more than n/2 − 20 outliers, or n/2 − 10 with a wider margin where there are few, and says
    /// <see cref="OutlierBasis.TooFew"/> where that is too few. Where nothing is above an edge, and the top does not look like one, it does
    /// not apply.
    /// </summary>
    BulkEdge,

    /// <summary>
    /// The eigenvalues before the knee of the scree, where log λ_i against i bends from one straight line to a flatter one, with the 95 %
    /// interval of the place (see <see cref="Spectra.Knee"/>). It needs no edge. Looked at are the 40, 80 and 160 largest eigenvalues
    /// above √ε·max|λ| in turn, until one of these screes has a knee in its upper half; where none has, the rule does not apply.
    /// </summary>
    Knee,
}
