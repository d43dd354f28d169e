namespace TorchCurvature.Curvature.Matrices;

/// <summary>The curvature matrices there are. A new one is a file of its own and its line in <see cref="All"/>.</summary>
public static class CurvatureMatrices
{
    /// <summary>H = ∇²L(w).</summary>
    public static HessianMatrix Hessian { get; } = new();

    /// <summary>G, the generalized Gauss–Newton matrix.</summary>
    public static GaussNewtonMatrix GaussNewton { get; } = new();

    /// <summary>F = H − G, the functional Hessian.</summary>
    public static FunctionalHessianMatrix Functional { get; } = new();

    /// <summary>The empirical Fisher matrix, the uncentred covariance of the per-example gradients.</summary>
    public static EmpiricalFisherMatrix EmpiricalFisher { get; } = new();

    /// <summary>H less the empirical Fisher matrix.</summary>
    public static LabelProbabilityRemainderMatrix LabelProbabilityRemainder { get; } = new();

    /// <summary>All of them, in the order of help texts.</summary>
    public static IReadOnlyList<CurvatureMatrix> All { get; } =
    [
        Hessian, GaussNewton, Functional, EmpiricalFisher, LabelProbabilityRemainder
    ];

    /// <summary>Every word that names one, synonyms behind the word that they stand for.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. All.SelectMany(m => m.Synonyms.Prepend(m.Word))];

    /// <summary>The matrix of a word or of a synonym.</summary>
    /// <param name="word">The word.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists the words.</exception>
    public static CurvatureMatrix Find(string word) => All.FirstOrDefault(m => m.Word == word || m.Synonyms.Contains(word))
        ?? throw new ArgumentException($"There is no curvature matrix '{word}'; there are {string.Join(", ", Words)}.", nameof(word));
}
