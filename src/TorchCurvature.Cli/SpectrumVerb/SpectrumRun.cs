using System.Diagnostics;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Data;
using TorchCurvature.Precision;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>Trains a network and analyses its Hessian before and after, writing what is known as soon as it is.</summary>
internal sealed class SpectrumRun(SpectrumOptions options)
{
    private const string FinalModel = "model-final.dat";
    private const string InterruptedModel = "model-interrupted.dat";

    private static readonly string[] ResultFiles =
    [
        FinalModel, InterruptedModel, EigenvalueTable.FileName, SpectrumArchive.FileName, TrackTable.FileName, NoiseAnalysis.FileName,
        .. PlotFiles.Of(SpectrumPlot.DefaultName, ScreePlot.DefaultName, TrainingCurvePlot.DefaultName, TrackPlot.DefaultName),
        .. SplitAnalysis.Files, .. KrylovFiles.Names, .. LayerFiles.Names, .. TheoryAnalysis.Files, ResumableState.OptionsFile,
    ];

    private readonly RunRecord _record = new(options);
    private SpectrumOptions _options = options;
    private ResumableState? _state;
    private readonly ScalarType _dtype = WorkingPrecision.Parse(options.DType).ScalarType;
    private readonly ScalarType _trainingDType = WorkingPrecision.Parse(options.TrainingDType).ScalarType;

    public async Task<int> ExecuteAsync(CancellationToken cancellation)
    {
        Device device = ComputeDevice.Open(_options.Device);
        RunDirectory directory = RunDirectory.Open(_options.Out, _options.Force, ResultFiles);
        try
        {
            await ProgressDisplay.StartAsync(progress => ComputeAsync(directory, device, progress, cancellation));
        }
        catch (Exception e) when (_record.Points.Count + _record.KrylovPoints.Count > 0)
        {
            // A finished run is one that has a manifest: what an unfinished one says of itself goes by another name.
            directory.WriteText(RunDirectory.UnfinishedManifestName, _record.ToJson(e is OperationCanceledException ? "interrupted"
                : "failed", e is OperationCanceledException ? null : PlainMessage.Of(e)));
            string reason = e is OperationCanceledException ? "Interrupted." : PlainMessage.Of(e);
            throw new UnfinishedRunException($"{reason} What was computed before that is in {directory.Path}", e);
        }
        finally
        {
            _record.Points.ForEach(p => p.Dispose());
            _record.KrylovPoints.ForEach(p => p.Dispose());
        }

        AnsiConsole.Write(_record.KrylovPoints.Count > 0 ? Summary.KrylovTable(_record) : Summary.Table(_record));
        _record.Points.Where(p => p.Split is not null).ToList().ForEach(p => AnsiConsole.Write(SplitSummary.Table(p)));
        if (_options.Noise)
        {
            AnsiConsole.Write(NoiseAnalysis.Table(_record.Points));
        }

        _record.Points.Where(p => p.Theory is not null).ToList().ForEach(p => AnsiConsole.Write(TheoryAnalysis.Table(p)));
        foreach ((string point, IReadOnlyList<LayerAnalysis> layers) in Layers().Where(p => p.Layers.Count > 0))
        {
            AnsiConsole.Write(LayerFiles.Table(point, layers, _options.Lanczos));
        }

        AnsiConsole.WriteLine($"Results are in {directory.Path}");
        return ExitCode.Done;
    }

    private async Task ComputeAsync(RunDirectory directory, Device device, ProgressContext progress, CancellationToken cancellation)
    {
        if (_options.Method == SpectrumMethod.Exact)
        {
            Plan((long)Math.Min(ProblemSize.Parameters(_options), long.MaxValue / 2)); // before the network is made
        }

        ProblemSize.Check(_options);
        long start = Stopwatch.GetTimestamp();
        using Problem problem = await Problem.LoadAsync(_options, progress, cancellation);
        _record.AddTime("data", Stopwatch.GetElapsedTime(start).TotalSeconds);
        set_num_threads(_options.Threads); // holds for the thread that asks, and all that follows is on this one
        using (Dataset train = problem.Train.To(_dtype, device))
        using (Dataset test = problem.Test.To(_dtype, device))
        {
            ChooseMethod(problem, train, device, directory);
            _state = _options.Method == SpectrumMethod.Exact ? null : ResumableState.Open(directory, ref _options);
            _record.Effective = _options;
            problem.Model.to(_trainingDType);
            if (_options.Points == AnalysedPoints.Both)
            {
                Analyse("initial", problem, train, test, directory, progress, cancellation);
            }

            Train(problem, train, device, directory, progress, cancellation);
            Analyse("final", problem, train, test, directory, progress, cancellation);
        }

        directory.WriteText(RunDirectory.ManifestName, _record.ToJson("finished"));
        _state?.Remove();
    }

