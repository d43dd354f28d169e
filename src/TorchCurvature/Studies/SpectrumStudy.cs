using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>Trains a network and looks at a curvature matrix of its loss before and after, and at the Hessian on the way.</summary>
/// <param name="problem">The problem; referred to.</param>
/// <param name="outcome">Takes what is found, as soon as it is; its spec says what to look at.</param>
/// <param name="observer">Told of all of it.</param>
/// <param name="device">Where to compute.</param>
public sealed class SpectrumStudy(Problem problem, SpectrumOutcome outcome, ISpectrumObserver observer, Device device)
{
    private readonly SpectrumPlanning _planning = new(problem, outcome, observer, device);
    private SpectrumState? _state;
    private TrackedSpectrum? _initialLook;

    private SpectrumSpec Spec => outcome.Spec;

    /// <summary>Runs the study.</summary>
    /// <param name="directory">Where a run by products keeps what it needs to go on; null for a study that keeps nothing.</param>
    /// <param name="options">What the run was asked for, as its manifest says it, by which one that goes on
    /// knows that it is the same.</param>
    /// <param name="resume">Whether to go on with the interrupted run of the folder.</param>
    /// <param name="cancellation">Stops it; what was found is in the outcome.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="NotFiniteNumberException">A matrix, or a product with it, is infinite or undefined.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit.</exception>
    /// <exception cref="SettingException">What is asked for does not go together.</exception>
    public void Run(RunDirectory? directory, JsonObject options, bool resume, CancellationToken cancellation)
    {
        Spec.Validate();
        outcome.Files = problem.Files;
        directory?.Subject = Spec.Problem.Title;
        using Dataset train = problem.Train.To(Spec.Precision.ScalarType, device);
        using Dataset? test = problem.Test?.To(Spec.Precision.ScalarType, device);
        using StudiedNetwork network = _planning.Begin(train);
        RunEstimate estimate = _planning.Plan(network, train, resume ? directory : null, Calibration.Quick, cancellation);
        observer.Announce(estimate.ToString());
        KeepState(directory, options, resume);

        if (!network.IsTrained)
        {
            LookAt(PointNames.Given, step: 0, network, train, test, cancellation);
            return;
        }

        if (Spec.Points == AnalysedPoints.Both)
        {
            LookAt(PointNames.Initial, step: 0, network, train, test, cancellation);
        }

        Train(network, train, test, cancellation);
        LookAt(PointNames.Final, outcome.Training!.Steps, network, train, test, cancellation);
    }

    /// <summary>What <see cref="Run"/> would take: the network is looked at, and small parts of the work are timed.</summary>
    /// <param name="cancellation">Stops it.</param>
    internal RunEstimate Estimate(CancellationToken cancellation)
    {
        Spec.Validate();
        using Dataset train = problem.Train.To(Spec.Precision.ScalarType, device);
        using StudiedNetwork network = _planning.Begin(train);
        return _planning.Plan(network, train, former: null, Calibration.Careful, cancellation);
    }

    /// <summary>
    /// Removes what the folder keeps for going on; for callers who have written what was found, so that nothing can be lost any more.
    /// </summary>
    public void Forget() => _state?.Remove();

    private void KeepState(RunDirectory? directory, JsonObject options, bool resume)
    {
        int sideBySide = outcome.ProductPlan?.ProbesSideBySide ?? Spec.Quadrature.BlockSize;
        if (directory is not null)
        {
            _state = resume
                ? SpectrumState.Continue(directory, options, observer.Announce)
                : SpectrumState.Begin(directory, options, Spec.Method, sideBySide);
            sideBySide = _state.ProbesSideBySide;
        }

        outcome.Spec = Spec with { Quadrature = Spec.Quadrature with { BlockSize = sideBySide } };
    }

    private void Train(StudiedNetwork network, Dataset train, Dataset? test, CancellationToken cancellation)
    {
        nn.Module<Tensor, Tensor> model = network.Model;
        network.BeginTraining();
        IProgress<TrainingRecord> progress = observer.Training();
        long start = Stopwatch.GetTimestamp();
        TrainingResult? known = FindTraining(model);
        outcome.Training = known ?? TrainAnew(network, train, test, progress, cancellation);
        outcome.AddTime("training", Stopwatch.GetElapsedTime(start).TotalSeconds - outcome.Seconds.GetValueOrDefault("track"));
        observer.Trained(model, outcome);
        if (outcome.Training.Reason == StoppingReason.Cancelled)
        {
            throw new OperationCanceledException(cancellation);
        }

        if (known is null)
        {
            _state?.Save(model, outcome.Training, outcome.Track);
        }
    }

    // The looks first: without them the network has to be trained again, from its first weights.
    private TrainingResult? FindTraining(nn.Module model)
    {
        IReadOnlyList<TrackedSpectrum>? looks = Spec.Track is null ? [] : _state?.FindLooks();
        if (looks is null || _state?.FindTraining(model) is not { } training)
        {
            return null;
        }

        foreach (TrackedSpectrum look in looks)
        {
            outcome.Add(look);
        }

        return training;
    }

    private TrainingResult TrainAnew(
        StudiedNetwork network, Dataset train, Dataset? test, IProgress<TrainingRecord> progress, CancellationToken cancellation)
    {
        var looks = new TrainingLooks(Spec, outcome, copy => MakePoint(copy, rotation: null, train, test, withVectors: false), observer);
        if (_initialLook is not null)
        {
            looks.Begin(_initialLook);
        }

        using Dataset data = problem.Train.To(Spec.TrainingPrecision.ScalarType, device);
        Action<long>? visit = Spec.Track is null
            ? null
            : step => looks.Visit(step, network.Now, cancellation);
        var trainer = new Trainer(network.Model, problem.Loss, data, Spec.Problem.Descent(Spec.Training)) { Processes = problem.Processes };
        return trainer.Run(progress, visit, cancellation);
    }

