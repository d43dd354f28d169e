using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>Hears a study of spectra, and notes what is counted when a part of it ends.</summary>
internal sealed class HeardSpectra(Func<int>? count = null, Action<string>? onProbe = null) : ISpectrumObserver
{
    /// <summary>The parts that have ended, with the count then.</summary>
    public List<(string Part, int Count)> Parts { get; } = [];

    public List<string> Announced { get; } = [];

    public ModelFindings? Findings { get; private set; }

    public void Probed(ModelFindings findings) => Findings = findings;

    public void Announce(string sentence) => Announced.Add(sentence);

    public IProgress<double> ComputingMatrix(string point) => new RecordedProgress<double>();

    public IDisposable Diagonalizing(string point, double? expectedSeconds) => new MemoryStream();

    public ProductProgress Multiplying(string subject) =>
        new(new RecordedProgress<LanczosProgress>(), new RecordedProgress<QuadratureProgress>(_ => onProbe?.Invoke(subject)));

    public IProgress<TrainingRecord> Training() => new RecordedProgress<TrainingRecord>();

    public void LookingAt(long steps) => Parts.Add(($"before step {steps}", count?.Invoke() ?? 0));

    public void Trained(nn.Module model, SpectrumOutcome soFar) => Parts.Add(("training", count?.Invoke() ?? 0));

    public void Found(SpectrumOutcome soFar) => Parts.Add(("point", count?.Invoke() ?? 0));
}
