using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchSharp.Modules;

namespace TorchCurvature.Experiments.Basins;

/// <summary>Loss and accuracy along straight lines, on the same training and test examples for all of them.</summary>
internal sealed class SolutionLineRisks(
    Sequential model, IReadOnlyList<Batch> train, IReadOnlyList<Batch> test, Action<string> status, CancellationToken cancellation)
{
    /// <summary>On training data.</summary>
    public EmpiricalRisk Train { get; } = new(model, new CrossEntropy(), train);

    /// <summary>On test data.</summary>
    public EmpiricalRisk Test { get; } = new(model, new CrossEntropy(), test);

    /// <summary>Both along one line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="positions">The places on it.</param>
    public (PathProfile Train, PathProfile Test) Along(StraightLine line, IReadOnlyList<double> positions)
    {
        return (Profile(Train, "training"), Profile(Test, "test"));

        PathProfile Profile(EmpiricalRisk risk, string data) =>
            PathProfile.Compute(line, risk, positions, progress: new LineStatus(status, data), cancellation: cancellation);
    }

    private sealed class LineStatus(Action<string> status, string data) : IProgress<double>
    {
        public void Report(double value) => status(string.Create(CultureInfo.InvariantCulture, $"line, {data} data, {value:0 %}"));
    }
}
