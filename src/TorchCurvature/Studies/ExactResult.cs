using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>What was found at one point of the parameter space, where the whole matrix was computed. Owns its pairs.</summary>
public sealed record ExactResult : IDisposable
{
    internal ExactResult(string name, Point point, PointMatrix matrix)
    {
        Name = name;
        (Train, Test) = (point.Train, point.Test);
        (Spectrum, Outliers) = (matrix.Spectrum, matrix.Outliers);
        (Method, Asymmetry, Remark, InheritedError) = (matrix.Method, matrix.Asymmetry, matrix.Remark, matrix.InheritedError);
        (Gram, Solver) = (matrix.Gram, matrix.Solver);
        RotatedDimension = matrix.RotatedDimension;
        (MatrixSeconds, EigenvalueSeconds) = (matrix.Seconds, matrix.EigenvalueSeconds);
    }

    /// <summary>The point's name.</summary>
    public string Name { get; }

    /// <summary>On the training data.</summary>
    public RiskEvaluation Train { get; }

    /// <summary>On the test data; null where there are none.</summary>
    public RiskEvaluation? Test { get; }

    /// <summary>All eigenvalues.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>Large eigenvalues by every rule.</summary>
    public IReadOnlyList<OutlierCount> Outliers { get; }

    /// <summary>How the matrix was computed; null where it is known through its Gram matrix.</summary>
    public ExactHessianMethod? Method { get; }

    /// <summary>What found the eigenvalues where several processes did so together; null where one did.</summary>
    public string? Solver { get; }

    /// <summary>What its Gram matrix says; null where the matrix was computed whole.</summary>
    public GramFacts? Gram { get; }

    /// <summary>
    /// P', the dimension of the matrix that was diagonalized, where the first layer was rotated; null where it is P.
    /// </summary>
    public long? RotatedDimension { get; }

    /// <summary>The largest |A_ij − A_ji| before the two were made equal.</summary>
    public double Asymmetry { get; }

    /// <summary>What has to be known of how the matrix was computed; null where there is nothing.</summary>
    public string? Remark { get; internal init; }

    /// <summary>A bound, in the spectral norm, of the error that the matrix came with.</summary>
    public double InheritedError { get; internal init; }

    /// <summary>How long the matrix took.</summary>
    public double MatrixSeconds { get; }

    /// <summary>How long its diagonalization took.</summary>
    public double EigenvalueSeconds { get; }

    /// <summary>All eigenpairs, where they are kept; this object's.</summary>
    public EigenPairs? Pairs { get; internal init; }

    /// <summary>The parts of the Hessian, where they were asked for.</summary>
    public SplitResult? Split { get; internal init; }

    /// <summary>The noise of gradients beside the Hessian, where it was asked for.</summary>
    public GradientNoise? Noise { get; internal init; }

    /// <summary>How long that took.</summary>
    public double NoiseSeconds { get; internal init; }

    /// <summary>Laws of random matrices, where they were asked for.</summary>
    public IReadOnlyList<TheoryFit>? Theory { get; internal init; }

    /// <summary>How long they took.</summary>
    public double TheorySeconds { get; internal init; }

    /// <summary>The blocks that were asked for.</summary>
    public IReadOnlyList<LayerSpectrum> Layers { get; internal init; } = [];

    /// <summary>The neural tangent kernel, where it was asked for; this object's.</summary>
    public KernelResult? Kernel { get; internal init; }

    /// <summary>Releases the pairs and the kernel.</summary>
    public void Dispose()
    {
        Pairs?.Dispose();
        Kernel?.Dispose();
    }
}
