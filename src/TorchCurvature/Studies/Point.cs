using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Studies.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// A network at one point of its parameter space, with what is known of it already: losses, matrices and spectra are computed when they
/// are first asked for, and once.
/// </summary>
public sealed class Point : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly Batches _trainBatches;
    private readonly Batches? _testBatches;
    private readonly EmpiricalRisk? _test;
    private readonly CurvatureMatrix? _withVectors;
    private readonly bool _ownsModel;
    private readonly FirstLayerRotation? _rotation;
    private readonly GramUse? _byGram;
    private readonly CurvatureMatrix? _inParts;
    private readonly KeptMatrices? _kept;
    private int? _outputCount;
    private readonly Dictionary<CurvatureMatrix, PointMatrix> _matrices = [];

    /// <summary>A point.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="model">The network there, which this object owns from here on; its parameters must not change.</param>
    /// <param name="train">Training data in the network's precision, on its device; referred to.</param>
    /// <param name="test">Test data likewise; null for none.</param>
    /// <param name="withVectors">The matrix whose eigenvectors are wanted beside its eigenvalues; null for none.</param>
    public Point(
        Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, Dataset? test, CurvatureMatrix? withVectors = null)
        : this(problem, model, train, test, withVectors, rotation: null, ownsModel: true)
    {
    }

    /// <summary>
    /// A point whose network may stay the caller's, who looks at other points with it later; whose matrices may be computed in other
    /// coordinates, which stay the caller's too; one of whose matrices may be looked at through its Gram matrix alone, or in parts of
    /// several processes; and whose whole matrices may have been kept by an interrupted run.
    /// </summary>
    internal Point(
        Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, Dataset? test, CurvatureMatrix? withVectors,
        FirstLayerRotation? rotation, bool ownsModel, GramUse? byGram = null, CurvatureMatrix? inParts = null,
        KeptMatrices? kept = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(train);
        (_model, _withVectors, _rotation, _ownsModel) = (model, withVectors, rotation, ownsModel);
        (_byGram, _inParts, _kept) = (byGram, inParts, kept);
        (_trainBatches, _testBatches) = (problem.Cut(train), test is null ? null : problem.Cut(test));
        try
        {
            Risk = problem.TrainingRisk(model, _trainBatches);
            _test = _testBatches is null ? null : problem.TestRisk(model, _testBatches);
        }
        catch
        {
            Dispose(); // nobody else can
            throw;
        }
    }

    /// <summary>The network.</summary>
    public nn.Module<Tensor, Tensor> Model => _model;

    /// <summary>The risk that is trained.</summary>
    public EmpiricalRisk Risk { get; }

    /// <summary>C: as the network has it, which for two classes may be 1.</summary>
    public int OutputCount => _outputCount ??= CountOutputs();

    /// <summary>Loss, accuracy and gradient over the training data.</summary>
    public RiskEvaluation Train => field ??= KinkCount.Evaluate(Risk);

    /// <summary>Loss and accuracy over the test data; null where there are none.</summary>
    public RiskEvaluation? Test => field ??= _test?.Evaluate(withGradient: false);

    /// <summary>A curvature matrix, whole; it stays this object's.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="progress">Receives the share that is done, from 0 to 1, where it has to be computed.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry.</exception>
    public PointMatrix Matrix(CurvatureMatrix kind, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (!_matrices.TryGetValue(kind, out PointMatrix? known))
        {
            known = (_byGram is { } use && kind == use.Matrix ? TryByGram(use, progress, cancellation) : null)
                ?? (kind == _inParts ? TryInParts(kind, progress, cancellation) : null)
                ?? new PointMatrix(Risk, kind, kind == _withVectors, _rotation, _kept, progress, cancellation);
            _matrices.Add(kind, known);
        }

        return known;
    }

    /// <summary>Puts in what is known of a matrix from before, which is not computed again.</summary>
    internal void Restore(CurvatureMatrix kind, KeptMatrix kept) => _matrices.Add(kind, PointMatrix.From(kept, kind, _rotation));

    /// <summary>Releases a matrix, which is computed again where it is asked for again.</summary>
    /// <param name="kind">Which one.</param>
    public void Release(CurvatureMatrix kind)
    {
        if (_matrices.Remove(kind, out PointMatrix? known))
        {
            known.Dispose();
        }
    }

    /// <summary>‖F‖_F / ‖H‖_F, the size of the second term of the Gauss–Newton decomposition.</summary>
    /// <param name="cancellation">Stops the computation of matrices.</param>
    public double FunctionalToHessian(CancellationToken cancellation = default)
    {
        DenseOperator hessian = Matrix(CurvatureMatrices.Hessian, cancellation: cancellation).Dense;
        DenseOperator gaussNewton = Matrix(CurvatureMatrices.GaussNewton, cancellation: cancellation).Dense;
        using IDisposable noGradient = no_grad();
        using Tensor functional = gaussNewton.Matrix - hessian.Matrix;
        return functional.FrobeniusNorm() / hessian.Matrix.FrobeniusNorm();
    }

    // A loss that is not convex here has no Gram matrix; whole, its matrix may be small enough.
    private PointMatrix? TryByGram(GramUse use, IProgress<double>? progress, CancellationToken cancellation)
    {
        try
        {
            return PointMatrix.ByGram(Risk, use, use.Matrix == _withVectors, progress, cancellation);
        }
        catch (IndefiniteLossException) when (ExactMemory.WholeFits(Risk))
        {
            return null;
        }
    }

    // What the layers are not the whole of is computed column by column, which is for one process.
    private PointMatrix? TryInParts(CurvatureMatrix kind, IProgress<double>? progress, CancellationToken cancellation) =>
        PointMatrix.TryInParts(Risk, kind, _rotation, progress, cancellation)
            ?? (ExactMemory.WholeFits(Risk)
                ? null
                : throw new NotSupportedException("The layers alone do not make up this function, so that its exact matrix can only be "
                    + "computed by one process, where it does not fit. Use --method density."));

    private int CountOutputs()
    {
        using DisposeScope scope = NewDisposeScope();
        Batch batch = _trainBatches[0];
        return (int)LossTerms.Of(Risk.Loss, Risk.Outputs(batch), batch.Targets).Outputs.shape[1];
    }

    /// <summary>Releases network, batches and matrices.</summary>
    public void Dispose()
    {
        foreach (PointMatrix matrix in _matrices.Values)
        {
            matrix.Dispose();
        }

        _trainBatches.Dispose();
        _testBatches?.Dispose();
        if (_ownsModel)
        {
            _model.Dispose();
        }
    }
}
