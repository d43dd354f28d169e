using TorchCurvature.Experiments.Cells;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>A cell whose result has what results have: numbers, lists, words and parts.</summary>
internal sealed record DamagedCell : Cell<DamagedCell.Content>
{
    public override string Key => "cell";

    public override double RequiredBytes => 1;

    public override Content Compute(Action<string> status, CancellationToken cancellation) =>
        new(3, double.NaN, [1.5, double.PositiveInfinity], new Part("word", null), DayOfWeek.Friday);

    internal sealed record Content(int Count, double Number, double[] Numbers, Part Part, DayOfWeek Word);

    internal sealed record Part(string Name, long? Step);
}