    private void ChooseMethod(Problem problem, Dataset train, Device device, RunDirectory directory)
    {
        problem.Model.to(_dtype).to(device);
        if (_options.Layers is { } names)
        {
            LayerAnalysis.Select(problem.Model, names); // a wrong name is said before anything is computed
        }

        long parameters = problem.Model.parameters().Sum(p => p.numel());
        if (_options.Method == SpectrumMethod.Auto && _options.Resume)
        {
            _options = _options with { Method = ResumableState.FormerMethod(directory) };
            _record.MethodReason = "The interrupted run took it.";
        }

        if (_options.Method == SpectrumMethod.Auto)
        {
            MethodChoice choice = MethodChoice.Of(problem, train, _options, MemoryPlan.For(parameters, _dtype, _options.Eigenvectors, _options.Split, _options.Noise, _options.Track is not null));
            AnsiConsole.WriteLine(choice.Reason);
            _options = _options with { Method = choice.Method };
            _record.MethodReason = choice.Reason;
        }

        if (_options.Method == SpectrumMethod.Exact)
        {
            _record.Memory = Plan(parameters);
            AnsiConsole.WriteLine($"{_record.Memory}.");
        }
        else
        {
            KrylovPlan plan = KrylovPlan.For(problem, train, _options, _dtype).Checked();
            _options = plan.Options;
            _record.StatedPeakBytes = plan.PeakBytes;
            AnsiConsole.WriteLine($"{plan}.");
        }
    }

    private MemoryPlan Plan(long parameters)
    {
        MemoryPlan plan = MemoryPlan.For(parameters, _dtype, _options.Eigenvectors, _options.Split, _options.Noise, _options.Track is not null);
        return plan.Fits ? plan : throw new InsufficientMemoryException(plan.Refusal());
    }