    private void LookAt(
        string name, long step, StudiedNetwork network, Dataset train, Dataset? test, CancellationToken cancellation)
    {
        if (Spec.Method == SpectrumMethod.Exact)
        {
            KeptMatrices? kept = _state is null ? null : new KeptMatrices(_state, name);
            using Point point = MakePoint(network.Now(), network.Rotation, train, test, Spec.NeedsVectors, kept);
            LookAtWhole(name, step, point, cancellation);
        }
        else
        {
            LookByProducts(name, network.Now(), train, test, cancellation);
        }
    }

    private void LookAtWhole(string name, long step, Point point, CancellationToken cancellation)
    {
        if (Spec.NeedsSpectrumOnly && _state?.FindMatrix(name) is { } known)
        {
            point.Restore(Spec.Matrix, known);
        }

        PointMatrix matrix = point.Matrix(Spec.Matrix, observer.ComputingMatrix(name), cancellation);
        cancellation.ThrowIfCancellationRequested();
        // LAPACK says nothing until it is done; the first point tells how long the second one takes.
        double? expected = outcome.Exact is [{ EigenvalueSeconds: var seconds }, ..] ? seconds : null;
        using (observer.Diagonalizing(name, expected))
        {
            _ = matrix.Spectrum;
        }

        if (Spec.NeedsSpectrumOnly && matrix.Keep() is { } kept)
        {
            _state?.Save(name, Spec.Matrix, kept);
        }

        if (Spec.Track is not null)
        {
            LookOnTheWay(name, step, point, cancellation);
        }

        IReadOnlyList<ParameterBlock>? layers = Spec.Layers is { } names ? LayerStudy.Select(point.Model, names) : null;
        ExactResult found = ExactStudy.Compute(name, point, Spec, layers, cancellation);
        outcome.Add(found);
        observer.Found(outcome);
    }

    private void LookOnTheWay(string name, long step, Point point, CancellationToken cancellation)
    {
        if (outcome.Track is [.., { Step: var last }] && last == step)
        {
            return; // a training of no step ends where it began
        }

        TrackedSpectrum look = TrackStudy.At(step, point, cancellation);
        foreach (CurvatureMatrix used in (CurvatureMatrix[])[CurvatureMatrices.Hessian, CurvatureMatrices.GaussNewton])
        {
            bool isNeeded = used == Spec.Matrix || (Spec.Split && used == CurvatureMatrices.GaussNewton);
            if (!isNeeded)
            {
                point.Release(used);
            }
        }

        if (name == PointNames.Initial)
        {
            _initialLook = look;
        }
        else
        {
            outcome.Add(look);
        }
    }

    private void LookByProducts(
        string name, nn.Module<Tensor, Tensor> model, Dataset train, Dataset? test, CancellationToken cancellation)
    {
        using Batches trainBatches = problem.CutForProducts(train, Spec.ProductBatchSize);
        using Batches? testBatches = test is null ? null : problem.CutForProducts(test, Spec.ProductBatchSize);
        EmpiricalRisk risk = problem.TrainingRisk(model, trainBatches);
        RiskEvaluation trainValue = KinkCount.Evaluate(risk);
        RiskEvaluation? testValue = testBatches is null ? null : problem.TestRisk(model, testBatches).Evaluate(withGradient: false);
        ProductResult found;
        using (SymmetricOperator matrix = Spec.Matrix.Operator(risk, outcome.ProductPlan!.KeptGraphs))
        {
            found = ProductStudy.Compute(
                name, matrix, trainValue, testValue, Spec, _state, observer.Multiplying(name), cancellation);
        }

        outcome.Add(found);
        outcome.AddTime($"eigenpairs-{name}", found.PairSeconds);
        outcome.AddTime($"density-{name}", found.DensitySeconds);
        observer.Found(outcome);
        cancellation.ThrowIfCancellationRequested();
        RequireFinite(found.IsNotFinite, Spec.Matrix.Title, name);
        if (Spec.Layers is { } names)
        {
            LookAtLayers(name, risk, LayerStudy.Select(model, names), cancellation);
        }
    }

    private void LookAtLayers(string name, EmpiricalRisk risk, IReadOnlyList<ParameterBlock> layers, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (ParameterBlock layer in layers)
        {
            using SymmetricOperator matrix = Spec.Matrix.Operator(risk.Of(layer), outcome.ProductPlan!.KeptGraphs);
            LayerSpectrum block = LayerStudy.ByProducts(matrix, layer, Spec, observer.Multiplying($"{name}, {layer.Name}"), cancellation);
            outcome.Add(block);
            observer.Found(outcome);
            RequireFinite(block.IsNotFinite, $"block {layer.Name} of the {Spec.Matrix.Title}", name);
        }

        outcome.AddTime($"layers-{name}", Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private Point MakePoint(
        nn.Module<Tensor, Tensor> model, FirstLayerRotation? rotation, Dataset train, Dataset? test, bool withVectors,
        KeptMatrices? kept = null) =>
        new(
            problem, model, train, test, withVectors ? Spec.Matrix : null, rotation, ownsModel: false,
            byGram: outcome.ExactPlan?.GramUse,
            inParts: outcome.ExactPlan?.Parts is null ? null : Spec.Matrix,
            kept: kept);

    private static void RequireFinite(bool isNotFinite, string matrix, string point)
    {
        if (isNotFinite)
        {
            throw new NotFiniteNumberException(
                $"A product with the {matrix} is infinite or undefined {PointNames.Place(point)}, "
                    + "so its eigenvalues and density cannot be found.");
        }
    }
}
