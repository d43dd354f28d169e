using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>What a study of the spectrum before and after a training is asked for. A record of plain values.</summary>
public sealed record SpectrumSpec
{
    /// <summary>Data, network and loss.</summary>
    public ProblemSpec Problem { get; init; } = new();

    /// <summary>How the network is trained; weight decay and seed are the problem's.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The precision of the matrix and its eigenvalues.</summary>
    public WorkingPrecision Precision { get; init; } = WorkingPrecision.Float64;

    /// <summary>The precision of the training.</summary>
    public WorkingPrecision TrainingPrecision { get; init; } = WorkingPrecision.Float32;

    /// <summary>Which matrix.</summary>
    public CurvatureMatrix Matrix { get; init; } = CurvatureMatrices.Hessian;

    /// <summary>How its spectrum is computed.</summary>
    public SpectrumMethod Method { get; init; } = SpectrumMethod.Exact;

    /// <summary>Where to look.</summary>
    public AnalysedPoints Points { get; init; } = AnalysedPoints.Both;

    /// <summary>Whether all eigenvectors are kept, of exact spectra.</summary>
    public bool Eigenvectors { get; init; }

    /// <summary>Whether the Hessian is taken apart (<see cref="SplitStudy"/>).</summary>
    public bool Split { get; init; }

    /// <summary>Whether the noise of stochastic gradients is compared with it (<see cref="NoiseStudy"/>).</summary>
    public bool Noise { get; init; }

    /// <summary>Whether laws of random matrices are fitted (<see cref="TheoryStudy"/>).</summary>
    public bool Theory { get; init; }

    /// <summary>Whether the neural tangent kernel is computed too (<see cref="KernelStudy"/>).</summary>
    public bool Kernel { get; init; }

    /// <summary>Steps of the training at which the exact Hessian is looked at (<see cref="TrackStudy"/>); null for none.</summary>
    public int? Track { get; init; }

    /// <summary>Parameter tensors to look at one by one, all where the list is empty; null for none.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>Examples in one pass of a product.</summary>
    public int ProductBatchSize { get; init; } = 256;

    /// <summary>The search for eigenpairs by products.</summary>
    public LanczosOptions Lanczos { get; init; } = new();

    /// <summary>The density by products.</summary>
    public QuadratureOptions Quadrature { get; init; } = new();

    /// <summary>Trace and Frobenius norm by products.</summary>
    public MomentOptions Moments { get; init; } = new();

    /// <summary>Refuses what does not go together.</summary>
    /// <exception cref="SettingException">Only the Hessian is taken apart and compared with noise, and only whole matrices have all
    /// eigenvectors, parts, fits, kernels beside them and looks on the way.</exception>
    public void Validate()
    {
        if ((Split || Noise) && Matrix != CurvatureMatrices.Hessian)
        {
            throw new SettingException($"--split and --noise are of the Hessian, and not of the {Matrix.Title}.");
        }

        if (Points == AnalysedPoints.Given && Track is not null)
        {
            throw new SettingException("--track follows a training, and --points given has none.");
        }

        if (Method != SpectrumMethod.Exact && (NeedsVectors || Theory || Track is not null))
        {
            throw new SettingException(
                "--eigenvectors, --split, --noise, --theory and --track need the whole matrix, and so --method exact.");
        }

        if (Method != SpectrumMethod.Exact && Kernel)
        {
            throw new SettingException("--kernel is computed beside an exact spectrum, and so needs --method exact.");
        }
    }

    /// <summary>
    /// Whether eigenvalues are asked for, and eigenvectors perhaps, of a matrix that is a sum of outer products: these may come from a Gram
    /// matrix.
    /// </summary>
    internal bool MayTakeGram => Matrix.IsSemidefinite && !Split && !Noise && Track is null && Layers is null;

    /// <summary>Whether the method is not the one that was asked for, but was chosen.</summary>
    internal bool IsMethodChosen { get; init; }

    /// <summary>Whether the eigenvalues alone are asked for, of a matrix whose parts several processes may hold.</summary>
    internal bool MayBeInParts => Matrix is OutputCurvatureMatrix && !NeedsVectors && Track is null && Layers is null;

    /// <summary>Whether eigenvectors of the Hessian are needed.</summary>
    internal bool NeedsVectors => Eigenvectors || Split || Noise;

    /// <summary>Whether the numbers of the matrix are enough for what is asked for, without the matrix and its vectors.</summary>
    internal bool NeedsSpectrumOnly => !NeedsVectors && Track is null && Layers is null && !Theory;

    /// <summary>
    /// Whether the matrix may be in other coordinates than the parameters': nothing is asked for that puts it beside another matrix, or
    /// looks at parts of it.
    /// </summary>
    internal bool AllowsRotation => !Split && !Noise && Track is null && Layers is null;
}