    private void Train(Problem problem, Dataset curvatureData, Device device, RunDirectory directory, ProgressContext progress, CancellationToken cancellation)
    {
        ProgressTask task = progress.AddTask("Training", maxValue: Math.Max(1, _options.Training.MaxSteps));
        var report = new SynchronousProgress<TrainingRecord>(r =>
        {
            task.Value = r.Step;
            task.Description = $"Training: loss {r.Loss:0.000e+0}{(r.GradientNorm is { } norm ? $", gradient {norm:0.0e+0}" : "")}";
        });

        long start = Stopwatch.GetTimestamp();
        problem.Model.to(_trainingDType);
        using Dataset data = problem.Train.To(_trainingDType, device);
        IReadOnlySet<long> steps = _options.Track is { } count ? TrackedSpectrum.LogarithmicSteps(count, Math.Max(1, _options.Training.MaxSteps)) : new HashSet<long>();
        TrainingResult result = _state?.FindTraining(problem.Model) ?? new Trainer(problem.Model, problem.Loss, data, _options.Training).Run(
            report, _options.Track is null ? null : step => LookAt(step, isAsked: step == 0 || steps.Contains(step), problem, curvatureData, task, cancellation), cancellation);
        _record.Training = result;
        LookAt(result.Steps, isAsked: _options.Track is not null, problem, curvatureData, task, cancellation);
        _record.AddTime("training", Stopwatch.GetElapsedTime(start).TotalSeconds - _record.Seconds.GetValueOrDefault("track"));
        task.Value = task.MaxValue;

        TrainingCurvePlot.Write(directory, result);
        if (_record.Track.Count > 0)
        {
            TrackTable.Write(directory, _record.Track);
            TrackPlot.Write(directory, _record.Track);
        }

        bool isWhole = result.Reason != StoppingReason.Cancelled;
        directory.Write(isWhole ? FinalModel : InterruptedModel, path => ModelFile.Save(problem.Model, path));
        if (isWhole)
        {
            _state?.Save(problem.Model, result);
        }
        else
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private void LookAt(long step, bool isAsked, Problem problem, Dataset data, ProgressTask task, CancellationToken cancellation)
    {
        if (!isAsked || cancellation.IsCancellationRequested || (_record.Track is [.., { Step: var last }] && last == step))
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        task.Description = $"Training: looking at the Hessian after {step} steps";
        using Sequential model = problem.CopyModel(_dtype);
        _record.Track.Add(Track.At(step, problem, model, data, cancellation));
        _record.AddTime("track", Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private void Analyse(
        string name, Problem problem, Dataset train, Dataset test, RunDirectory directory, ProgressContext progress, CancellationToken cancellation)
    {
        problem.Model.to(_dtype);
        if (_options.Method != SpectrumMethod.Exact)
        {
            AnalyseByProducts(name, problem, train, test, directory, progress, cancellation);
            return;
        }

        ProgressTask hessian = progress.AddTask($"{_options.Curvature.Title}, {name}", maxValue: 1);
        ProgressTask? eigenvalues = null;
        PointAnalysis point = PointAnalysis.Compute(
            name, problem, train, test, _options.Curvature, _options.Eigenvectors, _options.Split, _options.Noise, _options.Layers, new SynchronousProgress<double>(share => hessian.Value = share),
            () => eigenvalues = progress.AddTask($"Eigenvalues, {name}{EstimateOfEigenvalues()}").IsIndeterminate(), cancellation);
        eigenvalues!.IsIndeterminate = false;
        eigenvalues.Value = eigenvalues.MaxValue;
        long start = Stopwatch.GetTimestamp();
        if (_options.Theory)
        {
            point = point with
            {
                Theory = TheoryAnalysis.Compute(point, _options.Curvature, problem.Train.ClassCount, problem.Loss, problem.WeightDecay),
            };
            _record.AddTime($"theory-{name}", Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        _record.Points.Add(point);
        _record.AddTime($"hessian-{name}", point.HessianSeconds);
        _record.AddTime($"eigenvalues-{name}", point.EigenvalueSeconds);
        if (point.Split is { } split)
        {
            _record.AddTime($"split-{name}", split.Seconds);
        }

        if (point.Noise is { } noise)
        {
            _record.AddTime($"noise-{name}", noise.Seconds);
        }

        start = Stopwatch.GetTimestamp();
        WriteResults(directory);
        _record.AddTime("files", Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private void AnalyseByProducts(
        string name, Problem problem, Dataset train, Dataset test, RunDirectory directory, ProgressContext progress, CancellationToken cancellation)
    {
        KrylovAnalysis point = KrylovAnalysis.Compute(name, problem, train, test, _options, _state!, new KrylovProgress(progress, name), cancellation);
        _record.KrylovPoints.Add(point);
        _record.AddTime($"eigenpairs-{name}", point.PairSeconds);
        _record.AddTime($"density-{name}", point.DensitySeconds);
        long start = Stopwatch.GetTimestamp();
        KrylovFiles.Write(directory, _options.Curvature, _record.KrylovPoints);
        _record.AddTime("files", Stopwatch.GetElapsedTime(start).TotalSeconds);
        cancellation.ThrowIfCancellationRequested();
        RequireFinite(point.IsNotFinite, _options.Curvature.Title, name);
        if (_options.Layers is null)
        {
            return;
        }

        start = Stopwatch.GetTimestamp();
        LayerAnalysis.ByProducts(problem, train, _options, layer => new KrylovProgress(progress, $"{name}, {layer}"), found =>
        {
            point.Layers.Add(found);
            LayerFiles.Write(directory, _options.Curvature, Layers());
            RequireFinite(found.IsNotFinite, $"block {found.Layer.Name} of the {_options.Curvature.Title}", name);
        }, cancellation);
        _record.AddTime($"layers-{name}", Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private (string Point, IReadOnlyList<LayerAnalysis> Layers)[] Layers() =>
        [.. _record.Points.Select(p => (p.Name, p.Layers)), .. _record.KrylovPoints.Select(p => (p.Name, (IReadOnlyList<LayerAnalysis>)p.Layers))];

    // LAPACK says nothing until it is done; the first point tells how long the second one takes.
    private string EstimateOfEigenvalues() => _record.Points is [{ EigenvalueSeconds: var seconds }, ..] ? $", about {seconds:0} s" : "";

    private void WriteResults(RunDirectory directory)
    {
        EigenvalueTable.Write(directory, [.. _record.Points.Select(p => new NamedSpectrum(p.Name, p.Spectrum))]);
        SpectrumArchive.Write(directory, [.. _record.Points.Select(p => new ArchivedSpectrum(p.Name, p.Spectrum, p.Pairs))]);
        SpectrumPlot.Write(
            directory, _options.Curvature.Title,
            [.. _record.Points.Select(p => new NamedSpectrum(
                Title(p.Name), p.Spectrum, p.Outliers.SingleOrDefault(o => o.Rule == OutlierRule.BulkEdge)))]);
        ScreePlot.Write(directory, _options.Curvature.Title, [.. _record.Points.Select(p => new NamedSpectrum(p.Name, p.Spectrum))],
            _record.Points[^1].Outliers);
        SplitAnalysis.Write(directory, _record.Points);
        LayerFiles.Write(directory, _options.Curvature, Layers());
        NoiseAnalysis.Write(directory, _record.Points);
        TheoryAnalysis.Write(directory, _record.Points);
    }

    private static void RequireFinite(bool isNotFinite, string matrix, string point)
    {
        if (isNotFinite)
        {
            throw new NotFiniteNumberException(
                $"A product with the {matrix} is infinite or undefined {(point == "initial" ? "at initialization" : "after training")}, so its eigenvalues and density cannot be found.");
        }
    }

    private static string Title(string point) => point == "initial" ? "At initialization" : "After training";
}
