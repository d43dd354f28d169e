using TorchCurvature.Curvature;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Tests.Studies;

/// <summary>Keeps all that an observer of a training hears.</summary>
internal sealed class HeardRecords : ITrainObserver
{
    public TrainResults? Before { get; private set; }

    public List<RiskRecord> Records { get; } = [];

    public List<LargestEigenvalueRecord> LargestEigenvalues { get; } = [];

    public TrainResults? Results { get; private set; }

    public void Begin(TrainResults before) => Before = before;

    public void Add(RiskRecord record) => Records.Add(record);

    public void Add(LargestEigenvalueRecord record) => LargestEigenvalues.Add(record);

    public void Finish(TrainResults results) => Results = results;
}
