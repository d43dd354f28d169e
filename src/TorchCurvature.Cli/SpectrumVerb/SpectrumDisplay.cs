using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>Shows how far a study is, and writes what it finds as soon as it is found; without a folder nothing.</summary>
internal sealed class SpectrumDisplay(ProgressContext progress, RunDirectory? directory, SpectrumSpec spec) : ISpectrumObserver
{
    private ProgressTask? _training;

    public void Announce(string sentence) => Terminal.Say(sentence);

    public void Probed(ModelFindings findings)
    {
        foreach (string sentence in FindingsSummary.Sentences(findings))
        {
            Terminal.Say(sentence);
        }
    }

    public IProgress<double> ComputingMatrix(string point)
    {
        ProgressTask task = progress.AddTask($"{spec.Matrix.Title}, {point}", maxValue: 1);
        return new SynchronousProgress<double>(share => task.Value = share);
    }

    public IDisposable Diagonalizing(string point, double? expectedSeconds)
    {
        string expected = expectedSeconds is { } seconds ? $", about {seconds:0} s" : "";
        return new IndeterminateTask(progress.AddTask($"Eigenvalues, {point}{expected}"));
    }

    public ProductProgress Multiplying(string subject)
    {
        ProgressTask? pairs = null, density = null;
        return new ProductProgress(
            new SynchronousProgress<LanczosProgress>(p => Show(pairs ??= progress.AddTask($"Eigenpairs, {subject}"), subject, p)),
            new SynchronousProgress<QuadratureProgress>(p => Show(density ??= progress.AddTask($"Density, {subject}"), subject, p)));
    }

    public IProgress<TrainingRecord> Training()
    {
        ProgressTask task = _training = progress.AddTask("Training", maxValue: Math.Max(1, spec.Training.MaxSteps));
        return new SynchronousProgress<TrainingRecord>(r =>
        {
            string norm = r.GradientNorm is { } gradient ? $", gradient {gradient:0.0e+0}" : "";
            task.Value = r.Step;
            task.Description = $"Training: loss {r.Loss:0.000e+0}{norm}";
        });
    }

    public void LookingAt(long steps) => _training!.Description = $"Training: looking at the Hessian after {steps} steps";

    public void Trained(nn.Module model, SpectrumOutcome soFar)
    {
        _training!.Value = _training.MaxValue;
        bool isWhole = soFar.Training!.Reason != StoppingReason.Cancelled;
        directory!.Write(isWhole ? RunFiles.FinalModel : RunFiles.InterruptedModel, file => ModelFile.Save(model, file));
        SpectrumFiles.WriteTraining(directory, soFar);
    }

    public void Found(SpectrumOutcome soFar)
    {
        long start = Stopwatch.GetTimestamp();
        SpectrumFiles.Write(directory!, soFar);
        soFar.AddTime("files", Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Show(ProgressTask task, string subject, LanczosProgress p)
    {
        // A confirmed pair has been found twice, so half of the bar is for the second search.
        task.MaxValue = 2 * p.Wanted;
        task.Value = p.IsConfirming ? p.Wanted + (p.Wanted / 2.0) : p.Converged;
        string state = p.IsConfirming
            ? "a restart looks for missed pairs"
            : string.Create(CultureInfo.InvariantCulture, $"worst residual {p.WorstResidual:0e+0}");
        task.Description = string.Create(
            CultureInfo.InvariantCulture, $"Eigenpairs, {subject}: {p.Converged} of {p.Wanted}, {p.Products:N0} products, {state}");
    }

    private static void Show(ProgressTask task, string subject, QuadratureProgress p)
    {
        task.MaxValue = p.Wanted;
        task.Value = p.Probes;
        task.Description = string.Create(
            CultureInfo.InvariantCulture, $"Density, {subject}: probe {p.Probes + 1} of {p.Wanted}, step {p.Step}");
    }

    private sealed class IndeterminateTask : IDisposable
    {
        private readonly ProgressTask _task;

        public IndeterminateTask(ProgressTask task)
        {
            _task = task;
            _task.IsIndeterminate = true;
        }

        public void Dispose()
        {
            _task.IsIndeterminate = false;
            _task.Value = _task.MaxValue;
        }
    }
}
