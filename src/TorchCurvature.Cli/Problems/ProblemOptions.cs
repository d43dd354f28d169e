using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.Problems;

/// <summary>What every verb that trains a network was asked for: the problem, its training, precisions, and where the results go.</summary>
internal abstract record ProblemOptions
{
    protected ProblemOptions(ParseResult parsed)
    {
        Problem = ProblemArguments.ReadProblem(parsed);
        Training = ProblemArguments.ReadTraining(parsed);
        Precision = WorkingPrecision.Parse(parsed.GetRequiredValue(ProblemArguments.DType));
        TrainingPrecision = WorkingPrecision.Parse(parsed.GetRequiredValue(ProblemArguments.TrainingDType));
        Machine = MachineOptions.Read(parsed);
        Results = ResultOptions.Read(parsed, "first");
        AsGiven = ManifestOptions.Of(parsed);
    }

    public ProblemSpec Problem { get; }

    public TrainingOptions Training { get; }

    /// <summary>The precision of what is analysed.</summary>
    public WorkingPrecision Precision { get; }

    public WorkingPrecision TrainingPrecision { get; }

    public MachineOptions Machine { get; }

    public ResultOptions Results { get; }

    /// <summary>
    /// Every option as it was understood, by its name on the command line: what the manifest keeps and <c>--config</c> reads.
    /// </summary>
    public JsonObject AsGiven { get; }

    /// <summary>Refuses a tolerance that products in the precision of an option do not reach.</summary>
    /// <exception cref="UsageException">It is too fine.</exception>
    public static double Reachable(double tolerance, Option option, Option<string> precision, string dtype)
    {
        double finest = LanczosOptions.FinestTolerance(WorkingPrecision.Parse(dtype).ScalarType);
        string other = dtype == WorkingPrecision.Float32.Word ? $", or choose {precision.Name} {WorkingPrecision.Float64}" : "";
        return tolerance >= finest
            ? tolerance
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{option.Name} {tolerance:g2} is finer than products in {dtype} are, {finest:g2}: ask for more{other}."));
    }
}
