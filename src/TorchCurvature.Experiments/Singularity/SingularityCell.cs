using System.Text.Json.Serialization;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Studies;
using TorchCurvature.Training;

namespace TorchCurvature.Experiments.Singularity;

/// <summary>A network of two hidden layers learns to tell clusters apart that vary in few dimensions.</summary>
/// <param name="Seed">The seed of data and weights.</param>
/// <param name="Classes">C.</param>
/// <param name="Intrinsic">Dimensions that the data vary in.</param>
/// <param name="Dimension">Numbers in one example.</param>
/// <param name="Samples">N.</param>
/// <param name="Hidden">Units in each hidden layer.</param>
/// <param name="Steps">Steps of full-batch descent.</param>
internal sealed record SingularityCell(int Seed, int Classes, int Intrinsic, int Dimension, int Samples, int Hidden, long Steps)
    : Cell<Solution>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key => $"singularity-C{Classes}-N{Samples}-k{Intrinsic}-d{Dimension}-h{Hidden}-steps{Steps}-seed{Seed}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes =>
        Solver.RequiredBytes(MultilayerPerceptron.ParameterCount(Dimension, [Hidden, Hidden], Classes));

    /// <inheritdoc/>
    public override Solution Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var problem = new ProblemSpec
        {
            Data = new EmbeddedBlobsSpec { Classes = Classes, Intrinsic = Intrinsic, Dimension = Dimension, Samples = Samples },
            Model = new MlpSpec { Hidden = [Hidden, Hidden] },
            Seed = Seed,
        };
        var training = new TrainingOptions { MaxSteps = Steps, StopGradientNorm = 0 };
        return new Solver(status, cancellation).Solve(problem, training, withInitial: true);
    }
}
